"""What an activity must say before it can be submitted (docs/architecture.md), told in Swedish field by field."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.content import Content
from activities.models import Activity, Level
from network.models import Organisation
from network.person import with_predecessors
from network.services.organisations import names_inside
from network.text import is_seen, spoken

Faults = dict[str, str]
# What something published lacks of a demand, and in which part of the form it is mended
LACKING: dict[str, tuple[Any, int]] = {
    Level.Demand.UNIT: (_l("Nivån kräver en enhet."), 2),
    Level.Demand.TWO_OF_GROUP: (_l("Nivån kräver två av koncernens verksamheter."), 3),
    Level.Demand.EXTERNAL: (_l("Nivån kräver en extern part."), 3),
}


def faults_of_draft(content: Content) -> Faults:
    """What stops even a draft: it needs a title that fits in a cell, and texts that the tables can hold."""
    faults: Faults = {}
    if not is_seen(content.title):
        faults["title"] = _("Skriv en rubrik.")
    elif len(content.title) > Activity.TITLE_LENGTH:
        faults["title"] = _("Rubriken är för lång. Skriv högst {n} tecken.").format(n=Activity.TITLE_LENGTH)
    for name, most in Activity.TEXT_LENGTHS.items():
        if len(getattr(content, name)) > most:
            faults[name] = _("Texten är för lång. Skriv högst {n} tecken.").format(n=most)
    return faults


def faults_when_submitting(content: Content, declined: frozenset[int] = frozenset()) -> Faults:
    """What stops a submission: title, summary, lead, at least one cell, and what the levels of its cells demand.

    `declined` are organisations that said no: they do not count. Invited ones do.
    """
    faults = faults_of_draft(content)
    if not is_seen(content.summary):
        faults["summary"] = _("Skriv en sammanfattning. Den visas för alla när aktiviteten är publicerad.")
    if content.lead is None:
        faults["lead"] = _("Välj vilken verksamhet som är ansvarig.")
    if not content.cells:
        faults["cells"] = _("Välj minst en ruta i matrisen.")
    return faults | broken_demands(content, declined)


def broken_demands(content: Content, declined: frozenset[int] = frozenset()) -> Faults:
    """The demands of its levels that the content does not meet."""
    faults: Faults = {}
    for level in Level.objects.filter(pk__in={cell.level for cell in content.cells}):
        if level.demand == Level.Demand.UNIT and any(c.level == level.pk and c.unit is None for c in content.cells):
            faults["units"] = _(
                "Du har valt nivån ”{level}”. Skriv vilken enhet det gäller, eller välj en annan nivå."
            ).format(level=level.label)
        elif level.demand == Level.Demand.TWO_OF_GROUP and _of_group(content, declined) < 2:
            faults["co_owners"] = _(
                "Du har valt nivån ”{level}”. Då behövs minst två av koncernens verksamheter. "
                "Lägg till en till, eller välj en annan nivå i del 2."
            ).format(level=level.label)
            if declined & content.of_group:
                faults["co_owners"] += " " + _("Den som har tackat nej räknas inte.")
        elif level.demand == Level.Demand.EXTERNAL and not _outside(content, declined):
            faults["externals"] = _(
                "Du har valt nivån ”{level}”. Skriv minst en extern part, eller välj en annan nivå i del 2."
            ).format(level=level.label)
            if content.externals:  # those of them that are none
                faults["externals"] += " " + _("Den som finns bland verksamheterna räknas inte.")
    return faults


def faults_of_units(content: Content) -> Faults:
    """Units that belong to somebody else than the lead, or to what it succeeds."""
    homes = with_predecessors(frozenset({content.lead})) if content.lead else frozenset()
    others = Organisation.objects.filter(pk__in=content.units).units_not_under(homes).select_related("parent")
    strange = others.order_by("pk").first() if content.units else None
    return {"units": stays_with(strange.name, strange.parent.name)} if strange and strange.parent else {}


def stays_with(unit: str, owner: str) -> str:
    """What is told where the lead was changed and a unit of the former one was left."""
    text = _("”{unit}” hör till {owner}. Skriv en enhet hos den verksamhet som är ansvarig i del 3.")
    return text.format(unit=unit, owner=owner)


def _outside(content: Content, declined: frozenset[int]) -> bool:
    """Whether anybody from outside is in it: an external party that is nobody one chooses among the organisations, or
    a municipal association that takes part.
    """
    organisations = Organisation.objects.all()
    beside = organisations.filter(pk__in=(content.co_owners | content.participants) - declined, in_group=False)
    if not content.externals:
        return beside.exists()
    names, lead = names_inside(), organisations.filter(pk=content.lead).first()
    parties = organisations.filter(pk__in=content.externals).values_list("name", flat=True)
    inside = [name for name in parties if spoken(name) in names or (lead and lead.is_called(name))]
    # What nobody has stored yet has a name of its own: the form has asked.
    return len(content.externals) > len(inside) or beside.exists()


def _of_group(content: Content, declined: frozenset[int]) -> int:
    # Who leads is in, whatever was answered before.
    taking_part = (content.co_owners | content.participants) - declined | {content.lead}
    return Organisation.objects.filter(pk__in=taking_part - {None}, in_group=True).count()

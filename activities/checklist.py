"""What the public will see of a version, and what the reviewer should look at before it goes live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.content import Content
from activities.demands import broken_demands
from activities.models import Activity, ActivityOrganisation, Participation
from activities.parties import unwilling_in
from activities.querysets import Named
from activities.reference import Reference
from activities.rules import may_see_party
from needs.querysets import Worded
from network.person import ANYONE
from network.text import by_name, listed

Role, State = ActivityOrganisation.Role, Participation.State


class PartyShown(NamedTuple):
    """An organisation in the version: its role, whether the public sees its name, and if not why."""

    pk: int
    name: str
    role: str
    shown: bool
    why: str


class Check(NamedTuple):
    """One line of the checklist: "warn" (look here) or "info" (held back, nothing to do); and where to act."""

    tone: str
    text: str
    address: str = ""
    link: str = ""


class Checklist(NamedTuple):
    """What needs eyes, what is amiss first; and what is in order, in one sentence."""

    found: list[Check]
    in_order: str


class PublicView(NamedTuple):
    """Parties, and how many needs are shown as a number only."""

    parties: list[PartyShown]
    hidden_needs: int


def public_view(
    activity: Activity,
    content: Content,
    answers: Iterable[Participation],
    reference: Reference,
    needs: Iterable[Worded],
) -> PublicView:
    """What of the version everybody will see; `needs` holds those it names."""
    by_organisation = {answer.organisation_id: answer for answer in answers}
    shown = sum(1 for row in needs if row.need in content.needs and row.public)
    parties = list(_parties(activity, content, by_organisation, reference))
    return PublicView(parties, hidden_needs=len(content.needs) - shown)


def checks(
    activity: Activity, content: Content, answers: list[Participation], reference: Reference, view: PublicView
) -> Checklist:
    """The checklist of a version."""
    named, held_back = _named_in_text(activity, content, answers, reference), _held_back(activity, view)
    broken, unconfirmed = _broken(activity, content, answers, reference), _unconfirmed(content, reference)
    inside = _called_as_inside(activity, content, reference)
    alone = _nobody_to_mend(activity, content, answers, reference)
    loose, rather = _loose_ends(content), _not_owning(content, answers, reference)
    found = [*named, *broken, *inside, *unconfirmed, *held_back, *rather, *alone, *_needs(view), *loose]
    in_order = {
        _("alla namn får visas"): not (named or held_back),
        _("behov och effektmål är kopplade"): not loose,
    }
    words = [text for text, holds in in_order.items() if holds]
    return Checklist(found, _("I ordning: {what}.").format(what=", ".join(words)) if words else "")


def _parties(
    activity: Activity, content: Content, answers: dict[int, Participation], reference: Reference
) -> Iterator[PartyShown]:
    order: list[str] = [Role.LEAD, Role.CO_OWNER, Role.PARTICIPANT, Role.EXTERNAL]
    roles = content.roles()
    for row in sorted(reference.organisations.values(), key=lambda row: order.index(roles.get(row.pk, Role.EXTERNAL))):
        if row.pk in roles:
            role, answer = roles[row.pk], answers.get(row.pk) or Participation()
            party = Named(activity.pk, row.pk, role, answer.state, answer.accepted_as, answer.consent)
            # An office that looks sees all: the public's eyes are asked for instead.
            shown = may_see_party(ANYONE, party, work=False)
            yield PartyShown(row.pk, row.name, role, shown, "" if shown else _why(role, answer))


def _why(role: str, answer: Participation) -> str:
    if role == Role.EXTERNAL:
        return _("har inte sagt ja till att nämnas")
    return _("har tackat nej") if answer.state == State.DECLINED else _("har inte svarat på inbjudan")


def _named_in_text(
    activity: Activity, content: Content, answers: list[Participation], reference: Reference
) -> list[Check]:
    return [
        Check(
            "warn",
            _("I texten står {name}, som inte har sagt ja till att nämnas.").format(name=name),
            f"/aktiviteter/{activity.pk}/redigera/",
            _("Rätta texten"),
        )
        for name in unwilling_in(content, answers, reference)
    ]


def _broken(
    activity: Activity, content: Content, answers: list[Participation], reference: Reference
) -> Iterator[Check]:
    """Demands of its levels that it does not meet: a no only warns, whatever else refuses publication."""
    declined = {answer.organisation_id for answer in answers if answer.state == State.DECLINED}
    declined &= content.co_owners | content.participants
    of_group = {pk for pk in declined if reference.organisations[pk].in_group}
    may_be_why = {"co_owners": of_group, "externals": declined - of_group}
    faults = broken_demands(content, frozenset(declined))
    refused = frozenset().union(*(may_be_why.get(field, ()) for field in faults))
    if refused:
        names = listed([row.name for row in by_name(reference.organisations[pk] for pk in refused)])
        yield Check("warn", _("{names} har tackat nej. Då är nivåns krav inte längre uppfyllt.").format(names=names))
    if any(not may_be_why.get(field) for field in faults):
        text = _("Nivåns krav är inte uppfyllt. Rätta det före publicering, eller skicka tillbaka.")
        yield Check("warn", text, f"/aktiviteter/{activity.pk}/redigera/", _("Rätta"))


def _called_as_inside(activity: Activity, content: Content, reference: Reference) -> list[Check]:
    """External parties that are called as somebody that is chosen instead of typed."""
    rows = [reference.organisations[pk] for pk in content.externals if pk in reference.organisations]
    text = _("{name} står som extern part men finns bland verksamheterna.")
    return [
        Check("warn", text.format(name=row.name), f"/aktiviteter/{activity.pk}/redigera/", _("Rätta"))
        for row in by_name(rows)
        if reference.is_inside(row.spelled, content.lead)
    ]


def _nobody_to_mend(
    activity: Activity, content: Content, answers: list[Participation], reference: Reference
) -> list[Check]:
    """Where it would be sent back to nobody: whose it is today decides, not what a change of it proposes."""
    stands = Content.from_json(activity.live_version.content) if activity.live_version else content
    said_yes = (row for row in answers if row.state == State.ACCEPTED and row.accepted_as == Role.CO_OWNER)
    owners = stands.co_owners & {row.organisation_id for row in said_yes} | ({stands.lead} if stands.lead else set())
    if not owners or owners & reference.held:
        return []
    names = listed([row.name for row in by_name(reference.organisations[pk] for pk in owners)])
    text = _("{names} har ingen kontaktperson som kan rätta den. Skickar du tillbaka den ligger den kvar hos er.")
    return [Check("info", text.format(names=names), f"/aktiviteter/{activity.pk}/redigera/", _("Rätta själv"))]


def _not_owning(content: Content, answers: list[Participation], reference: Reference) -> list[Check]:
    """Those that take part, are made co-owner, and have not said yes to that."""
    told = {
        False: _("{name} är med som medverkande och har inte svarat på om den blir medägare."),
        True: _("{name} är med som medverkande och vill inte vara medägare."),
    }
    helping = {
        row.organisation_id: row.helps_only
        for row in answers
        if row.organisation_id in content.co_owners and row.accepted_as == Role.PARTICIPANT
    }
    rows = by_name(reference.organisations[pk] for pk in helping)
    return [Check("info", told[helping[row.pk]].format(name=row.name)) for row in rows]


def _unconfirmed(content: Content, reference: Reference) -> list[Check]:
    units = {cell.unit for cell in content.cells}
    rows = [row for row in reference.organisations.values() if row.pk in content.externals or row.pk in units]
    names = [row.name for row in rows if not row.confirmed and row.current]
    if not names:
        return []
    text = _("Skrivet för hand och inte bekräftat än: {names}.").format(names=listed(names))
    return [Check("info", text, "/kontor/verksamheter/", _("Bekräfta"))]


def _held_back(activity: Activity, view: PublicView) -> list[Check]:
    external = [p for p in view.parties if not p.shown and p.role == Role.EXTERNAL]
    others = [p for p in view.parties if not p.shown and p.role != Role.EXTERNAL]
    found = [Check("info", _("{name} visas inte: {why}.").format(name=p.name, why=p.why)) for p in others]
    consents = f"/kontor/aktivitet/{activity.pk}/#samtycken"
    return found + [
        Check(
            "info",
            _("Visas inte bland dem som medverkar: {name} {why}.").format(name=p.name, why=p.why),
            consents,
            _("Ändra"),
        )
        for p in external
    ]


def _needs(view: PublicView) -> list[Check]:
    if not view.hidden_needs:
        return []
    text = ngettext(
        "Ett behov saknar publik lydelse och visas bara som antal.",
        "{n} behov saknar publik lydelse och visas bara som antal.",
        view.hidden_needs,
    )
    return [Check("info", text.format(n=view.hidden_needs))]


def _loose_ends(content: Content) -> list[Check]:
    missing = [word for word, ids in ((_("behov"), content.needs), (_("effektmål"), content.goals)) if not ids]
    if not missing:
        return []
    text = _("Den är inte kopplad till något {what}. Tråden blir bruten.").format(what=_(" eller ").join(missing))
    return [Check("info", text)]

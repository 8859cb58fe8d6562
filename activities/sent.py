"""What was chosen in a form that could not be saved, in words: its texts alone do not tell all that somebody did."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from activities.content import Cell, Content
from activities.forms.facts import FactsFields
from activities.models import Activity
from activities.reference import Reference
from activities.wording import LABELS, differences
from network.addresses import key_of
from network.models import Organisation

UNTOLD = (Organisation.Kind.UNIT, Organisation.Kind.EXTERNAL)  # an id must not tell a name that is held back


def chosen_texts(post: QueryDict, reference: Reference) -> list[tuple[str, str]]:
    """Label and words of what was ticked and chosen. Of needs the number only: an id must not tell what it says."""

    def ids(name: str, among: object) -> frozenset[int]:
        return frozenset(map(key_of, post.getlist(name))).intersection(among)  # type: ignore[arg-type]

    known = [row.pk for row in reference.organisations.values() if row.confirmed and row.kind not in UNTOLD]
    chosen = Content(
        lead=next(iter(ids("lead", known)), None),
        co_owners=ids("co_owners", known),
        participants=ids("participants", known),
        cells=frozenset(map(_cell, post.getlist("cells"))),
        goals=ids("goals", reference.goals),
        method=next(iter(ids("method", reference.methods)), None),
    )
    found = [(row.label, "\n".join(row.after)) for row in differences(Content(), chosen, reference, {}) if row.after]
    needs = len({*post.getlist("needs")})
    found += [(str(LABELS["needs"]), _("{n} behov").format(n=needs))] if needs else []
    return found + _facts(post, reference)


def _facts(post: QueryDict, reference: Reference) -> list[tuple[str, str]]:
    """Status, dates, step and reach, as far as they say anything."""
    step = reference.steps.get(key_of(post.get("step")))
    said = {
        "status": str(dict(Activity.Status.choices).get(post.get("status", ""), "")),
        "start_date": post.get("start_date", ""),
        "end_date": post.get("end_date", ""),
        "step": step.name if step else "",
        "reached": post.get("reached", ""),
    }
    return [(str(FactsFields.base_fields[name].label), text) for name, text in said.items() if text.strip()]


def _cell(value: str) -> Cell:
    level, _dash, area = value.partition("-")
    return Cell(key_of(level), key_of(area))

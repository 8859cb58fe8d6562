"""Status, dates, step and reach: told at once, without review."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.facts import Facts
from activities.models import Activity, MethodStep
from activities.services.locking import lock, require
from network.change import change
from network.person import Person


class FactsChanged(Exception):
    """Somebody else changed the same facts meanwhile. Nothing was stored; `names` are the fields, `now` what stands,
    and `faults` what does not fit together with what they changed.
    """

    def __init__(self, now: Facts, names: list[str], faults: Mapping[str, str] = MappingProxyType({})) -> None:
        self.now, self.names, self.faults = now, names, faults
        super().__init__(", ".join(names))


def change_facts(activity: Activity, base: Facts, mine: Facts, *, by: Person) -> Activity:
    """Write only what differs between what the form showed (`base`) and what it sent (`mine`).

    Raises FactsChanged where one of these facts changed to something else meanwhile, or what changed does not fit.
    """
    with change():
        activity = lock(activity.pk)
        require(rules.may_change_facts(by, activity))
        wanted = mine.changed_from(base)
        now = Facts.of(activity)
        moved = now.changed_from(base)
        if activity.step_id is None:
            moved.pop("step", None)  # a step goes when its method does: that is nobody's choice
        both = [name for name in wanted if name in moved and moved[name] != wanted[name]]
        if both:
            raise FactsChanged(now, both)
        for name, value in wanted.items():
            setattr(activity, "step_id" if name == "step" else name, value)
        faults = _faults(activity, wanted)
        if faults and moved:  # sound as it was shown: what changed meanwhile is what does not fit
            raise FactsChanged(now, _in_the_way(Facts.of(activity), base, moved), faults)
        if faults:
            raise ValidationError(faults)
        if wanted:
            activity.facts_at = timezone.now()
            activity.save(update_fields=[*(field.name for field in fields(Facts)), "facts_at"])
    return activity


def _in_the_way(together: Facts, base: Facts, moved: Collection[str]) -> list[str]:
    """Those of the `moved` facts without whose change all would fit; all, where no single one is it."""
    alone = [name for name in moved if not replace(together, **{name: getattr(base, name)}).faults()]
    return alone or list(moved)


def _faults(activity: Activity, wanted: dict[str, Any]) -> dict[str, str]:
    faults = Facts.of(activity).faults()
    steps = MethodStep.objects.filter(method=activity.method_id)
    if "step" in wanted:
        steps = steps.filter(active=True)
    if activity.step_id and not steps.filter(pk=activity.step_id).exists():
        faults["step"] = _("Steget hör inte till aktivitetens metod. Välj ett annat steg.")
    return faults

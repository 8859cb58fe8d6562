"""The steps of a method, and how far an activity has come in it: on its page, and on its preview."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from activities.models import Activity
from activities.reference import Reference


class Steps(NamedTuple):
    """How far the method has come, for activities/_steps.html."""

    method: str
    url: str
    number: int
    name: str
    steps: list[tuple[int, str, str, str]]
    is_over: bool

    @property
    def heading(self) -> str:
        """How far, in words."""
        if not self.number:
            return _("Ett arbete i {n} steg").format(n=len(self.steps))
        return _("Steg {n} av {all}: {name}").format(n=self.number, all=len(self.steps), name=self.name)


def steps_of(activity: Activity, method_id: int | None, ref: Reference) -> Steps | None:
    """The steps of `method_id`, the activity's or one that is proposed: its step goes when its method does."""
    method = ref.methods.get(method_id or 0)
    if method is None:
        return None
    rows = [
        row for row in ref.steps.values() if row.method_id == method.pk and (row.active or row.pk == activity.step_id)
    ]
    current = next((number for number, row in enumerate(rows, 1) if row.pk == activity.step_id), 0)
    finished = activity.status == Activity.Status.COMPLETED
    rests = activity.is_over or activity.status == Activity.Status.PAUSED

    def state(number: int) -> str:
        if number < current or (finished and number == current):
            return "done"
        if number == current:
            return "stopped" if rests else "now"
        return "todo"

    return Steps(
        method=method.name,
        url=method.url,
        number=current,
        name=rows[current - 1].name if current else "",
        steps=[(number, row.name, row.gives, state(number)) for number, row in enumerate(rows, 1)],
        is_over=activity.is_over,
    )

"""What forms people write in are built of, beside crispy's own layout objects.

A form says with `demanded`, a set of field names, what must be there when it is sent in; a form without it says so by
`required`. Every other field is marked "(frivilligt)", unless its field has `optional_mark = False`. A field with
`has_remark` was commented on by somebody who read it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from crispy_forms.layout import Fieldset
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.dates import word

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b"))  # where a heading may break: not in a line of text


class Fault(NamedTuple):
    """One line of the error summary; `address` leads to the control, or is empty for the whole form."""

    address: str
    text: str


class PickArea(NamedTuple):
    """A column of the pick: colour slot, heading with soft hyphens, short name."""

    slot: str
    heading: str
    short: str


class PickLevel(NamedTuple):
    """A row of the pick: heading, the field that it makes more than optional, and what it demands in a few words."""

    heading: str
    demands: str = ""
    hint: Any = ""


class PickBox(NamedTuple):
    """A cell of the pick: colour slot, its checkbox as Django's widget gives it, and its name in a line of text."""

    slot: str
    box: dict[str, Any]
    words: str


class PartState(NamedTuple):
    """How a part of the form stands: what the station and the list of parts show."""

    number: int
    legend: str
    id: str
    faults: int
    filled: int  # fields with something in them
    begun: bool  # whether anything is filled in, beforehand too
    missing: tuple[str, ...]  # the labels of those that are demanded and empty
    optional: bool
    remarks: int = 0  # fields that somebody who read it has commented on

    @property
    def complete(self) -> bool:
        """All that is demanded is there; where nothing is, something is. Not where somebody asks for more."""
        return bool(self.filled) and not (self.missing or self.faults or self.remarks)

    @property
    def word(self) -> str:
        """The state in a word or two. A part nobody has touched is never complete, whatever it chose beforehand."""
        if self.faults:
            return _("Fel: %(n)s") % {"n": self.faults}
        if self.remarks:
            return _("Kommentar: %(n)s") % {"n": self.remarks}
        if self.complete:
            return _("Klart")
        if self.missing and self.begun:
            return _("Saknas: %(n)s") % {"n": len(self.missing)}
        return _("Frivilligt") if self.optional else _("Inget ifyllt")


def is_optional(field: BoundField) -> bool:
    """Whether the label says "(frivilligt)"."""
    mark = getattr(field.field, "optional_mark", None)
    if mark is not None:
        return mark
    demanded = getattr(field.form, "demanded", ())
    return not field.field.required and field.name not in demanded


def control_id(field: BoundField) -> str:
    """The id of the control a fault leads to: in a group the first box, or what its widget says by `id_of_fault`."""
    knows = getattr(field.field.widget, "id_of_fault", None)
    return knows(field.auto_id) if knows else field.id_for_label or f"{field.auto_id}_0"


def faults_of(form: forms.BaseForm) -> list[Fault]:
    """All faults of a form in the order of its fields, those of the whole form first."""
    errors = form.errors
    found = [Fault("", text) for text in errors.get(NON_FIELD_ERRORS, ())]
    for name in form.fields:
        if name in errors:
            field = form[name]
            found += [Fault(f"#{control_id(field)}", _named(field, text)) for text in errors[name]]
    return found


def _named(field: BoundField, text: str) -> str:
    """A fault as it reads away from its field: with the field's label, unless the sentence names it."""
    label = str(field.label)
    if field.is_hidden or label.rstrip("?").casefold() in text.casefold():
        return text
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def faults_heading(faults: Sequence[Fault]) -> str:
    """«Det finns två fel i formuläret»; where no field is at fault, that it did not work."""
    if not any(fault.address for fault in faults):
        return _("Det gick inte")
    count = len(faults)
    return _("Det finns %(count)s fel i formuläret") % {"count": _("ett") if count == 1 else word(count)}


def is_filled(field: BoundField) -> bool:
    """Whether something stands in the field; zero is something, an unticked box is not."""
    wanting = getattr(field.field.widget, "wanting", ())
    return field.value() not in (None, "", [], (), {}) and field.value() is not False and not wanting


def may_be_empty(field: BoundField) -> bool:
    """Whether nothing can be chosen: a list without an empty choice tells nothing about what has been done."""
    widget = field.field.widget
    return not isinstance(widget, forms.Select) or next(iter(widget.choices), ("", ""))[0] in ("", None)


class Part(Fieldset):
    """A named part of a long form: its station on the line tells whether it is begun, complete or faulty."""

    template = "%s/layout/part.html"

    def __init__(self, number: int, legend: str, *fields: Any, hint: str = "", css_id: str = "", **kwargs: Any) -> None:
        super().__init__(legend, *fields, css_id=css_id or f"del-{number}", **kwargs)
        self.number = number
        self.hint = hint

    def state(self, form: forms.BaseForm) -> PartState:
        """How this part of `form` stands."""
        bound = [form[pointer.name] for pointer in self.get_field_names()]
        told = [field for field in bound if may_be_empty(field)]
        demanded = [field for field in told if not is_optional(field)]
        return PartState(
            self.number,
            str(self.legend),
            self.css_id,
            faults=sum(len(field.errors) for field in bound),
            filled=sum(map(is_filled, told)),
            begun=any(map(is_filled, bound)),
            missing=tuple(str(field.label).rstrip("?") for field in demanded if not is_filled(field)),
            optional=not demanded,
            remarks=sum(getattr(field.field, "has_remark", False) for field in bound),
        )

    def render(
        self, form: forms.BaseForm, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        """The part with its fields."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        own = {"part": self.state(form), "hint": self.hint, "fields": fields}
        return render_to_string(self.get_template_name(template_pack), own)


def parts_of(form: forms.BaseForm) -> list[PartState]:
    """How each part of the form stands, for the list of parts beside it (components/_toc.html)."""
    return [item.state(form) for item in form.helper.layout.fields if isinstance(item, Part)]


class Pick(forms.CheckboxSelectMultiple):
    """The matrix as checkboxes. The choices come row by row: for each level, one per area."""

    template_name = "portal_forms/pick.html"
    use_fieldset = True

    def __init__(self, areas: Sequence[PickArea] = (), levels: Sequence[PickLevel] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.areas = areas
        self.levels = levels

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the table: its areas, and rows of a level and its boxes; and the line that says what is chosen."""
        context = super().get_context(name, value, attrs)
        rows = list(self._rows(context["widget"]["optgroups"]))
        boxes = [box for _level, row in rows for box in row]
        chosen = [box.words for box in boxes if box.box["selected"]]
        counts = [_chosen_in_words(n) for n in range(len(boxes) + 1)]
        said = counts[len(chosen)] + (f": {', '.join(chosen)}" if chosen else "")
        context["widget"] |= {"areas": self.areas, "rows": rows, "counts": "|".join(counts), "said": f"{said}."}
        return context

    def _rows(self, groups: list) -> Iterator[tuple[PickLevel, list[PickBox]]]:
        boxes = [option for _group, options, _index in groups for option in options]
        width = len(self.areas)
        for i, level in enumerate(self.levels):
            row = boxes[i * width : (i + 1) * width]
            names = [f"{level.heading} – {area.short}".translate(UNSEEN) for area in self.areas]
            yield level, [PickBox(*cell) for cell in zip((area.slot for area in self.areas), row, names, strict=True)]


def _chosen_in_words(count: int) -> str:
    """«Tre rutor valda», before which they are."""
    if count < 2:
        return _("En ruta vald") if count else _("Ingen ruta vald än")
    return _("{n} rutor valda").format(n=word(count).capitalize())

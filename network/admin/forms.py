"""Forms of the administration: nobody writes over anybody, and what another row has or must have is told."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from network.dates import moment
from network.text import normalise

from .words import changes_in_words, entries_of

UNSEEN = ("password", "last_login")  # what a login changes is no edit
_NUMBER_TAKEN = _("{row} har redan nummer {order}. Välj ett ledigt.")
_NAME_TAKEN = _("Namnet finns redan.")


class RowForm(forms.ModelForm):
    """A row as the browser was shown it: two who edit the same one are told, and neither writes over the other."""

    also: tuple[str, ...] = ()  # relations that are edited on the same page
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.now = _mark(self.instance, self.also) if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        """Refuse what was written on an older row. The row is locked: see ChangeAdmin.get_object."""
        given = super().clean() or self.cleaned_data
        self._check_order()
        if given.get("shown") and given["shown"] != self.now:
            told = _(
                "Någon annan har ändrat samma sak sedan du öppnade sidan.{last} Inget är sparat. "
                "Kopiera det du vill ha kvar, öppna sidan på nytt och ändra igen."
            )
            raise ValidationError(told.format(last=self._last_change()))
        return given

    def _check_order(self) -> None:
        """Two rows in use with one number would stand in an order that nobody chose."""
        if not _takes_number(self):
            return
        order = self.cleaned_data["order"]
        others = self._meta.model._default_manager.filter(order=order, active=True).exclude(pk=self.instance.pk)
        if "parent" in self.cleaned_data:
            others = others.filter(parent=self.cleaned_data["parent"])
        if other := others.first():
            self.add_error("order", _NUMBER_TAKEN.format(row=other, order=order))

    def _last_change(self) -> str:
        """Who last changed what, as the log has it: of the row, or of what is edited with it."""
        last = entries_of(self.instance, self.also).order_by("-pk").first()
        if last is None or last.actor is None:
            return ""
        told = _(" {who} ändrade {when}: {changes}.")
        return told.format(who=last.actor, when=moment(last.timestamp), changes=changes_in_words([last])[0])


class NamedForm(RowForm):
    """A row whose names no other row of its table has, in use or not."""

    names: tuple[str, ...] = ("name",)

    def clean(self) -> dict[str, Any]:
        """Names that stood there before may stay."""
        given = super().clean()
        for name in set(self.names) & set(self.changed_data) & given.keys():
            if self._is_taken(name, given[name]):
                self.add_error(name, _NAME_TAKEN)
        return given

    def _is_taken(self, field: str, name: str) -> bool:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        return normalise(name) in map(normalise, others.values_list(field, flat=True))


class RowsFormSet(forms.BaseInlineFormSet):
    """Rows edited below another one: of those in use no two have one number, and no two at all have one name."""

    def clean(self) -> None:
        """Told of what was changed, beside the field; what stood there before may stay."""
        super().clean()
        for form in self.forms:
            others = [other for other in self.forms if other is not form]
            self._check_order(form, others)
            self._check_name(form, others)

    def _check_order(self, form: Any, others: list[Any]) -> None:
        if not _takes_number(form):
            return
        order = form.cleaned_data["order"]
        in_use = (other for other in others if other.cleaned_data.get("active"))
        if other := next((other for other in in_use if other.cleaned_data.get("order") == order), None):
            form.add_error("order", _NUMBER_TAKEN.format(row=other.instance, order=order))

    def _check_name(self, form: Any, others: list[Any]) -> None:
        name = form.cleaned_data.get("name")
        taken = {normalise(other.cleaned_data.get("name", "")) for other in others}
        if name and "name" in form.changed_data and normalise(name) in taken:
            form.add_error("name", _NAME_TAKEN)


class MatrixForm(NamedForm):
    """A row or column of the matrix: some are always in use, and its name is the same with soft hyphens in it."""

    hyphenates = ""  # the field whose text `hyphenated` has
    last_told = ""  # what refuses to take the last one out of use

    def clean(self) -> dict[str, Any]:
        """A name alone that was changed empties the one with soft hyphens: pages then show the name."""
        given = super().clean()
        self._check_last()
        self._check_hyphens()
        return given

    def _check_last(self) -> None:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        taken = "active" in self.changed_data and not self.cleaned_data.get("active")
        if taken and not others.filter(active=True).exists():
            self.add_error("active", self.last_told)

    def _check_hyphens(self) -> None:
        name, hyphenated = self.cleaned_data.get(self.hyphenates), self.cleaned_data.get("hyphenated")
        touched = {self.hyphenates, "hyphenated"} & set(self.changed_data)
        if not (name and hyphenated and touched) or _bare(name) == _bare(hyphenated):
            return
        if "hyphenated" in self.changed_data:
            told = _("Skriv samma text som i ”{name}”, med mjuka bindestreck, eller lämna fältet tomt.")
            self.add_error("hyphenated", told.format(name=self.fields[self.hyphenates].label))
        else:
            self.cleaned_data["hyphenated"] = ""
            self.changed_data.append("hyphenated")


def _takes_number(form: Any) -> bool:
    """Whether a row comes into use, or gets another number."""
    touched = not form.instance.pk or {"order", "active"} & set(form.changed_data)
    return bool(touched and form.cleaned_data.get("active") and "order" in form.cleaned_data)


def _bare(name: str) -> str:
    """Without soft hyphens, and without the signs at which a line breaks after a slash."""
    return name.replace("\u00ad", "").replace("\u200b", "")


def _mark(row: Model, also: tuple[str, ...]) -> str:
    """What tells a row from what it was before somebody edited it."""
    seen = [field for field in row._meta.concrete_fields if field.editable and field.name not in UNSEEN]
    many = [list(getattr(row, field.name).order_by("pk").values_list("pk")) for field in row._meta.many_to_many]
    rows = [list(getattr(row, name).order_by("pk").values_list()) for name in also]
    values = [field.value_from_object(row) for field in seen]
    return salted_hmac("network.admin", repr([values, many, rows])).hexdigest()

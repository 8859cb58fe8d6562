"""The conflict page: somebody saved meanwhile; nothing is stored until one has chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from activities.content import Content, FieldChange
from activities.forms import ActivityForm
from activities.merging import Merge, choose_all, merge
from activities.models import Activity, ActivityVersion
from activities.reference import Reference
from activities.services.locking import kept_content_of
from activities.views.prefilled import kept_as_new
from activities.views.unsaved import sent
from activities.wording import LABELS, FieldWords, differences, lines, need_texts
from network.addresses import key_of
from network.dates import moment
from network.person import author_name
from network.request import Request
from network.text import by_name, capital

MINE, THEIRS = "mine", "theirs"


class ChoiceForm(forms.Form):
    """Which side stands, field by field."""

    use_required_attribute = False

    def __init__(self, *args: Any, conflicts: Iterable[FieldChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in conflicts:
            fault = _("{field}: välj vad som ska gälla.").format(field=LABELS[row.field])
            self.fields[f"val_{row.field}"] = forms.ChoiceField(
                label=LABELS[row.field],
                choices=[(MINE, ""), (THEIRS, "")],
                widget=forms.RadioSelect,
                error_messages={"required": fault, "invalid_choice": fault},
            )


class Side(NamedTuple):
    """One of the two: the value of its button, whose it is and from when, its lines, whether it is chosen."""

    value: str
    heading: str
    lines: list[str]
    chosen: bool


class ConflictRow(NamedTuple):
    """A field that both have changed: its name in the form, what stood before, mine and theirs, and the faults."""

    name: str
    label: str
    base: list[str]
    sides: list[Side]
    faults: list[str]


class Conflict:
    """What I sent, based on `base`, against what somebody saved since then.

    Without `base` all that differs is chosen; mine is chosen at first while the other is what the same form made.
    """

    def __init__(self, request: Request, activity: Activity, base: ActivityVersion | None, merged: Merge) -> None:
        assert activity.newest_version is not None
        self.request, self.activity, self.base, self.merged = request, activity, base, merged
        self.newest = activity.newest_version
        shown = request.POST.get("theirs", "")  # the version that the choices were about
        about_newest = shown == str(self.newest.pk)
        self.again = bool(shown) and not about_newest
        first = base is None and self.newest.number == 1
        chosen = {f"val_{row.field}": MINE for row in merged.conflicts} if first else {}
        self.form = ChoiceForm(request.POST if about_newest else None, initial=chosen, conflicts=merged.conflicts)

    @property
    def is_settled(self) -> bool:
        """All is chosen, and nothing has been saved since the page was shown."""
        return self.form.is_valid()

    def chosen(self) -> Content:
        """The content with the choices made."""
        sides = self.form.cleaned_data
        return self.merged.choosing(row.field for row in self.merged.conflicts if sides[f"val_{row.field}"] == THEIRS)

    def page(self, ref: Reference, sent_form: ActivityForm) -> HttpResponse:
        """What differs, mine and theirs; base, theirs and mine travel in the form."""
        ref = ref.with_typed(sent_form.typed.waiting)
        old, merged = kept_content_of(self.base), self.merged.content
        needs = need_texts([merged, kept_content_of(self.newest), old])
        by_hand = {row.field for row in self.merged.conflicts}
        settled = differences(old, merged, ref, needs) if self.base else []
        shown = {
            "activity": self.activity,
            "base": self.base,
            "newest": self.newest,
            "own": self.newest.author_id == self.request.person.user_id,
            "author": capital(author_name(self.newest.author)),
            "at": moment(self.newest.at),
            "again": self.again,
            "form": self.form,
            "rows": [self._row(row, getattr(old, row.field), ref, needs) for row in self.merged.conflicts],
            "settled": [row for row in settled if row.field not in by_hand] + self._consents(sent_form, ref),
            "sent": sent(self.request),
            "form_key": self.request.POST.get("form_key", ""),
            "keep": str(self.activity.pk)
            if self.base
            else f"{self.activity.pk} {kept_as_new(self.request.POST.get('form_key', ''))}",
            "gor": "skicka" if self.request.POST.get("gor") == "skicka" else "spara",
        }
        return render(self.request, "activities/conflict.html", shown)

    def _consents(self, sent_form: ActivityForm, ref: Reference) -> list[FieldWords]:
        """What was noted of who may be named: it holds as soon as it is saved, for those who stand on both sides or in
        what is live.
        """
        staying = self.merged.content.externals
        if any(row.field == "externals" for row in self.merged.conflicts):
            staying &= kept_content_of(self.newest).externals
        staying |= kept_content_of(self.activity.live_version).externals
        agreed = sent_form.agreed
        said = {pk: yes for pk, yes in sent_form.consents().items() if pk in staying and yes != agreed.get(pk, False)}
        label, words = _("Får {name} nämnas vid namn?"), {True: _("Ja"), False: _("Nej")}
        at_once = _("{answer}. Det gäller direkt när du sparar.")
        rows = [(row.name, said[row.pk]) for row in by_name(ref.organisations[pk] for pk in said)]
        return [
            FieldWords("consents", label.format(name=name), [words[not yes]], [at_once.format(answer=words[yes])], True)
            for name, yes in rows
        ]

    def _row(self, row: FieldChange, old: Any, ref: Reference, needs: dict[int, str]) -> ConflictRow:
        field = self.form[f"val_{row.field}"]
        told = ((MINE, _("Så har du skrivit"), row.before), (THEIRS, self._theirs(), row.after))
        sides = [Side(v, words, lines(row.field, said, ref, needs), field.value() == v) for v, words, said in told]
        before = lines(row.field, old, ref, needs)
        return ConflictRow(field.name, str(LABELS[row.field]), before, sides, list(field.errors))

    def _theirs(self) -> str:
        """Whose the other side is, and from when."""
        if self.newest.author_id == self.request.person.user_id:
            return _("Så sparade du i ett annat fönster, {at}").format(at=moment(self.newest.at))
        return _("Så skrev {name}, {at}").format(name=author_name(self.newest.author), at=moment(self.newest.at))


def conflict_of(request: Request, activity: Activity, form: ActivityForm) -> Conflict | None:
    """What was sent against what somebody saved since it was shown; None where nobody did.

    The form that made the activity, sent again with another text, is of two windows with the same kept text, or of one
    whose answer was lost: which of the two is meant, only the one who writes can say. Who takes the activity back to
    save a text has seen it a moment ago.
    """
    newest, mine, made_it = activity.newest_version, form.content(), _made_it(activity, form)
    assert newest is not None
    base = _base_of(activity, form, made_it)
    if made_it and mine != kept_content_of(base) and request.POST.get("gor") != "tillbaka":
        merged = choose_all(mine, kept_content_of(newest))
        return Conflict(request, activity, None, merged) if merged.conflicts else None
    if base.pk == newest.pk:
        return None
    return Conflict(request, activity, base, merge(kept_content_of(base), mine, kept_content_of(newest)))


def _made_it(activity: Activity, form: ActivityForm) -> bool:
    """Whether it is the form that made the activity, sent again."""
    return not form.cleaned_data["version"] and form.cleaned_data["form_key"] == activity.form_key


def _base_of(activity: Activity, form: ActivityForm, made_it: bool) -> ActivityVersion:
    """The version that what was sent is based on: what the form made, where that is sent again."""
    if made_it:
        return activity.versions.order_by("number")[0]
    return get_object_or_404(ActivityVersion, activity=activity, pk=key_of(form.cleaned_data["version"]))

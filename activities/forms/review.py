"""The forms with which the office decides."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.models import Activity, ReviewEvent
from activities.wording import COMMENTED, LABELS
from network.forms.fields import TextField
from network.service_form import ServiceForm

AUDIENCES = (
    (Activity.Audience.PUBLIC.value, _l("Öppet: alla kan läsa den")),
    (Activity.Audience.INTERNAL.value, _l("Internt: bara de som loggar in")),
)
PUBLISH, SEND_BACK = "publicera", "tillbaka"  # what the buttons say
LONGEST = 2000
SEE_COMMENTS = _l("Se kommentarerna vid fälten.")  # the reason, where only comments were written


class UsualReason(NamedTuple):
    """A reason that is given often: a few words beside its box, and the sentence that is sent. `asks` says what must be
    told with it in own words, where the sentence alone helps nobody.
    """

    key: str
    label: str
    sentence: str
    asks: Any = ""


USUAL_REASONS = (
    UsualReason("namn", _l("Något pekar ut en person"), _l("Ta bort namn, skola, klass och annat som pekar ut någon.")),
    UsualReason("oklart", _l("Svårt att förstå"), _l("Skriv enklare: korta meningar och inga förkortningar.")),
    UsualReason("barnen", _l("Vad får barnen ut av den?"), _l("Skriv i sammanfattningen vad barnen får ut av det.")),
    UsualReason("ruta", _l("Fel ruta i matrisen"), _l("Rutan stämmer inte med det ni beskriver. Välj en annan.")),
    UsualReason("trad", _l("Behov eller mål saknas"), _l("Koppla aktiviteten till minst ett behov eller ett mål.")),
    UsualReason(
        "dubbel",
        _l("Finns redan"),
        _l("Det finns redan en aktivitet om samma sak. Hör av er till varandra först."),
        _l("Skriv vilken aktivitet det är som finns redan, och hos vem."),
    ),
)


# The words of a box; once it is ticked it shows what is sent.
_with_sentence = lazy(lambda label, sentence: format_html('{} <span class="said">{}</span>', label, sentence), str)


def _words(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    field = TextField(label=label, max_length=LONGEST, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))
    field.optional_mark = False  # type: ignore[attr-defined]
    return field


def _taken_apart(reason: str) -> tuple[list[str], str]:
    """The keys of the usual reasons with which a reason begins, and the own words after them, as in full_reason."""
    keys = []
    for usual in USUAL_REASONS:
        if reason.startswith(str(usual.sentence)):
            keys.append(usual.key)
            reason = reason.removeprefix(str(usual.sentence)).lstrip(" ")
    return keys, "" if reason == SEE_COMMENTS else reason.lstrip("\n")


class RefusingForm(ServiceForm):
    """Names a field of the activity's as people know it."""

    labels = {**LABELS, "units": _l("Enhet")}


class ReviewForm(RefusingForm):
    """Both decisions in one form, so that nothing typed is lost whichever button is pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput({"data-of-page": True}))  # static/js/keep.mjs
    submission = forms.IntegerField(required=False, widget=forms.HiddenInput({"data-of-page": True}))
    audience = forms.ChoiceField(
        label=_l("Vem ska se den?"),
        choices=AUDIENCES,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _l("Välj öppet eller internt.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_l("Vanliga skäl"),
        choices=[(reason.key, _with_sentence(reason.label, reason.sentence)) for reason in USUAL_REASONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _l("Välj bland skälen.")},
    )
    reason = _words(_l("Med egna ord"))

    def __init__(
        self,
        *args: Any,
        audience: str = Activity.Audience.PUBLIC,
        version: int = 0,
        submission: int = 0,
        public: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if public:
            told = _("Alla kan läsa den nu. Med Internt försvinner den från de öppna sidorna.")
            self.fields["audience"].help_text = told
        self.fields["audience"].initial = audience
        self.fields["version"].initial, self.fields["submission"].initial = version, submission
        self.fields["audience"].optional_mark = self.fields["reasons"].optional_mark = False  # type: ignore[attr-defined]
        for name, field in COMMENTED.items():
            label = _("Kommentar till {field}").format(field=str(field).lower())
            self.fields[f"comment_{name}"] = _words(label, rows=2)
        for name in self.fields:
            if name.startswith(("comment_", "reason", "audience")):
                # Comments stand beside the fields they are about, outside the form itself.
                self.fields[name].widget.attrs["form"] = "granskning"

    def clean(self) -> dict[str, Any]:
        """A reason that asks for own words has them."""
        given = super().clean() or self.cleaned_data
        own_words = given.get("reason", "").strip() or self.field_comments()
        wordless = self.data.get("beslut") == SEND_BACK and not own_words
        for reason in USUAL_REASONS:
            if wordless and reason.asks and reason.key in given.get("reasons", ()):
                self.add_error("reason", reason.asks)
        return given

    def comment(self, name: str) -> BoundField:
        """The comment on the field `name` of the activity."""
        return self[f"comment_{name}"]

    def full_reason(self) -> str:
        """The chosen sentences and the own words, as they are sent."""
        chosen = [str(reason.sentence) for reason in USUAL_REASONS if reason.key in self.cleaned_data["reasons"]]
        return "\n".join(part for part in (" ".join(chosen), self.cleaned_data["reason"].strip()) if part)

    def field_comments(self) -> dict[str, str]:
        """What was written beside the fields."""
        typed = {name: self.cleaned_data.get(f"comment_{name}", "") for name in COMMENTED}
        return {name: text for name, text in typed.items() if text}

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of all that the reviewer wrote, to copy where it can no longer be sent."""
        boxes = {str(reason.key): str(reason.sentence) for reason in USUAL_REASONS}
        found = [(_("Skäl"), boxes[key]) for key in self["reasons"].value() or () if key in boxes]
        names = ["reason", *(f"comment_{name}" for name in COMMENTED)]
        return found + [(str(self[name].label), self[name].value()) for name in names if self[name].value()]

    def fill_from(self, returned: ReviewEvent) -> None:
        """Begin with what was typed for a return that is undone: boxes, own words, and comments at the fields."""
        keys, words = _taken_apart(returned.comment)
        self.initial = {"reasons": keys, "reason": words}
        self.initial |= {f"comment_{name}": text for name, text in returned.field_comments.items()}

    def about(self, version: int, submission: int) -> None:
        """Let the form go on with another version or submission, keeping all that was typed."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"], self.data["submission"] = str(version), str(submission)


class ReasonForm(RefusingForm):
    """Why an activity is taken from the pages it stands on."""

    reason = _words(_l("Varför tas den bort?"), _l("Skälet följer med i mejlet till verksamheten."))

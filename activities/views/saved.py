"""What the form answers when it has saved: what happened, and what comes next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from activities.content import Content
from activities.forms import ActivityForm
from activities.models import Activity
from activities.page import SUBMITTED
from activities.parties import unwilling_in
from activities.querysets.gaps import unwilling_names
from activities.reference import Reference, reference
from activities.services.greeting import Greeting
from activities.services.locking import kept_content_of
from activities.views.prefilled import kept_as_new
from network.change import read_stamp
from network.dates import workdays
from network.models import Initiative
from network.request import Request
from network.text import by_name, listed

NOT_ALONG = _l("Hälsningen följde inte med, för aktiviteten var redan inskickad. Du skrev: ”{text}”")


def saved(
    request: Request,
    activity: Activity,
    *,
    submits: bool,
    unchanged: bool = False,
    names: str = "",
    greeting: Greeting | None = None,
) -> HttpResponse:
    """Say what happened and what comes next; the tags tell the browser which texts the server has. `names` says what
    was noted of who may be named in what is live: that waits for nobody. `greeting` is what the form sent: where there
    is nothing to submit, it is said what becomes of it.
    """
    from_new = request.POST.get("form_key") == str(activity.form_key)
    tags = f"saved-{activity.pk}" + (f" saved-{kept_as_new(activity.form_key)}" if from_new else "")
    stored = Activity.objects.filter(pk=activity.pk).values_list("review", "note")
    now, note = stored.first() or (None, "")  # a draft may be deleted this instant
    submits = submits or now == Activity.Review.SUBMITTED  # a new form sent again, after Back
    waits, by_office = submits and now != Activity.Review.SETTLED, request.person.is_office
    submission = activity.events.last_submission() if waits else None
    kept = submission.comment if submission else note  # what went along, or waits for the next submission
    if now == Activity.Review.SETTLED and unchanged:
        text = _told_greeting(greeting, kept) or _("Inget är ändrat.")
        messages.info(request, _together(text, _("Det publicerade står som det stod.")), extra_tags=tags)
    elif now == Activity.Review.SETTLED:
        text, then = _("Sparat. Det gäller direkt och behöver inte granskas."), _told_greeting(greeting, kept)
        messages.success(request, _together(text, names, then), extra_tags=tags)
    else:
        text, then = _what_next(activity, submits=submits, by_office=by_office)
        tags += f" {SUBMITTED.format(pk=activity.pk)}" if waits and not by_office else ""
        messages.success(request, _together(text, names, then), extra_tags=tags)
    if greeting and greeting.sent != kept:
        messages.info(request, _another_greeting(greeting, kept))
    _warn_of_names(request, activity, waits=waits)
    if waits and by_office:
        return redirect("review", pk=activity.pk)
    return redirect("activity" if submits else "activity_edit", pk=activity.pk)


def _what_next(activity: Activity, *, submits: bool, by_office: bool) -> tuple[str, str]:
    """What happened, and what there is to do, where the office has to read it."""
    if submits and by_office:
        return _("Inskickad. Du kan granska och publicera den nu."), ""
    if submits:
        text = _("Inskickad. Projektkontoret läser och svarar inom {days}. Du får svaret som mejl.")
        return text.format(days=workdays(_answer_days())), ""
    kept = _("Ändringen är sparad, men inte inskickad.") if activity.is_live else _("Utkastet är sparat.")
    return kept, _("Skicka in när du är klar.")


def _warn_of_names(request: Request, activity: Activity, *, waits: bool) -> None:
    """As the office's checklist: of external parties that stand in the text and have not said yes. A change that waits
    need not name whom the published text still does; who stands in both is told once.
    """
    version = activity.versions.latest("number")
    names = unwilling_in(Content.from_json(version.content), activity.participations.all(), reference(read_stamp()))
    live = unwilling_names([activity.pk]).get(activity.pk, []) if activity.is_live else []
    then = _("Så är det tills texten som är inskickad publiceras.") if waits else _("Skicka in en text utan namnet.")
    told = (
        (_("I texten står {names}, som inte har sagt ja till att nämnas. Ta bort namnet, eller fråga parten."), names),
        (
            _("I det publicerade står {names}, som inte har sagt ja till att nämnas.") + " " + then,
            [name for name in live if name not in names],
        ),
    )
    for text, unwilling in told:
        if unwilling:
            messages.warning(request, text.format(names=listed(unwilling)))


def _another_greeting(greeting: Greeting, kept: str) -> str:
    """What is said where another greeting is kept than was sent: written elsewhere meanwhile, by a colleague or in a
    window of one's own.
    """
    if greeting.is_new and not greeting.stands_in(kept):
        return NOT_ALONG.format(text=greeting.sent)
    if kept:
        text = _("Hälsningen till projektkontoret har ändrats sedan du öppnade sidan. Nu lyder den: ”{text}”")
        return text.format(text=kept)
    return _("Hälsningen till projektkontoret är inskickad eller borttagen sedan du öppnade sidan.")


def _told_greeting(greeting: Greeting | None, kept: str) -> str:
    """What became of a greeting where there was nothing to submit."""
    if greeting is None or not greeting.is_new or not greeting.stands_in(kept):
        return ""
    if not greeting.sent:
        return "" if kept else _("Hälsningen är borttagen.")
    return _("Hälsningen är sparad, och följer med nästa gång du skickar in.")


def corrected(
    request: Request, activity: Activity, *, unchanged: bool, names: str, greeting: Greeting | None
) -> HttpResponse:
    """Back to the review; `names` as in `saved`. A `greeting` is of a form that was older than the submission."""
    done = _("Inget är ändrat.") if unchanged else _("Rättelsen är sparad.")
    text = _together(done, _("Publicera aktiviteten eller skicka tillbaka den."))
    messages.success(request, _together(text, names), extra_tags=f"saved-{activity.pk}")
    if greeting and greeting.is_new and greeting.sent:
        messages.warning(request, NOT_ALONG.format(text=greeting.sent))
    return redirect("review", pk=activity.pk)


def named_now(form: ActivityForm, activity: Activity, ref: Reference) -> str:
    """Which external parties of what is live may be named from now on, and which no longer: what was noted of them
    holds at once.
    """
    stored = activity.participations.of_parties().values_list("organisation", "consent")
    said = {pk: agrees for pk, agrees in stored if agrees != form.agreed.get(pk, False)}
    live = kept_content_of(activity.live_version).externals if said else frozenset()
    rows = by_name(ref.organisations[pk] for pk in live & said.keys())
    told = (
        (True, _("{names} får nämnas vid namn från och med nu.")),
        (False, _("{names} visas inte längre bland dem som medverkar.")),
    )
    chosen = ((text, [row.name for row in rows if said[row.pk] is agrees]) for agrees, text in told)
    return _together(*(text.format(names=listed(names)) for text, names in chosen if names))


def _together(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _answer_days() -> int:
    return Initiative.objects.values_list("answer_days", flat=True).first() or 5

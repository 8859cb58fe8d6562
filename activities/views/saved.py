"""What the form answers when it has saved: what happened, and what comes next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from activities.content import Content
from activities.forms import ActivityForm
from activities.models import Activity
from activities.page import SUBMITTED
from activities.parties import unwilling_in
from activities.querysets.gaps import unwilling_names
from activities.reference import Reference, reference
from activities.services.locking import kept_content_of
from activities.views.prefilled import kept_as_new
from network.change import read_stamp
from network.dates import workdays
from network.models import Initiative
from network.request import Request
from network.text import by_name, listed


def saved(
    request: Request, activity: Activity, *, submits: bool, unchanged: bool = False, names: str = ""
) -> HttpResponse:
    """Say what happened and what comes next; the tags tell the browser which texts the server has. `names` says what
    was noted of who may be named in what is live: that waits for nobody.
    """
    from_new = request.POST.get("form_key") == str(activity.form_key)
    tags = f"saved-{activity.pk}" + (f" saved-{kept_as_new(activity.form_key)}" if from_new else "")
    now = Activity.objects.filter(pk=activity.pk).values_list("review", flat=True).first()
    if now == Activity.Review.SETTLED and unchanged:
        messages.info(request, _("Inget är ändrat. Det publicerade står som det stod."), extra_tags=tags)
    elif now == Activity.Review.SETTLED:
        text = _("Sparat. Det gäller direkt och behöver inte granskas.")
        messages.success(request, _together(text, names), extra_tags=tags)
    elif submits and request.person.is_office:
        text = _("Inskickad. Du kan granska och publicera den nu.")
        messages.success(request, _together(text, names), extra_tags=tags)
        return redirect("review", pk=activity.pk)
    elif submits:
        text = _("Inskickad. Projektkontoret läser och svarar inom {days}. Du får svaret som mejl.")
        tags = f"{tags} {SUBMITTED.format(pk=activity.pk)}"
        messages.success(request, _together(text.format(days=workdays(_answer_days())), names), extra_tags=tags)
    else:
        kept = _("Ändringen är sparad, men inte inskickad.") if activity.is_live else _("Utkastet är sparat.")
        messages.success(request, _together(kept, names, _("Skicka in när du är klar.")), extra_tags=tags)
    _warn_of_names(request, activity)
    return redirect("activity" if submits else "activity_edit", pk=activity.pk)


def _warn_of_names(request: Request, activity: Activity) -> None:
    """As the office's checklist: of external parties that stand in the text and have not said yes. A change that waits
    need not name whom the published text still does.
    """
    version = activity.versions.latest("number")
    names = unwilling_in(Content.from_json(version.content), activity.participations.all(), reference(read_stamp()))
    text = _("I texten står {names}, som inte har sagt ja till att nämnas. Ta bort namnet, eller fråga parten.")
    if not names and activity.is_live:
        names = unwilling_names([activity.pk]).get(activity.pk, [])
        text = _("I det publicerade står {names}, som inte har sagt ja till att nämnas. Skicka in en text utan namnet.")
    if names:
        messages.warning(request, text.format(names=listed(names)))


def corrected(request: Request, activity: Activity, names: str) -> HttpResponse:
    """Back to the review; `names` as in `saved`."""
    text = _("Rättelsen är sparad. Publicera aktiviteten eller skicka tillbaka den.")
    messages.success(request, _together(text, names), extra_tags=f"saved-{activity.pk}")
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

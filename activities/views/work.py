"""An activity for those who work with it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from activities import rules
from activities.models import Activity
from network.request import Request


def work_or_stop(request: Request, pk: int) -> Activity:
    """The activity with its newest version, for those who may see drafts, changes and history: 404 for what one may not
    see at all, 403 for others' work on what one sees.
    """
    found = Activity.objects.visible_to(request.person).select_related("newest_version").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.remember_owners()  # services lock and read their own
    if not rules.may_see_work(request.person, found):
        raise not_yours()
    return found


def not_yours() -> PermissionDenied:
    """What is said of the work on an activity that somebody sees and does not own."""
    return PermissionDenied(
        _("Bara de som ansvarar för aktiviteten och projektkontoret kommer åt sidan. Aktiviteten kan du läsa.")
    )

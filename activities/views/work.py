"""An activity for those who work with it."""

from django.http import Http404

from activities import rules
from activities.models import Activity
from network.request import Request


def work_or_404(request: Request, pk: int) -> Activity:
    """The activity with its newest version, where the person may see drafts, changes and history; else 404."""
    found = Activity.objects.visible_to(request.person).select_related("newest_version").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.remember_owners()  # services lock and read their own
    if not rules.may_see_work(request.person, found):
        raise Http404
    return found

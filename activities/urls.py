"""Addresses of the app "activities"."""

from django.urls import path

from activities.views import (
    activity,
    buttons,
    facts,
    history,
    invitation,
    listing,
    matrix,
    office_activity,
    picking,
    review,
    writing,
)

urlpatterns = [
    path("matris/", matrix.matrix, name="matrix"),
    path("aktiviteter/", listing.activities, name="activities"),
    path("aktiviteter/<pk:pk>/", activity.activity, name="activity"),
    path("aktiviteter/ny/", writing.activity_new, name="activity_new"),
    path("aktiviteter/valj/verksamheter/", picking.pick_organisations, name="pick_organisations"),
    path("aktiviteter/valj/behov/", picking.pick_needs, name="pick_needs"),
    path("aktiviteter/<pk:pk>/redigera/", writing.activity_edit, name="activity_edit"),
    path("aktiviteter/<pk:pk>/lage/", facts.activity_facts, name="activity_facts"),
    path("aktiviteter/<pk:pk>/inbjudan/", invitation.activity_invitation, name="activity_invitation"),
    path("aktiviteter/<pk:pk>/historik/", history.activity_history, name="activity_history"),
    path("aktiviteter/<pk:pk>/aterstall/<pk:number>/", buttons.activity_restore, name="activity_restore"),
    path("aktiviteter/<pk:pk>/ta-tillbaka/", buttons.activity_take_back, name="activity_take_back"),
    path("aktiviteter/<pk:pk>/slang/", buttons.activity_discard, name="activity_discard"),
    path("aktiviteter/<pk:pk>/ta-bort/", buttons.activity_delete, name="activity_delete"),
    path("kontor/granska/<pk:pk>/", review.review, name="review"),
    path("kontor/angra/", review.decisions_undo, name="decisions_undo"),
    path("kontor/angra/<pk:pk>/", review.decision_undo, name="decision_undo"),
    path("kontor/aktivitet/<pk:pk>/", office_activity.office_activity, name="office_activity"),
]

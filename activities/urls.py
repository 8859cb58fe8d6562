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
    path("aktiviteter/<int:pk>/", activity.activity, name="activity"),
    path("aktiviteter/ny/", writing.activity_new, name="activity_new"),
    path("aktiviteter/valj/verksamheter/", picking.pick_organisations, name="pick_organisations"),
    path("aktiviteter/valj/behov/", picking.pick_needs, name="pick_needs"),
    path("aktiviteter/<int:pk>/redigera/", writing.activity_edit, name="activity_edit"),
    path("aktiviteter/<int:pk>/lage/", facts.activity_facts, name="activity_facts"),
    path("aktiviteter/<int:pk>/inbjudan/", invitation.activity_invitation, name="activity_invitation"),
    path("aktiviteter/<int:pk>/historik/", history.activity_history, name="activity_history"),
    path("aktiviteter/<int:pk>/aterstall/<int:number>/", buttons.activity_restore, name="activity_restore"),
    path("aktiviteter/<int:pk>/ta-tillbaka/", buttons.activity_take_back, name="activity_take_back"),
    path("aktiviteter/<int:pk>/slang/", buttons.activity_discard, name="activity_discard"),
    path("aktiviteter/<int:pk>/ta-bort/", buttons.activity_delete, name="activity_delete"),
    path("kontor/granska/<int:pk>/", review.review, name="review"),
    path("kontor/angra/<int:pk>/", review.decision_undo, name="decision_undo"),
    path("kontor/aktivitet/<int:pk>/", office_activity.office_activity, name="office_activity"),
]

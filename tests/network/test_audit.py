"""What the log of changes keeps, and what it leaves out."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.db.models import DateTimeField

from network.services import people as services

pytestmark = pytest.mark.django_db

KEPT = {
    "network.User", "network.ContactPerson", "network.Organisation", "network.Body", "network.Initiative",
    "goals.FocusArea", "goals.EffectGoal", "needs.Category", "needs.GuidingQuestion", "needs.RespondentGroup",
    "needs.Collection", "needs.Need", "activities.Level", "activities.Method", "activities.MethodStep",
}  # fmt: skip


def test_people_organisations_needs_and_reference_data_are_kept():
    assert {model._meta.label for model in auditlog.get_models()} >= KEPT
    # an activity's content has versions instead
    assert "title" not in auditlog.get_model_fields(apps.get_model("activities.Activity"))["include_fields"]


def test_no_time_of_day_is_kept():
    """Each entry has its own; one among its values would be told in no words (admin/words.py)."""
    for model in auditlog.get_models():
        told = auditlog.get_model_fields(model)
        names = told["include_fields"] or [field.name for field in model._meta.fields]
        times = {field.name for field in model._meta.fields if isinstance(field, DateTimeField)}
        assert not times & set(names) - set(told["exclude_fields"]), model


def test_passwords_and_login_times_are_not(contact, client):
    contact.user.set_password("tre gula stolar")
    contact.user.save()
    client.post("/konto/login/", {"login": contact.user.email, "password": "tre gula stolar"})
    contact.user.refresh_from_db()
    assert contact.user.last_login
    for entry in LogEntry.objects.get_for_object(contact.user):
        assert not {"password", "last_login", "invited_at"} & set(entry.changes)


def test_who_ended_a_duty_is_kept(office_client, office, contact):
    seat = contact.user.seats.get()
    office_client.post(f"/kontor/personer/uppdrag/{seat.pk}/avsluta/")
    entry = LogEntry.objects.get_for_object(seat).filter(action=LogEntry.Action.UPDATE).get()
    assert entry.actor == office.user and "ended" in entry.changes


def test_roles_are_kept(office, office2, admin):
    services.end_role(office2.user_id, "kontor", by=admin)
    changes = [entry.changes for entry in LogEntry.objects.get_for_object(office2.user)]
    assert any("groups" in (change or {}) for change in changes)


def test_who_opened_the_own_account_is_kept(office, company):
    from network import accounts
    from tests import factories

    factories.initiative()
    user = services.invite(
        by=office, name="Nils", email="nils@skolaforst.example", kind="kontaktperson", organisation=company
    ).user
    services.accept_invitation(accounts.invitation_token(user))
    entry = LogEntry.objects.get_for_object(user).filter(action=LogEntry.Action.UPDATE).latest("timestamp")
    assert entry.actor == user and "is_active" in entry.changes

"""Django's administration: who gets in, what is edited there, and that it passes by no rule."""

import re

import pytest
from auditlog.models import LogEntry
from django.contrib import admin as site
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity, Method, MethodStep
from network import admin
from network.change import change, read_stamp
from network.models import Body, Initiative, Organisation, User
from network.person import person_of
from network.roles import ADMIN, OFFICE, READER
from network.services import people as services
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(db, people):
    """Everybody, with the flag for the administration as the services set it, and a row of everything."""
    for person in people.values():
        if person.user:
            services.keep_staff_in_step(person.user)
            person.user.refresh_from_db()
    factories.initiative()
    factories.focus_areas()
    factories.levels()
    factories.goal()
    factories.method()
    factories.need()
    factories.activity()
    factories.body()


def address(model, kind: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


@pytest.mark.parametrize(
    ("role", "status"),
    [("anyone", 302), ("reader", 302), ("contact", 302), ("ex_contact", 302), ("office", 200), ("admin", 200)],
)
def test_only_staff_gets_in(people, client_of, role, status):
    response = client_of(people[role]).get("/admin/")
    assert response.status_code == status
    if status == 302:
        assert response.url == "/admin/login/?next=/admin/"


def test_its_login_is_the_portals(anyone_client, contact_client):
    assert anyone_client.get("/admin/login/?next=/admin/").url == "/konto/login/?next=%2Fadmin%2F"
    assert contact_client.get("/admin/login/?next=/admin/").status_code == 403


def test_what_does_not_belong_here_is_away():
    names = {model._meta.label for model in site.site._registry}
    for label in ("auth.Group", "account.EmailAddress", "post_office.Email", "activities.ActivityVersion"):
        assert label not in names


def test_the_office_sees_what_it_may_edit_and_nothing_else(people, client_of):
    for model, options in site.site._registry.items():
        listed = client_of(people["office"]).get(address(model, "changelist")).status_code
        edits = issubclass(options.__class__, admin.ChangeAdmin) and model is not User
        assert listed == (200 if edits else 403), model
        assert client_of(people["admin"]).get(address(model, "changelist")).status_code == 200, model


def test_its_head_says_who_one_is_and_leads_back(people, client_of):
    Initiative.objects.update(name="Barnen först")
    page = client_of(people["office"]).get("/admin/").text
    assert "Barnen först" in page and f"<strong>{people['office'].user.name}</strong>" in page
    assert 'href="/kontor/">Till kontorets skrivbord' in page and 'href="/konto/">Mitt konto' in page
    assert "Senaste händelser" in page
    assert "Exempeldata" not in page and "/admin/password_change/" not in page


def test_a_demo_says_so_here_too(people, client_of):
    with change(reference=True):
        Initiative.objects.update(is_demo=True)
    assert "Exempeldata" in client_of(people["office"]).get("/admin/network/organisation/").text


@pytest.mark.parametrize("model", site.site._registry, ids=lambda model: model._meta.label)
def test_every_field_shown_has_a_swedish_name(model):
    shown = {*(site.site._registry[model].fields or ()), *site.site._registry[model].list_display}
    shown = shown or {field.name for field in model._meta.concrete_fields if field.editable}
    nameless = {f.name for f in model._meta.concrete_fields if str(f.verbose_name) == f.name.replace("_", " ")}
    assert shown & nameless <= {"status", "version", "person"}  # the same in Swedish


@pytest.mark.parametrize("role", ["office", "admin"])
def test_every_page_of_the_administration_shows(people, client_of, role):
    client = client_of(people[role])
    assert client.get("/admin/").status_code == 200
    for model, options in site.site._registry.items():
        may = any(
            people[role].user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")
            for verb in ("view", "change")
        )
        listed = client.get(address(model, "changelist"))
        assert listed.status_code == (200 if may else 403), model
        row = model._default_manager.first()
        if row and may:
            page = client.get(address(model, "change", row.pk))
            assert page.status_code == 200, model
            assert 'class="deletelink"' not in page.content.decode(), model
            assert client.get(address(model, "delete", row.pk)).status_code == 403, model
        assert options.actions is None, model


def test_the_office_edits_reference_data_and_the_stamp_rises(people, client_of, department):
    client, before = client_of(people["office"]), read_stamp()
    given = {"name": "Kultur- och fritidsförvaltningen", "kind": "forvaltning", "in_group": "on", "confirmed": "on"}
    response = client.post(address(Organisation, "change", department.pk), given)
    assert response.status_code == 302
    department.refresh_from_db()
    assert (department.name, department.key) == ("Kultur- och fritidsförvaltningen", "kultur")
    after = read_stamp()
    assert after.content > before.content and after.reference > before.reference
    entry = LogEntry.objects.get_for_object(department).first()
    assert entry.actor == people["office"].user and "name" in entry.changes


def test_an_organisation_never_succeeds_itself(people, client_of, department, company):
    company.successor = department
    company.save()
    given = {"name": "K", "kind": "forvaltning", "successor": company.pk}
    page = client_of(people["office"]).post(address(Organisation, "change", department.pk), given)
    assert "inte efterträda sig själv" in page.content.decode()


@pytest.mark.parametrize("label", ["needs.Need", "needs.Collection", "activities.Activity", "activities.ReviewEvent"])
def test_what_is_reviewed_is_read_only(people, client_of, label):
    from django.apps import apps

    model, client = apps.get_model(label), client_of(people["admin"])
    assert client.get(address(model, "add")).status_code == 403
    row = model.objects.first()
    if row:
        assert client.post(address(model, "change", row.pk), {"title": "Kapad", "text": "Kapad"}).status_code == 403


def test_the_office_reaches_no_account(people, client_of):
    client, target = client_of(people["office"]), people["admin"].user
    assert client.get(address(User, "changelist")).status_code == 403
    given = {"name": "Kapad", "email": "kapad@skolaforst.example", "is_active": "on", "groups": []}
    for user in (target, people["office"].user, people["contact"].user):
        assert client.post(address(User, "change", user.pk), given).status_code == 403
    assert client.get(address(LogEntry, "changelist")).status_code == 403


def test_an_administrator_gives_and_takes_roles(people, client_of):
    client, user = client_of(people["admin"]), people["reader"].user
    office = Group.objects.get(name=OFFICE.key)
    given = {"name": "Lasare", "email": user.email, "is_active": "on", "groups": [office.pk]}
    assert client.post(address(User, "change", user.pk), given).status_code == 302
    user.refresh_from_db()
    assert user.is_staff and person_of(user).roles == {OFFICE.key}
    given["groups"] = [Group.objects.get(name=READER.key).pk]
    client.post(address(User, "change", user.pk), given | {"is_staff": "on", "is_superuser": "on"})
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_the_last_administrator_stays(people, client_of):
    client, user = client_of(people["admin"]), people["admin"].user
    for given in ({"groups": []}, {"groups": [Group.objects.get(name=ADMIN.key).pk], "is_active": ""}):
        page = client.post(
            address(User, "change", user.pk), {"name": "A", "email": user.email, "is_active": "on"} | given
        )
        assert "Admin är den sista med rollen administratör som kan logga in." in page.content.decode()
    assert person_of(User.objects.get(pk=user.pk)).is_admin


def test_people_are_not_made_or_deleted_here(people, client_of):
    client = client_of(people["admin"])
    assert client.get(address(User, "add")).status_code == 403
    assert client.get(address(User, "delete", people["reader"].user_id)).status_code == 403


def test_the_administration_speaks_swedish(people, client_of):
    page = client_of(people["admin"]).get(address(User, "change", people["reader"].user_id)).content.decode()
    assert "Roller" in page and "Projektkontoret" in page and "Kan logga in" in page
    log = client_of(people["admin"]).get(address(LogEntry, "changelist")).content.decode()
    assert "Händelse" in log and "skapade" in log


def test_the_log_tells_what_changed_in_words(people, client_of, department):
    client_of(people["office"]).post(
        address(Organisation, "change", department.pk), {"name": "Kultur & fritid", "kind": "forvaltning"}
    )
    services.end_role(people["office2"].user_id, OFFICE.key, by=people["admin"])
    client = client_of(people["admin"])
    entry = LogEntry.objects.get_for_object(department).latest("timestamp")
    page = client.get(address(LogEntry, "change", entry.pk)).content.decode()
    assert "namn: Kulturförvaltningen → Kultur &amp; fritid<br>" in page
    assert "ingår i koncernen" in client.get(address(LogEntry, "changelist")).content.decode()
    for entry in LogEntry.objects.get_for_object(people["office2"].user):
        assert client.get(address(LogEntry, "change", entry.pk)).status_code == 200


def test_history_says_tomt_for_nothing_and_names_and_dates_as_a_person_does(people, client_of, department, company):
    client, company.name = client_of(people["office"]), "Bostadsbolaget"
    company.save()
    first = {"name": department.name, "kind": "forvaltning", "in_group": "on"}
    later = {"successor": company.pk, "valid_to": "2026-10-01", "in_group": "", "kind": "namnd"}
    for given in (first, first | later):
        client.post(address(Organisation, "change", department.pk), given)
    page = client.get(address(Organisation, "history", department.pk)).text
    for told in (
        "efterföljare: tomt → Bostadsbolaget",
        "till och med: tomt → 1 oktober 2026",
        "ingår i koncernen: ja → nej",
        "typ: Förvaltning → Nämnd",
    ):
        assert told in page
    assert "None" not in page


def test_the_history_asks_as_often_for_many_changes_as_for_one(people, client_of, department, company):
    client, asked = client_of(people["office"]), []
    for parent in (company.pk, "", company.pk, "", company.pk):
        given = {"name": department.name, "kind": "forvaltning", "in_group": "on", "parent": parent}
        client.post(address(Organisation, "change", department.pk), given)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(Organisation, "history", department.pk)).text
        asked.append(len(queries))
    assert page.count(f"→ {company.name}") == 3 and len(set(asked)) == 1


def test_history_is_only_looked_at(people, client_of, department):
    assert client_of(people["office"]).post(address(Organisation, "history", department.pk)).status_code == 405


def test_the_history_of_a_row_is_what_the_log_keeps(people, client_of, department):
    given = {"name": "Kultur & fritid", "kind": "forvaltning"}
    client_of(people["office"]).post(address(Organisation, "change", department.pk), given)
    page = client_of(people["office2"]).get(address(Organisation, "history", department.pk)).text
    assert people["office"].user.name in page
    assert "namn: Kulturförvaltningen → Kultur &amp; fritid" in page
    assert "Ingen har ändrat raden" in client_of(people["office"]).get(address(Body, "history", _logless(Body))).text


def test_the_history_of_a_method_tells_what_became_of_its_steps(people, client_of):
    step = MethodStep.objects.first()
    LogEntry.objects.all().delete()
    for name in ("Deras", "Vårt"):
        step.name = name
        step.save()
    new = MethodStep.objects.create(key="nytt", method=step.method, name="Sist", order=9)
    factories.method("Annans")
    client, asked = client_of(people["office"]), []
    client.get(address(Method, "history", step.method_id))
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(Method, "history", step.method_id)).text
        asked.append(len(queries))
        new.name += " av allt"
        new.save()
    assert "Ändrade steg ”Vårt”<br>namn: Deras → Vårt" in page and "Skapade steg ”Sist”</td>" in page
    assert "Annans" not in page and len(set(asked)) == 1


def _logless(model) -> int:
    """The id of a row that the log says nothing about."""
    row = model.objects.first()
    LogEntry.objects.get_for_object(row).delete()
    return row.pk


def test_the_history_of_an_activity_is_its_own_page(people, client_of):
    row = Activity.objects.first()
    client = client_of(people["admin"])
    assert client.get(address(Activity, "history", row.pk)).url == f"/aktiviteter/{row.pk}/historik/"
    assert client.get("/admin/activities/activity/abc/history/").status_code == 302


def test_activities_are_found_by_a_word_of_their_text_and_by_an_organisation_once_each(people, client_of):
    row = factories.activity("Läxcafé", lead=factories.organisation("Lärnämnden"))
    row.roles.create(organisation=factories.organisation("Lärbolaget"), role="medagare")
    Activity.objects.filter(pk=row.pk).update(search="läxcafé")
    for words in ("läxcafé", "lärnämnden", "lär"):
        found = client_of(people["admin"]).get("/admin/activities/activity/", {"q": words}).context["cl"]
        assert [hit.pk for hit in found.queryset] == [row.pk], words


def test_the_key_of_a_step_is_chosen_once(people, client_of):
    step = MethodStep.objects.first()
    page = client_of(people["office"]).get(address(Method, "change", step.method_id)).text
    assert re.search(r'name="steps-0-key"[^>]* disabled', page)
    assert not re.search(r'name="steps-__prefix__-key"[^>]* disabled', page)

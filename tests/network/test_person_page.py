"""One person's page: duties and roles that end, and are given back."""

import re

import pytest
from django.test import Client
from post_office.models import Email

from network.models import ContactPerson, User
from tests.network.inviting import PEOPLE, text_of
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db


def test_a_request_after_the_duty_ended_is_refused_at_once(office_client, contact, contact_client):
    from network.access import contact_or_office

    assert contact_or_office(_person_of(contact_client))
    seat = contact.user.seats.get()
    response = office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True)
    assert "kan inte längre skriva för Kulturförvaltningen" in text_of(response)
    assert not contact_or_office(_person_of(contact_client))
    assert "Ditt uppdrag har upphört" in text_of(contact_client.get("/konto/vidare/", follow=True))


def _person_of(client: Client):
    return client.get("/konto/").context["person"]


def test_a_person_made_anonymous_is_logged_out(office_client, ex_contact, client_of):
    client = client_of(ex_contact)
    assert client.get("/konto/").status_code == 200
    address = f"{PEOPLE}{ex_contact.user_id}/anonymisera/"
    assert "Det går inte att ångra" in text_of(office_client.get(address))
    page = text_of(office_client.post(address, follow=True))
    assert "f.d. kontaktperson, Kultur" in page and "Forre" not in page
    assert client.get("/konto/").status_code == 302
    assert "f.d. kontaktperson" not in text_of(office_client.get(PEOPLE))
    assert "f.d. kontaktperson" in text_of(office_client.get(f"{PEOPLE}?lage=upphort"))


def test_name_and_address_are_changed(office_client, contact, contact2):
    address = f"{PEOPLE}{contact.user_id}/"
    page = text_of(office_client.post(address, {"name": "Karin", "email": contact2.user.email}))
    assert "Det finns redan ett konto med den e-postadressen." in page
    office_client.post(address, {"name": "Karin", "email": "Karin@skolaforst.example"})
    contact.user.refresh_from_db()
    assert (contact.user.name, contact.user.email) == ("Karin", "karin@skolaforst.example")


def test_two_who_change_a_person_write_only_what_they_changed_and_hear_of_each_other(office_client, contact):
    address = f"{PEOPLE}{contact.user_id}/"
    user = contact.user
    shown = {"shown_name": user.name, "shown_email": user.email}
    office_client.post(address, shown | {"name": user.name, "email": "karin@skolaforst.example"}, follow=True)
    Email.objects.all().delete()
    page = text_of(office_client.post(address, shown | {"name": "Karin", "email": user.email}, follow=True))
    assert "Ändringen är sparad." in page and "i ett mejl" not in page and not Email.objects.exists()
    user.refresh_from_db()
    assert (user.name, user.email) == ("Karin", "karin@skolaforst.example")
    clash = office_client.post(address, shown | {"name": "Klara", "email": shown["shown_email"]})
    assert "Nu står det: Karin." in text_of(clash)
    form = clash.context["form"]
    again = {name: form[name].value() for name in ("name", "email", "shown_name", "shown_email")}
    assert (again["name"], again["email"]) == ("Klara", "karin@skolaforst.example")
    office_client.post(address, again)
    user.refresh_from_db()
    assert (user.name, user.email) == ("Klara", "karin@skolaforst.example")


def test_both_fields_that_somebody_else_changed_are_told_at_once(office_client, contact):
    address = f"{PEOPLE}{contact.user_id}/"
    shown = {"shown_name": contact.user.name, "shown_email": contact.user.email}
    office_client.post(address, shown | {"name": "Karin", "email": "karin@skolaforst.example"})
    clash = office_client.post(address, shown | {"name": "Klara", "email": "klara@skolaforst.example"})
    assert set(clash.context["form"].errors) == {"name", "email"}


def test_a_role_is_given_to_somebody_who_has_an_account_from_the_persons_page(admin_client, contact):
    page = text_of(admin_client.get(f"{PEOPLE}{contact.user_id}/"))
    assert f"bjud-in/?person={contact.user_id}" in page
    form = text_of(admin_client.get(f"{PEOPLE}bjud-in/?person={contact.user_id}"))
    assert contact.user.email in form and contact.user.name in form


def test_one_more_duty(office_client, contact, company):
    address = f"{PEOPLE}{contact.user_id}/uppdrag/"
    assert "Välj verksamhet." in text_of(office_client.post(address, {"role": "ordinarie"}))
    office_client.post(address, {"organisation": company.pk, "role": "ordinarie"})
    assert ContactPerson.objects.active().filter(person=contact.user).count() == 2


def test_the_other_role_in_the_same_organisation_changes_the_duty(office_client, contact, department):
    given = {"organisation": department.pk, "role": "ersattare"}
    page = text_of(office_client.post(f"{PEOPLE}{contact.user_id}/uppdrag/", given, follow=True))
    assert f"Kontakt är nu ersättare för {department.name}" in page and "Tidigare uppdrag" in page


def test_a_role_is_taken_away_and_given_back(office_client, reader):
    address = f"{PEOPLE}{reader.user_id}/"
    page = text_of(office_client.post(f"{address}roll/", {"role": "lasare"}, follow=True))
    assert re.search(r"Lasare har inte längre rollen läsare\. Du kan ångra till klockan \d\d\.\d\d\.", page)
    assert f'action="{address}angra/"' in page and not reader.user.groups.exists()
    page = text_of(office_client.post(f"{address}angra/", follow=True))
    assert "Rätten är tillbaka" in page and reader.user.groups.exists() and "angra/" not in page
    assert "inte att ångra längre" in text_of(office_client.post(f"{address}angra/", follow=True))


def test_a_duty_is_ended_and_given_back(office_client, contact):
    address, seat = f"{PEOPLE}{contact.user_id}/", contact.user.seats.get()
    text_of(office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True))
    assert not contact.user.seats.held().exists()
    text_of(office_client.post(f"{address}angra/", follow=True))
    assert contact.user.seats.held().get() == seat


def test_a_new_address_is_told_at_the_old_and_the_new(office_client, contact):
    old, new = contact.user.email, "ny@skolaforst.example"
    address = f"{PEOPLE}{contact.user_id}/"
    text_of(office_client.post(address, {"name": "Karin", "email": old}, follow=True))
    assert not Email.objects.exists()
    page = text_of(office_client.post(address, {"name": "Karin", "email": new.upper()}, follow=True))
    assert "i ett mejl till den gamla och den nya adressen" in page
    assert sorted(mail.to[0] for mail in Email.objects.all()) == sorted([old, new])
    for mail in Email.objects.all():
        assert mail.subject == "Du loggar in med en ny adress" and "Öppna portalen:\nhttps://" in mail.message
        assert f"loggar du in med {new}" in mail.message and f"{old} gäller inte längre" in mail.message


def test_nobody_is_mailed_of_the_own_new_address_nor_who_cannot_log_in(office_client, office, contact):
    text_of(
        office_client.post(f"{PEOPLE}{office.user_id}/", {"name": "K", "email": "k@skolaforst.example"}, follow=True)
    )
    User.objects.filter(pk=contact.user_id).update(is_active=False)
    text_of(
        office_client.post(f"{PEOPLE}{contact.user_id}/", {"name": "L", "email": "l@skolaforst.example"}, follow=True)
    )
    assert User.objects.filter(email__in=["k@skolaforst.example", "l@skolaforst.example"]).count() == 2
    assert not Email.objects.exists()


def test_who_is_anonymous_is_named_by_no_undo(office_client, contact):
    address, seat = f"{PEOPLE}{contact.user_id}/", contact.user.seats.get()
    page = text_of(office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True))
    assert f"{contact.user.name} kan inte längre skriva för" in page
    assert contact.user.name not in str(dict(office_client.session))
    page = text_of(office_client.post(f"{address}anonymisera/", follow=True))
    assert "angra/" not in page and "kan inte längre skriva" not in page


def test_what_is_given_again_is_not_undone(office_client, contact, department):
    seat, page = contact.user.seats.get(), f"{PEOPLE}{contact.user_id}/"
    told = text_of(office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True))
    assert "Uppdraget är avslutat." in told and ">Ångra" in told
    office_client.post(f"{page}uppdrag/", {"kind": "kontaktperson", "organisation": department.pk, "role": "ordinarie"})
    assert contact.user.seats.filter(ended=None).exists()
    assert "Uppdraget är avslutat." not in text_of(office_client.get(page))


def test_undoing_is_for_ten_minutes_and_for_who_did_it(office_client, office2, client_of, reader, monkeypatch):
    address = f"{PEOPLE}{reader.user_id}/"
    office_client.post(f"{address}roll/", {"role": "lasare"})
    client_of(office2).post(f"{address}angra/")
    monkeypatch.setattr("network.views.people_undo.MINUTES", 0)
    assert "angra/" not in text_of(office_client.get(address))
    office_client.post(f"{address}angra/")
    assert not reader.user.groups.exists()


@pytest.mark.parametrize("role", ["", "finns-inte", "kontor"])
def test_a_role_that_is_not_there_is_an_error_that_says_what_to_do(office_client, contact, role):
    page = text_of(office_client.post(f"{PEOPLE}{contact.user_id}/roll/", {"role": role}, follow=True))
    assert "Kontakt har inte den rollen. Sidan visar nu de roller som finns." in page and "angra/" not in page


def test_nobody_takes_the_own_role(admin_client, admin):
    address = f"{PEOPLE}{admin.user_id}/"
    assert "Ta bort rollen" not in text_of(admin_client.get(address))
    page = text_of(admin_client.post(f"{address}roll/", {"role": "administrator"}, follow=True))
    assert "din egen roll" in page and admin.user.groups.exists()


def test_an_old_duty_of_one_made_anonymous_is_told_about_and_not_ended_again(office_client, ex_contact):
    seat = ContactPerson.objects.get(person=ex_contact.user_id)
    office_client.post(f"{PEOPLE}{ex_contact.user_id}/anonymisera/")
    page = office_client.post(f"{PEOPLE}uppdrag/{seat.pk}/avsluta/", follow=True)
    assert "Personen är borttagen ur registret" in text_of(page)


def test_that_a_right_ends_at_once_is_told_where_one_can_end_it(office_client, office, contact):
    told = "Rätten upphör genast."
    assert told in text_of(office_client.get(f"{PEOPLE}{contact.user_id}/"))
    assert told not in text_of(office_client.get(f"{PEOPLE}{office.user_id}/"))

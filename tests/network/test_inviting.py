"""Invitations: what the link opens, who gets a mail, and what is refused."""

import pytest
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from post_office.models import Email

from network import accounts
from network.change import read_stamp
from network.models import ContactPerson, User
from network.person import person_of
from network.roles import ADMIN, OFFICE, READER
from network.services import people
from tests import factories
from tests.network.inviting import NEW, fresh, invite, last_token
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db
Role = ContactPerson.Role


def test_an_invited_person_is_closed_until_the_link_is_used(office, company):
    invited = invite(office, company)
    assert (invited.mailed, invited.user.is_active) == (True, False)
    assert person_of(invited.user).organisations == frozenset()
    user = people.accept_invitation(last_token(), password="tre gula stolar")
    assert user.is_active and user.check_password("tre gula stolar")
    assert person_of(user).seats == {company.pk}


def test_the_mail_says_what_for_and_until_when(office, company):
    invite(office, company)
    message = mail.outbox[0]
    assert message.subject == "Du är inbjuden till Skola först"
    assert f"Du är kontaktperson för {company.name}" in message.body
    assert "https://skolaforst.example/konto/inbjudan/" in message.body
    assert "https://skolaforst.example/konto/inbjudan/" in message.alternatives[0][0]


def test_a_deputy_is_told_so(office, company):
    invite(office, company, role=Role.DEPUTY)
    assert f"ersättare för kontaktpersonen på {company.name}" in mail.outbox[0].body


def test_who_is_invited_to_read_is_told_as_what(office, admin):
    invite(office, kind=READER.key)
    assert "Du är inbjuden till portalen för Kraftsamling Skola först som läsare." in mail.outbox[-1].body
    invite(admin, kind=OFFICE.key, email="ny2@skolaforst.example")
    assert "Skola först som medarbetare på projektkontoret." in mail.outbox[-1].body


def test_the_invitation_is_not_kept_in_the_outbox(office, company):
    invite(office, company)
    assert not Email.objects.exists()


def test_without_a_password_only_a_code_opens(office, company):
    invite(office, company)
    user = people.accept_invitation(last_token())
    assert user.is_active and not user.has_usable_password()


def test_a_link_works_once(office, company):
    invite(office, company)
    people.accept_invitation(last_token())
    with pytest.raises(ValidationError, match="gäller inte längre"):
        people.accept_invitation(last_token())


def test_a_link_sent_again_kills_the_old_one(office, company):
    invited = invite(office, company)
    old = last_token()
    people.resend_invitation(invited.user.pk, by=office)
    with pytest.raises(ValidationError):
        people.accept_invitation(old)
    people.accept_invitation(last_token())


def test_a_link_expires(office, company, settings):
    invite(office, company)
    settings.INVITATION_DAYS = 0
    with pytest.raises(ValidationError):
        people.accept_invitation(last_token())


def test_a_link_dies_with_the_address_it_went_to(office, company):
    invited = invite(office, company)
    old = last_token()
    assert people.update_person(invited.user.pk, by=office, name="Nils Ny", email="annan@skolaforst.example")
    with pytest.raises(ValidationError):
        people.accept_invitation(old)
    assert mail.outbox[-1].to == ["annan@skolaforst.example"]
    people.accept_invitation(last_token())


def test_a_link_dies_with_the_duty(office, company):
    invited = invite(office, company)
    people.end_duty(invited.user.seats.get().pk, by=office)
    with pytest.raises(ValidationError):
        people.accept_invitation(last_token())
    with pytest.raises(ValidationError, match="inget uppdrag"):
        people.resend_invitation(invited.user.pk, by=office)


@pytest.mark.parametrize("token", ["", "fel", "a:b:c"])
def test_a_made_up_link_opens_nothing(token):
    with pytest.raises(ValidationError):
        people.accept_invitation(token)


def test_a_link_of_another_purpose_opens_nothing(office, company):
    invited = invite(office, company)
    for content in ({"user": invited.user.pk, "mark": "x" * 32}, {"user": invited.user.pk}, {}):
        with pytest.raises(ValidationError):
            people.accept_invitation(signing.dumps(content, salt=accounts.SALT))


def test_one_with_an_account_is_told_about_before_anything_is_stored(office, contact, company):
    before = read_stamp()
    for account in (None, office.user_id):
        with pytest.raises(people.AccountExists) as known:
            invite(office, company, email=contact.user.email.upper(), name="Ett annat namn", account=account)
        assert known.value.user == contact.user
    assert (contact.user.seats.count(), Email.objects.count(), read_stamp()) == (1, 0, before)


def test_one_with_an_account_gets_the_duty_and_a_mail_and_keeps_the_name(office, contact, company):
    invited = invite(office, company, email=contact.user.email.upper(), name="Ett annat namn", account=contact.user_id)
    assert invited.mailed is None and not mail.outbox
    assert fresh(contact.user).name == contact.user.name
    assert company.pk in person_of(contact.user).seats
    told = Email.objects.get()
    assert told.to == [contact.user.email]
    assert told.subject == f"Du är kontaktperson för {company.name}"
    for text in (told.message, told.html_message):
        assert f"har lagt till dig som kontaktperson för {company.name}" in text
        assert text.count("https://skolaforst.example/min-sida/") == 1


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({"role": Role.DEPUTY}, "Du är ersättare för kontaktpersonen på Bostads AB Provhus"),
        ({"kind": READER.key, "organisation": None}, "Du har fått en roll i Skola först: Läsare"),
    ],
)
def test_the_mail_says_what_one_got(office, contact, company, given, subject):
    given = {"organisation": company} | given
    invite(office, email=contact.user.email, account=contact.user_id, **given)
    assert Email.objects.get().subject == subject


def test_one_more_duty_is_mailed_too_but_not_to_oneself(office, contact, company, department):
    people.start_duty(contact.user_id, by=office, organisation=company, role=Role.ORDINARY)
    people.start_duty(office.user_id, by=office, organisation=department, role=Role.DEPUTY)
    assert [email.to for email in Email.objects.all()] == [[contact.user.email]]


def test_a_role_one_has_already_is_told_beside_the_field(office, reader):
    with pytest.raises(ValidationError) as refused:
        invite(office, kind=READER.key, email=reader.user.email, account=reader.user_id)
    assert list(refused.value.message_dict) == ["kind"]


def test_one_invited_before_gets_the_duty_and_a_new_link(office, company, department):
    first = invite(office, company)
    old = last_token()
    with pytest.raises(people.AccountExists):
        invite(office, department)
    assert len(mail.outbox) == 1
    assert invite(office, department, account=first.user.pk).mailed is True
    with pytest.raises(ValidationError):
        people.accept_invitation(old)
    assert person_of(people.accept_invitation(last_token())).seats == {company.pk, department.pk}


def test_a_second_ordinary_contact_is_refused_beside_the_field(office, contact, department):
    with pytest.raises(ValidationError) as refused:
        invite(office, department)
    assert list(refused.value.message_dict) == ["role"]
    assert "välj Ersättare" in refused.value.message_dict["role"][0]
    assert not User.objects.filter(email=NEW).exists()
    assert not mail.outbox


def test_a_deputy_beside_the_ordinary_is_fine(office, contact, department):
    assert invite(office, department, role=Role.DEPUTY).mailed


def test_the_same_person_twice_for_an_organisation_is_refused(office, contact, department):
    with pytest.raises(ValidationError) as refused:
        invite(office, department, email=contact.user.email, role=Role.DEPUTY)
    assert list(refused.value.message_dict) == ["organisation"]


def test_only_departments_and_companies_of_the_group_have_contact_persons(office):
    for organisation in (None, factories.external(), factories.organisation(kind="namnd")):
        with pytest.raises(ValidationError):
            invite(office, organisation)


@pytest.mark.parametrize("email", ["inte en adress", ""])
def test_a_wrong_address_is_refused(office, company, email):
    with pytest.raises(ValidationError):
        invite(office, company, email=email)


def test_a_failed_mail_leaves_the_invitation(office, company, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert invite(office, company).mailed is False
    assert User.objects.get(email=NEW).invited_at


def test_the_office_invites_readers(office):
    user = invite(office, kind=READER.key).user
    assert [group.name for group in user.groups.all()] == [READER.key]
    assert not user.is_staff


@pytest.mark.parametrize("kind", [OFFICE.key, ADMIN.key])
def test_only_administrators_make_office_and_administrators(office, admin, contact, kind):
    for given in ({}, {"email": contact.user.email, "account": contact.user_id}):
        with pytest.raises(PermissionDenied):
            invite(office, kind=kind, **given)
    with pytest.raises(PermissionDenied):
        people.give_role(contact.user_id, kind, by=office)
    assert not contact.user.groups.exists()
    assert invite(admin, kind=kind).user.is_staff


@pytest.mark.parametrize("role", ["anyone", "reader", "contact", "ex_contact"])
def test_others_invite_nobody(people_by_role, company, role):
    with pytest.raises(PermissionDenied):
        invite(people_by_role[role], company)


@pytest.fixture
def people_by_role(request):
    """The fixture `people`, whose name the services' module has here."""
    return request.getfixturevalue("people")


def test_an_account_that_was_closed_is_not_opened_by_the_office(office, admin, company):
    user = factories.user(email=NEW, is_active=False, last_login=timezone.now())
    with pytest.raises(ValidationError, match="stängt"):
        invite(office, company, account=user.pk)
    assert invite(admin, company, account=user.pk).user == user

"""The services about people: invitations, duties, roles, names, and making someone anonymous."""

import datetime
import re

import pytest
from auditlog.models import LogEntry
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from network import accounts, rules
from network.change import read_stamp
from network.models import ContactPerson, User
from network.person import person_of
from network.roles import ADMIN, OFFICE, READER
from network.services import people
from tests import factories

pytestmark = pytest.mark.django_db
Role = ContactPerson.Role
NEW = "ny@skolaforst.example"


@pytest.fixture(autouse=True)
def _initiative(db):
    factories.initiative()


def invite(by, organisation=None, **given) -> people.Invited:
    given = {"name": "Nils Ny", "email": NEW, "kind": rules.CONTACT, "organisation": organisation} | given
    return people.invite(by=by, **given)


def last_token() -> str:
    return re.search(r"/konto/inbjudan/(\S+)/", mail.outbox[-1].body)[1]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# Invitations


def test_an_invited_person_is_closed_until_the_link_is_used(office, company):
    invited = invite(office, company)
    assert (invited.is_new, invited.mailed, invited.user.is_active) == (True, True, False)
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


def test_the_invitation_is_not_kept_in_the_outbox(office, company):
    from post_office.models import Email

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


def test_one_with_an_account_just_gets_the_duty(office, contact, company):
    invited = invite(office, company, email=contact.user.email.upper(), name="Ett annat namn")
    assert (invited.is_new, invited.mailed) == (False, None)
    assert not mail.outbox
    assert fresh(contact.user).name == contact.user.name
    assert company.pk in person_of(contact.user).seats


def test_one_invited_before_gets_the_duty_and_a_new_link(office, company, department):
    invite(office, company)
    old = last_token()
    invited = invite(office, department)
    assert (invited.is_new, invited.mailed) == (False, True)
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
    assert invite(office, department, role=Role.DEPUTY).is_new


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


@pytest.mark.parametrize(("kind", "staff"), [(READER.key, False), (OFFICE.key, True)])
def test_readers_and_office_are_invited_too(office, kind, staff):
    user = invite(office, kind=kind).user
    assert [group.name for group in user.groups.all()] == [kind]
    assert user.is_staff is staff


def test_only_administrators_make_administrators(office, admin):
    with pytest.raises(PermissionDenied):
        invite(office, kind=ADMIN.key)
    assert invite(admin, kind=ADMIN.key).user.is_staff


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
        invite(office, company)
    assert invite(admin, company).user == user


# Duties and roles


def test_a_duty_ended_takes_the_right_away_at_once(office, contact, department):
    assert person_of(contact.user).is_contact
    people.end_duty(contact.user.seats.get().pk, by=office)
    assert not person_of(contact.user).is_contact
    assert contact.user.seats.get().ended == timezone.localdate()
    assert fresh(contact.user).is_active


def test_ending_twice_changes_nothing(office, ex_contact):
    seat = ex_contact.user.seats.get()
    assert people.end_duty(seat.pk, by=office).ended == seat.ended


def test_a_duty_that_has_not_begun_can_be_ended(office, company):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    seat = factories.seat(factories.user(), company, starts=tomorrow)
    assert people.end_duty(seat.pk, by=office).ended == tomorrow


def test_one_who_has_an_account_gets_one_more_duty(office, contact, company, contact2):
    with pytest.raises(ValidationError):
        people.start_duty(contact.user_id, by=office, organisation=company, role=Role.ORDINARY)
    people.start_duty(contact.user_id, by=office, organisation=company, role=Role.DEPUTY)
    assert company.pk in person_of(contact.user).seats


def test_a_role_ended_closes_the_administration(office, office2):
    people.keep_staff_in_step(office2.user)
    assert fresh(office2.user).is_staff
    people.end_role(office2.user_id, OFFICE.key, by=office)
    assert not fresh(office2.user).is_staff
    assert not person_of(office2.user).is_office


def test_nobody_takes_away_the_own_role(office, admin):
    for person, role in ((office, OFFICE), (admin, ADMIN)):
        with pytest.raises(ValidationError):
            people.end_role(person.user_id, role.key, by=person)


def test_the_office_cannot_touch_an_administrator(office, admin, company):
    seat = factories.seat(admin.user, company)
    acts = [
        lambda: people.update_person(admin.user_id, by=office, name="X", email="x@skolaforst.example"),
        lambda: people.end_role(admin.user_id, ADMIN.key, by=office),
        lambda: people.end_duty(seat.pk, by=office),
        lambda: people.anonymise(admin.user_id, by=office),
        lambda: people.resend_invitation(admin.user_id, by=office),
        lambda: people.start_duty(admin.user_id, by=office, organisation=company, role=Role.DEPUTY),
        lambda: invite(office, kind=READER.key, email=admin.user.email),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert fresh(admin.user).email == admin.user.email


def test_an_address_in_use_is_refused_beside_the_field(office, contact, contact2):
    with pytest.raises(ValidationError) as refused:
        people.update_person(contact.user_id, by=office, name="K", email=contact2.user.email.upper())
    assert list(refused.value.message_dict) == ["email"]


def test_every_act_raises_the_stamp(office, contact, company):
    before = read_stamp()
    invite(office, company)
    people.end_duty(contact.user.seats.get().pk, by=office)
    after = read_stamp()
    assert after.content == before.content + 2 and after.reference == before.reference + 2


# Anonymous


def test_anonymous_after_the_last_duty(office, ex_contact, department):
    user = ex_contact.user
    people.update_person(user.pk, by=office, name="Filippa Förre", email="filippa@skolaforst.example")
    people.anonymise(user.pk, by=office)
    gone = fresh(user)
    assert gone.name == f"f.d. kontaktperson, {department.label}"
    assert gone.email == f"person-{user.pk}@anonym.invalid"
    assert (gone.is_active, gone.has_usable_password(), gone.pk) == (False, False, user.pk)


def test_the_log_forgets_who_is_anonymous(office, department):
    user = people.accept_invitation(_invited(office, department))
    people.end_duty(user.seats.get().pk, by=office)
    people.anonymise(user.pk, by=office)
    for entry in LogEntry.objects.all():
        text = f"{entry.object_repr} {entry.changes} {entry.changes_text} {entry.actor_email}"
        assert "Nils Ny" not in text and NEW not in text
    assert LogEntry.objects.get_for_object(user).exists()


def _invited(office, organisation) -> str:
    invite(office, organisation)
    return last_token()


def test_not_while_a_duty_or_role_is_left(office, contact, reader):
    for person in (contact, reader):
        with pytest.raises(ValidationError, match="Avsluta först"):
            people.anonymise(person.user_id, by=office)


def test_who_is_anonymous_is_changed_no_more(office, ex_contact, company):
    people.anonymise(ex_contact.user_id, by=office)
    with pytest.raises(ValidationError):
        people.start_duty(ex_contact.user_id, by=office, organisation=company, role=Role.ORDINARY)

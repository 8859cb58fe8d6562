"""The services about people: invitations, duties, roles, names, and making someone anonymous."""

import datetime
import re

import pytest
from auditlog.models import LogEntry
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from post_office.models import STATUS, Email, Log

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
    invited = invite(
        office, company, email=contact.user.email.upper(), name="Ett annat namn", account=contact.user_id
    )
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


def test_a_role_ended_closes_the_administration(office, office2, admin):
    people.keep_staff_in_step(office2.user)
    assert fresh(office2.user).is_staff
    people.end_role(office2.user_id, OFFICE.key, by=admin)
    assert not fresh(office2.user).is_staff
    assert not person_of(office2.user).is_office


def test_the_office_ends_the_role_of_reader_and_no_other(office, office2, reader):
    people.end_role(reader.user_id, READER.key, by=office)
    with pytest.raises(PermissionDenied):
        people.end_role(office2.user_id, OFFICE.key, by=office)
    assert not person_of(reader.user).may_read_internal and person_of(office2.user).is_office


def test_the_last_of_the_office_who_can_log_in_stays(office, office2, admin):
    User.objects.filter(pk=office2.user_id).update(is_active=False)
    with pytest.raises(ValidationError, match="den sista"):
        people.end_role(office.user_id, OFFICE.key, by=admin)
    people.end_role(office2.user_id, OFFICE.key, by=admin)  # who cannot log in is no loss
    assert person_of(office.user).is_office and not office2.user.groups.exists()


def test_the_last_administrator_stays(admin):
    other = factories.user(is_superuser=True)
    people.end_role(admin.user_id, ADMIN.key, by=person_of(other))
    with pytest.raises(ValidationError, match="den sista"):
        people.end_role(other.pk, ADMIN.key, by=admin)
    assert fresh(other).is_superuser


@pytest.mark.parametrize("key", ["", "finns-inte", OFFICE.key])
def test_a_role_that_one_does_not_have_cannot_be_taken(admin, reader, key):
    with pytest.raises(ValidationError, match="har inte den rollen"):
        people.end_role(reader.user_id, key, by=admin)


def test_a_role_and_a_duty_are_given_back(office, reader, contact, department):
    people.end_role(reader.user_id, READER.key, by=office)
    people.give_role(reader.user_id, READER.key, by=office)
    seat = people.end_duty(contact.user.seats.get().pk, by=office)
    people.resume_duty(seat.pk, by=office)
    assert person_of(reader.user).may_read_internal
    assert person_of(contact.user).seats == {department.pk}
    assert not Email.objects.exists()


def test_a_duty_is_not_given_back_when_it_is_taken_or_long_ended(office, contact, ex_contact, department):
    seat = people.end_duty(contact.user.seats.get().pk, by=office)
    invite(office, department)
    with pytest.raises(ValidationError, match="redan en ordinarie"):
        people.resume_duty(seat.pk, by=office)
    with pytest.raises(ValidationError, match="tidigare dag"):
        people.resume_duty(ex_contact.user.seats.get().pk, by=office)


def test_a_duty_given_back_revives_the_link_that_went_before(office, company):
    invited = invite(office, company)
    seat = people.end_duty(invited.user.seats.get().pk, by=office)
    people.resume_duty(seat.pk, by=office)
    assert person_of(people.accept_invitation(last_token())).seats == {company.pk}


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


def outbox_row(address: str, status: int, **given) -> Email:
    row = Email.objects.create(
        from_email="a@skolaforst.example", to=[address], subject="Publicerad", message="Hej Förre!",
        html_message="<p>Hej Förre!</p>", status=status, **given,
    )  # fmt: skip
    Log.objects.create(email=row, status=1, message=f"refused {address}")
    return row


def test_the_outbox_forgets_who_is_anonymous(office, ex_contact, contact):
    old, new = ex_contact.user.email, "forre.ny@skolaforst.example"
    people.update_person(ex_contact.user_id, by=office, name="Förre", email=new)
    waiting = [outbox_row(new, STATUS.queued), outbox_row(old, STATUS.requeued)]
    kept = [outbox_row(new, STATUS.sent), outbox_row(new, STATUS.failed), outbox_row(old, STATUS.sent)]
    other = outbox_row(contact.user.email, STATUS.queued)
    people.anonymise(ex_contact.user_id, by=office)
    assert not Email.objects.filter(pk__in=[row.pk for row in waiting]).exists()
    for row in Email.objects.filter(pk__in=[row.pk for row in kept]):
        log = row.logs.get()
        assert (row.to, row.subject) == ([f"person-{ex_contact.user_id}@anonym.invalid"], "Publicerad")
        assert (row.message, row.html_message, log.message) == ("", "", "")
    other.refresh_from_db()
    assert other.to == [contact.user.email] and other.message and other.logs.get().message


def test_an_address_that_somebody_else_took_over_keeps_its_mails(office, ex_contact):
    old = ex_contact.user.email
    people.update_person(ex_contact.user_id, by=office, name="Förre", email="forre.ny@skolaforst.example")
    factories.user("Efterträdaren", email=old)
    row = outbox_row(old, STATUS.queued)
    people.anonymise(ex_contact.user_id, by=office)
    row.refresh_from_db()
    assert row.to == [old]


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

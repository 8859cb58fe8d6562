"""Seats and roles: given, taken away, given back, and never the last one."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from post_office.models import Email

from network.change import read_stamp
from network.models import ContactPerson, User
from network.person import person_of
from network.roles import ADMIN, OFFICE, READER
from network.services import people
from tests import factories
from tests.network.inviting import fresh, invite, last_token
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db
Role = ContactPerson.Role


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


def test_ordinary_becomes_deputy_and_back_and_the_history_keeps_it(office, contact, department):
    people.choose_shown({contact.user.seats.get().pk: "namn"}, by=contact)
    for role in (Role.DEPUTY, Role.ORDINARY):
        people.start_duty(contact.user_id, by=office, organisation=department, role=role)
        seat = contact.user.seats.held().get()
        assert (seat.role, seat.shown) == (role, "namn") and department.pk in person_of(contact.user).seats
    assert sorted(contact.user.seats.exclude(ended=None).values_list("role", flat=True)) == [Role.DEPUTY, Role.ORDINARY]
    assert [mail.subject.startswith("Du är ersättare") for mail in Email.objects.order_by("pk")] == [True, False]


def test_the_role_one_has_is_refused_and_a_held_seat_says_whose_it_is(office, contact, department):
    deputy = factories.seat(factories.user("Dora"), department, role=Role.DEPUTY)
    with pytest.raises(ValidationError, match="redan kontaktperson"):
        people.start_duty(deputy.person_id, by=office, organisation=department, role=Role.DEPUTY)
    with pytest.raises(ValidationError, match=f"ordinarie kontaktperson, {contact.user.name}"):
        people.start_duty(deputy.person_id, by=office, organisation=department, role=Role.ORDINARY)
    assert deputy.person.seats.held().get() == deputy


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

"""Making somebody anonymous: in the register, in the log and in the outbox."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils.html import escape
from post_office.models import STATUS, Email, Log

from network.models import ContactPerson
from network.services import people
from tests import factories
from tests.network.inviting import NEW, fresh, invite, last_token
from tests.network.inviting import initiative as initiative

pytestmark = pytest.mark.django_db
Role = ContactPerson.Role


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


def told_others(status: int, name: str) -> Email:
    return Email.objects.create(
        from_email="a@skolaforst.example", to=["kontor@skolaforst.example"], subject=f"Från {name}", status=status,
        message=f"{name} har skickat in. Gäller {name}s text.", html_message=f"<p>{escape(name)} har skickat in.</p>",
    )  # fmt: skip


def test_mails_to_others_forget_the_name_and_what_waits_is_sent_without_it(office, ex_contact):
    user = ex_contact.user
    for name in ("Ulf O'Grän", "Ulf Granström"):
        people.update_person(user.pk, by=office, name=name, email=user.email)
    sent, waiting = told_others(STATUS.sent, "Ulf Granström"), told_others(STATUS.queued, "Ulf O'Grän")
    typed, other = told_others(STATUS.sent, user.email.upper()), told_others(STATUS.sent, "Ulf Granströmare")
    people.anonymise(user.pk, by=office)
    instead = fresh(user).name
    for mail in (sent, typed):
        mail.refresh_from_db()
        assert (mail.subject, mail.message, mail.html_message) == (f"Från {instead}", "", "")
    waiting.refresh_from_db()
    assert waiting.message == f"{instead} har skickat in. Gäller {instead}s text."
    assert "Ulf" not in waiting.subject + waiting.html_message and waiting.to == ["kontor@skolaforst.example"]
    other.refresh_from_db()
    assert "Ulf Granströmare har" in other.message


def test_a_name_that_somebody_else_has_keeps_its_mails(office, ex_contact):
    factories.user(ex_contact.user.name)
    mail = told_others(STATUS.sent, ex_contact.user.name)
    people.anonymise(ex_contact.user_id, by=office)
    mail.refresh_from_db()
    assert mail.message


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


def test_the_administration_opens_no_anonymous_account(office, ex_contact, admin_client):
    people.anonymise(ex_contact.user_id, by=office)
    address = f"/admin/network/user/{ex_contact.user_id}/change/"
    assert 'name="_save"' not in admin_client.get(address).text
    assert admin_client.post(address, {"is_active": "on", "_save": "1"}).status_code == 403
    assert not fresh(ex_contact.user).is_active

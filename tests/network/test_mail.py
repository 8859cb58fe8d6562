"""Mails: what stands in them, who gets them, and that what is typed is never run."""

import datetime

import pytest
from django.core import mail as sent
from django.db import transaction
from django.template import Engine
from django.template.loaders import locmem
from django.utils import timezone
from post_office.models import STATUS, Email

from network import mail
from network.models import ContactPerson
from network.person import person_of
from tests import factories

pytestmark = pytest.mark.django_db

SAMPLE = """{% extends layout %}
{% block subject %}Aktiviteten {{ title }}
är publicerad{% endblock %}
{% block text %}
   Aktiviteten {{ title }} syns nu.


   Skälet: {{ reason }}
{% endblock %}
{% block button %}Visa aktiviteten{% endblock %}
"""


@pytest.fixture(autouse=True)
def sample(monkeypatch):
    """A mail whose template is in this file."""
    loader = locmem.Loader(Engine.get_default(), {"mail/sample.txt": SAMPLE})
    monkeypatch.setattr(Engine.get_default(), "template_loaders", [loader, *Engine.get_default().template_loaders])
    factories.initiative(office_email="kontoret@skolaforst.example")


def write(*receivers, **context):
    given = {"title": "Läxcafé & fika", "reason": "bra <b>!", "path": "/aktiviteter/7/"}
    mail.write("sample", receivers, given | context)
    return list(Email.objects.order_by("id"))


def test_it_works(contact):
    [one] = write(contact.user)
    assert one.to == ["kontakt@skolaforst.example"]
    assert one.subject == "Aktiviteten Läxcafé & fika är publicerad"
    assert one.message.startswith("Hej Kontakt!\n\nAktiviteten Läxcafé & fika syns nu.\n\nSkälet: bra <b>!\n\n")
    assert "Visa aktiviteten:\nhttps://skolaforst.example/aktiviteter/7/\n" in one.message
    assert one.headers["Reply-To"] == "kontoret@skolaforst.example"
    assert one.status == STATUS.queued
    assert one.message_id.endswith("@skolaforst.example>")


def test_the_html_says_the_same_and_has_one_button(contact):
    [one] = write(contact.user)
    assert "<p>Aktiviteten Läxcafé &amp; fika syns nu.</p>" in one.html_message
    assert "bra &lt;b&gt;!" in one.html_message
    assert one.html_message.count('href="https://skolaforst.example/aktiviteter/7/"') == 1
    assert "Visa aktiviteten</a>" in one.html_message
    assert '<html lang="sv">' in one.html_message


@pytest.mark.parametrize("path", ["https://ond.example/", "//ond.example/x", "javascript:alert(1)", "aktiviteter/"])
def test_a_link_leads_to_the_portal_or_no_mail_is_made(contact, path):
    with pytest.raises(ValueError, match="is no path"):
        write(contact.user, path=path)


def test_what_passes_the_outbox_is_from_the_portals_name_too(contact):
    mail.send_directly("sample", contact.user, {"path": "/konto/"})
    assert sent.outbox[0].message()["Message-ID"].endswith("@skolaforst.example>")


def test_without_an_address_there_is_no_button(contact):
    [one] = write(contact.user, path="")
    assert "Visa aktiviteten" not in one.message + one.html_message


def test_what_somebody_typed_is_never_run_as_a_template(contact):
    [one] = write(contact.user, title="{% include 'x' %}{{ settings }}")
    assert "{% include 'x' %}{{ settings }} syns nu" in one.message


def test_one_mail_each_and_none_to_those_who_cannot_log_in(contact, contact2):
    invited = factories.user(is_active=False)
    assert [one.to for one in write(contact.user, invited, contact2.user)] == [
        ["kontakt@skolaforst.example"], ["kontakt2@skolaforst.example"],
    ]  # fmt: skip


def test_an_act_that_fails_leaves_no_mail(contact):
    with pytest.raises(RuntimeError), transaction.atomic():
        write(contact.user)
        raise RuntimeError
    assert not Email.objects.exists()


def answering(organisations):
    """Who gets a mail for the organisations."""
    seats = mail.Seats(organisations)
    return [*seats.holders(organisations), *seats.stand_ins(organisations)]


def test_holder_and_deputy_answer_for_their_organisation(department, contact, deputy, ex_contact, office):
    assert set(answering([department.pk])) == {contact.user, deputy.user}


def test_where_nobody_holds_the_seat_the_office_answers(department, company, ex_contact, contact2, office, office2):
    assert set(answering([department.pk])) == {office.user, office2.user}
    assert set(answering([department.pk, company.pk])) == {office.user, office2.user, contact2.user}


def test_where_the_office_has_nobody_the_log_says_so(department, office, caplog):
    office.user.groups.clear()
    assert answering([department.pk]) == []
    assert "Nobody of the project office can log in" in caplog.text


def test_who_has_not_begun_or_cannot_log_in_answers_for_nothing(department, office):
    factories.seat(factories.user(), department, starts=timezone.localdate() + datetime.timedelta(days=3))
    factories.seat(factories.user(is_active=False), department, role=ContactPerson.Role.DEPUTY)
    assert answering([department.pk]) == [office.user]


def test_the_seat_of_a_successor_answers(department, company, contact, office):
    old = factories.organisation(successor=factories.organisation(successor=department))
    assert answering([old.pk]) == [contact.user]


def test_nobody_is_named_twice(department, company, contact, office):
    factories.seat(contact.user, company)
    assert answering([department.pk, company.pk]) == [contact.user]


def test_receivers_of_nothing_are_nobody(office):
    assert answering([]) == []


def test_who_answers_may_also_see(department, contact, deputy):
    """Receivers and rights follow the same seats."""
    old = factories.organisation(successor=department)
    assert all(old.pk in person_of(user).organisations for user in answering([old.pk]))


def test_links_that_open_an_account_pass_the_outbox(settings):
    invited = factories.user("Ny", email="ny@skolaforst.example", is_active=False)
    assert mail.send_directly("sample", invited, {"title": "x", "reason": "y", "path": "/konto/bjud-in/hemlig/"})
    assert not Email.objects.exists()
    [one] = sent.outbox
    assert one.to == ["ny@skolaforst.example"] and "/konto/bjud-in/hemlig/" in one.body
    assert one.alternatives[0].mimetype == "text/html"


def test_a_direct_mail_that_fails_fails_no_page(settings):
    settings.DIRECT_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert not mail.send_directly("sample", factories.user(), {"title": "x", "reason": "y"})

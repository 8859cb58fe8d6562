"""The page for the machine that watches the portal."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from skolaforst.management.commands import send_mail
from skolaforst.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _new_process(monkeypatch, office):
    """A process that has just begun, a sender that has just been there, and somebody of the office."""
    monkeypatch.setattr(health, "_migrated_once", [])
    send_mail.send()


def test_it_works(client):
    answer = client.get("/halsa/")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "cache": "ok", "mail": "ok", "office": "ok"}
    assert answer["Cache-Control"] == "no-store"


def test_asked_again_it_costs_next_to_nothing(client, django_assert_max_num_queries):
    client.get("/halsa/")
    with django_assert_max_num_queries(3):
        assert client.get("/halsa/").status_code == 200


def test_a_sender_that_is_silent_is_told(client):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=14)):
        assert client.get("/halsa/").status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        answer = client.get("/halsa/")
        assert (answer.status_code, answer.json()["mail"]) == (503, "fault")
        send_mail.send()
        assert client.get("/halsa/").status_code == 200


def test_a_sender_that_something_stops_is_told(client, monkeypatch):
    def broken():
        raise ValueError

    monkeypatch.setattr("activities.services.mailing.write_due_mails", broken)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        with pytest.raises(ValueError):
            send_mail.send()
        assert client.get("/halsa/").json()["mail"] == "fault"


def test_an_office_where_nobody_can_log_in_is_told(client, office):
    office.user.groups.clear()
    answer = client.get("/halsa/")
    assert (answer.status_code, answer.json()["office"]) == (503, "fault")


def test_a_new_installation_is_well_before_its_first_person(client, office):
    office.user.delete()
    assert client.get("/halsa/").status_code == 200


def test_over_http_it_answers_without_a_redirect(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/halsa/").status_code == 200
    assert client.get("/komponenter/").status_code == 301


def test_a_migration_that_is_missing_is_told(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'activities'")
    answer = client.get("/halsa/")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "fault"


def test_a_cache_that_does_not_answer_is_told_without_a_word_on_how(client, monkeypatch):
    def broken(*args):
        raise ConnectionError("secret-host:6379")

    monkeypatch.setattr(cache, "get", broken)
    answer = client.get("/halsa/")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "migrations": "ok", "cache": "fault", "mail": "fault", "office": "ok"}
    assert "secret-host" not in answer.text


def test_a_database_that_does_not_answer_is_told(rf, monkeypatch):
    def broken():
        raise OSError

    monkeypatch.setitem(health.CHECKS, "database", broken)
    request = rf.get("/halsa/")
    request.person = None
    assert health.health(request).status_code == 503

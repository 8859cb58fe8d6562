"""The page for the machine that watches the portal."""

import pytest
from django.core.cache import cache
from django.db import connection

from skolaforst.views import health

pytestmark = pytest.mark.django_db


def test_it_works(client):
    answer = client.get("/halsa/")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "cache": "ok"}
    assert answer["Cache-Control"] == "no-store"


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
    assert answer.json()["cache"] == "fault" and "secret-host" not in answer.text


def test_a_database_that_does_not_answer_is_told(rf, monkeypatch):
    def broken():
        raise OSError

    monkeypatch.setitem(health.CHECKS, "database", broken)
    request = rf.get("/halsa/")
    request.person = None
    assert health.health(request).status_code == 503

"""The first person of a real installation."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from network.models import User
from network.person import person_of
from tests import factories

pytestmark = pytest.mark.django_db
EMAIL = "forsta@skolaforst.example"


def run(*args: str) -> str:
    out = StringIO()
    call_command("create_office", *args, stdout=out)
    return out.getvalue()


def test_it_makes_the_first_of_the_office(client):
    factories.initiative()
    told = run(EMAIL.upper(), "--name", "Frida Först")
    assert "Skicka en kod" in told and EMAIL in told
    user = User.objects.get(email=EMAIL)
    person = person_of(user)
    assert (user.name, user.is_active, user.is_staff, user.has_usable_password()) == ("Frida Först", True, True, False)
    assert person.is_office and person.is_admin
    client.post("/konto/login/code/", {"login": EMAIL})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[0].body)[0]
    assert client.post("/konto/login/code/confirm/", {"code": code}).url == "/konto/vidare/"
    assert client.get("/kontor/personer/").status_code == 200


def test_a_second_run_is_refused_with_the_remedy():
    run(EMAIL)
    with pytest.raises(CommandError, match="/kontor/personer/"):
        run("andra@skolaforst.example")
    run("andra@skolaforst.example", "--another")
    assert User.objects.count() == 2


def test_one_who_has_an_account_gets_the_roles(contact):
    assert "fanns redan" in run(contact.user.email)
    assert person_of(contact.user).is_admin
    assert User.objects.count() == 1


def test_a_wrong_address_is_told():
    with pytest.raises(CommandError, match="e-postadress"):
        run("fel")

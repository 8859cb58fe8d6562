"""What tests about people share: an invitation by service or form, the link of the mail, the initiative it names."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse

from network import rules
from network.models import User
from network.services import people
from tests import factories

NEW = "ny@skolaforst.example"
PEOPLE = "/kontor/personer/"
INVITE = "/kontor/personer/bjud-in/"


@pytest.fixture(autouse=True)
def initiative(db):
    """The mails name it."""
    factories.initiative()


def invite(by, organisation=None, **given) -> people.Invited:
    """Invite «Nils Ny» as contact person, unless told otherwise."""
    given = {"name": "Nils Ny", "email": NEW, "kind": rules.CONTACT, "organisation": organisation} | given
    return people.invite(by=by, **given)


def last_token() -> str:
    """What the link of the newest mail carries."""
    return re.search(r"/konto/inbjudan/(\S+)/", mail.outbox[-1].body)[1]


def link() -> str:
    """The link of the newest mail."""
    return f"/konto/inbjudan/{last_token()}/"


def given(at, **fields) -> dict:
    """The form of an invitation, filled in."""
    return {
        "name": "Nils Ny", "email": NEW, "kind": rules.CONTACT, "organisation": at.pk, "role": "ordinarie"
    } | fields  # fmt: skip


def fresh(user: User) -> User:
    """The user as the database has it."""
    return User.objects.get(pk=user.pk)


def text_of(response: HttpResponse) -> str:
    """The page that opened."""
    assert response.status_code == 200
    return response.content.decode()

"""A ready-made person of every role, and clients that are logged in.

A fixture named after a role gives its `Person`, as services and rules want it (`office.user` is the user).
`client_of(person)` gives a client logged in as that person, `office_client` and the like are short for it.
The audit log keeps nothing of how they came: it would take a third of the time, for hundreds of tests.
"""

import datetime
from collections.abc import Callable

import pytest
from auditlog.context import disable_auditlog
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from network.models import ContactPerson, Organisation, User
from network.person import ANYONE, Person, person_of
from network.roles import ADMIN, OFFICE, READER
from network.roles import Role as RoleRow
from tests import factories

Role = ContactPerson.Role
ROLE_NAMES = ("anyone", "reader", "contact", "contact2", "deputy", "ex_contact", "office", "office2", "admin")

__all__ = [
    *ROLE_NAMES,
    "admin_client",
    "anyone_client",
    "client_of",
    "company",
    "contact2_client",
    "contact_client",
    "department",
    "office_client",
    "people",
    "reader_client",
]


@disable_auditlog()
def _member(name: str, role: RoleRow, **fields) -> Person:
    user = factories.user(name, email=f"{name.lower()}@skolaforst.example", **fields)
    # get_or_create: a test with real transactions empties the tables, roles too
    user.groups.add(Group.objects.get_or_create(name=role.key)[0])
    return person_of(user)


@disable_auditlog()
def _seated(name: str, organisation: Organisation, **fields) -> Person:
    user: User = factories.user(name, email=f"{name.lower()}@skolaforst.example")
    factories.seat(user, organisation, **fields)
    return person_of(user)


@pytest.fixture
def department(db) -> Organisation:
    """The department whose contact person is `contact`."""
    return factories.organisation("Kulturförvaltningen", key="kultur", short_name="Kultur")


@pytest.fixture
def company(db) -> Organisation:
    """The company whose contact person is `contact2`."""
    return factories.organisation("Bostads AB Provhus", key="provhus", kind=Organisation.Kind.COMPANY)


@pytest.fixture
def anyone() -> Person:
    """Not logged in."""
    return ANYONE


@pytest.fixture
def reader(db) -> Person:
    """Of the steering or reference group."""
    return _member("Lasare", READER)


@pytest.fixture
def contact(department) -> Person:
    """Ordinary contact person of the department."""
    return _seated("Kontakt", department)


@pytest.fixture
def deputy(department) -> Person:
    """Deputy contact person of the department."""
    return _seated("Ersattare", department, role=Role.DEPUTY)


@pytest.fixture
def ex_contact(department) -> Person:
    """Was contact person of the department until yesterday."""
    return _seated("Forre", department, ended=timezone.localdate() - datetime.timedelta(days=1))


@pytest.fixture
def contact2(company) -> Person:
    """Ordinary contact person of another organisation."""
    return _seated("Kontakt2", company)


@pytest.fixture
def office(db) -> Person:
    """Of the project office."""
    return _member("Kontor", OFFICE)


@pytest.fixture
def office2(db) -> Person:
    """Another of the project office."""
    return _member("Kontor2", OFFICE)


@pytest.fixture
def admin(db) -> Person:
    """Administrator."""
    return _member("Admin", ADMIN, is_staff=True)


@pytest.fixture
def people(anyone, reader, contact, contact2, deputy, ex_contact, office, office2, admin) -> dict[str, Person]:
    """Everybody, by role name."""
    given = (anyone, reader, contact, contact2, deputy, ex_contact, office, office2, admin)
    return dict(zip(ROLE_NAMES, given, strict=True))


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """A function that gives a client logged in as `person`."""

    def log_in(person: Person) -> Client:
        client = Client()
        if person.user:
            client.force_login(person.user)
        return client

    return log_in


@pytest.fixture
def anyone_client(db) -> Client:
    """Not logged in."""
    return Client()


@pytest.fixture
def reader_client(reader, client_of) -> Client:
    """Logged in as `reader`."""
    return client_of(reader)


@pytest.fixture
def contact_client(contact, client_of) -> Client:
    """Logged in as `contact`."""
    return client_of(contact)


@pytest.fixture
def contact2_client(contact2, client_of) -> Client:
    """Logged in as `contact2`."""
    return client_of(contact2)


@pytest.fixture
def office_client(office, client_of) -> Client:
    """Logged in as `office`."""
    return client_of(office)


@pytest.fixture
def admin_client(admin, client_of) -> Client:
    """Logged in as `admin`."""
    return client_of(admin)

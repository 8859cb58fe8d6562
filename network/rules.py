"""Who may do what with people and their accounts."""

from network.models import Organisation, User
from network.person import Person
from network.querysets import ANONYMOUS
from network.roles import ADMIN, READER

CONTACT = "kontaktperson"  # no group: it follows from a seat


GIVEN_BY_OFFICE = (CONTACT, READER.key)


def has_role(user: User, key: str) -> bool:
    """Does `user` have the role? Uses the groups already read, where they are."""
    if key == ADMIN.key and user.is_superuser:
        return True
    return any(group.name == key for group in user.groups.all())


def is_administrator(user: User) -> bool:
    """Does `user` have every right?"""
    return has_role(user, ADMIN.key)


def may_edit_people(person: Person) -> bool:
    """Sees and edits the list of people: the office."""
    return person.is_office


def may_edit_user(person: Person, user: User) -> bool:
    """The office, but an administrator's account (e-mail and duties included) only an administrator."""
    return person.is_admin or (person.is_office and not is_administrator(user))


def may_give(person: Person, kind: str) -> bool:
    """The office gives seats and the role of reader, and takes them away; the office itself only administrators do.

    Why so: docs/decisions/0008.
    """
    return person.is_admin or (person.is_office and kind in GIVEN_BY_OFFICE)


def may_open(person: Person, user: User) -> bool:
    """An account that was open once and is closed, only an administrator opens again."""
    return person.is_admin or (person.is_office and user.last_login is None)


def may_see_contact_emails(person: Person) -> bool:
    """Contact persons are there to find each other: they see each other's address. Others: only the office."""
    return person.is_contact or person.is_office


def may_anonymise(person: Person, user: User) -> bool:
    """An act of the office, once the last duty and the last role have ended."""
    if not may_edit_user(person, user) or person.user_id == user.pk or is_anonymous(user):
        return False
    return not user.has_duty


def is_anonymous(user: User) -> bool:
    """Has this account been made anonymous?"""
    return user.email.endswith(ANONYMOUS)


def may_see_organisation(person: Person, organisation: Organisation) -> bool:
    """What is typed and not yet confirmed is seen only by who typed it and the office.

    The readable twin of OrganisationQuerySet.visible_to, which pages ask; a test holds the two together.
    """
    if organisation.confirmed or person.is_office:
        return True
    return person.logged_in and organisation.created_by_id == person.user_id


def may_type_organisation(person: Person) -> bool:
    """Make a unit or an external party by typing its name: those who write activities. The office confirms it."""
    return person.is_contact or person.is_office

"""Who may do what with people and their accounts."""

from network.models import Organisation, User
from network.person import Person
from network.querysets import ANONYMOUS
from network.roles import ADMIN

CONTACT = "kontaktperson"  # no group: it follows from a seat


def is_administrator(user: User) -> bool:
    """Does `user` have every right? Uses the groups already read, where they are."""
    return user.is_superuser or any(group.name == ADMIN.key for group in user.groups.all())


def may_edit_people(person: Person) -> bool:
    """Sees and edits the list of people: the office."""
    return person.is_office


def may_edit_user(person: Person, user: User) -> bool:
    """The office, but an administrator's account (e-mail and duties included) only an administrator."""
    return person.is_admin or (person.is_office and not is_administrator(user))


def may_invite(person: Person, kind: str) -> bool:
    """The office invites; only administrators make administrators."""
    return person.is_admin or (person.is_office and kind != ADMIN.key)


def may_see_contact_emails(person: Person) -> bool:
    """Contact persons are there to find each other: they see each other's address. Others: only the office."""
    return person.is_contact or person.is_office


def may_anonymise(person: Person, user: User) -> bool:
    """An act of the office, once the last duty and the last role have ended."""
    if not may_edit_user(person, user) or person.user_id == user.pk or user.is_superuser or is_anonymous(user):
        return False
    return not user.groups.all() and not user.seats.held().exists()


def is_anonymous(user: User) -> bool:
    """Has this account been made anonymous?"""
    return user.email.endswith(ANONYMOUS)


def may_see_organisation(person: Person, organisation: Organisation) -> bool:
    """As OrganisationQuerySet.visible_to: what is typed and not yet confirmed only for who typed it and the office."""
    if organisation.confirmed or person.is_office:
        return True
    return person.logged_in and organisation.created_by_id == person.user_id

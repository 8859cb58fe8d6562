"""Who may do what with people and their accounts."""

from network.models import ContactPerson, Organisation, User
from network.person import Person
from network.querysets import ANONYMOUS
from network.roles import ADMIN, OFFICE, READER

CONTACT = "kontaktperson"  # no group: it follows from a seat
KINDS = (CONTACT, READER.key, OFFICE.key, ADMIN.key)


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


def invitable(person: Person) -> tuple[str, ...]:
    """The kinds of people that `person` may invite."""
    return tuple(kind for kind in KINDS if may_invite(person, kind))


def may_see_contact_emails(person: Person) -> bool:
    """Contact persons are there to find each other: they see each other's address. Others: only the office."""
    return person.is_contact or person.is_office


def may_see_email(person: Person, other: User) -> bool:
    """One's own address, those of fellow contact persons, and for the office all."""
    if person.is_office or (person.logged_in and person.user_id == other.pk):
        return True
    return person.is_contact and ContactPerson.objects.active().filter(person=other).exists()


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

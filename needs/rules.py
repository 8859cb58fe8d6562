"""Who may read what of a need."""

from needs.models import Need
from network.person import Person


def may_read_words(person: Person) -> bool:
    """Read needs as they were said, who said them where, and wordings that are not approved: those within."""
    return person.may_read_internal


def may_see(person: Person, need: Need) -> bool:
    """Those within see all, others the approved public wordings.

    The readable twin of NeedQuerySet.visible_to, which pages ask; a test holds the two together.
    """
    return may_read_words(person) or need.public_approved_by_id is not None

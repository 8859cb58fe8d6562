"""How the office's list of people is shown: a row for each person, filters, chips, pages."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network import rules
from network.models import Organisation, User
from network.standing import duties_of, state_of

STATES = {
    "aktiv": gettext_lazy("Aktiva"),
    "inbjuden": gettext_lazy("Inbjudna"),
    "upphort": gettext_lazy("Uppdraget upphört"),
}


class Row(NamedTuple):
    """A person as the list shows them."""

    id: int
    name: str
    email: str
    duties: list[str]
    state: str
    tag: str  # how strong the state is shown
    usual: bool  # has a duty and can log in: nothing a list needs to say


class Choice(NamedTuple):
    """What the list is narrowed by; what makes no sense in the address narrows nothing."""

    search: str
    organisation: Organisation | None
    state: str

    @classmethod
    def read(cls, query: Any) -> "Choice":
        """From the address."""
        state = query.get("lage", "")
        return cls(
            query.get("q", "").strip()[:100],
            organisation_named(query.get("organisation", "")),
            state if state in STATES else "",
        )

    def pairs(self) -> dict[str, str]:
        """As it stands in the address, without what is empty."""
        given = {"q": self.search, "organisation": self.organisation and self.organisation.key, "lage": self.state}
        return {name: value for name, value in given.items() if value}


def organisation_named(text: str) -> Organisation | None:
    """The organisation that an address names by key or id, among those that have contact persons."""
    by = {"pk": int(text)} if text.isdecimal() and len(text) < 10 else {"key": text}
    return Organisation.objects.needing_contact().filter(**by).first()


def filter_fields(choice: Choice, organisations: list[Organisation]) -> list[dict[str, Any]]:
    """For components/_filters.html."""
    options = [("", _("Alla"), not choice.organisation)]
    options += [(row.key, row.name, row == choice.organisation) for row in organisations]
    states = [("", _("Alla"), not choice.state), *((key, name, key == choice.state) for key, name in STATES.items())]
    return [
        {"name": "q", "label": _("Namn eller e-postadress"), "kind": "search", "value": choice.search},
        {"name": "organisation", "label": _("Verksamhet"), "kind": "select", "options": options},
        {"name": "lage", "label": _("Läge"), "kind": "select", "options": states},
    ]


def chips(choice: Choice) -> list[tuple[str, str]]:
    """For components/_chips.html: each filter, and the address without it."""
    labels = {
        "q": f"”{choice.search}”",
        "organisation": choice.organisation and choice.organisation.label,
        "lage": STATES.get(choice.state),
    }
    pairs = choice.pairs()
    return [(labels[name], _address({k: v for k, v in pairs.items() if k != name})) for name in pairs]  # type: ignore[misc]


def page_address(choice: Choice, number: int) -> str:
    """Where a page of the list stands."""
    return _address(choice.pairs() | ({"sida": str(number)} if number > 1 else {}))


def row_of(user: User) -> Row:
    """A person whose groups and seats are already read."""
    state, tag = state_of(user)
    duties, email = duties_of(user), "" if rules.is_anonymous(user) else user.email
    return Row(user.pk, user.name, email, duties, state, tag, usual=bool(duties) and user.is_active)


def _address(pairs: dict[str, str]) -> str:
    return f"?{urlencode(pairs)}" if pairs else "?"

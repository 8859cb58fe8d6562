"""Every page with an example from the demo data: where, as whom, and what is answered.

A new address needs an entry in EXAMPLES, or in NO_PAGE with why it shows none (test_pages.py says so). The functions
run in the portal's own process (build.py), the examples travel as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver

OFFICE, CONTACT, CONTACT2, READER, ADMIN = "kontor", "kontakt", "kontakt2", "lasare", "admin"
LED_ON = 0  # the anonymous are led to the login

NO_PAGE = {
    "only a button": (
        "activity_restore", "activity_take_back", "activity_discard", "decision_undo", "decisions_undo",
        "office_publish", "confirm_organisation", "strike_organisation", "unstrike_organisation", "duty_start",
        "duty_end", "role_end", "invitation_resend", "person_undo",
    ),
    "part of a page, fetched while typing": ("pick_organisations", "pick_needs"),
    "in development only": ("outbox_html",),
    "leads on, or no HTML": ("after_login", "favicon", "health", "robots", "account_set_password"),
    "of allauth's, not used": (
        "account_signup", "account_inactive", "account_reauthenticate", "account_email",
        "account_email_verification_sent", "account_confirm_email",
    ),
}  # fmt: skip


class Example(NamedTuple):
    """A page as the richest role sees it: `who` is the name in front of @skolaforst.example, "" for nobody."""

    name: str
    path: str
    who: str = OFFICE
    status: int = 200
    anonymous: int = 200
    of: str = ""

    @property
    def words(self) -> str:
        """As tests and pictures call it."""
        return f"{self.name}-{self.of}" if self.of else self.name


def names() -> set[str]:
    """The name of every address but those of Django's administration."""
    return set(_names(get_resolver()))


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace != "admin":
            yield from _names(pattern)


def find() -> list[Example]:
    """All examples; called where the demo data are."""
    from django.urls import reverse

    found = []
    for name, variants in EXAMPLES.items():
        for variant in variants:
            given = dict(variant)
            arguments, query = given.pop("at", dict), given.pop("query", "")
            path = given.pop("path", "") or reverse(name, kwargs=arguments()) + query
            found.append(Example(name, path, **given))
    return found


def _activity(**lookup: Any) -> Callable[[], dict[str, Any]]:
    """The activity in such a state that has most roles and needs, so that the page is as full as can be."""

    def find_one() -> dict[str, Any]:
        from django.db.models import Count

        from activities.models import Activity

        counts = {"n": Count("roles", distinct=True) + Count("needs", distinct=True)}
        rows = Activity.objects.filter(**lookup).annotate(**counts).order_by("-n", "pk")
        return {"pk": rows.values_list("pk", flat=True)[0]}

    return find_one


def _withdrawn() -> dict[str, Any]:
    from activities.models import ReviewEvent

    gone = ReviewEvent.objects.ended_publicity().filter(activity__published_as="inget")
    return {"pk": gone.values_list("activity", flat=True)[0]}


def _sent_back_to(person: str) -> Callable[[], dict[str, Any]]:
    def find_one() -> dict[str, Any]:
        from activities.models import Activity
        from network.person import person_of

        rows = Activity.objects.owned_by(person_of(_user(person))).filter(review="tillbaka")
        return {"pk": rows.values_list("pk", flat=True)[0]}

    return find_one


def _invitation(person: str) -> Callable[[], dict[str, Any]]:
    def find_one() -> dict[str, Any]:
        from activities.models import Participation
        from network.person import person_of

        return {"pk": Participation.objects.open_for(person_of(_user(person))).values_list("activity", flat=True)[0]}

    return find_one


def _user(name: str) -> Any:
    from network.models import User

    return User.objects.get(email=f"{name}@skolaforst.example")


def _person(name: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"pk": _user(name).pk}


def _gone_person() -> dict[str, Any]:
    """Somebody whose duty has ended."""
    from django.utils import timezone

    from network.models import User

    ended = User.objects.filter(seats__isnull=False, is_active=True).exclude(seats__ended=None)
    ended = ended.filter(seats__ended__lt=timezone.localdate())
    return {"pk": ended.values_list("pk", flat=True)[0]}


def _typed_party() -> dict[str, Any]:
    from network.models import Organisation

    return {"pk": Organisation.objects.to_confirm().filter(kind="extern").values_list("pk", flat=True)[0]}


def _need(**lookup: Any) -> Callable[[], dict[str, Any]]:
    def find_one() -> dict[str, Any]:
        from needs.models import Need

        return {"pk": Need.objects.filter(**lookup).order_by("pk").values_list("pk", flat=True)[0]}

    return find_one


def _area() -> dict[str, Any]:
    from goals.models import FocusArea

    return {"slug": FocusArea.objects.values_list("key", flat=True)[0]}


def _invited() -> dict[str, Any]:
    from network.accounts import invitation_token
    from network.models import User

    return {"token": invitation_token(User.objects.filter(is_active=False).exclude(invited_at=None)[0])}


def _gap() -> dict[str, Any]:
    from skolaforst.gaps import KINDS

    return {"slug": KINDS[0].slug}


PUBLIC: list[dict[str, Any]] = [{}]
INSIDE: list[dict[str, Any]] = [{"anonymous": LED_ON}]
NOBODY: list[dict[str, Any]] = [{"who": ""}]
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "start": PUBLIC,
    "about": PUBLIC,
    "companies": PUBLIC,
    "accessibility": PUBLIC,
    "personal_data": PUBLIC,
    "cookies": PUBLIC,
    "network": PUBLIC,
    "matrix": [{}, {"query": "?mal=1&status=pagaende", "of": "filtered"}],
    "activities": [{}, {"query": "?q=finns+inte+alls", "of": "empty"}],
    "activity": [
        {"at": _activity(published_as="publikt", review="klar", archived_at=None)},
        {"at": _activity(published_as="publikt", review="utkast"), "of": "waiting-change"},
        {"at": _activity(published_as="inget", review="tillbaka"), "of": "sent-back", "anonymous": 404},
        {"at": _activity(archived_at__isnull=False), "of": "archived"},
        {"at": _withdrawn, "of": "withdrawn", "anonymous": 410},
        {"path": "/aktiviteter/999999/", "of": "missing", "status": 404, "anonymous": 404},
    ],
    "needs": [{}, {"query": "?q=finns+inte+alls", "of": "empty"}],
    "need": [
        {"at": _need(public_text__gt="", activities__isnull=False)},
        {"at": _need(public_text="", canonical=None), "of": "internal", "anonymous": 404},
    ],
    "need_connect": [{"at": _need(canonical=None), "anonymous": LED_ON}],
    "goals": PUBLIC,
    "goal": [{"at": lambda: {"number": 1}}],
    "focus_area": [{"at": _area}],
    "activity_new": [{"who": CONTACT, "query": "?ruta=enhet.fritiden&mal=1", "anonymous": LED_ON}],
    "my_page": [
        {"who": CONTACT, "anonymous": LED_ON},
        {"who": READER, "anonymous": LED_ON, "of": "reader"},
    ],
    "activity_edit": [
        {"who": CONTACT, "at": _sent_back_to(CONTACT), "of": "sent-back", "anonymous": LED_ON},
        {"at": _activity(review="inskickad", published_as="publikt"), "of": "submitted", "anonymous": LED_ON},
    ],
    "activity_facts": [
        {"at": _activity(published_as="publikt", archived_at=None, method__isnull=False), "anonymous": LED_ON}
    ],
    "activity_delete": [{"at": _activity(review="utkast", archived_at=None, events=None), "anonymous": LED_ON}],
    "activity_history": [{"at": _activity(published_as="publikt", newest_version__number__gt=2), "anonymous": LED_ON}],
    "activity_invitation": [{"who": CONTACT, "at": _invitation(CONTACT), "anonymous": LED_ON}],
    "office": [{"anonymous": LED_ON}, {"who": READER, "anonymous": LED_ON, "status": 403, "of": "no-right"}],
    "office_gap": [{"at": _gap, "anonymous": LED_ON}],
    "confirm_organisations": INSIDE,
    "merge_organisation": [{"at": _typed_party, "anonymous": LED_ON}],
    "outbox": INSIDE,
    "review": [
        {"at": _activity(review="inskickad", published_as="publikt"), "of": "changed", "anonymous": LED_ON},
        {"at": _activity(review="inskickad", published_as="inget"), "of": "new", "anonymous": LED_ON},
    ],
    "office_activity": [
        {"at": _activity(published_as="publikt", archived_at=None, roles__role="extern"), "anonymous": LED_ON}
    ],
    "components": INSIDE,
    "people": INSIDE,
    "person_invite": INSIDE,
    "person_edit": [{"at": _person(CONTACT), "anonymous": LED_ON}],
    "person_anonymise": [{"at": _gone_person, "anonymous": LED_ON}],
    "account_profile": [{"who": CONTACT, "anonymous": LED_ON}],
    "account_change_password": [{"who": CONTACT, "anonymous": LED_ON}],
    "account_logout": [{"anonymous": LED_ON}],
    "account_login": [{"who": "", "query": "?next=/min-sida/"}],
    "account_request_login_code": NOBODY,
    "account_confirm_login_code": [{"who": "", "of": "nothing-asked", "anonymous": LED_ON}],
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_reset_password_from_key": [{"who": "", "at": lambda: {"uidb36": "1", "key": "gammal"}}],
    "account_reset_password_from_key_done": NOBODY,
    "invitation": [{"who": "", "at": _invited}, {"who": "", "at": lambda: {"token": "gammal"}, "of": "old"}],
    "broken": [{"path": "/prov/trasig/", "who": "", "status": 500, "anonymous": 500}],
}  # fmt: skip

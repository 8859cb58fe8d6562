"""Every address of the portal: an example of it, what each role is answered, and who changes something by POST.

A new address needs an entry here (test_walk.py says so). A row names groups of roles, the wide ones first; the
narrower wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib import admin
from django.urls import reverse

from skolaforst.gaps import KINDS
from tests import bodies
from tests.bodies import Before, Body, sends
from tests.world import ROLES, STORIES, World

OWNERS, INVITED, OFFICE_ROLES = ("contact", "deputy", "ally"), ("asked", "refused"), ("office", "admin")
SEATS = (*OWNERS, *INVITED, "contact2")
GROUPS: dict[str, tuple[str, ...]] = {
    "rest": ROLES,
    "anyone": ("anyone",),
    "inside": ("reader", *SEATS, *OFFICE_ROLES),
    "seats": SEATS,
    "invited": INVITED,
    "owners": OWNERS,
    "ally": ("ally",),
    "office": OFFICE_ROLES,
}
Row = dict[str, int]
Roles = tuple[str, ...]
NOTHING = sends()  # a button says all
Arguments = Callable[[World], dict[str, Any]]


def row(**given: int) -> Row:
    """The status for each role."""
    return {role: given[group] for group in GROUPS if group in given for role in GROUPS[group]}


ALL = row(rest=200)
NOT_USED = row(rest=404)
WITHIN = row(rest=404, inside=200)
ACCOUNTS = row(rest=200, anyone=302)
WRITERS = row(rest=403, anyone=302, seats=200, office=200)
MINE = row(rest=200, anyone=302, office=302)  # the office has its own desk
OFFICE = row(rest=403, anyone=302, office=200)
LEADS_ON = row(rest=403, anyone=302, office=302)  # of the office, and leads to another page
BUTTON = row(rest=405, anyone=302)  # only POST
OFFICE_BUTTON = row(rest=403, anyone=302, office=405)

# The page of an activity, the form, and the small form
HIDDEN = row(rest=404, invited=302, owners=200, office=200)
GONE = row(rest=410, invited=302, owners=200, office=200)
WORK = row(rest=404, owners=200, office=200)
CORRECTED = row(rest=404, owners=302, office=200)  # while submitted only the office writes
AT_REST = row(rest=404, owners=302, office=302)
TOLD = row(rest=404, anyone=302, owners=200, office=200)
TOLD_NO_MORE = row(rest=404, anyone=302, owners=302, office=302)
# the office answers for any; who leads is led to the activity
ASKED = row(rest=404, anyone=302, invited=200, owners=302, ally=200, office=200)

READ = dict.fromkeys(STORIES, HIDDEN) | {
    "live": ALL, "intern": WITHIN, "edited": ALL, "lsubm": ALL, "lsent": ALL, "wdrawn": GONE, "wsubm": GONE,
    "alive": ALL,
}  # fmt: skip


def work(states: dict[str, Row]) -> dict[str, Row]:
    """Pages of the work on an activity: who sees the activity and not its work is told so (403, not 404)."""

    def answer(state: str, role: str, status: int) -> int:
        seen = role != "anyone" and READ[state][role] == 200
        return 403 if seen and status == 404 else status

    return {state: {role: answer(state, role, row[role]) for role in row} for state, row in states.items()}


WRITTEN = work(dict.fromkeys(STORIES, WORK) | {
    "subm": CORRECTED, "lsubm": CORRECTED, "wsubm": CORRECTED, "adraft": AT_REST, "alive": AT_REST,
})  # fmt: skip
FACTS = work(dict.fromkeys(STORIES, TOLD) | {"adraft": TOLD_NO_MORE, "alive": TOLD_NO_MORE})
HISTORY = work(dict.fromkeys(STORIES, TOLD))
DELETED = work({"draft": TOLD, "taken": TOLD_NO_MORE, "live": TOLD_NO_MORE})
RESTING = ("adraft", "alive")
REVIEWED = dict.fromkeys(STORIES, LEADS_ON) | {"subm": OFFICE, "lsubm": OFFICE, "wsubm": OFFICE}


class Page(NamedTuple):
    """An address with what is answered. `queries` are looked at too. Exactly `writers` change something by a POST of
    `body`, `before` which something may have to happen.
    """

    name: str
    status: Row
    arguments: Arguments = lambda world: {}
    queries: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    body: Body = NOTHING
    before: Before | None = None
    unchanged: bool = False  # public, and answers 304 while nothing changes
    of: str = ""  # what the example is, for messages

    def path(self, world: World) -> str:
        """The address of the example."""
        return reverse(self.name, kwargs=self.arguments(world))

    def addresses(self, world: World) -> list[str]:
        """The example, and each query of it."""
        path = self.path(world)
        return [path, *(path + query for query in self.queries)]


def public(name: str, *queries: str, **more: Any) -> Page:
    """A page for all that answers 304 while nothing changes."""
    return Page(name, more.pop("status", ALL), queries=queries, unchanged=True, **more)


def of_office(name: str, *queries: str, status: Row = OFFICE, **more: Any) -> Page:
    """A page of the office's."""
    return Page(name, status, queries=queries, **more)


def button(name: str, body: Body = NOTHING, *, writers: Roles = OFFICE_ROLES, **more: Any) -> Page:
    """What is only pressed, of the office's unless told."""
    return Page(name, more.pop("status", OFFICE_BUTTON), writers=writers, body=body, **more)


def in_states(name: str, statuses: dict[str, Row], body: Body = NOTHING, **more: Any) -> Iterator[Page]:
    """A page of an activity, in every state; for whom it opens sends its form, unless told who does."""
    for state, status in statuses.items():
        opens = tuple(role for role in ROLES if status[role] == 200) if body is not NOTHING else ()
        yield Page(name, status, _activity(state), of=state, body=body, **{"writers": opens} | more)


def _activity(state: str) -> Arguments:
    return lambda world: {"pk": world.activities[state].pk}


def _person(role: str) -> Arguments:
    return lambda world: {"pk": world.people[role].user_id}


def _need(name: str) -> Arguments:
    return lambda world: {"pk": world.needs[name].pk}


def _organisation(name: str) -> Arguments:
    return lambda world: {"pk": world.organisations[name].pk}


def _about(state: str, **more: int) -> Arguments:
    return lambda world: {"pk": world.activities[state].pk, **more}


PUBLIC = (
    public("start"),
    public("about"),
    public("companies"),
    public("accessibility"),
    public("personal_data"),
    public("cookies"),
    public("network"),
    public("matrix", "?luckor=1", "?organisation=asked-verk", "?organisation=partynej-extern",
           "?organisation=kulturen&mal=1&status=ide&ar=2024"),
    public("activities", "?organisation=asked-verk", "?organisation=kulturen&sortera=titel", "?fokusomrade=relationer",
           "?q=barnen&organisation=kulturen&mal=1&ar=2024&sortera=status"),
    *in_states("activity", READ, unchanged=True),
    public("needs", "?lage=obesvarade&sortera=obesvarade", "?lydelse=vantar", "?typ=behov&mal=1&sortera=behovsomrade",
           "?q=lydelse&typ=hinder&lage=obesvarade&sortera=obesvarade"),
    public("need", arguments=_need("approved"), of="approved"),
    public("need", arguments=_need("aside"), of="aside"),
    *(public("need", arguments=_need(name), of=name, status=WITHIN) for name in ("plain", "worded", "joined")),
    public("goals"),
    public("goal", arguments=lambda world: {"number": 1}),
    public("focus_area", arguments=lambda world: {"slug": world.area.key}),
    Page("favicon", row(rest=302)),
    Page("health", ALL),
    Page("robots", ALL),
)  # fmt: skip

OF_WRITERS = (
    Page("activity_new", WRITERS, queries=("?ruta=individ.relationer&mal=1",), writers=(*SEATS, *OFFICE_ROLES),
         body=bodies.new_activity),
    Page("my_page", MINE, queries=("?alla",)),
    Page(
        "pick_organisations", WRITERS, queries=("?sok_co_owners=kanarie", "?sok_participants=kanarie&falt=participants")
    ),
    Page("pick_needs", WRITERS, queries=("?sok_needs=kanarie",)),
    Page("need_connect", WRITERS, _need("plain"), queries=("?q=kanarie", "?sida=2")),
    *in_states("activity_edit", WRITTEN, bodies.edited),
    *in_states("activity_facts", FACTS, sends(status="pausad")),
    *in_states("activity_history", HISTORY),
    *in_states("activity_invitation", {state: ASKED for state in STORIES if state not in RESTING}, bodies.answer),
    *in_states("activity_invitation", dict.fromkeys(RESTING, ASKED), bodies.answer, writers=()),  # read only
    # to others' submissions the office answers with a reason
    *in_states("activity_take_back", {"subm": BUTTON}, bodies.version, writers=OWNERS),
    *in_states("activity_take_back", {"live": BUTTON}, bodies.version, writers=()),
    *in_states("activity_discard", {"edited": BUTTON}, bodies.version, writers=(*OWNERS, *OFFICE_ROLES)),
    *in_states("activity_delete", DELETED, bodies.version),
    Page("activity_restore", BUTTON, _about("edited", number=1), writers=(*OWNERS, *OFFICE_ROLES),
         body=bodies.old_version),
)  # fmt: skip

OF_OFFICE = (
    of_office("office", "?alla", "?beslut=alla", "?kryssa=1"),
    button("office_publish", bodies.publication, status=LEADS_ON),
    *(
        of_office("office_gap", arguments=lambda world, slug=kind.slug: {"slug": slug}, of=kind.slug,
                  status=LEADS_ON if kind.closed_at else OFFICE)
        for kind in KINDS
    ),
    of_office("confirm_organisations"),
    button("confirm_organisation", sends(name="Ett namn"), arguments=_organisation("typedunit")),
    button("strike_organisation", arguments=_organisation("typedunit")),
    button("unstrike_organisation", arguments=_organisation("typedunit")),
    button("merge_organisation", bodies.merged, arguments=_organisation("typedpart"), status=OFFICE),
    of_office("outbox", "?lage=vantar", "?lage=fel", "?lage=beslut", "?q=mejl"),
    # in production nobody reads others' mail
    of_office("outbox_html", arguments=lambda world: {"kind": "mejl", "key": "1"},
              status=row(rest=403, anyone=302, office=404)),
    *in_states("review", REVIEWED, bodies.decision),
    *in_states("office_activity", dict.fromkeys(STORIES, OFFICE), bodies.office_act),
    button(
        "decisions_undo", bodies.latest_decision, before=bodies.just_decided,
    ),
    button(
        "decision_undo", arguments=lambda world: {"pk": world.activities["live"].events.decisions().first().pk},
        before=bodies.just_decided,
    ),
    of_office("components"),
    of_office("people", "?q=kanarie", "?lage=inbjuden", "?organisation=kulturen"),
    button("person_invite", bodies.invitation, queries=("?organisation=kulturen",), status=OFFICE),
    *(
        button("person_edit", bodies.name_of, arguments=_person(role), of=role, status=OFFICE, writers=writers)
        for role, writers in (("contact", OFFICE_ROLES), ("ex_contact", OFFICE_ROLES), ("admin", ("admin",)))
    ),
    button("duty_start", bodies.duty, arguments=_person("reader")),
    button("role_end", sends(role="lasare"), arguments=_person("reader")),
    button("person_undo", arguments=_person("reader"), before=bodies.just_ended),
    button("invitation_resend", arguments=lambda world: {"pk": world.invited.pk}),
    button("person_anonymise", arguments=_person("ex_contact"), of="whose duty ended", status=OFFICE),
    button("person_anonymise", arguments=_person("contact"), of="on duty", status=LEADS_ON, writers=()),
    button("duty_end", arguments=lambda world: {"pk": world.people["contact2"].user.seats.get().pk}),
)  # fmt: skip

OWN = tuple(role for role in ROLES if role != "anyone")
OF_ACCOUNTS = (
    Page("account_profile", ACCOUNTS, writers=OWN, body=sends(name="Ett annat namn")),
    Page("after_login", row(rest=302)),
    Page("invitation", ALL, lambda world: {"token": world.token}, writers=ROLES, of="a link that works",
         body=bodies.PASSWORD),
    Page("invitation", ALL, lambda world: {"token": "gammal"}, of="a link that does not"),
    Page("account_login", row(rest=302, anyone=200)),
    Page("account_logout", ACCOUNTS),
    Page("account_request_login_code", row(rest=302, anyone=200)),
    Page("account_confirm_login_code", row(rest=302)),
    Page("account_change_password", row(rest=302)),  # who has no password yet is led to choose one
    Page("account_set_password", ACCOUNTS, writers=OWN, body=bodies.PASSWORD),
    Page("account_reset_password", ALL),
    Page("account_reset_password_done", ALL),
    Page("account_reset_password_from_key", ALL, lambda world: {"uidb36": "1", "key": "gammal"}),
    Page("account_reset_password_from_key_done", ALL),
    *(
        Page(f"account_{name}", NOT_USED)
        for name in ("signup", "inactive", "reauthenticate", "email", "email_verification_sent")
    ),
    Page("account_confirm_email", NOT_USED, lambda world: {"key": "gammal"}),
)  # fmt: skip
PAGES: tuple[Page, ...] = (*PUBLIC, *OF_WRITERS, *OF_OFFICE, *OF_ACCOUNTS)


def admin_addresses(world: World) -> list[str]:
    """Django's administration, by rule: every view of every model, with an object of each."""
    found = [reverse(f"admin:{name}") for name in ("index", "password_change", "password_change_done", "autocomplete")]
    found += [reverse("admin:app_list", args=[app]) for app in ("network", "activities", "needs", "goals")]
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{place}_{view}") for view in ("changelist", "add")]
        for key in model._default_manager.order_by("pk").values_list("pk", flat=True)[:1]:
            found += [reverse(f"{place}_{view}", args=[key]) for view in ("change", "history", "delete")]
    return found


# What people and robots write behind an address
NASTY_QUERIES = (
    "?sida=x&mal=abc&ar=abc&status=x&organisation=x&fokusomrade=x&behovsomrade=x&niva=x&vem=x&typ=x&lage=x&lydelse=x"
    "&sortera=x",
    "?sida=-1&mal=-1&ar=-1&behov=-1&needs=-1",
    f"?sida={10**30}&mal={10**30}&ar={10**30}&behov={10**30}&needs={10**30}&co_owners={10**30}&organisation={10**30}",
    "?" + "&".join(f"{name}=a%00b" for name in (
        "q", "sida", "mal", "ar", "status", "organisation", "niva", "fokusomrade", "behovsomrade", "vem", "typ", "lage",
        "lydelse", "sortera", "behov", "ruta", "falt", "sok_needs", "sok_co_owners", "needs", "next", "alla",
    )),
    "?q=%ED%A0%80%FF&organisation=%FF&sok_needs=%ED%A0%80&sok_co_owners=%FF&lage=%FF&sida=%FF",
    f"?q={'x' * 3000}&sok_needs={'x' * 3000}&sok_co_owners={'x' * 3000}",
    "?q=" + quote("å%_\\" * 300) + "&sok_needs=" + quote("a " * 500),
    f"?sida={'9' * 5000}",
)  # fmt: skip
NASTY_VALUES = ("0", "-1", str(10**30), "9" * 19, "abc", "finns-inte", "å", "%00", "%FF", "%ED%A0%80", "a%00b", "1.5")
NASTY_ANSWERS = ("a\0b", str(10**30), "-1", "x" * 60_000, "\ud7ff\ufffd\u202e", "1-1-1", "9" * 18)
SENT_BY_BUTTONS = ("gor", "svar", "beslut", "version", "verksamhet", "part", "live", "role", "into", "audience", "text")

"""Review as a table: every action in every state by every role, and what comes of it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from activities import rules
from activities.content import Content
from activities.facts import Facts
from activities.models import Activity, ReviewEvent
from activities.reference import reference
from activities.services import review, together, writing
from activities.services.facts import change_facts
from activities.services.locking import Stale
from activities.services.several import publish_each
from network.change import read_stamp
from network.person import Person
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import NAMED, ROLES, STATES, Cast, fresh, newest

pytestmark = pytest.mark.django_db

# Who may, and what the activity is afterwards. W: the writers (contact and deputy of the lead, contact of the co-owner
# that accepted); K: the office and the administrator; N: the contacts of those named, whatever they said; .: nobody.
# Then published as (- nothing, i internally, p publicly) and review (u draft, s submitted, t sent back, k settled).
# The one who submitted is the contact person.
TABLE = """
             draft  taken  subm   sent   live   intern edited l_subm l_sent wdrawn w_subm a_drft a_live
save         WK-u   WK-u   K-s    WK-t   WKpu   WKiu   WKpu   Kps    WKpt   WK-u   K-s    .      .
restore      WK-u   WK-u   K-s    WK-t   WKpu   WKiu   WKpu   Kps    WKpt   WK-u   K-s    .      .
submit       WK-s   WK-s   .      WK-s   .      .      WKps   .      WKps   WK-s   .      .      .
take_back    .      .      W-u    .      .      .      .      Wpu    .      .      W-u    .      .
discard      .      .      .      .      .      .      WKpk   .      WKpk   .      .      .      .
delete       WKgone .      .      .      .      .      .      .      .      .      .      .      .
publish      .      .      Kpk    .      .      .      .      Kpk    .      .      Kpk    .      .
internally   .      .      Kik    .      .      .      .      Kik    .      .      Kik    .      .
send_back    .      .      K-t    .      .      .      .      Kpt    .      .      K-t    .      .
undo         .      .      .      K-s    K-s    K-s    .      .      Kps    Kpk    .      K-u    Kpk
withdraw     .      .      .      .      K-u    K-u    K-u    K-s    K-t    .      .      .      .
bring_back   .      .      .      .      .      .      .      .      .      Kpk    Kps    .      .
audience     .      .      .      .      Kik    Kpk    Kiu    Kis    Kit    .      .      .      .
archive      K-u    K-u    .      K-t    Kpk    Kik    Kpu    .      Kpt    K-u    .      .      .
unarchive    .      .      .      .      .      .      .      .      .      .      .      K-u    Kpk
facts        WK-u   WK-u   WK-s   WK-t   WKpk   WKik   WKpu   WKps   WKpt   WK-u   WK-s   .      .
consent      WK-u   WK-u   WK-s   WK-t   WKpk   WKik   WKpu   WKps   WKpt   WK-u   WK-s   WK-u   WKpk
answer       NK-u   NK-u   NK-s   NK-t   NKpk   NKik   NKpu   NKps   NKpt   NK-u   NK-s   .      .
"""
WHO = {
    "W": {"contact", "deputy", "ally"},
    "K": {"office", "office2", "admin"},
    "N": set(NAMED),
    ".": set(),
}
LETTERS = {"inget": "-", "internt": "i", "publikt": "p", "utkast": "u", "inskickad": "s", "tillbaka": "t", "klar": "k"}
REFUSALS = (PermissionDenied, review.TooLate)


def rows() -> dict[str, dict[str, str]]:
    """Action → state → what the table says."""
    head, *lines = TABLE.strip().splitlines()
    assert head.split() == list(STATES)
    return {name: dict(zip(STATES, cells, strict=True)) for name, *cells in (line.split() for line in lines)}


def allowed_roles(cell: str) -> set[str]:
    """Those whom a cell of the table lets in."""
    return set().union(*(WHO[letter] for letter in cell if letter in WHO))


def outcome(activity: Activity) -> str:
    """As the table writes it."""
    row = Activity.objects.filter(pk=activity.pk).first()
    return LETTERS[row.published_as] + LETTERS[row.review] if row else "gone"


def participation_of(activity: Activity, cast: Cast, role: str):
    """Its own answer, for those named; for all others the one that has not answered."""
    return activity.participations.get(organisation=getattr(cast, role if role in NAMED else "asked"))


def last_event(activity: Activity) -> ReviewEvent:
    event = activity.events.order_by("-id").first()
    if event is None:
        raise review.TooLate
    return event


def other_audience(activity: Activity) -> str:
    return "publikt" if activity.published_as == "internt" else "internt"


Act = Callable[[Activity, Cast, Person, str], Any]
ACTIONS: dict[str, Act] = {
    "save": lambda a, c, by, _: writing.save(a.newest_version, c.content("Ny rubrik"), by=by),
    "restore": lambda a, c, by, _: writing.restore(a.versions.get(number=1), a.newest_version, by=by),
    "submit": lambda a, c, by, _: writing.submit(a.newest_version, by=by),
    "take_back": lambda a, c, by, _: writing.take_back(a.newest_version, by=by),
    "discard": lambda a, c, by, _: writing.discard(a.newest_version, by=by),
    "delete": lambda a, c, by, _: writing.delete_draft(a.newest_version, by=by),
    "publish": lambda a, c, by, _: review.publish(a.newest_version, audience="publikt", by=by),
    "internally": lambda a, c, by, _: review.publish(a.newest_version, audience="internt", by=by),
    "send_back": lambda a, c, by, _: review.send_back(a.newest_version, reason="Skriv mer.", by=by),
    "undo": lambda a, c, by, _: review.undo(last_event(a), by=by),
    "withdraw": lambda a, c, by, _: review.withdraw(a, reason="Fel.", by=by),
    "bring_back": lambda a, c, by, _: review.bring_back(a, by=by),
    "audience": lambda a, c, by, _: review.change_audience(a, audience=other_audience(a), by=by),
    "archive": lambda a, c, by, _: review.archive(a, by=by),
    "unarchive": lambda a, c, by, _: review.unarchive(a, by=by),
    "facts": lambda a, c, by, _: change_facts(a, Facts.of(a), Facts(status="pagaende", reached=40), by=by),
    "consent": lambda a, c, by, _: together.set_consent(a, c.party, True, by=by),
    "answer": lambda a, c, by, role: together.answer_invitation(
        participation_of(a, c, role), accept=True, by=by, text="Vi är med."
    ),
}
# The predicate that shows a button; undo has none of its own, since it is about an event.
PREDICATES: dict[str, Callable[[Person, Activity], bool]] = {
    "save": rules.may_edit,
    "restore": rules.may_edit,
    "submit": rules.may_submit,
    "take_back": rules.may_take_back,
    "discard": rules.may_discard,
    "delete": rules.may_delete,
    "publish": rules.may_review,
    "send_back": rules.may_review,
    "withdraw": rules.may_withdraw,
    "audience": rules.may_withdraw,
    "bring_back": rules.may_bring_back,
    "archive": rules.may_archive,
    "unarchive": rules.may_unarchive,
    "facts": rules.may_change_facts,
    "consent": rules.may_set_consent,
}


def everything(activity: Activity) -> tuple:
    """All that an act could change."""
    return (
        Activity.objects.filter(pk=activity.pk).values().first(),
        list(activity.versions.values_list("pk", "number")),
        list(activity.events.values_list("pk", "undone_at")),
        list(activity.participations.values_list("organisation", "state", "consent", "answer", "version")),
        sorted(activity.roles.values_list("organisation", "role")),
        Email.objects.count(),
    )


@pytest.mark.parametrize("state", STATES)
def test_every_action_by_every_role(state, cast):
    """Whom the table lets in may, and it comes of it what the table says; for the others nothing changes."""
    activity = STATES[state](cast)
    before = everything(activity)
    faults = []
    for action, cells in rows().items():
        cell = cells[state]
        for role in ROLES:
            if role in allowed_roles(cell):
                faults += _must_be_allowed(activity, cast, action, role, cell.lstrip("WKN"))
            else:
                faults += _must_be_refused(activity, cast, action, role)
        if everything(activity) != before:
            faults.append(f"{action}: somebody was refused, but it changed something")
    assert not faults, "\n".join(faults)


def _must_be_allowed(activity: Activity, cast: Cast, action: str, role: str, expected: str) -> list[str]:
    with transaction.atomic():
        try:
            ACTIONS[action](fresh(activity), cast, cast[role], role)
            came = outcome(activity)
        except REFUSALS as error:
            came = f"refused ({error!r})"
        transaction.set_rollback(True)
    return [] if came == expected else [f"{action} by {role}: {came}, not {expected}"]


def _must_be_refused(activity: Activity, cast: Cast, action: str, role: str) -> list[str]:
    try:
        ACTIONS[action](fresh(activity), cast, cast[role], role)
    except REFUSALS:
        return []
    return [f"{action} by {role}: allowed"]


@pytest.mark.parametrize("state", STATES)
def test_the_predicates_say_the_same(state, cast):
    """A button is there exactly where its service would do it."""
    activity = fresh(STATES[state](cast))
    for action, may in PREDICATES.items():
        wanted = allowed_roles(rows()[action][state])
        assert {role for role in ROLES if may(cast[role], activity)} == wanted, action
    for role in ROLES:
        answers = rules.may_answer(cast[role], participation_of(activity, cast, role))
        assert answers == (role in allowed_roles(rows()["answer"][state])), role


def test_the_office_takes_back_what_it_submitted_itself_and_nothing_else(cast):
    activity = states.written(cast, by="office")
    writing.submit(newest(activity), by=cast["office"])
    assert not rules.may_take_back(cast["office2"], fresh(activity))
    writing.take_back(newest(activity), by=cast["office"])
    assert outcome(activity) == "-u"


def test_a_correction_does_not_make_the_office_the_submitter(cast):
    activity = states.submitted(cast)
    writing.save(newest(activity), cast.content("Rättad"), by=cast["office"])
    assert fresh(activity).submitter_id() == cast["contact"].user_id
    assert not rules.may_take_back(cast["office"], fresh(activity))


# Publishing and returning


def test_publishing_makes_the_version_live_with_what_it_says(cast):
    activity = states.live_submitted(cast)
    assert fresh(activity).title == "Läxcafé"
    event = review.publish(newest(activity), audience="publikt", by=cast["office"])
    row = fresh(activity)
    assert row.live_version == row.newest_version == event.version
    assert (row.title, row.published_as, row.review) == ("Läxcafé varje dag", "publikt", "klar")
    assert (event.before_published_as, event.before_review, event.before_live.number) == ("publikt", "inskickad", 2)


def test_a_decision_about_an_old_version_is_stale(cast):
    activity = states.submitted(cast)
    old = newest(activity)
    writing.save(old, cast.content("Rättad"), by=cast["office"])
    for act in (
        lambda: review.publish(old, audience="publikt", by=cast["office"]),
        lambda: review.send_back(old, reason="Nej.", by=cast["office"]),
        lambda: writing.take_back(old, by=cast["contact"]),
    ):
        with pytest.raises(Stale):
            act()
    assert outcome(activity) == "-s"


def test_nothing_is_published_that_lacks_what_submitting_demands(cast):
    """The office may have corrected it away."""
    activity = states.submitted(cast)
    writing.save(newest(activity), cast.content(summary=""), by=cast["office"])
    with pytest.raises(ValidationError) as error:
        review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert set(error.value.message_dict) == {"summary"}


def test_published_is_published_to_somebody(cast):
    activity = states.submitted(cast)
    for audience in ("inget", "", "alla"):
        with pytest.raises(PermissionDenied):
            review.publish(newest(activity), audience=audience, by=cast["office"])


def test_a_return_always_has_a_reason(cast):
    activity = states.submitted(cast)
    with pytest.raises(ValidationError) as error:
        review.send_back(newest(activity), reason="  ", by=cast["office"])
    assert "reason" in error.value.message_dict and outcome(activity) == "-s"


def test_comments_stand_beside_fields_that_are_there(cast):
    activity = states.submitted(cast)
    comments = {"title": " Kortare! ", "summary": " ", "lösenord": "x"}
    event = review.send_back(newest(activity), reason="Se nedan.", by=cast["office"], field_comments=comments)
    assert event.field_comments == {"title": "Kortare!"}


def test_ten_at_once_are_one_transaction_each(cast, office):
    good, old, decided, lacking, naming = (states.submitted(cast) for _ in range(5))
    writing.save(newest(lacking), cast.content(summary=""), by=office)
    party = factories.external("Rädda Läxan")
    writing.save(newest(naming), cast.content("Med Rädda Läxan", externals=frozenset({party.pk})), by=office)
    versions = [newest(row) for row in (good, old, decided, lacking, naming)]
    writing.save(newest(old), cast.content("Rättad"), by=office)
    review.send_back(newest(decided), reason="Nej.", by=office)
    done, failed = publish_each(versions, audience="internt", by=office, reference=reference(read_stamp()))
    assert [event.activity for event in done] == [good]
    assert [row.version.activity for row in failed] == [old, decided, lacking, naming]
    assert [row.reason.split(".")[0] for row in failed] == [
        "Kontor har ändrat den sedan du öppnade listan",
        "Den väntar inte längre på granskning",
        "Skriv en sammanfattning",
        "I texten står Rädda Läxan, som inte har sagt ja till att nämnas",
    ]
    assert [outcome(row) for row in (good, old, decided, lacking, naming)] == ["ik", "-s", "-t", "-s", "-s"]


def test_the_queue_is_oldest_first_and_tells_since_when(cast):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=2), tick=True):
        first = states.live_submitted(cast)
    second = states.submitted(cast)
    queue = list(Activity.objects.submitted())
    assert queue == [first, second]
    assert [row.submission for row in queue] == [last_event(first).pk, last_event(second).pk]
    assert queue[0].waiting_since == last_event(first).at


# Undo


DECISIONS: dict[str, tuple[str, Act]] = {
    "publish": ("l_subm", ACTIONS["publish"]),
    "publish the first time": ("subm", ACTIONS["publish"]),
    "send back": ("l_subm", ACTIONS["send_back"]),
    "withdraw": ("l_sent", ACTIONS["withdraw"]),
    "withdraw what is settled": ("live", ACTIONS["withdraw"]),
    "bring back": ("w_subm", ACTIONS["bring_back"]),
    "change audience": ("edited", ACTIONS["audience"]),
    "archive": ("live", ACTIONS["archive"]),
}


def tables(activity: Activity) -> tuple:
    """All that pages show, where it stands, and when it was published."""
    row = fresh(activity)
    where = (row.live_version_id, row.published_as, row.published_at, row.review, row.archived_at, row.step_id)
    return Content.of(row), where, row.search, sorted(row.roles.values_list("organisation", "role"))


@pytest.mark.parametrize("decision", DECISIONS)
def test_undoing_restores_everything(decision, cast):
    state, act = DECISIONS[decision]
    activity = STATES[state](cast)
    before = tables(activity)
    event = act(fresh(activity), cast, cast["office"], "office")
    assert tables(activity) != before
    undoing = review.undo(event, by=cast["office2"])
    assert tables(activity) == before
    event.refresh_from_db()
    assert event.undone_at and (undoing.kind, undoing.version) == ("angrad", event.version)


@pytest.mark.parametrize("decision", DECISIONS)
def test_nothing_is_undone_after_ten_minutes(decision, cast):
    state, act = DECISIONS[decision]
    activity = STATES[state](cast)
    event = act(fresh(activity), cast, cast["office"], "office")
    with time_machine.travel(event.at + datetime.timedelta(minutes=9, seconds=59), tick=False):
        assert rules.may_undo(cast["office"], ReviewEvent.objects.told().get(pk=event.pk))
    before = tables(activity)
    with time_machine.travel(event.at + datetime.timedelta(minutes=10), tick=False), pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])
    assert tables(activity) == before


def test_a_decision_whose_mail_is_written_is_not_undone(cast):
    activity = states.live(cast)
    event = last_event(activity)
    ReviewEvent.objects.filter(pk=event.pk).update(mailed_at=timezone.now())
    with pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])
    assert outcome(activity) == "pk"


def test_a_decision_after_which_somebody_wrote_is_not_undone(cast):
    activity = states.live(cast)
    event = last_event(activity)
    writing.save(newest(activity), cast.content("Nyare"), by=cast["contact"])
    with pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])


def test_an_earlier_draft_does_not_hinder_undoing(cast):
    """Withdrawn while a change waited: the waiting version is newer than the one withdrawn, but older than the act."""
    activity = states.live_edited(cast)
    event = review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    review.undo(event, by=cast["office"])
    assert outcome(activity) == "pu"


def test_a_double_tap_on_the_audience_is_one_change_and_can_be_undone(cast):
    activity = states.live(cast)
    event = review.change_audience(fresh(activity), audience="internt", by=cast["office"])
    with pytest.raises(PermissionDenied):
        review.change_audience(fresh(activity), audience="internt", by=cast["office"])
    review.undo(event, by=cast["office"])
    assert outcome(activity) == "pk"


def test_only_the_last_decision_is_undone_and_only_once(cast):
    activity = states.live(cast)
    first = last_event(activity)
    second = review.change_audience(fresh(activity), audience="internt", by=cast["office"])
    with pytest.raises(review.TooLate):
        review.undo(first, by=cast["office"])
    review.undo(second, by=cast["office"])
    for event in (first, second):
        with pytest.raises(review.TooLate):
            review.undo(event, by=cast["office"])
    assert outcome(activity) == "pk"


def test_a_step_that_went_with_its_method_comes_back(cast):
    old, new = factories.method(), factories.method()
    step = old.steps.first()
    activity = states.written(cast, cast.content(method=old.pk))
    change_facts(activity, Facts(), Facts(step=step.pk), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    writing.save(newest(activity), cast.content(method=new.pk), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    event = review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert fresh(activity).step_id is None
    review.undo(event, by=cast["office"])
    assert (fresh(activity).method_id, fresh(activity).step_id) == (old.pk, step.pk)


# Withdraw, bring back, archive


def test_withdrawing_keeps_the_version_and_bringing_back_publishes_that_one(cast):
    activity = states.live_edited(cast)
    was = fresh(activity).live_version
    event = review.withdraw(fresh(activity), reason="Fel bild.", by=cast["office"])
    assert event.version == was
    assert fresh(activity).title == "Läxcafé varje dag"  # the newest, as a draft
    writing.save(newest(activity), cast.content("Ännu nyare"), by=cast["contact"])
    review.bring_back(fresh(activity), by=cast["office"])
    row = fresh(activity)
    assert (row.live_version, row.title, row.published_as, row.review) == (was, "Läxcafé", "publikt", "utkast")
    assert newest(activity).content["title"] == "Ännu nyare"


def test_withdrawing_always_has_a_reason(cast):
    with pytest.raises(ValidationError):
        review.withdraw(states.live(cast), reason=" ", by=cast["office"])


def test_what_was_internal_comes_back_internal(cast):
    activity = states.internal(cast)
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    review.bring_back(fresh(activity), by=cast["office"])
    assert outcome(activity) == "ik"


def test_what_is_brought_back_is_no_news(cast):
    activity = states.live(cast)
    published = activity.published_at
    review.withdraw(fresh(activity), reason="Ett namn.", by=cast["office"])
    review.bring_back(fresh(activity), by=cast["office"])
    assert fresh(activity).published_at == published


def test_brought_back_with_the_same_words_in_a_newer_version_is_settled(cast):
    activity = states.withdrawn(cast)
    writing.save(newest(activity), cast.content("Annat"), by=cast["contact"])
    writing.save(newest(activity), cast.content(), by=cast["contact"])
    review.bring_back(fresh(activity), by=cast["office"])
    assert outcome(activity) == "pk"


def test_who_was_dropped_after_the_withdrawal_is_in_again_when_it_is_brought_back(cast):
    activity = states.live(cast)
    answer = activity.participations.get(organisation=cast.ally)
    assert answer.state == "ja"
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    writing.save(newest(activity), cast.content(co_owners=frozenset(), participants=frozenset()), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    assert cast.ally not in fresh(activity).owners()
    review.send_back(newest(activity), reason="Nej.", by=cast["office"])
    review.bring_back(fresh(activity), by=cast["office"])
    answer.refresh_from_db()
    assert (answer.state, answer.dropped_by) == ("ja", None)
    assert cast.ally in fresh(activity).owners()


def test_what_the_office_corrected_to_what_is_live_settles_when_it_is_taken_back(cast):
    activity = states.live_submitted(cast)
    live = Content.from_json(fresh(activity).live_version.content)
    writing.save(newest(activity), live, by=cast["office"])
    assert outcome(activity) == "ps"
    writing.take_back(newest(activity), by=cast["contact"])
    assert outcome(activity) == "pk"


def test_of_what_was_withdrawn_twice_the_last_comes_back(cast):
    activity = states.live_submitted(cast)
    review.withdraw(fresh(activity), reason="Ett.", by=cast["office"])
    review.publish(newest(activity), audience="internt", by=cast["office"])
    review.withdraw(fresh(activity), reason="Två.", by=cast["office"])
    review.bring_back(fresh(activity), by=cast["office"])
    assert (fresh(activity).title, outcome(activity)) == ("Läxcafé varje dag", "ik")


def test_what_is_archived_leaves_lists_but_not_its_address(cast):
    activity = states.live(cast)
    review.archive(fresh(activity), by=cast["office"])
    for queryset in (Activity.objects.listed(), Activity.objects.live(), Activity.objects.public()):
        assert not queryset.filter(pk=activity.pk).exists()
    assert rules.may_see(cast["anyone"], fresh(activity))
    review.unarchive(fresh(activity), by=cast["office"])
    assert Activity.objects.public().filter(pk=activity.pk).exists()


def test_the_office_may_publish_what_it_wrote_and_history_says_so(cast):
    activity = states.written(cast, by="office")
    writing.submit(newest(activity), by=cast["office"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert set(activity.events.values_list("by", flat=True)) == {cast["office"].user_id}


def test_live_exactly_when_published_is_held_by_the_database(cast):
    from django.db import IntegrityError

    activity = states.live(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(live_version=None)

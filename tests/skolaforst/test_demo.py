"""Demo data worth looking at: every state, gaps left on purpose, history in order, and no child one could recognise."""

import datetime
import re
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from activities.content import Content
from activities.demands import broken_demands, faults_when_submitting
from activities.models import Activity, Level, Participation, Placement, ReviewEvent
from goals.models import EffectGoal, FocusArea
from needs.models import Category, Need
from network.audit import updates_of
from network.models import ContactPerson, Initiative, Organisation, User
from network.person import person_of
from skolaforst.services import demo
from skolaforst.services.demo.files import day, read
from skolaforst.services.demo.reader import dates
from skolaforst.services.reference import load_reference

VASTERAS = settings.BASE_DIR / "reference" / "vasteras.toml"
NEEDS, ACTIVITIES = read("needs"), read("activities")["activity"]
QUOTES = {
    need["key"]: [need["text"], need["said_by"], *([need["public"]] if "public" in need else [])]
    for need in NEEDS["need"]
}
Audience, Review, Status = Activity.Audience, Activity.Review, Activity.Status

pytestmark = pytest.mark.django_db  # else pytest makes no database when this file runs alone


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for all tests of this file and taken away after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(VASTERAS)
        yield demo.load()
        transaction.set_rollback(True)


def of(key: str) -> Activity:
    title = next(row["title"] for row in ACTIVITIES if row["key"] == key)
    return Activity.objects.get(title=title)


# What is in it


def test_as_much_as_the_demo_promises(loaded):
    assert loaded == (User.objects.count(), Need.objects.count(), Activity.objects.count())
    assert loaded.needs == 60
    assert 58 <= loaded.activities <= 70
    assert Initiative.objects.get().is_demo


def test_every_status_and_every_state_of_review_occurs(loaded):
    assert set(Activity.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Activity.objects.values_list("published_as", "review")) == {
        (Audience.NOTHING, Review.EDITING),
        (Audience.NOTHING, Review.SUBMITTED),
        (Audience.NOTHING, Review.SENT_BACK),
        (Audience.INTERNAL, Review.SETTLED),
        (Audience.PUBLIC, Review.EDITING),
        (Audience.PUBLIC, Review.SUBMITTED),
        (Audience.PUBLIC, Review.SENT_BACK),
        (Audience.PUBLIC, Review.SETTLED),
    }
    assert Activity.objects.exclude(archived_at=None).count() == 2
    assert [activity.was_withdrawn() for activity in Activity.objects.filter(published_as=Audience.NOTHING)].count(True)


def test_each_state_of_the_file_is_what_it_became(loaded):
    became = {
        "draft": (Audience.NOTHING, Review.EDITING),
        "old_draft": (Audience.NOTHING, Review.EDITING),
        "withdrawn": (Audience.NOTHING, Review.EDITING),
        "submitted": (Audience.NOTHING, Review.SUBMITTED),
        "answered": (Audience.NOTHING, Review.SUBMITTED),
        "sent_back": (Audience.NOTHING, Review.SENT_BACK),
        "published_public": (Audience.PUBLIC, Review.SETTLED),
        "published_internal": (Audience.INTERNAL, Review.SETTLED),
        "archived": (Audience.PUBLIC, Review.SETTLED),
        "waiting_change": (Audience.PUBLIC, Review.EDITING),
        "submitted_changed": (Audience.PUBLIC, Review.SUBMITTED),
        "sent_back_changed": (Audience.PUBLIC, Review.SENT_BACK),
    }
    for row in ACTIVITIES:
        activity = of(row["key"])
        assert (activity.published_as, activity.review) == became[row["state"]], row["key"]
    assert {row["state"] for row in ACTIVITIES} == set(became)


def test_gaps_are_left_along_the_thread(loaded):
    filled = set(Placement.objects.values_list("level__key", "focus_area__key"))
    empty = {(level.key, area.key) for level in Level.objects.all() for area in FocusArea.objects.all()} - filled
    assert empty == {("individ", "yrkeslivet"), ("samarbete", "yrkeslivet"), ("extern", "fritiden")}
    assert list(EffectGoal.objects.filter(activities=None).values_list("number", flat=True)) == [9]
    unanswered = Need.objects.standing().exclude(state=Need.State.SET_ASIDE).filter(activities=None)
    assert unanswered.count() == 18
    assert Activity.objects.live().without_need().count() >= 3
    assert Activity.objects.filter(placements=None).count() >= 3
    assert Organisation.objects.without_contact().count() == 3
    assert set(Organisation.objects.filter(confirmed=False).values_list("kind", flat=True)) == {"enhet", "extern"}


def test_answers_of_every_kind_and_one_refusal_that_broke_a_demand(loaded):
    answers = Counter(Participation.objects.exclude(state="").values_list("state", flat=True))
    assert answers["inbjuden"] >= 4
    assert answers["nej"] >= 3
    assert answers["ja"] >= 20
    broken = [activity.title for activity in Activity.objects.live() if broken_demands(live(activity), no_of(activity))]
    assert broken == [of("lokaler-klockan-fyra").title]
    assert Participation.objects.filter(organisation__kind="extern", consent=False).exists()


def test_what_is_published_has_what_submitting_demands(loaded):
    for activity in Activity.objects.live():
        assert faults_when_submitting(live(activity)) == {}, activity.title


def test_the_tables_hold_what_is_live_and_the_newest_draft_else(loaded):
    for activity in Activity.objects.select_related("live_version", "newest_version"):
        version = activity.live_version or activity.newest_version
        assert Content.of(activity) == Content.from_json(version.content), activity.title


def test_needs_are_spread_over_categories_joined_set_aside_and_worded(loaded):
    assert Need.objects.values("category").distinct().count() == Category.objects.count() == 9
    assert set(Need.objects.values_list("kind", flat=True)) == {"behov", "hinder"}
    assert Need.objects.exclude(canonical=None).count() == 5
    assert set(Need.objects.values_list("state", flat=True)) == set(Need.State.values)
    assert Need.objects.with_public_wording().count() >= 24
    assert Need.objects.filter(public_approved_by=None).exclude(public_text="").count() >= 5
    assert Need.objects.exclude(focus_areas=None).distinct().count() == 45
    assert Need.objects.search("läxor").exists()  # bulk_create calls no save()


# Time


def test_dates_follow_todays_date(loaded):
    row = next(row for row in ACTIVITIES if row["key"] == "faddergardar")
    assert of("faddergardar").end_date == timezone.localdate() + datetime.timedelta(days=row["end"]) == day(row["end"])
    assert {activity.title for activity in Activity.objects.past_end()} == {
        of("faddergardar").title,
        of("simkompis").title,
    }
    untouched = timezone.now() - datetime.timedelta(days=14)
    assert Activity.objects.filter(review=Review.EDITING, live_version=None, changed_at__lt=untouched).count() >= 3


def test_history_stands_in_order_and_never_in_the_future(loaded):
    now = timezone.now()
    for activity in Activity.objects.prefetch_related("versions", "events"):
        versions = sorted(activity.versions.all(), key=lambda version: version.number)
        events = sorted(activity.events.all(), key=lambda event: event.pk)
        for rows in (versions, events):
            moments = [row.at for row in rows]
            assert moments == sorted(moments), activity.title
            assert all(at < now for at in moments), activity.title
        assert all(event.version.at <= event.at for event in events), activity.title
        assert activity.created_at == versions[0].at
    answers = dict(Participation.objects.exclude(answered_at=None).values_list("pk", "answered_at"))
    told = updates_of(*Participation.objects.filter(pk__in=answers))
    assert len(told) >= 50 and all(entry.timestamp == answers[entry.object_id] for entry in told)
    assert Activity.objects.filter(versions__number__gte=3).distinct().count() >= 5


def test_old_decisions_are_mailed_and_only_a_handful_of_mails_wait(loaded):
    waiting = ReviewEvent.objects.filter(kind__in=ReviewEvent.MAILED, mailed_at=None)
    assert 1 <= waiting.count() <= 6
    assert Email.objects.filter(status=2).count() <= 8  # queued
    assert not Email.objects.exclude(status=2).filter(created__gt=timezone.now() - datetime.timedelta(days=1)).exists()


# People


def test_the_demo_accounts_log_in_and_are_who_they_should_be(loaded):
    people = {account.email: person_of(User.objects.get(email=account.email)) for account in demo.accounts()}
    assert set(people) == {
        f"{name}@skolaforst.example" for name in ("kontor", "kontor2", "kontakt", "kontakt2", "lasare", "admin")
    }
    assert all(person.user.check_password("skolaforst-demo") for person in people.values())
    assert people["kontor@skolaforst.example"].is_office
    assert people["kontor2@skolaforst.example"].is_office
    assert people["admin@skolaforst.example"].is_admin
    assert people["lasare@skolaforst.example"].roles == {"lasare"}
    for name, key in (("kontakt", "kultur-idrott-fritid"), ("kontakt2", "mimer")):
        assert people[f"{name}@skolaforst.example"].seats == {Organisation.objects.get(key=key).pk}


def test_seats_are_held_deputised_ended_and_one_is_invited(loaded):
    assert ContactPerson.objects.active().filter(role="ordinarie").count() == 14
    assert ContactPerson.objects.active().filter(role="ersattare").exists()
    assert ContactPerson.objects.exclude(ended=None).exists()
    assert User.objects.filter(is_active=False).exclude(invited_at=None).count() == 1
    assert User.objects.exclude(email__endswith="@skolaforst.example").count() == 0


# Nothing that points to one person


@pytest.mark.parametrize("key", QUOTES)
def test_a_quote_names_nobody_no_place_and_no_class(key):
    first_names = {person["name"].split()[0].casefold() for person in read("people")["person"]}
    for quote in QUOTES[key]:
        inside = re.findall(r"(?<![.!?] )(?<!^)\b[A-ZÅÄÖ]\w*", quote)
        assert inside == [], "a capital within a sentence is a name"
        assert not re.search(r"\b[1-9] ?[a-fA-F]\b", quote), "a class"
        assert not first_names & set(re.findall(r"\w+", quote.casefold()))


@pytest.mark.parametrize("row", ACTIVITIES, ids=[row["key"] for row in ACTIVITIES])
def test_an_activity_names_no_person_and_no_school(row):
    told = [row, row.get("change", {}), *row.get("earlier", [])]
    text = " ".join(part.get(name, "") for part in told for name in ("title", "summary", "description"))
    names = {word for person in read("people")["person"] for word in person["name"].split()}
    assert not names & set(re.findall(r"\w+", text))
    schools = set(re.findall(r"\b[A-ZÅÄÖ]\w+skolan\b", text)) - {"Återvinningsskolan", "Kulturskolan"}
    assert not schools


def test_words_an_office_would_not_want_are_absent():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "skolaforst" / "demo").iterdir())
    assert not re.search(r"implementer|målsättning|suppleant|säkerställ|!!| {2}\S.*lorem", text, re.I)


# Loading


def test_a_second_run_changes_nothing_and_says_so(loaded):
    before = (Activity.objects.count(), Need.objects.count(), User.objects.count())
    out = StringIO()
    call_command("demo", stdout=out, stderr=StringIO())
    assert (Activity.objects.count(), Need.objects.count(), User.objects.count()) == before
    assert "Exempeldata finns redan" in out.getvalue()
    assert "kontakt2@skolaforst.example" in out.getvalue()
    assert "skolaforst-demo" in out.getvalue()


def test_a_second_run_asks_once(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert demo.load() is None


# Helpers


def live(activity: Activity) -> Content:
    return Content.from_json(activity.live_version.content)


def no_of(activity: Activity) -> frozenset[int]:
    declined = Participation.objects.filter(activity=activity).declined()
    return frozenset(declined.values_list("organisation", flat=True))


@pytest.mark.parametrize("length", [0, 1])
def test_a_short_event_is_never_at_a_weekend(length):
    for offset in range(7):
        start, end = dates({"start": offset, "end": offset + length})
        assert start.weekday() < 5 and end.weekday() < 5 and start <= end

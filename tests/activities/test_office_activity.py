"""The office's page of an activity outside the queue: withdraw, bring back, audience, archive, consents."""

import re

import pytest
from django.urls import reverse

from activities.happened import done
from activities.models import Activity, Participation
from activities.services import review
from activities.services.together import set_consent
from network.models import Organisation
from tests.activities import cast as states
from tests.activities.cast import STATES, Cast, fresh, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast, client_of):
    """The office's."""
    return client_of(cast["office"])


def do(client, activity: Activity, verb: str, **given):
    shown = {"gor": verb, "live": Activity.objects.get(pk=activity.pk).stands}
    return client.post(reverse("office_activity", args=[activity.pk]), shown | given)


def desk(client, activity: Activity) -> str:
    return client.get(reverse("office_activity", args=[activity.pk])).content.decode()


@pytest.mark.parametrize(
    ("state", "verb", "given", "published_as"),
    [
        ("live", "ta-bort", {"reason": "Fel bild."}, "inget"),
        ("wdrawn", "publicera-igen", {}, "publikt"),
        ("live", "internt", {}, "internt"),
        ("intern", "publikt", {}, "publikt"),
        ("live", "arkivera", {}, "publikt"),
        ("a_live", "hamta", {}, "publikt"),
    ],
)
def test_each_verb_works_where_its_button_stands(client, cast, state, verb, given, published_as):
    activity = STATES[state](cast)
    assert f'value="{verb}"' in desk(client, activity)
    response = do(client, activity, verb, **given)
    assert response.status_code == 302
    assert fresh(activity).published_as == published_as
    assert client.get(response.url).status_code == 200
    assert f'value="{verb}"' not in desk(client, activity)


@pytest.mark.parametrize("state", STATES)
def test_a_verb_without_a_button_is_refused_in_words(client, cast, state):
    activity = fresh(STATES[state](cast))
    buttons = desk(client, activity)
    for verb in ("ta-bort", "publicera-igen", "internt", "publikt", "arkivera", "hamta"):
        same_audience = verb == activity.published_as and not activity.archived_at
        if f'value="{verb}"' in buttons or same_audience:
            continue
        response = do(client, activity, verb, reason="Skäl")
        after = fresh(activity)
        if verb == "ta-bort":
            assert "Någon hann före" in response.text and "<dd>Skäl</dd>" in response.text
        else:
            assert "Det går inte längre" in client.get(response.url).content.decode()
        assert (after.published_as, after.review) == (activity.published_as, activity.review)
        assert after.archived_at == activity.archived_at


def test_who_wrote_a_reason_too_late_is_told_who_was_first_and_may_copy_it(client, cast):
    activity = states.live(cast)
    shown = {"gor": "ta-bort", "live": activity.stands, "reason": "Min långa förklaring"}
    review.withdraw(activity, reason="Fel bild.", by=cast["office2"])
    address = reverse("office_activity", args=[activity.pk])
    page = client.post(address, shown).text
    assert "Senast: Kontor2 tog bort" in page and "Min långa förklaring" in page
    page = client.post(address, shown | {"gor": "arkivera"}, follow=True).text
    assert "aktiviteten har kommit vidare. Senast: Kontor2 tog bort" in page


def test_what_is_shown_to_others_by_now_is_not_taken_from_them_unasked(client, cast):
    activity = states.live(cast)
    shown = {"gor": "ta-bort", "live": activity.stands, "reason": "Fel bild."}
    review.change_audience(activity, audience="internt", by=cast["office2"])
    assert done(activity.events.in_history()[0]).endswith("visade version 2 bara för inloggade")
    assert "Någon hann före" in client.post(reverse("office_activity", args=[activity.pk]), shown).text
    assert fresh(activity).published_as == "internt"


def test_history_says_to_whom_each_publication_showed_it(cast):
    activity = states.live_submitted(cast)
    review.publish(newest(activity), audience="internt", by=cast["office"])
    review.change_audience(fresh(activity), audience="publikt", by=cast["office"])
    review.withdraw(fresh(activity), reason="Fel bild.", by=cast["office"])
    review.bring_back(fresh(activity), by=cast["office"])
    told = [done(event).split("version ")[1] for event in activity.events.in_history().decisions()]
    gone, shown = "3 från de öppna sidorna", ["3 för alla", "3 bara för inloggade", "2 för alla"]
    assert told == ["3 igen för alla", gone, *shown]


def test_what_was_withdrawn_comes_back_beside_its_reason_and_not_beside_a_newer_text(client, cast):
    page = desk(client, states.withdrawn(cast))
    assert "Den togs bort med skälet: ”Fel bild av läget.”" in page and 'value="publicera-igen"' in page
    newer = desk(client, STATES["w_subm"](cast))
    assert "Publicera igen" not in newer and ">Granska</a>" in newer


def test_withdrawing_needs_a_reason_beside_the_field(client, cast):
    activity = states.live(cast)
    response = do(client, activity, "ta-bort", reason=" ")
    assert response.context["form"].errors["reason"] and fresh(activity).is_live


def test_consent_works_at_once(client, cast):
    activity = states.live(cast)
    do(client, activity, "samtycke", part=cast.party, svar="ja")
    assert Participation.objects.get(activity=activity, organisation=cast.party).consent
    do(client, activity, "samtycke", part=cast.party, svar="nej")
    assert not Participation.objects.get(activity=activity, organisation=cast.party).consent
    assert "Namnet hålls inne." in desk(client, activity)
    Activity.objects.update(summary=f"Med {Organisation.objects.get(pk=cast.party).name}.")
    assert "men namnet står i texten" in desk(client, activity)


def test_each_word_about_consent_stays_in_the_history(client, cast):
    """Who had a name taken away is told when somebody else has it put back: only the last word was."""
    activity = states.live(cast)
    for who, consent in (("contact", True), ("office", False), ("contact", True)):
        set_consent(activity, cast.party, consent, by=cast[who])
    name = Organisation.objects.get(pk=cast.party).name
    for page in (desk(client, activity), client.get(reverse("activity_history", args=[activity.pk])).text):
        told = re.findall(rf"{name}: (får (?:inte )?nämnas) vid namn", page)
        assert told == ["får nämnas", "får inte nämnas", "får nämnas"]
        assert page.count("Antecknat av Kontor") == 1 and page.count("Antecknat av Kontakt") == 2


def test_what_waits_for_review_says_why_it_cannot_be_archived(client, cast):
    assert "Granska det som är inskickat först. Sedan kan du arkivera." in desk(client, states.submitted(cast))
    assert "Ska texten bort från dess adress?" in desk(client, states.archived_live(cast))
    assert "Ska texten bort från dess adress?" not in desk(client, states.archived_draft(cast))


@pytest.mark.parametrize("given", [{"part": "1"}, {"part": "x", "svar": "ja"}, {}])
def test_consent_of_nobody_is_no_page(client, cast, given):
    assert do(client, states.live(cast), "samtycke", **given).status_code == 404


def test_an_unknown_verb_or_activity_is_no_page(client, cast):
    assert do(client, states.live(cast), "radera").status_code == 404
    assert client.get(reverse("office_activity", args=[0])).status_code == 404
    assert client.get(reverse("review", args=[0])).status_code == 404


def test_the_last_decision_can_be_undone_from_there(client, cast):
    activity = states.live(cast)
    assert reverse("decision_undo", args=[activity.events.first().pk]) in desk(client, activity)


def test_history_tells_who_and_what(client, cast):
    text = desk(client, states.withdrawn(cast))
    assert "Kontor tog bort version 2 från de öppna sidorna" in text and "Fel bild av läget." in text


STANDS = {
    "draft": "Inte publicerad. Den är ett utkast hos verksamheten.",
    "live": "Publicerad för alla.",
    "intern": "Publicerad internt.",
    "edited": "Publicerad för alla. Det finns en ändring som inte är inskickad.",
    "l_sent": "Publicerad för alla. En ändring är tillbakaskickad till verksamheten.",
    "subm": "Inte publicerad. Den väntar på granskning.",
    "a_live": "Arkiverad. Alla kan fortfarande läsa den på dess adress.",
}


@pytest.mark.parametrize("state", STANDS)
def test_the_offices_page_says_in_a_sentence_how_an_activity_stands_and_has_one_primary_button_at_most(
    client, cast, state
):
    page = desk(client, states.STATES[state](cast))
    assert f'<p class="lead">{STANDS[state]}</p>' in page
    assert page.count("btn-primary") == (state == "subm")

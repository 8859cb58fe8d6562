"""The decisions on the review page: who may, who was first, undo."""

import datetime
import re
from dataclasses import replace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities import rules
from activities.content import FIELDS
from activities.facts import FACTS
from activities.forms.review import USUAL_REASONS
from activities.models import Activity, Participation, ReviewEvent
from activities.services import review, together, writing
from activities.wording import FACT_LABELS
from tests.activities import cast as states
from tests.activities.cast import STATES, Cast, fresh, greet, live, newest

pytestmark = pytest.mark.django_db
Kind, Review, Audience = ReviewEvent.Kind, Activity.Review, Activity.Audience


@pytest.fixture
def client(cast: Cast, client_of):
    """The office's."""
    return client_of(cast["office"])


def page(client, activity: Activity) -> str:
    response = client.get(reverse("review", args=[activity.pk]))
    assert response.status_code == 200
    return response.content.decode()


def decide(client, activity: Activity, decision: str, **given):
    data = {"version": newest(activity).pk, "audience": "publikt", "beslut": decision} | given
    return client.post(reverse("review", args=[activity.pk]), data)


def publish(client, activity: Activity, **given):
    return decide(client, activity, "publicera", **given)


def send_back(client, activity: Activity, **given):
    return decide(client, activity, "tillbaka", **given)


# Deciding


def test_it_works(client, cast):
    activity = states.submitted(cast)
    assert "Läxcafé" in page(client, activity)
    response = publish(client, activity)
    assert response.url == reverse("office") + "#beslut"
    assert fresh(activity).published_as == Audience.PUBLIC
    after = client.get(reverse("office")).content.decode()
    assert "Publicerade Läxcafé. Du kan ångra till klockan" in after
    assert reverse("decision_undo", args=[activity.events.first().pk]) in after


def test_the_next_one_opens_by_itself_and_tells_what_was_decided(client, cast):
    first, second = states.submitted(cast), states.submitted(cast)
    response = publish(client, first)
    assert response.url == reverse("review", args=[second.pk]) + "#beslut"
    after = client.get(response.url).content.decode()
    assert "Publicerade Läxcafé" in after and "Ångra" in after
    again = client.get(response.url).content.decode()
    assert "Publicerade Läxcafé" not in again, "told once"


def test_after_the_last_in_the_queue_the_first_that_was_skipped_opens(client, cast):
    first, second, third = (states.submitted(cast) for _i in range(3))
    assert publish(client, second).url.startswith(reverse("review", args=[third.pk]))
    assert publish(client, third).url.startswith(reverse("review", args=[first.pk]))


def test_publishing_internally(client, cast):
    activity = states.submitted(cast)
    publish(client, activity, audience="internt")
    assert fresh(activity).published_as == Audience.INTERNAL
    assert "Publicerade Läxcafé internt" in client.get(reverse("office")).content.decode()


def test_the_audience_is_preset_to_what_it_is_published_as(client, cast):
    activity = states.internal(cast)
    writing.save(newest(activity), cast.content("Läxcafé igen"), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    response = client.get(reverse("review", args=[activity.pk]))
    assert response.context["form"]["audience"].value() == "internt"


def test_a_return_needs_a_reason(client, cast):
    activity = states.submitted(cast)
    response = send_back(client, activity)
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    assert fresh(activity).review == Review.SUBMITTED


def test_a_usual_reason_is_one_click_and_own_words_follow_it(client, cast):
    activity = states.submitted(cast)
    send_back(client, activity, reasons=[USUAL_REASONS[0].key, USUAL_REASONS[1].key], reason="Ring gärna.")
    event = activity.events.first()
    first, second = (str(reason.sentence) for reason in USUAL_REASONS[:2])
    assert event.kind == Kind.SENT_BACK and event.comment == f"{first} {second}\nRing gärna."


def test_comments_beside_the_fields_are_kept(client, cast):
    activity = states.submitted(cast)
    send_back(client, activity, reason="Se nedan.", comment_title="För långt.", comment_cells="Fel nivå.")
    assert activity.events.first().field_comments == {"title": "För långt.", "cells": "Fel nivå."}
    for page in ("activity_history", "office_activity"):
        text = client.get(reverse(page, args=[activity.pk])).text
        assert "Se nedan.<br>Rubrik: För långt.<br>Rutor i matrisen: Fel nivå." in text, page


def test_comments_alone_are_reason_enough(client, cast):
    activity = states.submitted(cast)
    send_back(client, activity, comment_summary="Vad får barnen?")
    event = activity.events.first()
    assert event.comment == "Se kommentarerna vid fälten."
    assert event.field_comments == {"summary": "Vad får barnen?"}


def test_what_is_missing_can_be_commented_on_too(client, cast):
    activity = states.submitted(cast)
    response = client.get(reverse("review", args=[activity.pk]))
    fields, text = response.context["fields"], response.content.decode()
    empty = {row.sides.field for row in fields.empty}
    filled = {*FIELDS, *FACTS} - empty
    assert {"description", "participants"} <= empty and {row.sides.field for row in fields.shown} == filled
    assert f"{len(empty)} uppgifter är tomma" in text and text.count("Inget ifyllt") == len(empty)
    assert all(f'name="comment_{name}"' in text for name in FIELDS)


def test_dates_and_status_are_commented_on_until_they_are_published(client, cast, client_of):
    """Everybody will read them too. The comment stands beside the field, in the form as in the history."""
    activity = states.submitted(cast)
    text = client.get(reverse("review", args=[activity.pk])).text
    assert 'Kommentera<span class="visually-hidden"> Startdatum' in text and "<p>Idé</p>" in text
    assert set(FACT_LABELS) == set(FACTS)
    send_back(client, activity, reason="Se nedan.", comment_start_date="I år eller nästa år?")
    form = client_of(cast["contact"]).get(f"/aktiviteter/{activity.pk}/redigera/")
    assert "I år eller nästa år?" in form.context["form"].fields["start_date"].help_text
    assert ("#id_start_date", "Startdatum") in [(where, str(label)) for where, label in form.context["remarks"]]
    assert "Startdatum: I år eller nästa år?" in client.get(f"/aktiviteter/{activity.pk}/historik/").text
    writing.submit(newest(activity), by=cast["contact"])
    again = client.get(reverse("review", args=[activity.pk]))
    assert "Status och datum, som de är nu" in again.text
    fields = again.context["fields"]
    assert not set(FACTS) & {row.sides.field for row in (*fields.same, *fields.shown)}, "nobody knows how they were"
    assert "start_date" in {row.sides.field for row in fields.facts}, "it was talked about"
    other = states.live_submitted(cast)
    live = client.get(reverse("review", args=[other.pk])).text
    assert 'name="comment_method"' in live and 'name="comment_start_date"' not in live
    send_back(client, other, reason="Se nedan.", comment_start_date="I år?")
    event = other.events.first()
    assert (event.comment, event.field_comments) == ("Se nedan.\nStartdatum: I år?", {}), "nothing is lost"


def test_an_empty_field_with_a_comment_is_not_folded(client, cast):
    activity = states.submitted(cast)
    refused = send_back(client, activity, reasons=["finns-inte"], comment_description="Vad gör ni?")
    assert "description" in [row.sides.field for row in refused.context["fields"].shown]
    send_back(client, activity, comment_description="Vad gör ni?")
    writing.submit(newest(fresh(activity)), by=cast["contact"])
    again = client.get(reverse("review", args=[activity.pk])).context["fields"]
    assert [row.said for row in again.shown if row.sides.field == "description"] == ["Vad gör ni?"]
    assert again.same and again.empty


def test_a_reason_that_is_too_long_is_told_with_the_text_kept(client, cast):
    activity = states.submitted(cast)
    assert "maxlength" not in page(client, activity)
    long = "Långt. " * 300
    response = send_back(client, activity, reason=long)
    assert "Skriv högst 2000 tecken" in response.context["form"].errors["reason"][0]
    assert response.context["form"]["reason"].value() == long and fresh(activity).review == Review.SUBMITTED


def test_a_refused_return_keeps_every_comment(client, cast):
    activity = states.submitted(cast)
    with CaptureQueriesContext(connection) as asked:
        text = send_back(client, activity, reasons=["finns-inte"], comment_title="För långt.").content.decode()
    assert "För långt." in text and fresh(activity).review == Review.SUBMITTED
    assert sum("withdrawn_from" in query["sql"] for query in asked) == 1  # nobody was first: it is read once


def test_publishing_with_a_reason_typed_is_asked_about(client, cast):
    activity = states.submitted(cast)
    response = publish(client, activity, comment_title="För långt.")
    assert "följer bara med när du skickar tillbaka" in response.content.decode()
    assert "För långt." in response.content.decode()
    assert fresh(activity).review == Review.SUBMITTED


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"beslut": "publicera"},
        {"version": "x", "beslut": "publicera"},
        {"beslut": "annat", "version": "own"},
        {"beslut": "publicera", "version": "own", "audience": ""},
        {"beslut": "publicera", "version": "own", "audience": "inget"},
    ],
)
def test_what_makes_no_sense_is_told_and_decides_nothing(client, cast, data):
    activity = states.submitted(cast)
    sent = {name: newest(activity).pk if value == "own" else value for name, value in data.items()}
    response = client.post(reverse("review", args=[activity.pk]), sent)
    assert response.status_code == 200 and response.context["form"].errors
    assert fresh(activity).review == Review.SUBMITTED


def test_another_activitys_version_is_no_version(client, cast):
    activity, other = states.submitted(cast), states.submitted(cast)
    assert publish(client, activity, version=newest(other).pk).status_code == 404


def test_what_submitting_demands_is_told_again(client, cast):
    activity = states.submitted(cast)
    version = newest(activity)
    version.content["cells"] = []
    version.save()
    text = publish(client, activity).content.decode()
    assert "Rutor i matrisen: Välj minst en ruta i matrisen." in text


# Somebody was first


def test_changed_meanwhile_shows_the_newest_and_keeps_what_was_typed(client, cast):
    activity = states.submitted(cast)
    read = newest(activity)
    writing.save(read, cast.content("Läxcafé på nytt"), by=cast["office2"])
    response = send_back(client, activity, version=read.pk, reason="Mitt skäl", comment_title="Min kommentar")
    text = response.content.decode()
    assert "ändrades medan du läste" in text and "Läxcafé på nytt" in text
    assert "Mitt skäl" in text and "Min kommentar" in text
    assert fresh(activity).review == Review.SUBMITTED
    assert response.context["form"]["version"].value() == str(newest(activity).pk)


def test_changed_meanwhile_is_told_whatever_else_is_amiss(client, cast):
    activity = states.submitted(cast)
    read = newest(activity)
    writing.save(read, cast.content("Läxcafé på nytt"), by=cast["office2"])
    for decision in ({"beslut": "tillbaka"}, {"beslut": "annat"}, {"beslut": "publicera", "audience": "alla"}):
        response = client.post(reverse("review", args=[activity.pk]), {"version": read.pk, "audience": ""} | decision)
        assert "ändrades medan du läste" in response.content.decode(), decision
        assert response.context["form"]["version"].value() == str(newest(activity).pk)


@pytest.mark.parametrize("decision", ["publicera", "tillbaka"])
def test_submitted_anew_meanwhile_is_told_and_the_same_text_read_again(client, cast, decision):
    """The same version, with another greeting that nobody has read."""
    activity = states.submitted(cast)
    read = client.get(reverse("review", args=[activity.pk])).context["form"]["submission"].value()
    writing.take_back(newest(activity), by=cast["contact"])
    greet(activity, "Vänta, ett namn ska bort.")
    writing.submit(newest(activity), by=cast["contact"])
    response = decide(client, activity, decision, submission=read, reason="" if decision == "publicera" else "Skäl")
    assert "Den skickades in på nytt medan du läste." in response.text and "ett namn ska bort" in response.text
    assert fresh(activity).review == Review.SUBMITTED
    again = response.context["form"]["submission"].value()
    decide(client, activity, decision, submission=again, reason="" if decision == "publicera" else "Skäl")
    assert fresh(activity).review != Review.SUBMITTED


def test_enter_in_a_box_decides_nothing(client, cast):
    """The first button of a form is the one that Enter presses."""
    activity = states.submitted(cast)
    form = page(client, activity).split('id="granskning"')[1]
    assert re.findall(r'<button[^>]*name="beslut" value="(\w+)"', form) == ["enter", "publicera", "tillbaka"]
    assert "Välj Publicera eller Skicka tillbaka." in decide(client, activity, "enter").text
    assert fresh(activity).review == Review.SUBMITTED


def test_taken_back_meanwhile_shows_what_was_typed_to_copy(client, cast):
    activity = states.submitted(cast)
    version = newest(activity)
    writing.take_back(version, by=cast["contact"])
    text = send_back(client, activity, version=version.pk, reason="Mitt skäl").content.decode()
    assert "Ditt beslut är inte sparat" in text and "Mitt skäl" in text
    assert "Kontakt tog tillbaka" in text


def test_decided_meanwhile_leads_to_where_it_is(client, cast):
    activity = states.submitted(cast)
    version = newest(activity)
    review.publish(version, audience="publikt", by=cast["office2"])
    response = publish(client, activity, version=version.pk)
    assert response.url == reverse("office_activity", args=[activity.pk]) + "#meddelanden"
    text = client.get(response.url).content.decode()
    assert "Ditt beslut är inte sparat." in text and "Kontor2 publicerade" in text


def test_a_draft_has_no_review_page(client, cast):
    activity = states.written(cast)
    response = client.get(reverse("review", args=[activity.pk]), follow=True)
    assert "är ett utkast och har inte skickats in" in response.content.decode()


# Undo


def test_undo_within_ten_minutes_opens_it_for_review_again(client, cast):
    activity = states.submitted(cast)
    publish(client, activity)
    response = client.post(reverse("decision_undo", args=[activity.events.first().pk]))
    assert response.url == reverse("review", args=[activity.pk]) + "#meddelanden"
    assert fresh(activity).review == Review.SUBMITTED and not fresh(activity).is_live
    assert "Ångrat. Läxcafé väntar på granskning igen." in client.get(response.url).content.decode()


def test_after_ten_minutes_undo_says_so_and_changes_nothing(client, cast):
    activity = states.submitted(cast)
    publish(client, activity)
    event = activity.events.first()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11), tick=True):
        response = client.post(reverse("decision_undo", args=[event.pk]), follow=True)
    assert "Det går inte längre att ångra" in response.content.decode()
    assert fresh(activity).is_live


def test_a_submission_is_no_decision_to_undo(client, cast):
    activity = states.submitted(cast)
    assert client.post(reverse("decision_undo", args=[activity.events.first().pk])).status_code == 404
    assert client.get(reverse("decision_undo", args=[activity.events.first().pk])).status_code == 405


def too_late(client, event) -> str:
    return client.post(reverse("decision_undo", args=[event.pk]), follow=True).content.decode()


@time_machine.travel("2026-11-24 14:30 +0100", tick=False)
def test_a_refused_undo_says_who_did_what_and_when(client, cast):
    activity = states.sent_back(cast)
    event = activity.events.first()
    with time_machine.travel("2026-11-24 14:32 +0100"):
        writing.submit(newest(activity), by=cast["contact"])
    assert "ångra beslutet om Läxcafé. Kontakt skickade in klockan 14.32." in too_late(client, event)
    other = states.sent_back(cast)
    with time_machine.travel("2026-11-24 14:33 +0100"):
        writing.save(newest(other), cast.content("Nytt"), by=cast["contact"])
    assert "Kontakt sparade en ny text klockan 14.33." in too_late(client, other.events.first())
    third = states.live(cast)
    decision = third.events.first()
    with time_machine.travel("2026-11-24 14:34 +0100"):
        review.undo(decision, by=cast["office2"])
        assert "Kontor2 ångrade klockan 14.34." in too_late(client, decision)
    event = states.live(cast).events.first()
    with time_machine.travel("2026-11-24 14:41 +0100"):
        assert "Det gick att ångra till klockan 14.40." in too_late(client, event)


def test_that_it_is_there_already_is_said_with_which(client, cast):
    activity = states.submitted(cast)
    given = {"reasons": ["dubbel"], "beslut": "tillbaka", "version": newest(activity).pk}
    address = reverse("review", args=[activity.pk])
    refused = client.post(address, given).text
    assert "Skriv vilken aktivitet det är som finns redan, och hos vem." in refused
    assert "Hör av er till varandra först." in refused, "what is sent stands in the box"
    client.post(address, given | {"reason": "Läxhjälpen hos Mimer."})
    assert activity.events.first().comment.endswith("Hör av er till varandra först.\nLäxhjälpen hos Mimer.")


def test_what_was_typed_for_a_return_stands_in_the_form_again_when_it_is_undone(client, client_of, cast):
    activity = states.submitted(cast)
    typed = {"reasons": ["oklart", "barnen"], "reason": "Ring gärna.\nVi hörs.", "comment_title": "För långt."}
    send_back(client, activity, **typed)
    client.post(reverse("decision_undo", args=[activity.events.first().pk]))
    response = client.get(reverse("review", args=[activity.pk]))
    form = response.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert "Du ångrade att den skickades tillbaka." in response.content.decode()
    others = client_of(cast["office2"]).get(reverse("review", args=[activity.pk]))
    assert not others.context["form"]["reason"].value(), "it is for who undid it"


def test_comments_alone_stand_again_too(client, cast):
    activity = states.submitted(cast)
    send_back(client, activity, comment_summary="Vad får barnen?")
    client.post(reverse("decision_undo", args=[activity.events.first().pk]))
    form = client.get(reverse("review", args=[activity.pk])).context["form"]
    assert (form["comment_summary"].value(), form["reason"].value()) == ("Vad får barnen?", "")


def test_a_return_that_is_undone_and_sent_anew_is_forgotten(client, cast):
    activity = states.submitted(cast)
    send_back(client, activity, reason="Först.")
    client.post(reverse("decision_undo", args=[activity.events.first().pk]))
    send_back(client, activity, reason="Sedan.")
    writing.submit(newest(activity), by=cast["contact"])
    assert not client.get(reverse("review", args=[activity.pk])).context["form"]["reason"].value()


@pytest.mark.parametrize("state", STATES)
def test_what_the_list_offers_to_undo_the_service_undoes_and_nothing_else(cast, state):
    activity = fresh(STATES[state](cast))
    for told in ReviewEvent.objects.decisions().filter(activity=activity).told():
        offered = rules.may_undo(cast["office"], told)
        try:
            review.undo(told, by=cast["office"])
        except review.TooLate:
            assert not offered
        else:
            assert offered


# Roles


@pytest.mark.parametrize("role", ["reader", "contact", "deputy", "ally"])
def test_only_the_office_reviews(cast, client_of, role):
    activity = states.submitted(cast)
    event = states.live(cast).events.first()
    client = client_of(cast[role])
    lost = client.post(reverse("review", args=[activity.pk]), {"reason": "Skälet", "comment_title": "Om titeln"})
    assert "Texten är inte sparad" in lost.text and "Skälet" in lost.text and "Om titeln" in lost.text
    assert "Texten är inte sparad" not in client.get(reverse("review", args=[activity.pk])).text
    for name, pk in (("review", activity.pk), ("office_activity", activity.pk), ("decision_undo", event.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 403
        assert client.post(reverse(name, args=[pk]), {"gor": "arkivera"}).status_code == 403
    assert fresh(activity).review == Review.SUBMITTED


def test_others_are_led_to_the_login(cast, anyone_client):
    activity = states.submitted(cast)
    response = anyone_client.get(reverse("review", args=[activity.pk]))
    assert response.url == f"/konto/login/?next=/kontor/granska/{activity.pk}/"


def test_an_administrator_may_too(cast, client_of):
    activity = states.submitted(cast)
    publish(client_of(cast["admin"]), activity)
    assert fresh(activity).is_live


def test_the_preview_shows_what_the_public_sees(client, cast):
    activity = states.submitted(cast)
    text = replace(cast.content(), description="## Så här\n\n- *en sak*<script>")
    writing.save(newest(activity), text, by=cast["office"])
    shown = page(client, activity)
    assert "<em>en sak</em>" in shown and "<script>en" not in shown


def test_what_was_read_before_another_version_went_live_is_not_done(client_of, cast):
    activity = live(cast)
    shown = {"gor": "ta-bort", "reason": "Fel.", "live": f"publikt.{activity.live_version_id + 1}"}
    answer = client_of(cast["office"]).post(reverse("office_activity", args=[activity.pk]), shown, follow=True)
    assert "Någon hann före" in answer.content.decode()
    assert fresh(activity).is_live


def test_a_decision_sent_after_the_login_expired_says_before_and_after_it_that_nothing_was_sent(client_of, cast):
    """Without scripts too; with them the text is put back (tests/browser/test_kept_text.py)."""
    activity = states.submitted(cast)
    address = reverse("review", args=[activity.pk])
    person = cast["office"].user
    person.set_password("ett-lösenord-som-räcker")
    person.save()
    browser = Client(headers={"referer": f"http://testserver{address}"})
    answer = browser.post(address, {"beslut": "tillbaka", "reason": "Skriv mer."})
    assert answer.url == f"/konto/login/?next={address}"
    assert "Inget är gjort" in browser.get(answer.url).content.decode()
    entered = browser.post(answer.url, {"login": person.email, "password": "ett-lösenord-som-räcker"})
    assert entered.url == address
    told = browser.get(address).content.decode()
    (message,) = re.findall(r'<li class="message info">.*?Inget skickades: tryck igen.', told)
    assert "#info" in message and "#ok" not in message, "no tick: nothing was done"
    assert "Inget skickades" not in browser.get(address).content.decode(), "told once"
    assert fresh(activity).review == Review.SUBMITTED


def test_a_greeting_that_came_with_a_refusal_is_read_by_lead_and_office_and_nobody_else(cast, client_of):
    """It stood in the mail alone before."""
    activity = states.live(cast)
    row = Participation.objects.get(activity=activity, organisation=cast.asked)
    together.answer_invitation(row, accept=True, by=cast["asked"], text="Gärna!")
    together.answer_invitation(row, accept=False, by=cast["asked"], text="Fråga oss i höst.")
    for role in ("office", "contact"):
        client = client_of(cast[role])
        assert "tackade nej: ”Fråga oss i höst.”" in client.get(activity.get_absolute_url()).content.decode(), role
        assert "Fråga oss i höst." in client.get(reverse("activity_history", args=[activity.pk])).content.decode(), role
    office = client_of(cast["office"]).get(reverse("office_activity", args=[activity.pk])).content.decode()
    both = r"asked: tackat nej<.*?Fråga oss i höst\..*?asked: tackat ja</b> .*?Gäller inte längre.*?Gärna!"
    assert re.search(both, office, re.DOTALL), "what was answered before stays"
    for role in ("anyone", "reader"):
        assert "Fråga oss" not in client_of(cast[role]).get(activity.get_absolute_url()).content.decode(), role


def test_a_version_is_offered_to_be_restored_exactly_where_the_service_restores_it(client_of, cast):
    """Not where it says what the newest says, nor to those who may not choose the lead that it had."""
    office = cast["office"]
    activity = states.written(cast, cast.content(lead=cast.other, co_owners=frozenset()), by="office")
    for content in (cast.content(co_owners=frozenset()), cast.content("Läxhjälp", co_owners=frozenset())):
        writing.save(newest(activity), content, by=office)
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=office)
    offered = {"office": {1, 3}, "contact": {3}}
    for role, numbers in offered.items():
        response = client_of(cast[role]).get(reverse("activity_history", args=[activity.pk]))
        assert {row["number"] for row in response.context["versions"] if row["may_restore"]} == numbers, role
    for number in (1, 2, 4):
        with pytest.raises(PermissionDenied):
            writing.restore(activity.versions.get(number=number), newest(activity), by=cast["contact"])
    writing.restore(activity.versions.get(number=3), newest(activity), by=cast["contact"])
    assert newest(activity).number == 5

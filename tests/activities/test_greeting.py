"""The greeting to the office: kept with the activity until it is submitted, whoever writes in it meanwhile."""

import re
import uuid

import pytest
from auditlog.models import LogEntry

from activities.models import Activity
from activities.services import review, sending, writing
from activities.services.greeting import Greeting
from network.models import Organisation
from tests.activities import cast as states
from tests.activities.cast import fresh, greet, newest

pytestmark = pytest.mark.django_db
NEW = "/aktiviteter/ny/"
TOLD = "Hälsningen är sparad, och följer med nästa gång du skickar in."


@pytest.mark.parametrize(
    ("kept", "shown", "sent", "then"),
    [
        ("", "", "Hej", "Hej"),
        ("Hej", "Hej", "Hej då", "Hej då"),
        ("Hej", "Hej", "", ""),
        ("Hej", "", "", "Hej"),  # somebody else wrote meanwhile, and this form left it untouched
        ("", "Hej", "Hej", ""),  # it was submitted meanwhile
        ("Deras", "", "Min", "Deras\n\nMin"),
        ("Deras", "Hej", "", "Deras"),
        ("Hej", "", "Hej", "Hej"),  # a double tap
        ("Deras\n\nMin", "", "Min", "Deras\n\nMin"),
    ],
)
def test_what_nobody_wrote_in_overwrites_nothing_and_what_two_wrote_stands_both(kept, shown, sent, then):
    assert Greeting(shown, sent).onto(kept) == then


def address(activity: Activity) -> str:
    return f"/aktiviteter/{activity.pk}/redigera/"


def body(activity: Activity, **fields) -> dict:
    """What the form sends of what stands, with `fields` changed."""
    content = newest(activity).content
    party = Organisation.objects.get(pk=content["externals"][0]) if content["externals"] else None
    data = {name: content[name] or "" for name in ("title", "summary", "description", "lead")}
    data |= {"cells": [f"{level}-{area}" for level, area, _unit in content["cells"]], "status": activity.status}
    data["co_owners"] = content["co_owners"]
    if party:
        data |= {"externals_0": party.name, "externals_was_0": f"nej|{party.pk}|{party.name}"}
    return data | {"version": newest(activity).pk, "gor": "spara"} | fields


def submitted(cast, activity: Activity, text: str) -> None:
    greet(activity, text)
    writing.submit(newest(activity), by=cast["contact"])


def send(client, activity: Activity, **fields) -> str:
    return client.post(address(activity), body(fresh(activity), **fields), follow=True).text


def stands(client, activity: Activity) -> tuple[str, str]:
    """What the form shows as the greeting, and what it says that it showed."""
    field = client.get(address(activity)).context["form"]["note"]
    initial = re.search(r'name="initial-note"(?: value="([^"]*)")?', str(field))
    return field.value(), initial[1] or ""


def test_it_works(contact_client, client_of, cast):
    """Of a new one too: saved, shown again to those who write it, sent with the next submission, and then gone."""
    cell = "{}-{}".format(*cast.cell().place)
    data = {"title": "Läxcafé", "summary": "Vi läser.", "status": "ide", "gor": "spara", "cells": [cell]}
    data |= {"form_key": str(uuid.uuid4()), "lead": cast.lead, "note": "Bråttom,\r\nvi börjar i maj."}
    contact_client.post(NEW, data)
    activity, kept = Activity.objects.get(), "Bråttom,\nvi börjar i maj."
    assert activity.note == kept
    for client in (contact_client, client_of(cast["deputy"]), client_of(cast["office"])):
        assert stands(client, activity) == (kept, kept)
    send(contact_client, activity, **{"note": kept, "initial-note": kept, "gor": "skicka"})
    assert activity.events.get().comment == kept and fresh(activity).note == ""
    assert activity.versions.count() == 1 and not LogEntry.objects.filter(changes__has_key="note").exists()


def test_a_new_form_sent_twice_keeps_the_greeting_once_and_takes_another_after_back(contact_client, cast):
    data = {"title": "Läxcafé", "status": "ide", "gor": "spara", "form_key": str(uuid.uuid4()), "lead": cast.lead}
    for note in ("Hej", "Hej", ""):
        contact_client.post(NEW, data | {"note": note})
        assert Activity.objects.get().note == "Hej", "what is empty says nothing of what was saved since"


def test_the_text_of_somebody_else_becomes_an_own_draft_with_its_greeting(cast, client_of):
    """The form that comes from it said what another one showed."""
    data = {"title": "Läxcafé", "status": "ide", "gor": "spara", "form_key": str(uuid.uuid4()), "lead": cast.lead}
    client_of(cast["contact"]).post(NEW, data | {"note": "Hej", "initial-note": "Hej"})
    assert Activity.objects.get().note == "Hej"


def test_a_form_that_left_it_untouched_overwrites_nobody_elses(contact_client, client_of, cast):
    activity = states.draft(cast)
    send(client_of(cast["ally"]), activity, **{"note": "Medägarens", "initial-note": ""})
    send(contact_client, activity, **{"title": "Nytt", "note": "", "initial-note": ""})
    assert (fresh(activity).note, fresh(activity).title) == ("Medägarens", "Nytt")
    send(contact_client, activity, **{"note": "Min", "initial-note": ""})
    assert fresh(activity).note == "Medägarens\n\nMin"


def test_it_goes_along_through_the_page_of_a_conflict_and_a_fault(contact_client, cast):
    activity = states.draft(cast)
    shown = newest(activity)
    writing.save(shown, cast.content(summary="Deras"), by=cast["deputy"])
    page = send(contact_client, activity, version=shown.pk, summary="Min", note="Hej", **{"initial-note": ""})
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split("<main", 1)[1]))
    assert (sent["note"], fresh(activity).note) == ("Hej", "")
    contact_client.post(address(activity), sent | {"val_summary": "mine", "gor": "spara"})
    assert fresh(activity).note == "Hej"
    page = send(contact_client, activity, **{"title": "", "note": "Hej då", "initial-note": "Hej"})
    assert "Skriv en rubrik." in page and re.search(r'name="initial-note" value="Hej"', page)
    assert "Hej då</textarea>" in page and fresh(activity).note == "Hej"


def test_what_is_kept_goes_along_when_it_is_submitted(contact_client, cast):
    activity = states.draft(cast)
    send(contact_client, activity, note="Hej")
    event = writing.submit(newest(activity), by=cast["contact"])
    assert (event.comment, fresh(activity).note) == ("Hej", "")


def test_what_is_taken_back_has_its_greeting_again(cast):
    activity = states.draft(cast)
    submitted(cast, activity, "Hej")
    writing.take_back(newest(activity), by=cast["deputy"])
    assert fresh(activity).note == "Hej"


def test_what_was_written_while_it_was_sent_back_stays_when_that_is_undone_and_it_is_taken_back(contact_client, cast):
    activity = states.draft(cast)
    submitted(cast, activity, "Hej")
    event = review.send_back(newest(activity), reason="Skriv mer.", by=cast["office"])
    send(contact_client, activity, **{"note": "Svar", "initial-note": ""})
    review.undo(event, by=cast["office"])
    writing.take_back(newest(activity), by=cast["deputy"])
    assert fresh(activity).note == "Hej\n\nSvar"


def test_a_greeting_that_comes_after_the_submission_is_given_back(contact_client, cast):
    activity = states.draft(cast)
    sent = body(activity) | {"form_key": str(activity.form_key), "gor": "skicka"}
    contact_client.post(NEW, sent | {"note": "Hej"}, follow=True)
    for button in ("skicka", "spara"):
        page = contact_client.post(NEW, sent | {"note": "Hej. Ring!", "gor": button}, follow=True).text
        assert "Hälsningen följde inte med, för aktiviteten var redan inskickad. Du skrev: ”Hej. Ring!”" in page
        assert "Inskickad. Projektkontoret läser" in page and "Utkastet är sparat" not in page


def test_two_greetings_alone_to_what_is_published_are_both_said_to_be_saved(contact_client, client_of, cast):
    activity = states.live(cast)
    send(client_of(cast["ally"]), activity, **{"note": "Deras", "initial-note": ""})
    page = send(contact_client, activity, **{"note": "Min", "initial-note": ""})
    assert TOLD in page and "Inget är ändrat" not in page and "Nu lyder den: ”Deras" in page


def test_a_correction_that_changes_nothing_says_so(client_of, cast):
    activity = states.submitted(cast)
    said = {"externals_0": "", "externals_was_0": ""} if not newest(activity).content["externals"] else {}
    page = send(client_of(cast["office"]), activity, rattar="1", **said)
    assert "Inget är ändrat. Publicera aktiviteten" in page and "Rättelsen är sparad" not in page


def test_while_it_waits_for_the_office_nothing_is_kept_that_would_take_the_place_of_what_was_sent(cast):
    """Saved in the instant after somebody submitted, before the form knew of it."""
    activity = states.draft(cast)
    submitted(cast, activity, "Hej")
    beside = writing.Beside(greeting=Greeting("", "Kontorets"))
    writing.save(newest(activity), cast.content("Rättat"), by=cast["office"], beside=beside)
    assert fresh(activity).note == ""
    writing.take_back(newest(activity), by=cast["contact"])
    assert fresh(activity).note == "Hej"


def test_what_two_wrote_may_be_longer_than_one_may_write(contact_client, cast):
    activity, text = states.draft(cast), "x" * 1500
    for said in (text, "y" * 1500):
        send(contact_client, activity, **{"note": said, "initial-note": ""})
    both = fresh(activity).note
    assert len(both) > 2000
    assert "Utkastet är sparat." in send(contact_client, activity, **{"note": both, "initial-note": both})
    assert "Skriv högst 2000 tecken" in send(contact_client, activity, **{"note": f"{both}!", "initial-note": both})


def test_a_change_turned_back_to_what_is_live_and_submitted_is_said_to_be_saved(contact_client, cast):
    activity = states.live_edited(cast)
    live = fresh(activity).live_version.content
    page = send(contact_client, activity, gor="skicka", title=live["title"], summary=live["summary"])
    assert fresh(activity).review == "klar" and "Sparat. Det gäller direkt" in page and "Inget är ändrat" not in page


def test_a_return_leaves_it_with_the_submission(cast):
    activity = states.draft(cast)
    submitted(cast, activity, "Hej")
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office"])
    assert fresh(activity).note == ""


def test_it_outlives_a_change_that_is_thrown_away(contact_client, cast):
    """It may be another's: nothing but a submission takes it out of the form."""
    activity = states.live_edited(cast)
    send(contact_client, activity, note="Hej")
    writing.discard(newest(activity), by=cast["ally"])
    assert fresh(activity).note == "Hej"


@pytest.mark.parametrize("button", ["spara", "skicka"])
def test_who_sends_another_greeting_than_the_one_that_is_kept_reads_it(client_of, cast, button):
    activity = states.draft(cast)
    told = "Hälsningen till projektkontoret har ändrats sedan du öppnade sidan. Nu lyder den: ”Kollegans”"
    assert told not in send(client_of(cast["contact"]), activity, note="Kollegans")
    assert told in send(client_of(cast["deputy"]), activity, gor=button, **{"initial-note": ""})
    event = fresh(activity).events.last_submission()
    assert (event.comment if event else fresh(activity).note) == "Kollegans"


@pytest.mark.parametrize("button", ["spara", "skicka"])
def test_with_what_is_published_and_unchanged_it_is_kept_and_that_is_said(contact_client, cast, button):
    activity = states.live(cast)
    page = send(contact_client, activity, note="Hej", gor=button)
    assert TOLD in page and "Det publicerade står som det stod." in page and "Inget är ändrat" not in page
    assert (fresh(activity).note, fresh(activity).review, activity.versions.count()) == ("Hej", "klar", 2)
    assert "Inget är ändrat." in send(contact_client, activity, gor=button, **{"note": "Hej", "initial-note": "Hej"})
    assert "Hälsningen är borttagen." in send(contact_client, activity, gor=button, **{"initial-note": "Hej"})
    sending.send(newest(activity), cast.content("Nytt"), by=cast["contact"], submits=True)
    assert fresh(activity).review == "inskickad" and activity.events.last_submission().comment == ""


def test_a_correction_has_no_greeting(cast, client_of):
    activity, office = states.submitted(cast), client_of(cast["office"])
    page = office.get(address(activity)).text
    assert 'name="note"' not in page and "initial-note" not in page and "Hälsning till" not in page
    writing.take_back(newest(activity), by=cast["contact"])
    late = send(office, activity, title="Kontorets", rattar="1")
    assert "Vill du ändå ändra?" in late and 'name="note"' not in late


@pytest.mark.parametrize("fault", [False, True])
def test_a_greeting_that_comes_with_a_correction_is_given_back(cast, client_of, fault):
    """The form was opened on a draft, which somebody has submitted since."""
    activity, office = states.draft(cast), client_of(cast["office"])
    submitted(cast, activity, "Kontaktens")
    if fault:
        assert "Åt den som granskar</textarea>" in send(office, activity, title="", note="Åt den som granskar")
    page = send(office, activity, title="Kontorets", note="Åt den som granskar")
    assert "Hälsningen följde inte med, för aktiviteten var redan inskickad. Du skrev: ”Åt den som granskar”" in page
    assert (fresh(activity).note, newest(activity).content["title"]) == ("", "Kontorets")
    writing.take_back(newest(activity), by=cast["contact"])
    assert fresh(activity).note == "Kontaktens"


def test_a_greeting_in_a_late_correction_stands_in_the_form_and_is_kept(cast, client_of):
    activity, office = states.taken_back(cast), client_of(cast["office"])
    late = send(office, activity, title="Kontorets", note="Åt den som granskar", rattar="1")
    assert "Vill du ändå ändra?" in late and "Åt den som granskar</textarea>" in late
    send(office, activity, title="Kontorets", note="Åt den som granskar", rattar="sen")
    assert fresh(activity).note == "Åt den som granskar"


def test_it_is_read_in_the_form_alone(cast, client_of):
    activity = states.live_edited(cast)
    send(client_of(cast["contact"]), activity, note="Hemligt än")
    places = (f"/aktiviteter/{activity.pk}/", f"/aktiviteter/{activity.pk}/historik/")
    office = [("office", place) for place in (*places, f"/kontor/aktivitet/{activity.pk}/", "/kontor/")]
    for role, place in (*office, ("admin", f"/admin/activities/activity/{activity.pk}/change/")):
        response = client_of(cast[role]).get(place, follow=True)
        assert (response.status_code, "Hemligt än" in response.text) == (200, False), place

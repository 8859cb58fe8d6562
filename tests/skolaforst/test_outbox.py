"""The office's page of mails, and the command that sends them."""

import datetime
import os
import signal
import subprocess
import sys
import time

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as sent
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import STATUS, Email

from activities.models import ReviewEvent
from activities.services import review, writing
from network import outbox
from skolaforst.management.commands import send_mail
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = pytest.mark.django_db
ADDRESS = "/kontor/utskick/"
FAILING = "tests.skolaforst.test_outbox.FailingBackend"


class FailingBackend:
    """A mail server that takes nothing."""

    def __init__(self, **options) -> None:
        pass

    def open(self) -> None:
        pass

    close = open

    def send_messages(self, messages) -> int:
        raise OSError("no mail server")


@pytest.fixture(autouse=True)
def no_decisions(monkeypatch):
    """What decisions write is tested with the activities."""
    monkeypatch.setattr("activities.services.mailing.write_due_mails", lambda: 0)
    factories.initiative()


def queued(**fields) -> Email:
    given = {
        "from_email": "portal@skolaforst.example",
        "to": ["kontakt@skolaforst.example"],
        "subject": "Aktiviteten Läxcafé är publicerad",
        "message": "Hemlig brödtext\nhttps://skolaforst.example/aktiviteter/7/",
        "html_message": "<p>Hemlig brödtext</p>",
        "status": STATUS.queued,
        "message_id": "<a@skolaforst.example>",
    }
    return Email.objects.create(**given | fields)


# Searching


def test_mails_are_found_by_receiver_and_subject_in_any_state(client_of, people):
    queued(to=["anna@skolaforst.example"], status=STATUS.sent)
    queued(to=["bo@skolaforst.example"], subject="Inbjudan till Läxcafé")
    client = client_of(people["office"])

    def found(query: str) -> list[str]:
        return [row.to.partition("@")[0] for row in client.get(ADDRESS + query).context["rows"]]

    assert found("?q=anna") == ["anna"] and found("?q=inbjudan+läxcafé") == ["bo"]
    queued(to=["cy@skolaforst.example"], subject="Ändringen är publicerad: Åk 8")
    assert found("?q=ändringen+åk") == found("?q=Ändringen+Åk") == ["cy"]
    assert found("?q=läxcafé") == ["bo", "anna"] and found("?q=läxcafé&lage=vantar") == ["bo"]
    page = client.get(ADDRESS + "?q=finnsinte&lage=vantar").text
    assert "Inget mejl har de orden" in page and 'name="lage" value="vantar"' in page
    assert "Två mejl väntar på att skickas" in page, "the heading tells of all"


# Sending


def test_what_waits_is_sent_once():
    queued()
    call_command("send_mail")
    call_command("send_mail")
    [one] = sent.outbox
    assert one.subject == "Aktiviteten Läxcafé är publicerad"
    assert one.extra_headers["Message-ID"] == "<a@skolaforst.example>"
    assert Email.objects.get().status == STATUS.sent


def test_what_fails_is_tried_again_and_then_shown_as_failed(settings, time_machine):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": FAILING}, "MAX_RETRIES": 1}
    mail = queued()
    call_command("send_mail")
    mail.refresh_from_db()
    assert mail.status == STATUS.requeued and mail.scheduled_time > timezone.now()
    call_command("send_mail")
    mail.refresh_from_db()
    assert mail.number_of_retries == 1, "not before its time"
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    call_command("send_mail")
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert outbox.failed_lately() == 1


def test_a_mail_server_that_is_back_gets_the_mail(settings, time_machine):
    working = settings.POST_OFFICE
    settings.POST_OFFICE = {**working, "BACKENDS": {"default": FAILING}}
    queued()
    call_command("send_mail")
    settings.POST_OFFICE = working
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    call_command("send_mail")
    assert Email.objects.get().status == STATUS.sent and len(sent.outbox) == 1


def test_two_senders_do_not_send_the_same_mail():
    queued()
    with send_mail._alone() as first, send_mail._alone() as second:
        assert first and not second
        call_command("send_mail")
        assert not sent.outbox
    call_command("send_mail")
    assert len(sent.outbox) == 1


def test_a_fault_in_what_is_due_holds_up_nothing_else(monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr("activities.services.mailing.write_due_mails", broken)
    queued()
    with pytest.raises(ZeroDivisionError):
        send_mail.send()
    assert len(sent.outbox) == 1


# What is kept


def aged(mail: Email, days: int) -> Email:
    """Last touched so many days ago."""
    Email.objects.filter(pk=mail.pk).update(last_updated=timezone.now() - datetime.timedelta(days=days))
    return mail


def texts() -> dict[str, str]:
    return {mail.subject: mail.message + mail.html_message for mail in Email.objects.all()}


@pytest.fixture
def untidied():
    """As before the first sending of the day."""
    cache.delete(send_mail.TIDIED)


def test_of_mails_sent_long_ago_the_text_goes_and_the_rest_stays(untidied):
    for subject, status, days in (
        ("Gammalt", STATUS.sent, 31), ("Gav upp", STATUS.failed, 31), ("Nytt", STATUS.sent, 29),
    ):  # fmt: skip
        aged(queued(subject=subject, status=status), days)
    call_command("send_mail")
    assert {subject for subject, text in texts().items() if not text} == {"Gammalt", "Gav upp"}
    old = Email.objects.get(subject="Gammalt")
    assert (old.to, old.status) == (["kontakt@skolaforst.example"], STATUS.sent)


def test_what_still_waits_keeps_its_text_however_old(untidied, settings):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": FAILING}}
    aged(queued(subject="Väntar", status=STATUS.queued), 40)
    call_command("send_mail")
    assert texts()["Väntar"]


def test_logins_that_have_expired_go_and_others_stay(untidied):
    now, day = timezone.now(), datetime.timedelta(days=1)
    Session.objects.create(session_key="gammal", session_data="x", expire_date=now - day)
    Session.objects.create(session_key="ny", session_data="x", expire_date=now + day)
    call_command("send_mail")
    assert [row.session_key for row in Session.objects.all()] == ["ny"]


def test_it_tidies_up_once_a_day(untidied, monkeypatch, time_machine):
    done = []
    monkeypatch.setattr(send_mail, "tidy_up", lambda: done.append(1))
    time_machine.move_to(timezone.now())
    call_command("send_mail"), call_command("send_mail")
    assert len(done) == 1
    time_machine.shift(datetime.timedelta(hours=25))
    call_command("send_mail")
    assert len(done) == 2


def test_tidying_that_fails_is_tried_again_within_the_hour(untidied, monkeypatch, time_machine):
    begun = []

    def tidy_up():
        begun.append(1)
        if len(begun) == 1:
            raise OSError("disk full")

    monkeypatch.setattr(send_mail, "tidy_up", tidy_up)
    time_machine.move_to(timezone.now())
    with pytest.raises(OSError, match="disk full"):
        call_command("send_mail")
    call_command("send_mail")
    assert len(begun) == 1
    time_machine.shift(datetime.timedelta(minutes=61))
    call_command("send_mail"), call_command("send_mail")
    assert len(begun) == 2


STARTER = """
import os, subprocess, sys
command = [sys.executable, "manage.py", "send_mail", "--watch", str(os.getpid())]
print(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)
"""


def test_the_sender_ends_with_the_process_that_started_it(tmp_path):
    own = {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", STARTER], env=os.environ | own, capture_output=True, text=True, check=True, timeout=20
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not _lives(pid):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the sender lives on")


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


# The page


def test_it_works(office_client):
    queued()
    page = office_client.get(ADDRESS)
    assert page.status_code == 200
    assert "Aktiviteten Läxcafé är publicerad" in page.text
    assert "kontakt@skolaforst.example" in page.text
    assert "Väntar på att skickas" in page.text


def test_in_production_no_body_is_shown_nor_read(office_client, django_assert_max_num_queries):
    queued()
    page = office_client.get(ADDRESS)
    assert "Hemlig brödtext" not in page.text
    assert "message" not in str(outbox.matching("").values_list("to").query)


def test_in_development_the_whole_mail_is_shown_and_its_link_can_be_followed(office_client, settings):
    settings.DEBUG = True
    mail = queued()
    page = office_client.get(ADDRESS)
    assert "Hemlig brödtext" in page.text
    assert '<a href="https://skolaforst.example/aktiviteter/7/"' in page.text
    assert f'href="{ADDRESS}mejl/{mail.pk}/"' in page.text
    assert "&lt;p&gt;" not in page.text, "no source among the words"


def test_in_development_the_html_stands_alone_as_it_looks_with_its_own_style_and_no_script(office_client, settings):
    settings.DEBUG = True
    page = office_client.get(f"{ADDRESS}mejl/{queued().pk}/")
    assert page.text == "<p>Hemlig brödtext</p>"
    policy = set(page["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "sandbox", "frame-ancestors 'none'"} <= policy
    assert not [part for part in policy if part.startswith("script-src")]
    assert "unsafe-inline" not in office_client.get(ADDRESS)["Content-Security-Policy"]


@pytest.mark.parametrize("place", ["mejl/99/", "mejl/abc/", "beslut/99/", "direkt/99/", "annat/1/"])
def test_a_mail_that_is_not_there_has_no_html(office_client, settings, place):
    settings.DEBUG = True
    assert office_client.get(ADDRESS + place).status_code == 404


def test_in_production_the_html_is_shown_to_nobody_and_in_development_to_the_office(
    office_client, contact_client, settings
):
    address = f"{ADDRESS}mejl/{queued().pk}/"
    assert office_client.get(address).status_code == 404
    settings.DEBUG = True
    assert contact_client.get(address).status_code == 403


# Decisions whose mails are not written yet


@pytest.fixture
def decided(cast):
    """Published a moment ago, with a seat of holder and deputy and a co-owner."""
    activity = states.submitted(cast)
    Email.objects.all().delete()
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    return activity


def test_a_decision_that_waits_shows_to_whom_and_when_and_in_development_its_whole_mail(
    client_of, cast, decided, settings
):
    client = client_of(cast["office"])
    page = client.get(ADDRESS).text
    assert "Publicerad: Läxcafé" in page and "ally@skolaforst.example" in page and "kontakt@skolaforst.example" in page
    assert "Skickas kl. " in page and "Nu kan alla läsa om den" not in page
    settings.DEBUG = True
    page = client.get(ADDRESS).text
    assert "Nu kan alla läsa om den" in page
    event = decided.events.get(kind="publicerad")
    assert "<td>" in client.get(f"{ADDRESS}beslut/{event.pk}/").text and f"{ADDRESS}beslut/{event.pk}/" in page


def test_a_search_goes_through_what_waits_to_be_written_too(client_of, cast, decided):
    client = client_of(cast["office"])
    hit, miss = client.get(f"{ADDRESS}?q=ally+läxcafé"), client.get(f"{ADDRESS}?q=finnsinte")
    assert [row.subject for row in hit.context["decisions"]] == ["Publicerad: Läxcafé"]
    assert "Inga träffar" not in hit.text and hit.context["total"] >= 1
    assert not miss.context["decisions"] and "Inga träffar" in miss.text


def test_a_search_counts_the_same_on_each_of_its_pages(client_of, cast, decided):
    for number in range(26):
        queued(subject=f"Läxcafé {number}")
    first, last = (client_of(cast["office"]).get(f"{ADDRESS}?q=läxcafé&sida={n}").context for n in (1, 2))
    assert first["total"] == last["total"] == 27 and len(first["decisions"]) == 1 and not last["decisions"]


def test_a_decision_that_another_may_replace_says_so_and_what_it_decided(client_of, cast, settings):
    settings.DEBUG = True
    activity = states.submitted(cast)
    Email.objects.all().delete()
    review.publish(newest(activity), audience="internt", by=cast["office"])
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    page = client_of(cast["office"]).get(ADDRESS).text
    assert "Väntar på ett senare beslut, som ännu går att ångra" in page and "Inte längre publicerad: Läxcafé" in page
    assert "är publicerad internt" in page and "Nu kan alla läsa om den" not in page


def states_of(client) -> list[str]:
    return [row.state for row in client.get(ADDRESS).context["decisions"]]


def test_what_waits_for_nothing_any_more_is_not_said_to_wait(client_of, cast):
    """The withdrawal can no longer be undone, since the text has moved on."""
    client, activity = client_of(cast["office"]), states.submitted(cast)
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    writing.save(newest(activity), cast.content("Nyare"), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    assert states_of(client)[0] == "Väntar på ett senare beslut, som ännu går att ångra"
    writing.take_back(newest(activity), by=cast["contact"])
    writing.save(newest(activity), cast.content("Nyast"), by=cast["contact"])
    assert states_of(client)[0] == "Ersatt av ett senare beslut"
    assert states_of(client)[1].startswith("Skickas kl. ")
    Email.objects.all().delete()
    assert client.get(ADDRESS).context["finding"] == "Ett beslut väntar på att mejlas"


@pytest.mark.parametrize("then", ["submitted", "taken back", "decided", "thrown away"])
def test_a_return_that_its_owners_have_moved_on_from_says_so_and_is_not_counted(client_of, cast, then):
    client = client_of(cast["office"])
    activity = states.live_submitted(cast)
    ReviewEvent.objects.update(mailed_at=timezone.now())
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office"])
    Email.objects.all().delete()
    assert client.get(ADDRESS).context["finding"] == "Ett beslut väntar på att mejlas"
    said = {
        "submitted": "Behövs inte längre: aktiviteten har skickats in igen",
        "taken back": "Behövs inte längre: aktiviteten har skickats in igen",
        "decided": "Ersatt av ett senare beslut",
        "thrown away": "Behövs inte längre: ändringen finns inte kvar",
    }
    if then == "thrown away":
        writing.discard(newest(activity), by=cast["contact"])
    else:
        writing.submit(newest(activity), by=cast["contact"])
    if then == "taken back":
        writing.take_back(newest(activity), by=cast["contact"])
    if then == "decided":
        review.publish(newest(activity), audience="publikt", by=cast["office"])
    Email.objects.all().delete()
    page = client.get(ADDRESS)
    assert page.context["decisions"][0].state == said[then]
    waits = {"decided": "Ett beslut väntar på att mejlas"}
    assert page.context["finding"] == waits.get(then, "Inget mejl väntar")


def test_a_return_that_is_decided_anew_for_good_is_replaced(client_of, cast, time_machine):
    client, activity = client_of(cast["office"]), states.submitted(cast)
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office"])
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=11))
    assert states_of(client) == ["Ersatt av ett senare beslut", "Skickas strax"]


@pytest.mark.parametrize("debug", [True, False])
def test_many_decisions_are_shown_page_by_page_and_ask_no_oftener(client_of, cast, decided, settings, debug):
    settings.DEBUG = debug
    client = client_of(cast["office"])

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS + query).status_code == 200
        return len(queries)

    asked(""), asked("?lage=beslut")
    few = asked(""), asked("?lage=beslut")
    event = decided.events.get(kind="publicerad")
    for _one in range(11):
        event.pk = None
        event.save(force_insert=True)
    assert (asked(""), asked("?lage=beslut")) == few and max(few) <= 12
    first, last = client.get(ADDRESS + "?lage=beslut"), client.get(ADDRESS + "?lage=beslut&sida=2")
    assert (len(first.context["decisions"]), len(last.context["decisions"])) == (10, 2)
    assert len(client.get(ADDRESS).context["decisions"]) == 5
    assert "Visa alla 12 beslut" in client.get(ADDRESS).text and "Utkorgen" not in first.text


def test_mails_that_went_directly_are_shown_from_their_files(office_client, settings, tmp_path):
    settings.DEBUG = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.DIRECT_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    files = get_connection(settings.DIRECT_EMAIL_BACKEND)
    queued(status=STATUS.sent)
    messages = [
        EmailMessage("Din kod", "Koden är ÅÄÖ123", "p@x.example", ["kod@skolaforst.example"]),
        EmailMessage(
            "Ur utkorgen", "x", "p@x.example", ["a@x.example"], headers={"Message-ID": "<a@skolaforst.example>"}
        ),
    ]
    files.send_messages(messages)
    found, others = office_client.get(f"{ADDRESS}?q=kod@"), office_client.get(f"{ADDRESS}?q=annan@")
    assert "Koden är ÅÄÖ123" in found.text and "1 mejl" in found.text and "Koden är" not in others.text
    page = office_client.get(ADDRESS)
    assert "Koden är ÅÄÖ123" in page.text and "kod@skolaforst.example" in page.text
    assert "Ur utkorgen" not in page.text, "what stands in the outbox is not told twice"


def test_an_administrators_code_is_shown_to_administrators_only(client_of, people, settings, tmp_path):
    settings.DEBUG, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    settings.DIRECT_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    code = EmailMessage("Din kod", "Koden är ABC", "p@x.example", [people["admin"].user.email])
    get_connection(settings.DIRECT_EMAIL_BACKEND).send_messages([code])
    assert "Koden är ABC" in client_of(people["admin"]).get(ADDRESS).text
    assert "Koden är ABC" not in client_of(people["office"]).get(ADDRESS).text


def test_in_production_files_are_not_looked_for(settings):
    settings.DIRECT_EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert outbox.direct_rows() == []


def test_newest_first_page_by_page(office_client):
    Email.objects.bulk_create(
        Email(from_email="p@x.example", to=["a@x.example"], subject=f"Nummer {n:02}", status=STATUS.sent)
        for n in range(30)
    )
    first = office_client.get(ADDRESS).text
    assert first.index("Nummer 29") < first.index("Nummer 05") and "Nummer 04" not in first
    assert "Nummer 04" in office_client.get(ADDRESS + "?sida=2").text


def test_those_that_failed_are_found_alone(office_client):
    queued(subject="Väntar ännu")
    queued(subject="Gick inte", status=STATUS.failed)
    page = office_client.get(ADDRESS + "?lage=fel").text
    assert "Gick inte" in page and "Väntar ännu" not in page
    assert "Ett mejl gick inte fram" in page


@pytest.mark.parametrize("state", ["vantar", "beslut", "nonsens"])
def test_whatever_stands_in_the_address_the_page_answers(office_client, state):
    assert office_client.get(f"{ADDRESS}?lage={state}&sida=abc").status_code == 200

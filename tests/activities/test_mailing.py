"""Mails about activities: who is told of what and when, and who is not."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from activities import rules
from activities.models import ReviewEvent
from activities.services import mailing, review, together, writing
from activities.services.decision_mails import mails_of
from activities.services.mailing import write_due_mails
from network.models import ContactPerson, Initiative, Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, greet, newest

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
SITE = "https://skolaforst.example"


@pytest.fixture
def submitted(cast):
    """Waits for the office; its own mails are read and gone."""
    return emptied(states.submitted(cast))


@pytest.fixture
def clock(time_machine):
    """Moves time forward; it stands still between."""
    time_machine.move_to(timezone.now(), tick=False)

    def later(minutes: int) -> None:
        time_machine.shift(minutes * MINUTE)

    return later


def emptied(activity):
    ReviewEvent.objects.update(mailed_at=timezone.now())
    Email.objects.all().delete()
    return activity


def waiting() -> list[ReviewEvent]:
    """Decisions whose mails are not written."""
    return list(ReviewEvent.objects.waiting_to_mail())


def told() -> dict[str, list[str]]:
    """Subject → who got it; and the outbox is empty again."""
    found: dict[str, list[str]] = {}
    for row in Email.objects.order_by("pk"):
        found.setdefault(row.subject, []).extend(address.split("@")[0] for address in row.to)
    Email.objects.all().delete()
    return {subject: sorted(names) for subject, names in found.items()}


def publish(activity, cast, **fields):
    return review.publish(newest(activity), audience="publikt", by=cast["office"], **fields)


def send_back(activity, cast, reason="Skriv mer."):
    return review.send_back(newest(activity), reason=reason, by=cast["office"])


def due():
    return ReviewEvent.objects.waiting_to_mail()


# At once


def test_the_office_hears_of_a_submission_at_once(cast):
    activity = states.written(cast, cast.content(co_owners=frozenset()))
    greet(activity, "Hoppas det duger!")
    writing.submit(newest(activity), by=cast["contact"])
    mail = Email.objects.first()
    assert f"{SITE}/kontor/granska/{activity.pk}/" in mail.message
    assert "Kontakt har skickat in aktiviteten ”Läxcafé”" in mail.message and "Hoppas det duger!" in mail.message
    assert told() == {"Att granska: Läxcafé": ["kontor", "kontor2"]}


@pytest.mark.parametrize(
    ("changes", "said"), [({}, "Texten är densamma som då."), ({"summary": "Annat."}, "texten är ändrad sedan dess.")]
)
def test_the_office_hears_that_a_submission_answers_a_return_and_whether_anything_is_changed(
    cast, submitted, changes, said
):
    send_back(submitted, cast)
    version = writing.save(newest(submitted), cast.content(**changes), by=cast["contact"])
    writing.submit(version, by=cast["contact"])
    mail = Email.objects.get(subject="Att granska: Läxcafé", to__contains="kontor@")
    assert "Den har varit tillbaka för komplettering" in mail.message and said in mail.message


def test_nobody_hears_of_ones_own_submission(cast):
    activity = states.written(cast, cast.content(co_owners=frozenset()), by="office")
    writing.submit(newest(activity), by=cast["office"])
    assert told() == {"Att granska: Läxcafé": ["kontor2"]}


def test_the_invited_hear_at_once_and_their_button_leads_to_the_invitation(cast):
    activity = states.written(cast, cast.content(co_owners=frozenset({cast.asked})))
    writing.submit(newest(activity), by=cast["contact"])
    mail = Email.objects.get(subject="Inbjudan: Läxcafé")
    assert mail.to == ["asked@skolaforst.example"]
    assert (
        f"{SITE}/aktiviteter/{activity.pk}/inbjudan/" in mail.message and "Vi läser läxor tillsammans." in mail.message
    )


def test_where_nobody_holds_the_seat_the_office_is_told(cast):
    empty = factories.organisation("Tomma huset").pk
    activity = states.written(cast, cast.content(co_owners=frozenset({empty})))
    writing.submit(newest(activity), by=cast["contact"])
    assert told()["Inbjudan: Läxcafé"] == ["kontor", "kontor2"]


def test_the_lead_hears_what_was_answered(cast, submitted):
    answer = submitted.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=True, by=cast["asked"], text="Gärna!")
    mail = Email.objects.first()
    assert "Gärna!" in mail.message and f"{SITE}/aktiviteter/{submitted.pk}/" in mail.message
    assert told() == {"asked är med: Läxcafé": ["ersattare", "kontakt"]}
    together.answer_invitation(answer, accept=False, by=cast["asked"])
    assert told() == {"asked tackar nej: Läxcafé": ["ersattare", "kontakt"]}


def test_the_same_answer_again_is_told_once(cast, submitted):
    answer = submitted.participations.get(organisation=cast.asked)
    for _tap in range(2):
        together.answer_invitation(answer, accept=True, by=cast["asked"])
    assert told() == {"asked är med: Läxcafé": ["ersattare", "kontakt"]}


def test_an_act_that_fails_tells_nobody(cast):
    activity = states.written(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        writing.submit(newest(activity), by=cast["contact"])
        raise RuntimeError
    assert not told()


# When they are due


DECISIONS = {
    "published": ("subm", publish, "Publicerad: Läxcafé", ""),
    "sent back": ("subm", send_back, "Behöver kompletteras: Läxcafé", "redigera/"),
    "withdrawn": (
        "live",
        lambda a, c: review.withdraw(a, reason="Fel bild.", by=c["office"]),
        "Inte längre publicerad: Läxcafé",
        "",
    ),
    "brought back": ("wdrawn", lambda a, c: review.bring_back(a, by=c["office"]), "Publicerad: Läxcafé", ""),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_is_told_when_it_can_no_longer_be_undone(decision, cast, clock):
    """Then to the seats of lead and accepted co-owners, once, with a button that leads where one acts."""
    state, act, subject, place = DECISIONS[decision]
    activity = emptied(states.STATES[state](cast))
    event = act(activity, cast)
    clock(9)
    assert write_due_mails() == 0 and not Email.objects.exists()
    assert waiting() == [event]
    clock(1)
    assert write_due_mails() == 1
    mail = Email.objects.first()
    assert f"{SITE}/aktiviteter/{activity.pk}/{place}\n" in mail.message
    assert event.comment in mail.message
    assert told() == {subject: ["ally", "ersattare", "kontakt"]}
    assert write_due_mails() == 0 and not waiting()


@pytest.mark.parametrize("decision", DECISIONS)
def test_what_was_undone_is_never_told(decision, cast, clock):
    state, act, _subject, _place = DECISIONS[decision]
    activity = emptied(states.STATES[state](cast))
    event = act(activity, cast)
    clock(5)
    review.undo(event, by=cast["office2"])
    clock(60)
    assert write_due_mails() == 0 and not told()


@pytest.mark.parametrize("act", ["archive", "audience"])
def test_archiving_and_changing_the_audience_are_told_by_no_mail(act, cast, clock):
    activity = emptied(states.live(cast))
    if act == "archive":
        review.archive(fresh(activity), by=cast["office"])
    else:
        review.change_audience(fresh(activity), audience="internt", by=cast["office"])
    clock(60)
    assert write_due_mails() == 0 and not told()


@pytest.mark.parametrize("decision", ["published", "published for them", "withdrawn", "sent back"])
def test_what_is_archived_since_asks_nobody_to_write(decision, cast, submitted, clock):
    if decision == "published for them":
        writing.take_back(newest(submitted), by=cast["contact"])
        writing.submit(newest(submitted), by=cast["office"])
        Email.objects.all().delete()
    if decision == "sent back":
        review.send_back(newest(submitted), reason="Skriv mer.", by=cast["office"])
        review.archive(fresh(submitted), by=cast["office"])
    else:
        publish(submitted, cast)
    if decision == "withdrawn":
        clock(10)
        write_due_mails()
        Email.objects.all().delete()
        review.withdraw(fresh(submitted), reason="Fel", by=cast["office"])
    if decision != "sent back":
        review.archive(fresh(submitted), by=cast["office"])
    clock(10)
    write_due_mails()
    mails = [mail.message for mail in Email.objects.filter(to="kontakt@skolaforst.example")]
    assert len(mails) == (decision != "sent back")
    for mail in mails:
        assert "har arkiverats sedan dess" in mail
        assert not any(words in mail for words in ("Berätta när", "ett utkast", "kan ni ändra den"))


def test_the_mail_says_who_sees_it(cast, submitted, clock):
    publish(submitted, cast)
    review.change_audience(fresh(submitted), audience="internt", by=cast["office"])
    clock(10)
    write_due_mails()
    assert "publicerad internt" in Email.objects.first().message


def test_a_mail_waits_while_a_later_decision_can_be_undone(cast, submitted, clock):
    """Else it tells what that decided, and is untrue when it is undone."""
    publish(submitted, cast)
    clock(9)
    narrowed = review.change_audience(fresh(submitted), audience="internt", by=cast["office"])
    clock(3)
    assert write_due_mails() == 0
    review.undo(narrowed, by=cast["office"])
    assert write_due_mails() == 1
    assert "Nu kan alla läsa om den" in Email.objects.first().message


@pytest.mark.parametrize("comments", [{}, {"title": "Kortare."}])
def test_a_return_tells_of_comments_where_there_are_some(cast, submitted, clock, comments):
    review.send_back(newest(submitted), reason="Skriv mer.", field_comments=comments, by=cast["office"])
    clock(10)
    write_due_mails()
    assert ("Kommentarerna står bredvid fälten" in Email.objects.first().message) == bool(comments)


# Who


def test_no_mail_about_ones_own_decision(cast, clock):
    factories.seat(cast["office"].user, factories.organisation(key="kontorets"))
    own = cast["office"].user.seats.get().organisation_id
    activity = states.written(cast, cast.content(lead=own, co_owners=frozenset()), by="office")
    writing.submit(newest(activity), by=cast["office"])
    emptied(activity)
    publish(activity, cast)
    clock(10)
    assert write_due_mails() == 1 and not told()


def test_whoever_submitted_is_told_too(cast, clock):
    """The office logged it for an organisation, another of the office decided."""
    activity = states.written(cast, cast.content(co_owners=frozenset()), by="office2")
    writing.submit(newest(activity), by=cast["office2"])
    emptied(activity)
    publish(activity, cast)
    clock(10)
    write_due_mails()
    assert told() == {"Publicerad: Läxcafé": ["ersattare", "kontakt", "kontor2"]}


def test_who_submitted_and_left_the_seat_since_is_not(cast, submitted, clock):
    publish(submitted, cast)
    ContactPerson.objects.filter(person=cast["contact"].user).update(ended=timezone.localdate())
    clock(10)
    write_due_mails()
    assert told() == {"Publicerad: Läxcafé": ["ally", "ersattare"]}


def test_who_has_taken_the_seat_since_is(cast, submitted, clock):
    publish(submitted, cast)
    heir = factories.user("Arvinge", email="arvinge@skolaforst.example")
    ContactPerson.objects.filter(person=cast["contact"].user).update(person=heir)
    clock(10)
    write_due_mails()
    assert told() == {"Publicerad: Läxcafé": ["ally", "arvinge", "ersattare"]}


def test_who_declined_or_has_not_answered_hears_nothing_of_decisions(cast, submitted, clock):
    send_back(submitted, cast)
    clock(10)
    write_due_mails()
    assert not {"asked", "refused"} & set(told()["Behöver kompletteras: Läxcafé"])


# Overtaken


def test_what_was_overtaken_is_not_told(cast, submitted, clock):
    """Withdrawn before the mail of the publication was due: only the later one is told."""
    publish(submitted, cast)
    clock(2)
    review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    clock(10)
    write_due_mails()
    assert set(told()) == {"Inte längre publicerad: Läxcafé"} and not waiting()


def test_those_whose_page_is_taken_away_are_told_though_the_draft_names_another_lead(cast, clock):
    activity = emptied(states.live(cast))
    change = cast.content(lead=cast.other, co_owners=frozenset())
    writing.save(newest(activity), change, by=cast["office"])
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    clock(10)
    write_due_mails()
    assert told() == {"Inte längre publicerad: Läxcafé": ["ally", "ersattare", "kontakt", "kontakt2"]}


def test_published_withdrawn_and_brought_back_is_told_once(cast, submitted, clock):
    publish(submitted, cast)
    clock(1)
    review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    clock(1)
    review.bring_back(fresh(submitted), by=cast["office"])
    clock(10)
    write_due_mails()
    assert told() == {"Publicerad: Läxcafé": ["ally", "ersattare", "kontakt"]}


def test_sent_back_mended_and_sent_back_again_tells_the_last_reason_only(cast, submitted, clock):
    send_back(submitted, cast, "Skriv mer.")
    clock(1)
    writing.submit(newest(submitted), by=cast["contact"])
    send_back(submitted, cast, "Ännu mer.")
    emptied_submission = Email.objects.filter(subject__startswith="Att granska")
    emptied_submission.delete()
    clock(10)
    write_due_mails()
    assert {row.message.count("Ännu mer.") for row in Email.objects.all()} == {1}
    assert told() == {"Behöver kompletteras: Läxcafé": ["ally", "ersattare", "kontakt"]}


def test_sent_back_and_submitted_again_before_the_mail_is_not_told(cast, submitted, clock):
    send_back(submitted, cast)
    writing.submit(newest(submitted), by=cast["contact"])
    Email.objects.all().delete()
    clock(10)
    write_due_mails()
    assert not told()


def test_a_publication_is_told_though_a_later_change_was_sent_back(cast, submitted, clock):
    publish(submitted, cast)
    clock(1)
    writing.save(newest(submitted), cast.content("Nyare"), by=cast["contact"])
    writing.submit(newest(submitted), by=cast["contact"])
    send_back(submitted, cast)
    Email.objects.all().delete()
    clock(11)
    write_due_mails()
    assert set(told()) == {"Publicerad: Läxcafé", "Behöver kompletteras: Nyare"}


# Overtaken by what can itself be undone: neither told nor forgotten yet


def test_a_publication_whose_withdrawal_is_undone_is_told(cast, submitted, clock):
    """Withdrawn at 10:09, the mail due at 10:10, the withdrawal undone at 10:13: public, and they hear of it."""
    publish(submitted, cast)
    clock(9)
    withdrawal = review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    clock(1)
    assert write_due_mails() == 0 and len(waiting()) == 2
    clock(3)
    review.undo(withdrawal, by=cast["office"])
    write_due_mails()
    assert set(told()) == {"Publicerad: Läxcafé"} and not waiting()
    clock(20)
    assert write_due_mails() == 0 and not told()


@pytest.mark.parametrize(
    ("minutes", "heard"), [(9, {}), (11, {"Publicerad: Läxcafé": ["ally", "ersattare", "kontakt"]})]
)
def test_what_was_away_for_less_than_an_undo_is_told_nobody(cast, submitted, clock, minutes, heard):
    publish(submitted, cast)
    emptied(submitted)
    clock(30)
    review.withdraw(fresh(submitted), reason="Ett namn.", by=cast["office"])
    clock(minutes)
    write_due_mails()
    told()
    review.bring_back(fresh(submitted), by=cast["office"])
    clock(11)
    write_due_mails()
    assert told() == heard


def test_down_and_up_twice_before_anybody_heard_is_told_nobody(cast, submitted, clock):
    publish(submitted, cast)
    clock(30)
    write_due_mails()
    told()
    for _round in range(2):
        review.withdraw(fresh(submitted), reason="Ett namn.", by=cast["office"])
        clock(3)
        review.bring_back(fresh(submitted), by=cast["office"])
        clock(3)
    clock(60)  # a sender that stood still for long
    write_due_mails()
    assert told() == {}


def test_a_withdrawal_is_told_where_bringing_back_is_undone(cast, submitted, clock):
    publish(submitted, cast)
    clock(10)
    write_due_mails()
    told()
    review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    clock(9)
    back = review.bring_back(fresh(submitted), by=cast["office"])
    clock(1)
    assert write_due_mails() == 0
    clock(3)
    review.undo(back, by=cast["office"])
    write_due_mails()
    assert set(told()) == {"Inte längre publicerad: Läxcafé"} and not waiting()


def test_an_earlier_publication_is_told_where_the_later_one_is_undone(cast, submitted, clock):
    first = publish(submitted, cast)
    writing.save(newest(submitted), cast.content("Nyare"), by=cast["contact"])
    writing.submit(newest(submitted), by=cast["contact"])
    clock(9)
    second = publish(submitted, cast)
    Email.objects.all().delete()
    clock(1)
    assert write_due_mails() == 0
    clock(1)
    review.undo(second, by=cast["office"])
    write_due_mails()
    assert set(told()) == {"Publicerad: Läxcafé"} and not waiting()
    first.refresh_from_db()
    assert first.mailed_at


def test_what_waits_for_a_later_decision_keeps_no_other_waiting(cast, clock):
    """The first in the queue is passed over; those behind it are told at once."""
    first, second = states.submitted(cast), states.submitted(cast)
    emptied(first)
    publish(first, cast)
    publish(second, cast)
    clock(9)
    review.withdraw(fresh(first), reason="Fel.", by=cast["office"])
    clock(1)
    assert write_due_mails() == 1
    assert set(told()) == {"Publicerad: Läxcafé"}
    assert {event.activity for event in waiting()} == {first}
    clock(9)
    write_due_mails()
    assert set(told()) == {"Inte längre publicerad: Läxcafé"} and not waiting()


def test_what_waits_longer_than_ten_minutes_can_still_not_be_undone(cast, submitted, clock):
    """Passed over is not younger: the publication stays, before and after the withdrawal is undone."""
    event = publish(submitted, cast)
    clock(9)
    withdrawal = review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    clock(2)
    write_due_mails()
    with pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])
    review.undo(withdrawal, by=cast["office"])
    with pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])
    assert fresh(submitted).is_live


def test_a_publication_is_not_kept_waiting_by_a_withdrawal_that_can_no_longer_be_undone(cast, submitted, clock):
    """Published, changed, withdrawn and changed again, all within ten minutes: it is told nobody, and never waits."""
    publish(submitted, cast)
    writing.save(newest(submitted), cast.content("Nyare"), by=cast["contact"])
    writing.submit(newest(submitted), by=cast["contact"])
    clock(9)
    review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])
    assert write_due_mails() == 0 and [mail.may_be_overtaken for mail in mails_of(due())] == [True, False]
    writing.take_back(newest(submitted), by=cast["contact"])
    writing.save(newest(submitted), cast.content("Nyast"), by=cast["contact"])
    assert [(mail.may_be_overtaken, mail.holds) for mail in mails_of(due())] == [(False, False), (False, True)]
    Email.objects.all().delete()
    clock(1)
    assert write_due_mails() == 1 and told() == {} and len(waiting()) == 1
    clock(9)
    write_due_mails()
    assert set(told()) == {"Inte längre publicerad: Läxcafé"}


def test_a_later_decision_may_overtake_exactly_as_long_as_it_can_be_undone(cast, submitted, clock):
    """As rules.may_undo, whatever happens to it."""
    first = publish(submitted, cast)
    withdrawal = review.withdraw(fresh(submitted), reason="Fel.", by=cast["office"])

    def both() -> set[bool]:
        told_now = ReviewEvent.objects.told().get(pk=withdrawal.pk)
        (mail,) = mails_of(ReviewEvent.objects.filter(pk=first.pk))
        return {mail.may_be_overtaken, rules.may_undo(cast["office"], told_now)}

    assert both() == {True}
    ReviewEvent.objects.filter(pk=withdrawal.pk).update(mailed_at=timezone.now())
    assert both() == {False}
    ReviewEvent.objects.filter(pk=withdrawal.pk).update(mailed_at=None)
    clock(10)
    assert both() == {False}
    ReviewEvent.objects.filter(pk=withdrawal.pk).update(at=timezone.now())
    assert both() == {True}
    clock(1)
    writing.save(newest(submitted), cast.content("Nyare"), by=cast["contact"])
    assert both() == {False}


# A change of what was published


def change_of(activity, cast, title="Nyare"):
    writing.save(newest(activity), cast.content(title), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    Email.objects.all().delete()


def mail_after(clock) -> Email:
    clock(11)
    write_due_mails()
    (mail,) = Email.objects.filter(to__contains="kontakt@")
    return mail


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ("publikt", "Ändringen i aktiviteten ”Nyare” är publicerad. Nu kan alla läsa den."),
        ("internt", "Ändringen i aktiviteten ”Nyare” är publicerad internt. Den syns för alla som kan logga in"),
    ],
)
def test_of_a_change_the_mail_tells_that_the_change_is_published(cast, submitted, clock, audience, words):
    review.publish(newest(submitted), audience=audience, by=cast["office"])
    clock(11)
    write_due_mails()
    change_of(submitted, cast)
    review.publish(newest(submitted), audience=None, by=cast["office"])
    mail = mail_after(clock)
    assert mail.subject == "Ändringen är publicerad: Nyare"
    assert (
        words in mail.message and words in mail.html_message and "Aktiviteten ”Nyare” är publicerad" not in mail.message
    )


@pytest.mark.parametrize("wait", [5, 11])
def test_a_change_is_told_as_such_only_to_who_has_heard_that_it_was_published(cast, submitted, clock, wait):
    publish(submitted, cast)
    clock(wait)
    write_due_mails()
    change_of(submitted, cast)
    publish(submitted, cast)
    assert mail_after(clock).subject == ("Ändringen är publicerad: Nyare" if wait == 11 else "Publicerad: Nyare")


def test_what_was_internal_and_is_for_all_now_is_told_as_published(cast, submitted, clock):
    review.publish(newest(submitted), audience="internt", by=cast["office"])
    clock(11)
    write_due_mails()
    change_of(submitted, cast)
    publish(submitted, cast)
    mail = mail_after(clock)
    assert mail.subject == "Publicerad: Nyare" and "Nu kan alla läsa om den." in mail.message


# What fails


def test_one_that_fails_stops_no_other_and_is_tried_again(cast, clock, monkeypatch):
    first, second = states.submitted(cast), states.submitted(cast)
    emptied(first)
    publish(first, cast)
    publish(second, cast)
    clock(10)
    real, broken = mailing.mail.write, [first.pk]

    def write(template, receivers, context):
        if context["path"] == f"/aktiviteter/{first.pk}/" and broken:
            Email.objects.create(from_email="x@skolaforst.example", to=["halv@skolaforst.example"], subject="Halvt")
            raise ValueError
        real(template, receivers, context)

    monkeypatch.setattr(mailing.mail, "write", write)
    assert write_due_mails() == 1
    assert told() == {"Publicerad: Läxcafé": ["ally", "ersattare", "kontakt"]}  # and nothing half written
    assert [event.activity for event in waiting()] == [first]
    broken.clear()
    assert write_due_mails() == 1 and not waiting()
    assert told() == {"Publicerad: Läxcafé": ["ally", "ersattare", "kontakt"]}


def test_a_decision_whose_mail_failed_can_no_longer_be_undone(cast, submitted, clock, monkeypatch):
    """Late is late: what follows is its mail."""
    event = publish(submitted, cast)
    clock(10)
    monkeypatch.setattr(mailing.mail, "write", lambda *given: 1 / 0)
    write_due_mails()
    with pytest.raises(review.TooLate):
        review.undo(event, by=cast["office"])
    assert fresh(submitted).is_live


@pytest.mark.parametrize("state", [states.live_edited, states.live_sent_back])
def test_who_wrote_hears_that_the_office_threw_the_change_away_and_finds_the_text(cast, state):
    activity = emptied(state(cast))
    writing.discard(newest(activity), by=cast["office"])
    mail = Email.objects.first()
    assert "Kontor på projektkontoret har slängt" in mail.message and "”Läxcafé”" in mail.message
    assert f"{SITE}/aktiviteter/{activity.pk}/historik/" in mail.message
    assert told() == {"Ändringen är slängd: Läxcafé": ["ally", "ersattare", "kontakt"]}


def test_a_change_thrown_away_that_was_ones_own_is_told_to_nobody(cast):
    writing.discard(newest(emptied(states.live_edited(cast))), by=cast["contact"])
    own = emptied(states.live(cast))
    writing.save(newest(own), cast.content("Läxcafé igen"), by=cast["office"])
    writing.discard(newest(own), by=cast["office"])
    assert told() == {}


def test_throwing_a_change_away_asks_as_often_for_many_versions(cast):
    def queries(versions: int) -> int:
        activity = states.live(cast)
        for number in range(versions):
            writing.save(newest(activity), cast.content(f"Version {number}"), by=cast["office"])
        with CaptureQueriesContext(connection) as asked:
            writing.discard(newest(activity), by=cast["office"])
        return len(asked)

    assert queries(2) == queries(12)


def test_withdrawing_what_only_some_saw_does_not_speak_of_public_pages(cast, clock, client_of):
    activity = emptied(states.internal(cast))
    review.withdraw(fresh(activity), reason="Fel.", by=cast["office"])
    clock(11)
    write_due_mails()
    assert "från de inloggades sidor" in Email.objects.first().message
    office = client_of(cast["office"]).get(f"/kontor/aktivitet/{activity.pk}/").text
    assert "från de inloggades sidor" in office and "de öppna sidorna" not in office


def test_a_change_that_the_office_mended_and_threw_away_is_told_to_who_began_it(cast):
    activity = emptied(states.live_edited(cast))
    writing.save(newest(activity), cast.content("Läxcafé alla dagar"), by=cast["office"])
    writing.discard(newest(activity), by=cast["office"])
    assert told() == {"Ändringen är slängd: Läxcafé": ["ally", "ersattare", "kontakt"]}


@pytest.mark.parametrize("decide", [publish, send_back])
def test_the_mail_of_a_decision_says_that_the_office_corrected_the_text(cast, submitted, clock, decide):
    writing.save(newest(submitted), cast.content("Läxcafé, rättat"), by=cast["office"])
    decide(fresh(submitted), cast)
    clock(11)
    write_due_mails()
    assert "Projektkontoret har rättat i texten." in Email.objects.get(to="kontakt@skolaforst.example").message


def test_a_return_of_what_the_office_submitted_asks_nobody_to_do_it_again(cast, clock):
    activity = states.written(cast)
    writing.submit(newest(activity), by=cast["office"])
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office2"])
    clock(11)
    write_due_mails()
    message = Email.objects.get(to="kontakt@skolaforst.example").message
    assert "Projektkontoret har skickat in texten åt er. Ändra den och skicka in den." in message
    assert "skickar du in den igen" not in message


@pytest.mark.parametrize("publisher", ["office", "office2"])
def test_what_the_office_wrote_for_an_organisation_says_so(cast, clock, publisher):
    activity = states.written(cast, by="office")
    writing.submit(newest(activity), by=cast["office"])
    writing.save(newest(activity), cast.content("Läxcafé, rättat"), by=cast["office2"])
    review.publish(newest(activity), audience="publikt", by=cast[publisher])
    clock(11)
    write_due_mails()
    message = Email.objects.get(to="kontakt@skolaforst.example").message
    assert "Projektkontoret har skickat in texten åt er." in message and "rättat i texten" in message
    others = Email.objects.filter(to__startswith="kontor").values_list("message", flat=True)
    assert not any("åt er" in text for text in others)


def test_a_text_published_as_it_was_submitted_is_not_called_corrected(cast, submitted, clock):
    publish(submitted, cast)
    clock(11)
    write_due_mails()
    assert "rättat" not in Email.objects.get(to="kontakt@skolaforst.example").message


# In whose words: for the organisation, or for the office that reads or acts in its place

STANDS_IN = "saknar kontaktperson som kan logga in"
TO_AN_ORGANISATION = (" ni ", "Er text", "hos er", " ni.")


def without_seat(*organisations: int) -> None:
    """Nobody answers for them any more."""
    ContactPerson.objects.filter(organisation__in=organisations).update(ended=timezone.localdate())


def read_by(name: str) -> str:
    return Email.objects.get(to=f"{name}@skolaforst.example").message


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_office_that_reads_for_an_empty_seat_is_not_spoken_to_as_the_organisation(decision, cast, clock):
    state, act, _subject, _place = DECISIONS[decision]
    activity = emptied(states.STATES[state](cast))
    without_seat(cast.lead)
    act(activity, cast)
    clock(10)
    write_due_mails()
    assert STANDS_IN in read_by("kontor2")
    assert not [words for words in TO_AN_ORGANISATION if words in read_by("kontor2")]
    assert STANDS_IN not in read_by("ally")


def test_the_office_is_told_who_of_it_sent_back_what_it_wrote_for_an_organisation(cast, clock):
    activity = states.written(cast, cast.content(co_owners=frozenset()), by="office2")
    writing.submit(newest(activity), by=cast["office2"])
    emptied(activity)
    send_back(activity, cast)
    clock(10)
    write_due_mails()
    assert "Kontor på projektkontoret har läst ”Läxcafé”" in read_by("kontor2")
    assert "Så här skriver Kontor: Skriv mer." in read_by("kontor2")
    assert "Du får mejlet för att du skickade in den." in read_by("kontor2")
    assert "vill att ni kompletterar den" in read_by("kontakt") and "Du får mejlet" not in read_by("kontakt")


def test_what_the_office_submits_is_submitted_for_the_organisation(cast):
    activity = states.written(cast, cast.content(co_owners=frozenset()), by="office")
    greet(activity, "De har ringt.")
    writing.submit(newest(activity), by=cast["office"])
    assert "Kontor på projektkontoret har skickat in aktiviteten ”Läxcafé” åt Kulturförvaltningen." in read_by(
        "kontor2"
    )
    assert "Hälsning till projektkontoret: De har ringt." in read_by("kontor2")


def test_the_office_that_is_asked_for_an_organisation_answers_for_it(cast):
    without_seat(cast.asked)
    activity = states.written(cast, cast.content(co_owners=frozenset({cast.asked})))
    writing.submit(newest(activity), by=cast["contact"])
    mail = Email.objects.get(subject="Inbjudan: Läxcafé", to="kontor@skolaforst.example")
    assert "Fråga verksamheten och svara åt den" in mail.message and STANDS_IN in mail.message
    assert "när ni har tackat ja" not in mail.message


@pytest.mark.parametrize(("accept", "words"), [(True, "tackat ja åt asked"), (False, "tackat nej åt asked")])
def test_what_the_office_answers_for_an_organisation_is_told_as_its_act(cast, submitted, accept, words):
    answer = submitted.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, accept=accept, by=cast["office"], text="De har ringt.")
    assert f"Kontor på projektkontoret har {words}" in read_by("kontakt")
    assert "Kontor skriver: De har ringt." in read_by("kontakt") and "De skriver" not in read_by("kontakt")


def test_a_refusal_is_told_the_office_where_the_lead_has_nobody(cast, submitted):
    without_seat(cast.lead)
    together.answer_invitation(submitted.participations.get(organisation=cast.asked), accept=False, by=cast["asked"])
    assert "Se om någon annan behöver bjudas in." in read_by("kontor") and STANDS_IN in read_by("kontor")


def test_a_change_thrown_away_is_told_the_office_where_nobody_holds_the_seat(cast):
    activity = emptied(states.live_edited(cast))
    without_seat(cast.lead)
    writing.discard(newest(activity), by=cast["office"])
    assert "Texten är inte borta." in read_by("kontor2") and "Er text är inte borta." in read_by("ally")


# For a page of them


def test_the_mails_of_many_decisions_are_made_in_as_many_queries_as_of_one(cast, django_assert_max_num_queries):
    for activity in [emptied(states.submitted(cast)) for _one in range(4)]:
        publish(activity, cast)
    for events in (ReviewEvent.objects.waiting_to_mail()[:1], ReviewEvent.objects.waiting_to_mail()):
        with django_assert_max_num_queries(5):
            found = mails_of(events)
        assert {mail.about["title"] for mail in found} == {"Läxcafé"} and all(mail.holds for mail in found)
    assert len(found) == 4


def test_a_mail_tells_the_same_alone_and_among_others(cast, submitted):
    """Who of the office submitted hears of what they submitted, whatever seat they hold in another activity."""
    factories.seat(cast["office"].user, Organisation.objects.get(pk=cast.other), role=ContactPerson.Role.DEPUTY)
    theirs = states.written(cast, cast.content(lead=cast.other, co_owners=frozenset()), by="office")
    writing.submit(newest(theirs), by=cast["office"])
    writing.take_back(newest(submitted), by=cast["contact"])
    writing.submit(newest(submitted), by=cast["office"])
    for activity in (theirs, submitted):
        review.send_back(newest(activity), reason="Skriv mer.", by=cast["office2"])
    both = mails_of(ReviewEvent.objects.waiting_to_mail())
    for mail in both:
        (alone,) = mails_of(ReviewEvent.objects.filter(pk=mail.event.pk))
        assert (mail.receivers(), mail.about) == (alone.receivers(), alone.about)
    assert {mail.event.activity_id: mail.about["by_office"] for mail in both} == {theirs.pk: False, submitted.pk: True}


def test_a_mail_that_waits_is_shown_as_it_will_be_sent(cast, submitted, clock):
    publish(submitted, cast)
    (waits,) = mails_of(ReviewEvent.objects.waiting_to_mail())
    shown = waits.composed(Initiative.objects.get())
    clock(10)
    write_due_mails()
    sent = {row.to[0]: row for row in Email.objects.all()}
    assert sorted(user.email for user in waits.receivers()) == sorted(sent)
    first = sent[waits.receivers()[0].email]
    assert (shown.subject, shown.text, shown.html) == (first.subject, first.message, first.html_message)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"accept": True}, "Svaret är fortfarande ja."),
        ({"accept": False}, "Svaret är fortfarande nej."),
        ({"accept": True, "owning": False}, "Svaret är som förut: de fortsätter som medverkande."),
    ],
)
def test_another_greeting_with_the_same_answer_is_told_as_that(cast, submitted, said, words):
    answer = submitted.participations.get(organisation=cast.asked)
    together.answer_invitation(answer, by=cast["asked"], text="Först", **said)
    Email.objects.all().delete()
    assert together.answer_invitation(answer, by=cast["asked"], text="Sedan", **said) is together.News.GREETING
    mail = Email.objects.get(to="kontakt@skolaforst.example")
    assert mail.subject == "Ny hälsning från asked: Läxcafé" and "Sedan" in mail.message
    assert mail.message.split("\n\n")[1] == f"asked har skrivit en ny hälsning om ”Läxcafé”. {words}"
    assert "tackat nej" not in mail.message and "bjuda in någon annan" not in mail.message
    assert "tackat nej" not in mail.html_message and "bjuda in någon annan" not in mail.html_message
    Email.objects.all().delete()
    together.answer_invitation(answer, by=cast["office"], **said)
    mail = Email.objects.get(to="kontakt@skolaforst.example")
    assert mail.subject == "asked har tagit bort sin hälsning: Läxcafé"
    assert f"Kontor på projektkontoret har tagit bort hälsningen från asked om ”Läxcafé”. {words}" in mail.message

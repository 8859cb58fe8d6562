"""The page of an activity: who sees it and what it tells whom."""

import datetime
import re
from dataclasses import replace
from urllib.parse import urlparse

import pytest
from django.urls import reverse
from django.utils import timezone

from activities import parties, rules
from activities.content import Content
from activities.models import Activity, Level, Participation
from activities.reference import reference
from activities.services import review, together, writing
from network.change import forget_kept, read_stamp
from network.dates import period
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import STATES, fresh, newest

pytestmark = pytest.mark.django_db
DAY = datetime.date


def get(client, activity: Activity):
    return client.get(activity.get_absolute_url())


def text(client, activity: Activity) -> str:
    response = get(client, activity)
    assert response.status_code == 200
    return response.content.decode()


def nameless(response) -> str:
    """A page without the number of the activity in the addresses that lead back."""
    return re.sub(r"aktiviteter/\d+/|aktiviteter%2F\d+%2F", "", response.content.decode())


def test_the_address_is_that_of_its_name(cast):
    activity = states.draft(cast)
    assert reverse("activity", args=[activity.pk]) == activity.get_absolute_url()


@pytest.mark.parametrize("state", STATES)
def test_who_sees_it_in_every_state(cast, client_of, state):
    """Seen by the rule; who is invited is led to the invitation; 410 where it was public, else 404."""
    activity = fresh(STATES[state](cast))
    was_public = state in ("wdrawn", "w_subm")
    for role, person in cast.people.items():
        response = get(client_of(person), activity)
        if rules.may_see(person, activity):
            assert response.status_code == 200, role
        elif role in ("asked", "refused"):
            assert response.status_code == 302, role
            assert urlparse(response["Location"]).path == reverse("activity_invitation", args=[activity.pk])
        else:
            assert response.status_code == (410 if was_public else 404), role


def test_what_does_not_exist_answers_as_what_one_may_not_see(cast, anyone_client):
    hidden = get(anyone_client, states.draft(cast))
    none = anyone_client.get("/aktiviteter/999999/")
    huge = anyone_client.get(f"/aktiviteter/{'9' * 30}/")
    assert hidden.status_code == none.status_code == huge.status_code == 404
    assert nameless(hidden) == nameless(none) == nameless(huge)


def test_410_only_where_it_was_public(cast, anyone_client):
    activity = states.live(cast)
    event = review.change_audience(activity, audience="internt", by=cast["office"])
    response = get(anyone_client, activity)
    assert response.status_code == 410 and response.text.count("Aktiviteten visas inte längre här") == 3
    assert "Projektkontoret har tagit bort den" in response.text and "Fel bild" not in response.text
    assert "borttagen" not in response.text and "inte publicerad" not in response.text, "it may be internal now"
    assert 'href="/aktiviteter/">Se alla aktiviteter' in response.text
    review.undo(event, by=cast["office"])
    assert get(anyone_client, activity).status_code == 200
    internal = states.internal(cast)
    review.withdraw(internal, reason="Fel.", by=cast["office"])
    assert get(anyone_client, internal).status_code == 404
    undone = states.submitted(cast)
    published = review.publish(newest(undone), audience="publikt", by=cast["office"])
    review.undo(published, by=cast["office"])
    assert get(anyone_client, undone).status_code == 404


def test_withdrawn_and_brought_back_is_seen_again(cast, anyone_client):
    activity = states.withdrawn(cast)
    assert get(anyone_client, activity).status_code == 410
    review.bring_back(activity, by=cast["office"])
    assert get(anyone_client, activity).status_code == 200


def test_a_waiting_change_is_read_by_nobody_on_the_page(cast, client_of):
    """What is live is shown to all; those who see the work are told that something waits."""
    activity = states.live_submitted(cast)
    for role, person in cast.people.items():
        page = text(client_of(person), activity)
        assert "Läxcafé varje dag" not in page, role
        told = rules.may_see_work(person, fresh(activity))
        assert ("väntande ändring" in page) == told, role
        assert (reverse("activity_history", args=[activity.pk]) in page) == told, role


NOTICES = {
    "draft": "Det här är ett utkast.",
    "subm": "Aktiviteten är inskickad.",
    "sent": "Projektkontoret skickade tillbaka aktiviteten.</b> Skälet: ”Skriv mer om hur.”",
    "edited": "väntande ändring som inte är inskickad",
    "l_subm": "väntande ändring. Projektkontoret granskar den.",
    "l_sent": "skickade tillbaka ändringen.</b> Skälet: ”Skriv mer om hur.”",
    "a_live": "Arkiverad",
    "taken": "Kontakt tog tillbaka aktiviteten i dag.</b> Den är inte inskickad.",
    "wdrawn": "Kontor tog bort aktiviteten från de öppna sidorna i dag.</b> Skälet: ”Fel bild av läget.” Den är inte",
}


@pytest.mark.parametrize(("state", "words"), NOTICES.items())
def test_notices(cast, client_of, state, words):
    activity = STATES[state](cast)
    for role in ("contact", "ally", "office"):
        assert words in text(client_of(cast[role]), activity), role


def test_what_left_the_text_waiting_is_told_until_it_moves_on(cast, contact_client):
    """On the page and in the form, with the reason."""
    activity = states.withdrawn(cast)
    form = contact_client.get(reverse("activity_edit", args=[activity.pk])).text
    assert "Kontor tog bort aktiviteten från de öppna sidorna i dag." in form and "Fel bild av läget." in form
    assert "Ett utkast behöver bara en rubrik." not in form
    writing.submit(newest(activity), by=cast["contact"])
    page = text(contact_client, activity)
    assert "Aktiviteten är inskickad." in page and "i dag.</b>" not in page
    change = states.live_submitted(cast)
    review.withdraw(change, reason="Fel.", by=cast["office"])
    page = text(contact_client, change)
    assert "tog bort aktiviteten" in page and "Aktiviteten är inskickad." in page, "both wait"
    assert "Den är inte inskickad" not in page


def test_after_submitting_one_box_says_so_and_later_the_page_does(cast, contact_client):
    activity = states.draft(cast)
    content = newest(activity).content
    sent = {name: content[name] for name in ("title", "summary", "description", "lead")} | {"gor": "skicka"}
    sent |= {"version": newest(activity).pk, "cells": f"{cast.cell().level}-{cast.cell().area}", "status": "ide"}
    page = contact_client.post(reverse("activity_edit", args=[activity.pk]), sent, follow=True).text
    assert "Inskickad. Projektkontoret läser och svarar inom" in page and "Aktiviteten är inskickad." not in page
    assert "Aktiviteten är inskickad." in text(contact_client, activity)


def test_the_message_of_one_submitted_hides_nothing_on_another_page(cast, contact_client):
    """Submitted in one window; before its answer is followed, another activity is opened in a second."""
    returned, activity = states.sent_back(cast), states.draft(cast)
    content = newest(activity).content
    sent = {name: content[name] for name in ("title", "summary", "description", "lead")} | {"gor": "skicka"}
    sent |= {"version": newest(activity).pk, "cells": f"{cast.cell().level}-{cast.cell().area}", "status": "ide"}
    contact_client.post(reverse("activity_edit", args=[activity.pk]), sent)
    page = text(contact_client, returned)
    assert "Projektkontoret skickade tillbaka aktiviteten." in page and "Skriv mer om hur." in page


OUT = {  # state: what the owners find on the page and under the form
    "draft": "Ta bort utkast", "taken": "arkivera den", "sent": "arkivera den", "wdrawn": "arkivera den",
    "edited": "Släng ändringen", "l_sent": "Släng ändringen",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_ways_out_of_what_is_not_handed_in(cast, contact_client, state):
    activity = STATES[state](cast)
    pages = [text(contact_client, activity)]
    if state in OUT:
        pages.append(contact_client.get(reverse("activity_edit", args=[activity.pk])).text)
    for page in pages:
        assert {words for words in set(OUT.values()) if words in page} == ({OUT[state]} if state in OUT else set())


def test_the_archived_keeps_its_address_with_a_banner(cast, anyone_client):
    page = text(anyone_client, states.archived_live(cast))
    assert "Arkiverad" in page and "syns inte i listor och matris" in page


def test_who_is_invited_to_something_public_is_asked_to_answer(cast, client_of):
    activity = states.live(cast)
    for role, asked in (("asked", True), ("refused", False), ("ally", False), ("contact2", False), ("anyone", False)):
        page = text(client_of(cast[role]), activity)
        assert ("Din verksamhet är inbjuden." in page) == asked, role


BUTTONS = {
    "Ändra och skicka in": lambda p, a: rules.may_submit(p, a),
    "Ta tillbaka": lambda p, a: rules.may_take_back(p, a),
    "Ändra status, datum och räckvidd": lambda p, a: rules.may_change_facts(p, a),
    "Publicering och arkiv": lambda p, a: p.is_office,
    "Granska": lambda p, a: rules.may_review(p, a),
}


@pytest.mark.parametrize("state", STATES)
def test_buttons_are_those_the_rules_allow(cast, client_of, state):
    activity = fresh(STATES[state](cast))
    for role, person in cast.people.items():
        if not rules.may_see(person, activity):
            continue
        page = text(client_of(person), activity)
        buttons = page[page.find('<dl class="facts-row">') : page.find('id="h-rt"')]
        for words, rule in BUTTONS.items():
            found = re.search(rf">{words}</(a|button)>", buttons) is not None
            assert found == rule(person, activity), (role, words)
        assert (reverse("activity_edit", args=[activity.pk]) in buttons) == rules.may_edit(person, activity)
        assert buttons.count("btn-primary") <= 1


def test_take_back_works_from_the_page(cast, contact_client):
    activity = states.submitted(cast)
    page = text(contact_client, activity)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    contact_client.post(reverse("activity_take_back", args=[activity.pk]), {"version": version})
    assert fresh(activity).review == "utkast"


def test_only_needs_with_an_approved_public_wording_are_told_in_public(cast, client_of):
    told, untold = factories.public_need("Vi vill ha lugn."), factories.need("Kanariefågel sade detta.")
    unapproved = factories.need("Gråsparv sade detta.", public_text="Talgoxe vill ha lugn.", public_by=factories.user())
    activity = states.live(cast)
    fresh(activity).needs.add(told, untold, unapproved)
    public = text(client_of(cast["anyone"]), activity)
    assert "”Vi vill ha lugn.”" in public and f'href="/behov/{told.pk}/"' in public
    assert "Och 2 behov till, som inte visas öppet." in public
    for word in ("Kanariefågel", "Gråsparv", "Talgoxe", told.text):
        assert word not in public
    inside = text(client_of(cast["reader"]), activity)
    assert "Kanariefågel" in inside and "Gråsparv" in inside and "Talgoxe" not in inside
    assert "visas öppet" not in inside


def test_when_no_need_may_be_told_their_count_stands_alone(cast, anyone_client):
    activity = states.live(cast)
    fresh(activity).needs.add(factories.need())
    assert "Ett behov, som inte visas öppet ännu." in text(anyone_client, activity)


def test_the_red_thread_links_to_its_neighbours(cast, anyone_client):
    goal = factories.goal(7, text="Alla ska må bra.")
    content = cast.content(
        goals=frozenset({goal.pk}), cells=frozenset({cast.cell("individ", 0), cast.cell("extern", 2)})
    )
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    page = text(anyone_client, activity)
    assert '<a href="/mal/7/"><b>7.</b> Alla ska må bra.</a>' in page
    assert re.search(r'class="field f-a"><h1>Läxcafé', page)
    assert re.search(r'class="field f-c where"', page)
    assert page.count('<td class="on">') == 2
    assert "Inget behov är kopplat ännu." in page


def test_the_flag_of_a_draft_without_cells(cast, contact_client):
    activity = states.written(cast, cast.content(cells=frozenset()))
    page = text(contact_client, activity)
    assert 'class="field f-d"><h1>' in page and "Ingen ruta är vald ännu." in page


def test_facts_and_answers(cast, client_of):
    activity = states.live(cast)
    Activity.objects.filter(pk=activity.pk).update(
        start_date=DAY(2026, 3, 1), reached=1234, expected_reach="60 barn", target_group="Årskurs 4–9"
    )
    public = text(client_of(cast["anyone"]), activity)
    when = "Från 1\u00a0mars\u00a02026, tills vidare"
    for words in ("Kulturförvaltningen", when, "1\u00a0234 har nåtts hittills", "60 barn"):
        assert words in public
    assert re.search(r"<li><a [^>]+>ally</a></li>", public) and "tackade nej" not in public
    inside = text(client_of(cast["contact"]), activity)
    for words in ("inbjuden, har inte svarat", "tackade nej", "har inte sagt ja till att nämnas"):
        assert words in inside
    own = text(client_of(cast["asked"]), activity)
    assert re.search(r">asked</a> <small class=\"muted\">\(inbjuden, har inte svarat\)", own), "one's own answer"
    assert "tackade nej" not in own, "not that of others"


@pytest.mark.parametrize("status", [*Activity.Status.values, "arkiverad"])
def test_what_is_over_tells_nothing_of_what_goes_on(cast, anyone_client, status):
    """What is archived stands in no matrix; who was reached was reached, and no step is opened again."""
    activity, step = states.live(cast), factories.method("Förstå", "Pröva").steps.first()
    given = {"archived_at": timezone.now()} if status == "arkiverad" else {"status": status}
    Activity.objects.filter(pk=activity.pk).update(
        **{"status": "pagaende"} | given, reached=1234, method=step.method_id, step=step
    )
    page, over = text(anyone_client, activity), status in ("genomford", "avbruten", "arkiverad")
    told = {
        words: words in page
        for words in (
            "Här stod den i matrisen",
            "Här står den i matrisen",
            "har nåtts hittills",
            "Ett steg kan öppnas igen.",
            "Pågår nu",
        )
    }
    assert told == {
        "Här stod den i matrisen": status == "arkiverad", "Här står den i matrisen": status != "arkiverad",
        "har nåtts hittills": not over, "Ett steg kan öppnas igen.": not over,
        "Pågår nu": not over and status != "pausad",
    }  # fmt: skip
    assert "1\u00a0234 har nåtts" in page


def test_consent_withdrawn_hides_the_name_at_once(cast, anyone_client):
    activity = states.live(cast)
    name = Participation.objects.get(activity=activity, organisation=cast.party).organisation.name
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    assert name in text(anyone_client, activity)
    together.set_consent(activity, cast.party, False, by=cast["contact"])
    assert name not in text(anyone_client, activity)


def test_history_for_those_who_see_the_work_only(cast, client_of):
    activity = states.live_sent_back(cast)
    for role, person in cast.people.items():
        page = text(client_of(person), activity)
        inside = rules.may_see_work(person, fresh(activity))
        assert ("Ändringshistorik" in page) == ("Skriv mer om hur." in page) == inside, role


def test_steps(cast, anyone_client):
    method = factories.method("Ringa in", "Prova", "Följa upp", name="Vår metod")
    steps = list(method.steps.all())
    activity = states.live(cast)
    Activity.objects.filter(pk=activity.pk).update(method=method)
    assert "Ett arbete i 3 steg" in text(anyone_client, activity)
    Activity.objects.filter(pk=activity.pk).update(step=steps[1])
    forget_kept()
    page = text(anyone_client, activity)
    assert "Steg 2 av 3: Prova" in page and "Vår metod" in page
    assert re.findall(r'<li class="(\w+)-step"', page) == ["done", "now", "todo"]
    for status in ("pausad", "avbruten"):
        Activity.objects.filter(pk=activity.pk).update(status=status)
        page = text(anyone_client, activity)
        assert "Stannade här" in page and "Pågår nu" not in page
    Activity.objects.filter(pk=activity.pk).update(step=steps[2], status="genomford")
    assert re.findall(r'<li class="(\w+)-step"', text(anyone_client, activity)) == ["done"] * 3


def test_the_description_is_markdown_made_safe(cast, anyone_client):
    activity = states.live(cast)
    Activity.objects.filter(pk=activity.pk).update(description="# Så\n\n<script>x</script>\n\n- **ett**")
    page = text(anyone_client, activity)
    assert "<h3>Så</h3>" in page and "<strong>ett</strong>" in page and "<script>x" not in page


def test_past_its_end_the_owners_are_asked_how_it_went(cast, client_of):
    activity = states.live(cast)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Activity.objects.filter(pk=activity.pk).update(end_date=yesterday, status="pagaende")
    assert "Slutdatumet har passerat." in text(client_of(cast["contact"]), activity)
    assert "Slutdatumet har passerat." not in text(client_of(cast["anyone"]), activity)


def test_the_page_is_the_same_whatever_the_newest_version_says(cast, anyone_client):
    activity = states.live(cast)
    before = text(anyone_client, activity)
    content = Content.from_json(newest(activity).content)
    writing.save(newest(activity), replace(content, title="Kanariefågel"), by=cast["contact"])
    assert text(anyone_client, activity) == before


def test_the_unchanged_page_answers_304(cast, anyone_client):
    activity = states.live(cast)
    first = get(anyone_client, activity)
    address = activity.get_absolute_url()
    assert anyone_client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    review.withdraw(activity, reason="Fel.", by=cast["office"])
    assert anyone_client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 410


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        (DAY(2026, 3, 1), None, "Från 1 mars 2026, tills vidare"),
        (None, DAY(2026, 6, 30), "Till och med 30 juni 2026"),
        (DAY(2026, 3, 1), DAY(2026, 6, 30), "1 mars–30 juni 2026"),
        (DAY(2027, 3, 24), DAY(2027, 4, 2), "24 mars–2 april 2027"),
        (DAY(2027, 3, 24), DAY(2027, 3, 25), "24–25 mars 2027"),
        (DAY(2026, 3, 24), DAY(2027, 3, 25), "24 mars 2026–25 mars 2027"),
        (DAY(2025, 12, 1), DAY(2026, 1, 2), "1 december 2025–2 januari 2026"),
        (DAY(2026, 3, 1), DAY(2026, 3, 1), "1 mars 2026"),
    ],
)
def test_when_in_swedish_words(start, end, words):
    assert period(start, end).replace("\u00a0", " ") == words


def test_no_line_breaks_inside_a_date():
    """Only the words around a date, and the dash, let a line break."""
    assert period(DAY(2026, 9, 15), DAY(2027, 4, 3)) == "15\u00a0september\u00a02026–3\u00a0april\u00a02027"
    assert period(DAY(2026, 3, 1), None) == "Från 1\u00a0mars\u00a02026, tills vidare"


def test_who_does_it_leads_to_all_they_do_and_an_area_to_its_page(cast, anyone_client):
    activity = states.live(cast)
    together.set_consent(activity, cast.party, True, by=cast["contact"])
    page = text(anyone_client, activity)
    for name in ("Kulturförvaltningen", "ally"):
        address = re.search(rf'<a href="(/aktiviteter/\?organisation=[^"]+)">{name}</a>', page)[1]
        assert activity.title in [row.title for row in anyone_client.get(address).context["page"].rows]
    area = cast.areas[0]
    assert f'<a class="chip-link" href="/fokusomraden/{area.key}/">' in page
    assert anyone_client.get(f"/fokusomraden/{area.key}/").status_code == 200


def test_a_level_no_longer_used_is_shown_where_something_stands_on_it(cast, client_of):
    activity = states.live(cast)
    level = Level.objects.get(placements__activity=activity)
    Level.objects.filter(pk=level.pk).update(active=False)
    forget_kept()
    page = client_of(cast["office"]).get(f"/aktiviteter/{activity.pk}/").text
    assert page.count(">Här<") == 1


def test_units_and_names_the_office_has_not_confirmed_lead_nowhere(cast):
    unit = factories.unit(factories.organisation(), "Biblioteket")
    typed = factories.organisation("Nytt AB", confirmed=False)
    known = reference(read_stamp())
    assert parties.list_of(unit.pk, known) == parties.list_of(typed.pk, known) == ""


@pytest.mark.parametrize("state", ["l_subm", "l_sent"])
def test_after_a_withdrawal_while_a_change_waits_nothing_is_said_twice(cast, contact_client, state):
    activity = STATES[state](cast)
    review.withdraw(activity, reason="Fel.", by=cast["office"])
    page = text(contact_client, activity)
    assert "tog bort aktiviteten från de öppna sidorna i dag.</b> Skälet: ”Fel.”</p>" in page.replace(" </p>", "</p>")
    assert page.count("Bara ansvarig verksamhet, medägare och projektkontoret ser den här sidan.") == 1
    assert page.count("Se ändringshistoriken</a>") == 1

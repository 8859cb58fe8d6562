"""The journeys of the portal's users, as far as they are built: what each came to do goes as it should."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.addresses import CONTACT, CONTACT2, OFFICE
from tests.browser.chromium import NARROW
from tests.browser.conftest import Visit
from tests.browser.portal import PASSWORD, Portal
from tests.browser.steps import Steps, in_sight, press, tab_to

MOST = 5
TEN = 10


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def said(page: Page, words: str | re.Pattern) -> None:
    """The page tells it, where the eye already is."""
    told = page.locator("[role=status]").filter(has_text=words).first
    in_sight(page, told)


def test_1_a_contact_person_logs_an_activity_on_a_phone(visit: Visit):
    page = visit(width=NARROW, touch=True)
    steps = Steps(page)

    page.goto("/aktiviteter/ny/")  # the link of a mail
    steps.write(page.get_by_label("E-postadress"), f"{CONTACT}@skolaforst.example")
    steps.write(page.get_by_label("Lösenord"), PASSWORD)
    steps.tap(page.get_by_role("button", name="Logga in"))

    page.wait_for_url("**/aktiviteter/ny/*")  # where the mail pointed
    steps.write(page.get_by_label("Rubrik"), "Skridskor att låna")
    steps.write(page.get_by_label("Sammanfattning"), "Alla barn kan låna skridskor på isbanan. Det kostar inget.")
    steps.tap(page.locator(".pick tbody label").first)
    steps.tap(page.get_by_role("button", name="Skicka in"))

    said(page, "Inskickad. Projektkontoret läser och svarar inom fem arbetsdagar.")
    assert heading(page) == "Skridskor att låna"
    assert steps.pages <= 3 and steps.taps <= 15
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('skolaforst:'))") == []


def test_2_what_waits_for_me(visit: Visit):
    page = visit(CONTACT2)
    page.goto("/min-sida/")
    waiting = page.locator(".todo-list > li")
    assert 0 < waiting.count() <= MOST
    in_sight(page, waiting.first)
    in_sight(page, waiting.last)
    phone = visit(CONTACT, width=NARROW, touch=True)
    phone.goto("/min-sida/")
    in_sight(phone, phone.locator(".todo-list > li").nth(MOST - 1))
    assert "Områdesvärdar som känner barnen" in waiting.first.inner_text()  # sent back: the most urgent

    settle = {"Komplettera": _mend, "Svara": _accept, "Ändra status": _end, "Skriv klart": _drop}
    for verb, settled in settle.items():
        page.goto("/min-sida/")
        before, title = waiting.count(), waiting.first.get_by_role("heading").inner_text()
        expect(waiting.first.locator("a, button")).to_have_count(1)
        steps = Steps(page)
        steps.tap(waiting.first.get_by_role("link", name=verb))
        settled(steps)
        assert steps.taps <= (3 if settled is _drop else 2)  # what cannot be undone is asked about once
        page.goto("/min-sida/")
        assert waiting.count() == before - 1 and title not in page.locator(".todo-list").all_inner_texts()
    expect(page.get_by_role("heading", name="Allt är klart just nu")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="Se matrisen")).to_be_visible()
    expect(page.get_by_role("heading", name="Nytt i nätverket")).to_be_visible()


def _mend(steps: Steps) -> None:
    steps.page.get_by_label("Sammanfattning").fill("En värd finns på gården varje vardag mellan 15 och 18.")
    steps.tap(steps.page.get_by_role("button", name="Skicka in"))


def _accept(steps: Steps) -> None:
    steps.tap(steps.page.get_by_role("button", name="Tacka ja"))


def _end(steps: Steps) -> None:
    steps.page.get_by_label("Status").select_option(label="Genomförd")
    steps.tap(steps.page.get_by_role("button", name="Spara"))


def _drop(steps: Steps) -> None:
    steps.tap(steps.page.get_by_role("link", name="Ta bort utkast"))
    steps.tap(steps.page.get_by_role("button", name="Ta bort utkastet"))


def test_3_a_contact_person_mends_what_was_sent_back_by_keyboard_alone(visit: Visit):
    office = visit(OFFICE)
    office.goto("/kontor/")
    office.get_by_role("link", name="Musik efter skolan", exact=True).click()
    office.locator("summary", has_text="Kommentera Sammanfattning").click()
    office.get_by_label("Kommentar till sammanfattning").fill("Vilka dagar?")
    office.get_by_label("Med egna ord").fill("Det här blir bra. En sak bara.")
    office.get_by_role("button", name="Skicka tillbaka").click()
    said(office, "Musik efter skolan")

    page = visit(CONTACT)
    page.goto("/min-sida/")
    press(page, page.get_by_role("link", name=re.compile("Komplettera.*Musik efter skolan")))
    page.wait_for_url("**/redigera/")
    expect(page.locator(".returned")).to_contain_text("Det här blir bra. En sak bara.")
    summary = page.get_by_label("Sammanfattning")
    beside = page.locator("#div_id_summary")
    expect(beside).to_contain_text("Vilka dagar?")
    assert summary.get_attribute("aria-describedby")  # read with the field, too

    steps = Steps(page)
    tab_to(page, summary)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Varje tisdag.")
    press(page, page.get_by_role("button", name="Skicka in"))
    said(page, "Inskickad.")
    assert steps.pages == 1  # the one that says what comes next


def test_4_the_office_reviews_before_coffee(visit: Visit):
    page = visit(OFFICE)
    page.goto("/kontor/")
    rows = page.locator(".queue tbody tr")
    waiting = rows.count()
    assert waiting >= TEN
    for row in rows.all():
        why, days = row.locator("td").nth(1).inner_text(), row.locator("td").last.inner_text()
        assert why and re.search(r"\d", days)

    page.get_by_role("link", name="Granska i tur och ordning").click()
    first = heading(page)
    steps = Steps(page)
    steps.tap(page.get_by_role("button", name="Publicera", exact=True))
    page.wait_for_url("**#beslut")
    said(page, f"{first}")
    assert steps.taps == 1 and heading(page) != first  # the next opened by itself

    second = heading(page)
    steps = Steps(page)
    send_back = page.get_by_role("button", name="Skicka tillbaka")
    in_sight(page, send_back)  # reasons, own words and the button: without scrolling
    steps.tap(page.get_by_label("Svårt att förstå"))
    page.get_by_label("Med egna ord").fill("Hör av dig så hjälps vi åt.")
    steps.tap(send_back)
    said(page, second)
    assert steps.taps == 2 and heading(page) != second

    page.get_by_role("button", name=re.compile(f"Ångra.*{second}")).click()  # the wrong one
    said(page, "Ångrat.")
    assert heading(page) == second

    page.goto("/kontor/")
    for box in page.locator(".queue tbody input[type=checkbox]").all()[:TEN]:
        box.check()
    page.get_by_role("button", name="Publicera de valda").click()
    decided = page.locator("#beslut")
    expect(decided).to_contain_text(re.compile("publicera"))
    assert decided.locator("li").count() == min(TEN, waiting - 1)  # done or failed, each with what became of it
    expect(decided.get_by_role("button", name="Ångra").first).to_be_visible()


def test_6_the_office_sees_where_the_holes_are(visit: Visit):
    page = visit(OFFICE)
    page.goto("/kontor/")
    in_sight(page, page.locator(".mini"))
    gaps = page.locator(".gaps > li")
    assert gaps.count() >= MOST
    for gap in gaps.all():
        in_sight(page, gap)  # matrix and gaps on one screen, whatever the length of the queue
        expect(gap.locator("a.btn")).to_have_count(1)
    page.locator(".mini .hole a").first.click()
    page.wait_for_url("**/aktiviteter/ny/?ruta=*")
    expect(page.locator(".pick :checked")).to_have_count(1)

    page.goto("/matris/")
    hole = page.locator(".matrix").get_by_role("link", name="Lägg till").first
    hole.click()
    page.wait_for_url("**/aktiviteter/ny/?ruta=*")
    expect(page.locator(".pick :checked")).to_have_count(1)  # the hole's own cell

    page.goto("/kontor/")
    paper = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1  # the same picture: matrix and gaps

    page.goto("/matris/")
    paper = page.pdf(format="A4", landscape=True, prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.get_by_role("link", name="Skriv ut med luckorna").click()
    expect(page.get_by_role("heading", name="Luckor i tråden")).to_be_visible()
    paper = page.pdf(format="A4", landscape=True, prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_9_anybody_follows_the_thread_and_back(visit: Visit):
    page = visit()
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Behov").click()
    answered = page.locator("main .item").filter(has_text=re.compile(r"\d+ aktivitet")).first
    words = answered.get_by_role("link").first.inner_text()
    answered.get_by_role("link").first.click()
    assert words.strip("”") in heading(page)

    done = page.locator(".rt-col").filter(has=page.get_by_role("heading", name="Aktiviteter som svarar"))
    done.get_by_role("link").first.click()  # what was done
    expect(page.locator(".facts-row")).to_contain_text("Ansvarig verksamhet")  # by whom
    expect(page.locator(".facts-row").get_by_role("link").first).to_have_attribute("href", re.compile("organisation="))
    activity = heading(page)
    page.locator(".rt").get_by_role("link", name=re.compile(r"^\d\.")).first.click()  # towards which goal
    expect(page.locator("main .list").first).to_contain_text(activity)

    page.locator("main").get_by_role("link", name=activity).first.click()  # and back
    page.locator(".rt").get_by_role("link", name=words).click()  # it may answer others before this one
    assert words.strip("”") in heading(page)
    assert page.locator("main a").count() > 3


def test_the_link_of_a_mail_leads_through_login_to_what_it_is_about(visit: Visit, portal: Portal):
    page = visit(CONTACT)
    page.goto("/min-sida/")
    page.get_by_role("link", name=re.compile("Skriv klart.*Rita på museet")).click()
    page.get_by_label("Sammanfattning").fill("Barn ritar på museet.")
    page.get_by_role("button", name="Skicka in").click()
    said(page, "Inskickad.")
    mail = next(mail for mail in reversed(portal.mails()) if "Rita på museet" in mail)
    link = re.search(rf"{portal.url}/kontor/granska/\d+/", mail)
    assert link

    reader = visit()
    reader.goto(link[0])
    reader.get_by_label("E-postadress").fill(f"{OFFICE}@skolaforst.example")
    reader.get_by_label("Lösenord").fill(PASSWORD)
    reader.get_by_role("button", name="Logga in").click()
    reader.wait_for_url(link[0])
    assert heading(reader) == "Rita på museet"

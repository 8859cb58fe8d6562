"""Writing in the browser: save, submit, search without scripts, conflict, facts, invitation, history."""

import dataclasses
import datetime
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from activities.content import Content
from activities.facts import Facts
from activities.forms.facts import FactsFields
from activities.models import Activity, Level
from activities.services import review, writing
from activities.services.facts import change_facts
from activities.services.together import set_consent
from goals.models import FocusArea
from network.change import change
from network.models import Organisation
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import fresh, newest

pytestmark = pytest.mark.django_db
NEW = "/aktiviteter/ny/"


def cell(world, level: int, area: int) -> str:
    return f"{world['levels'][level].pk}-{world['areas'][area].pk}"


def text_of(answer) -> str:
    return answer.content.decode()


def write(client, **fields):
    data = {"title": "Läxcafé", "status": "ide", "gor": "spara", "form_key": str(uuid.uuid4())} | fields
    return client.post(NEW, data, follow=True)


def the_activity() -> Activity:
    return Activity.objects.get()


def edit(client, activity: Activity, **fields):
    newest = activity.newest_version.content
    data = {name: newest[name] or "" for name in ("title", "summary", "description", "lead")}
    data |= {"version": activity.newest_version_id, "gor": "spara", "status": activity.status}
    data["cells"] = [f"{level}-{area}" for level, area, _unit in newest["cells"]]
    return client.post(f"/aktiviteter/{activity.pk}/redigera/", data | fields, follow=True)


def test_it_works(contact_client, contact, department, world):
    answer = write(
        contact_client,
        summary="Vi läser läxor.",
        lead=department.pk,
        cells=[cell(world, 0, 0)],
        gor="skicka",
        note="Bråttom",
    )
    activity = the_activity()
    assert answer.redirect_chain[-1][0] == f"/aktiviteter/{activity.pk}/"
    assert (activity.review, activity.published_as) == ("inskickad", "inget")
    assert activity.events.get().comment == "Bråttom"
    assert Content.of(activity).title == "Läxcafé"


def test_submitting_without_what_it_demands_saves_nothing_and_says_what_is_missing(contact_client, department, world):
    answer = write(contact_client, lead=department.pk, gor="skicka")
    assert not Activity.objects.exists()
    page = text_of(answer)
    assert "Skriv en sammanfattning" in page and "Välj minst en ruta" in page
    assert 'href="#id_summary"' in page and 'href="#id_cells_0"' in page
    assert 'value="Läxcafé"' in page


@pytest.mark.parametrize(("level", "text"), [(1, "vilken enhet"), (3, "minst två"), (4, "minst en extern part")])
def test_the_demand_of_a_level_stands_beside_its_field(contact_client, department, world, level, text):
    answer = write(contact_client, summary="Text.", lead=department.pk, cells=[cell(world, level, 0)], gor="skicka")
    assert text in text_of(answer)
    assert not Activity.objects.exists()


def test_a_double_tap_makes_one_activity(contact_client, department, world):
    key = str(uuid.uuid4())
    for _tap in range(2):
        write(contact_client, lead=department.pk, form_key=key)
    assert Activity.objects.count() == 1


def test_a_cell_in_the_address_is_ticked(contact_client, world):
    level, area = world["levels"][0], world["areas"][1]
    page = text_of(contact_client.get(f"{NEW}?ruta={level.key}.{area.key}"))
    assert f'value="{level.pk}-{area.pk}"' in page and page.count("checked") == 1
    assert contact_client.get(f"{NEW}?ruta=finns.inte").status_code == 200


def test_searching_without_scripts_keeps_everything(contact_client, company, department, world):
    answer = write(
        contact_client, gor="sok-co_owners", sok_co_owners="provhus", summary="Kvar", participants=[str(company.pk)]
    )
    page = text_of(answer)
    assert not Activity.objects.exists()
    assert "Kvar" in page and "Bostads AB Provhus" in page
    assert f'name="participants" value="{company.pk}" id="id_participants_v{company.pk}" checked' in page
    assert "Bostads AB Provhus är redan med i en annan roll." in page
    answer = write(contact_client, gor="sok-co_owners", sok_co_owners="provhus", summary="Kvar")
    assert f'name="co_owners" value="{company.pk}" id="id_co_owners_t{company.pk}"' in text_of(answer)


def test_searching_while_typing_gives_the_same_part(contact_client, company, world):
    factories.need("Det saknas läxhjälp på kvällen")
    hits = text_of(contact_client.get("/aktiviteter/valj/behov/?falt=needs&sok_needs=läxor"))
    assert "Det saknas läxhjälp" in hits
    kept = text_of(
        contact_client.get(f"/aktiviteter/valj/verksamheter/?falt=co_owners&co_owners={company.pk}&sok_co_owners=zzz")
    )
    assert "Bostads AB Provhus" in kept and "Inga träffar" in kept


@pytest.mark.parametrize("which", ["level", "area"])
def test_a_cell_that_is_no_longer_offered_stays_when_something_else_is_saved(cast, client_of, which):
    held = frozenset({cast.cell(), cast.cell("forvaltning", area=1)})
    activity = states.written(cast, cast.content(cells=held))
    ended = (
        Level.objects.filter(key="forvaltning") if which == "level" else FocusArea.objects.filter(pk=cast.areas[1].pk)
    )
    with change(reference=True):
        ended.update(active=False)
    writer = client_of(cast["contact"])
    shown = f"{cast.cell().level}-{cast.cell().area}"
    edit(writer, fresh(activity), summary="Ny text", cells=[shown])
    content = Content.from_json(newest(activity).content)
    assert (content.summary, content.cells) == ("Ny text", held)
    edit(writer, fresh(activity), summary="Ny text", cells=[])
    assert Content.from_json(newest(activity).content).cells == {cast.cell("forvaltning", area=1)}, "what is seen goes"


@pytest.mark.parametrize("lead", ["lead", "other"])
def test_a_unit_that_is_no_longer_offered_stays_with_its_lead_only(cast, client_of, lead):
    unit = factories.unit(Organisation.objects.get(pk=cast.lead))
    held = frozenset({cast.cell(), cast.cell("enhet", unit=unit.pk)})
    activity = states.written(cast, cast.content(cells=held))
    with change(reference=True):
        Level.objects.filter(key="enhet").update(active=False)
    shown, leads = f"{cast.cell().level}-{cast.cell().area}", getattr(cast, lead)
    edit(client_of(cast["office"]), fresh(activity), summary="Ny text", cells=[shown], lead=leads)
    content = Content.from_json(newest(activity).content)
    assert content.cells == (held if lead == "lead" else {cast.cell()})
    assert (content.summary, content.lead) == ("Ny text", leads)


def test_two_editors_the_second_is_asked_and_nothing_is_lost(contact_client, client_of, deputy, department, world):
    write(contact_client, lead=department.pk, summary="Först")
    activity = the_activity()
    edit(contact_client, activity, summary="Den förstas text", target_group="Alla")
    second = client_of(deputy)
    answer = edit(second, activity, summary="Den andras text", description="Bara min")
    page = text_of(answer)
    assert "Den förstas text" in page and "Den andras text" in page and "Bara min" in page
    assert activity.versions.count() == 2
    newest = Activity.objects.get(pk=activity.pk).newest_version_id
    unsettled = edit(second, activity, summary="Den andras text", description="Bara min", theirs=newest)
    assert 'href="#id_val_summary_0"' in text_of(unsettled) and "välj vad som ska gälla" in text_of(unsettled)
    edit(second, activity, summary="Den andras text", description="Bara min", theirs=newest, val_summary="theirs")
    content = Content.from_json(Activity.objects.get(pk=activity.pk).newest_version.content)
    assert (content.summary, content.description, content.target_group) == ("Den förstas text", "Bara min", "Alla")


def test_after_a_clash_of_facts_what_one_did_not_touch_stands_as_it_is_by_now(contact_client, published):
    """Saving again is about what was told, and turns nothing else back."""
    address = f"/aktiviteter/{published.pk}/lage/"
    contact_client.post(address, {"status": "pagaende", "facts_base": FactsFields.pack(Facts.of(published))})
    base = contact_client.get(address).context["form"]["facts_base"].value()
    first = {"status": "pausad", "end_date": "2027-05-01", "reached": "41", "facts_base": base}
    contact_client.post(address, first)
    clash = contact_client.post(address, {"status": "pagaende", "end_date": "", "reached": "44", "facts_base": base})
    form = clash.context["form"]
    assert "Nu står det: 41" in text_of(clash) and (form["status"].value(), form["end_date"].value()) == (
        "pausad", "2027-05-01"
    )  # fmt: skip
    contact_client.post(address, {name: form[name].value() for name in ("status", "end_date", "reached", "facts_base")})
    assert Facts.of(fresh(published)) == Facts("pausad", None, datetime.date(2027, 5, 1), None, 44)


def test_who_changed_another_fact_is_told_what_somebody_else_changed_meanwhile(contact_client, published):
    address = f"/aktiviteter/{published.pk}/lage/"
    base = contact_client.get(address).context["form"]["facts_base"].value()
    shown = {"status": published.status, "facts_base": base}
    contact_client.post(address, shown | {"status": "pausad"})
    told = text_of(contact_client.post(address, shown | {"start_date": "2026-10-01"}, follow=True))
    assert "Sparat. Det syns direkt" in told and "Mer har ändrats under tiden. Status är nu: Pausad." in told
    base = contact_client.get(address).context["form"]["facts_base"].value()
    alone = contact_client.post(
        address, {"status": "pausad", "reached": "7", "start_date": "2026-10-01", "facts_base": base}, follow=True
    )
    assert "Någon annan har ändrat" not in text_of(alone)


def test_dates_that_do_not_fit_since_somebody_changed_one_are_told_with_what_stands(contact_client, published):
    address = f"/aktiviteter/{published.pk}/lage/"
    base = contact_client.get(address).context["form"]["facts_base"].value()
    contact_client.post(address, {"status": "pagaende", "end_date": "2026-10-01", "facts_base": base})
    clash = contact_client.post(address, {"status": "pagaende", "start_date": "2026-12-01", "facts_base": base})
    form = clash.context["form"]
    assert set(form.errors) == {"end_date"} and "Slutdatum kan inte vara före startdatum." in text_of(clash)
    assert "Spara igen om ditt ska gälla" not in text_of(clash), "one's own does not stand there"
    assert "Nu står det: 1 oktober 2026" in text_of(clash) and form["end_date"].value() == "2026-10-01"
    again = {name: form[name].value() for name in ("status", "start_date", "facts_base")} | {"end_date": "2027-01-01"}
    contact_client.post(address, again)
    assert Facts.of(fresh(published)).end_date == datetime.date(2027, 1, 1)


def test_who_wrote_while_it_was_taken_down_is_asked_for_nothing_the_form_did_not_have(cast, client_of):
    activity = states.live(cast)
    change_facts(activity, Facts(), Facts(status="pausad", reached=17), by=cast["contact"])
    review.withdraw(fresh(activity), reason="Fel bild.", by=cast["office"])
    data = {"title": "Läxcafé", "summary": "Ny text", "lead": cast.lead, "version": activity.newest_version_id}
    data |= {"cells": [f"{level}-{area}" for level, area, _unit in newest(activity).content["cells"]], "gor": "spara"}
    answer = client_of(cast["contact"]).post(f"/aktiviteter/{activity.pk}/redigera/", data, follow=True)
    assert "Fel:" not in text_of(answer) and fresh(activity).summary == "Ny text"
    assert Facts.of(fresh(activity)) == Facts("pausad", None, None, None, 17)


def test_facts_typed_before_somebody_published_are_saved(cast, client_of):
    activity = states.draft(cast)
    writer = client_of(cast["contact"])
    shown = writer.get(f"/aktiviteter/{activity.pk}/redigera/").context["form"]
    writing.submit(newest(activity), by=cast["deputy"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    sent = {"facts_base": shown["facts_base"].value(), "status": "pagaende", "reached": 40, "start_date": "2026-05-01"}
    answer = edit(writer, fresh(activity), **sent)
    assert "sparad" in text_of(answer)
    assert Facts.of(fresh(activity)) == Facts("pagaende", datetime.date(2026, 5, 1), None, None, 40)
    assert not writer.get(f"/aktiviteter/{activity.pk}/redigera/").context["form"].with_facts


def test_facts_typed_before_somebody_published_do_not_overwrite_others(cast, client_of):
    activity = states.live(cast)
    change_facts(activity, Facts(), Facts(status="planerad"), by=cast["deputy"])
    answer = edit(client_of(cast["contact"]), fresh(activity), facts_base=FactsFields.pack(Facts()), status="pagaende")
    assert "Det här har ändrats sedan du öppnade sidan." in text_of(answer)
    assert Facts.of(fresh(activity)).status == "planerad"


def test_stale_again_gives_the_page_again(contact_client, client_of, deputy, department, world):
    write(contact_client, lead=department.pk, summary="Först")
    activity = the_activity()
    edit(contact_client, activity, summary="Andra")
    stale = Activity.objects.get(pk=activity.pk).newest_version_id
    edit(contact_client, Activity.objects.get(pk=activity.pk), summary="Tredje")
    answer = edit(client_of(deputy), activity, summary="Min", theirs=stale, val_summary="mine")
    assert "Tredje" in text_of(answer)
    assert Content.from_json(Activity.objects.get(pk=activity.pk).newest_version.content).summary == "Tredje"


def test_whoever_lost_the_right_gets_the_text_back(contact_client, contact, anyone_client, department, world):
    contact.user.seats.update(ended="2026-01-01", starts="2025-01-01")
    answer = write(contact_client, title="Min långa text")
    assert answer.status_code == 403 and "Min långa text" in text_of(answer)
    answer = write(anyone_client, title="Min långa text")
    assert answer.status_code == 403 and "Min långa text" in text_of(answer) and "Logga in" in text_of(answer)


def test_facts_are_told_at_once_and_who_changed_meanwhile_is_told(contact_client, published):
    address = f"/aktiviteter/{published.pk}/lage/"
    page = contact_client.get(address)
    assert "Steg i metoden" not in page.text, "no method is chosen"
    base = page.context["form"]["facts_base"].value()
    answer = contact_client.post(address, {"status": "pagaende", "reached": "42", "facts_base": base})
    assert answer.status_code == 302
    again = contact_client.post(address, {"status": "pausad", "reached": "", "facts_base": base})
    assert "Det här har ändrats" in text_of(again) and "Pågående" in text_of(again)
    published.refresh_from_db()
    assert (published.status, published.reached) == ("pagaende", 42)
    insisted = contact_client.post(
        address, {"status": "pausad", "reached": "42", "facts_base": again.context["form"]["facts_base"].value()}
    )
    assert insisted.status_code == 302


def test_of_what_is_archived_one_is_told_who_can_bring_it_back(contact_client, office_client, office, published):
    review.archive(published, by=office)
    for address in (f"/aktiviteter/{published.pk}/lage/", f"/aktiviteter/{published.pk}/redigera/"):
        page = text_of(contact_client.get(address, follow=True))
        assert "Aktiviteten är arkiverad och går inte att ändra. Be projektkontoret hämta den ur arkivet." in page
        page = text_of(office_client.get(address, follow=True))
        assert "Hämta den ur arkivet först." in page and 'value="hamta"' in page


@pytest.mark.parametrize("act", ["archive", "delete"])
def test_facts_sent_as_it_is_archived_or_gone_are_told_not_to_be_saved(
    contact_client, office, published, monkeypatch, act
):
    def too_late(activity, *_facts, by):
        review.archive(activity, by=office) if act == "archive" else Activity.objects.filter(pk=activity.pk).delete()
        return change_facts(activity, *_facts, by=by)

    monkeypatch.setattr("activities.views.facts.change_facts", too_late)
    answer = contact_client.post(f"/aktiviteter/{published.pk}/lage/", {"status": "pagaende"}, follow=True)
    if act == "delete":
        assert answer.status_code == 404
        return
    assert "Inget är sparat. Aktiviteten är arkiverad" in text_of(answer)
    assert fresh(published).status == "ide"


def test_facts_refused_for_another_reason_are_not_said_to_rest(contact_client, published, monkeypatch):
    """Archived and fetched back in the same instant, say."""

    def refused(*_given, by):
        raise PermissionDenied

    monkeypatch.setattr("activities.views.facts.change_facts", refused)
    answer = contact_client.post(f"/aktiviteter/{published.pk}/lage/", {"status": "pagaende"}, follow=True)
    assert answer.status_code == 403 and "arkiverad" not in text_of(answer)


def test_history_tells_what_differs_and_restores(contact_client, reader_client, published):
    edit(
        contact_client,
        published,
        summary="Ny text",
        cells=[f"{p.level_id}-{p.focus_area_id}" for p in published.placements.all()],
    )
    address = f"/aktiviteter/{published.pk}/historik/"
    page = text_of(contact_client.get(address))
    assert "<ins>Ny text</ins>" in page and "<del>Alla får komma.</del>" in page, "marked as in the review"
    newest = Activity.objects.get(pk=published.pk).newest_version_id
    contact_client.post(f"/aktiviteter/{published.pk}/aterstall/1/", {"version": newest})
    restored = Activity.objects.get(pk=published.pk).newest_version
    assert restored.restored_from == 1 and restored.content["summary"] == "Alla får komma."
    assert "Bara de som ansvarar för aktiviteten" in reader_client.get(address).text, "who sees it is told why not"


def test_what_is_thrown_away_is_said_to_be_found_in_the_history(contact_client, published):
    edit(contact_client, published, summary="Ny text")
    version = fresh(published).newest_version_id
    page = text_of(contact_client.post(f"/aktiviteter/{published.pk}/slang/", {"version": version}, follow=True))
    assert f'<a href="/aktiviteter/{published.pk}/historik/">Texten finns kvar i historiken' in page


def test_taking_back_a_change_says_that_it_was_the_change(contact_client, cast, client_of):
    activity = states.live_submitted(cast)
    version = {"version": newest(activity).pk}
    page = text_of(client_of(cast["contact"]).post(f"/aktiviteter/{activity.pk}/ta-tillbaka/", version, follow=True))
    assert "Du har tagit tillbaka ändringen. Det publicerade står kvar." in page
    assert "tagit tillbaka aktiviteten" not in page


def test_the_history_tells_in_sentences_the_first_version_and_dates_in_words(cast, client_of):
    activity, contact = states.submitted(cast), client_of(cast["contact"])
    contact.post(f"/aktiviteter/{activity.pk}/lage/", {"status": "pagaende", "start_date": "2026-11-24"})
    set_consent(activity, cast.party, True, by=cast["contact"])
    party = Organisation.objects.get(pk=cast.party).name
    page = text_of(contact.get(f"/aktiviteter/{activity.pk}/historik/"))
    assert "Kontakt skickade in version 2" in page
    assert page.count("Den första versionen") == 1 and "1 uppgift ändrad" in page
    assert "24 november 2026" in page and ">2026-11-24" not in page and " 2026-11-24" not in page
    assert f"{party}: får nämnas vid namn" in page and "Antecknat av Kontakt" in page
    set_consent(activity, cast.party, False, by=cast["office"])
    page = text_of(contact.get(f"/aktiviteter/{activity.pk}/historik/"))
    assert f"{party}: får inte nämnas vid namn" in page and "Antecknat av Kontor" in page


def test_throwing_the_same_change_away_twice_blames_nobody_else(cast, client_of):
    activity, client = states.live_edited(cast), client_of(cast["contact"])
    sent = {"version": activity.newest_version_id}
    for told in ("Ändringen är slängd.", "Du har redan ändrat aktiviteten i ett annat fönster."):
        assert told in text_of(client.post(f"/aktiviteter/{activity.pk}/slang/", sent, follow=True))


@pytest.mark.parametrize("button", ["ta-tillbaka", "slang", "ta-bort", "aterstall/1"])
def test_a_button_on_what_has_moved_on_says_so(contact_client, published, button):
    answer = contact_client.post(
        f"/aktiviteter/{published.pk}/{button}/", {"version": published.newest_version_id}, follow=True
    )
    assert answer.status_code == 200
    assert contact_client.post(f"/aktiviteter/{published.pk}/{button}/", {"version": "x"}).status_code == 404
    asks = button == "ta-bort"  # on a page of its own
    assert contact_client.get(f"/aktiviteter/{published.pk}/{button}/").status_code == (302 if asks else 405)


def test_a_draft_is_deleted_and_a_submitted_one_taken_back(contact_client, department, world):
    write(contact_client, lead=department.pk, summary="Text.", cells=[cell(world, 0, 0)], gor="skicka")
    activity = the_activity()
    assert "inskickad" in text_of(contact_client.get(f"/aktiviteter/{activity.pk}/redigera/", follow=True)).lower()
    contact_client.post(f"/aktiviteter/{activity.pk}/ta-tillbaka/", {"version": activity.newest_version_id})
    activity.refresh_from_db()
    assert activity.review == "utkast"
    contact_client.post(f"/aktiviteter/{activity.pk}/ta-bort/", {"version": activity.newest_version_id})
    assert Activity.objects.count() == 1  # it was submitted once: never deleted
    write(contact_client, lead=department.pk, title="Bara ett utkast")
    draft = Activity.objects.get(title="Bara ett utkast")
    page = text_of(contact_client.get(f"/aktiviteter/{draft.pk}/ta-bort/"))
    assert "Det går inte att ångra." in page and f'value="{draft.newest_version_id}"' in page
    assert Activity.objects.filter(pk=draft.pk).exists(), "asked first"
    contact_client.post(f"/aktiviteter/{draft.pk}/ta-bort/", {"version": draft.newest_version_id})
    assert not Activity.objects.filter(pk=draft.pk).exists()


def choose(client, key: str, **chosen):
    """Send the choice page of a new form that was sent again."""
    activity = the_activity()
    chosen = {f"val_{name}": side for name, side in chosen.items()}
    return edit(
        client,
        activity,
        title="Läxcafé på lördagar",
        version="",
        form_key=key,
        theirs=activity.newest_version_id,
        **chosen,
    )


@pytest.mark.parametrize("saved_more", [False, True])
def test_a_new_form_sent_again_with_another_text_asks_which_is_meant(saved_more, contact_client, department, world):
    """Two windows hold the same kept text: the second must not write over the first in silence."""
    key = str(uuid.uuid4())
    write(contact_client, lead=department.pk, form_key=key)
    if saved_more:
        edit(contact_client, the_activity(), title="Läxcafé varje dag")
    page = text_of(write(contact_client, lead=department.pk, form_key=key, title="Läxcafé på lördagar"))
    stood = "Läxcafé varje dag" if saved_more else "Läxcafé"
    assert "Du har sparat en annan text" in page and stood in page and "Läxcafé på lördagar" in page
    assert the_activity().title == stood
    chosen = bool(re.search('name="val_title" value="mine"[^>]* checked', page))
    assert chosen != saved_more, "what one has just sent, against what one sent before it and no more"
    assert 'name="version" value=""' in page and f'name="form_key" value="{key}"' in page
    answer = choose(contact_client, key, title="mine")
    assert the_activity().title == "Läxcafé på lördagar"
    assert f"saved-ny-{key}" in text_of(answer)  # the browser forgets what it kept for the new form


def test_a_new_form_sent_again_as_it_was_writes_over_nothing(contact_client, department, world):
    key = str(uuid.uuid4())
    write(contact_client, lead=department.pk, form_key=key)
    edit(contact_client, the_activity(), title="Läxcafé varje dag")
    page = text_of(write(contact_client, lead=department.pk, form_key=key))
    assert "Ändringarna krockar inte" in page and "val_title" not in page
    assert the_activity().title == "Läxcafé varje dag"


def test_of_a_new_form_sent_again_what_stands_may_be_chosen(contact_client, department, world):
    key = str(uuid.uuid4())
    write(contact_client, lead=department.pk, form_key=key)
    choose(contact_client, key, title="theirs")
    assert the_activity().title == "Läxcafé" and the_activity().versions.count() == 1
    assert "välj vad som ska gälla" in text_of(choose(contact_client, key))


def test_the_page_that_made_a_draft_opens_it_when_it_is_fetched_again(
    contact_client, contact2_client, department, world
):
    key = str(uuid.uuid4())
    fresh = text_of(contact_client.get(f"{NEW}?nyckel={key}"))
    assert f'name="form_key" value="{key}"' in fresh
    write(contact_client, lead=department.pk, form_key=key)
    again = contact_client.get(f"{NEW}?nyckel={key}")
    assert again.status_code == 302 and again.url == f"/aktiviteter/{the_activity().pk}/redigera/"
    others = contact2_client.get(f"{NEW}?nyckel={key}")
    assert others.status_code == 200 and key not in text_of(others)
    assert contact_client.get(f"{NEW}?nyckel=x").status_code == 200


def test_a_stale_form_brings_no_withdrawn_consent_back(contact_client, contact, department, world):
    write(contact_client, lead=department.pk, externals_0="Klubben", externals_ok_0="on")
    activity = the_activity()
    party = activity.participations.get()
    assert party.consent
    page = contact_client.get(f"/aktiviteter/{activity.pk}/redigera/").content.decode()
    was = f"ja|{party.organisation_id}|Klubben"
    assert f'name="externals_was_0" value="{was}"' in page
    set_consent(activity, party.organisation_id, False, by=contact)
    stale = {"externals_0": "Klubben", "externals_ok_0": "on", "externals_was_0": was}
    edit(contact_client, activity, summary="Nytt", **stale)
    party.refresh_from_db()
    assert not party.consent
    edit(contact_client, Activity.objects.get(), **stale | {"externals_was_0": was.replace("ja", "nej")})
    party.refresh_from_db()
    assert party.consent


def test_a_name_in_the_text_without_a_yes_is_told_at_once(contact_client, department, world):
    told = "I texten står Klubben, som inte har sagt ja till att nämnas."
    answer = write(contact_client, summary="Med Klubbens ledare.", lead=department.pk, externals_0="Klubben")
    assert told in text_of(answer)
    activity = the_activity()
    page = text_of(contact_client.get(activity.get_absolute_url()))
    assert "(har inte sagt ja till att nämnas, men namnet står i texten)" in page
    was = f"nej|{activity.participations.get().organisation_id}|Klubben"
    for summary, ok in (("Med andra.", {}), ("Med Klubben.", {"externals_ok_0": "on"})):
        given = {"summary": summary, "externals_0": "Klubben", "externals_was_0": was, **ok}
        assert told not in text_of(edit(contact_client, the_activity(), **given))


def test_submitting_what_has_not_changed_says_so(contact_client, published):
    answer = edit(
        contact_client, published, participants=published.newest_version.content["participants"], gor="skicka"
    )
    assert "Inget är ändrat" in text_of(answer)


def test_a_yes_alone_counts_at_once_and_is_not_submitted(cast, client_of):
    activity = states.submitted(cast)
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    party = activity.participations.get(organisation=cast.party)
    assert not party.consent
    content, name = newest(activity).content, Organisation.objects.get(pk=cast.party).name
    same = {field: content[field] for field in ("co_owners", "participants", "goals", "needs")}
    told = {"externals_0": name, "externals_ok_0": "on", "externals_was_0": f"nej|{cast.party}|{name}"}
    units = [(f"units_{level}-{area}", unit) for level, area, unit in content["cells"] if unit]
    same |= {field: Organisation.objects.get(pk=unit).name for field, unit in units}
    for field in ("target_group", "expected_reach", "method"):
        same[field] = content[field] or ""
    before = newest(activity).pk
    answer = edit(client_of(cast["contact"]), Activity.objects.get(pk=activity.pk), gor="skicka", **same, **told)
    assert "Sparat. Det gäller direkt" in text_of(answer)
    party.refresh_from_db()
    assert party.consent and newest(activity).pk == before and Activity.objects.get(pk=activity.pk).review == "klar"


def test_the_office_is_led_from_its_own_submission_to_the_review(office_client, department, world):
    said = {"summary": "Alla får komma.", "lead": department.pk, "cells": [cell(world, 0, 0)], "gor": "skicka"}
    answer = write(office_client, **said)
    assert answer.redirect_chain[-1][0] == f"/kontor/granska/{the_activity().pk}/"
    assert "Du kan granska och publicera den nu." in text_of(answer) and "svaret som mejl" not in text_of(answer)


def test_a_button_pressed_after_the_login_expired_leads_back_to_its_page(anyone_client, published):
    page = f"/aktiviteter/{published.pk}/"
    answer = anyone_client.post(f"{page}ta-tillbaka/", headers={"Referer": f"http://testserver{page}"})
    assert answer.status_code == 302 and answer.url.endswith(f"?next={page}")
    assert "Inget är gjort" in text_of(anyone_client.get(answer.url))
    elsewhere = anyone_client.post(f"{page}ta-tillbaka/", headers={"Referer": "https://ond.example/x"})
    assert elsewhere.url.endswith("?next=/")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31"])
def test_a_year_out_of_reason_is_refused(contact_client, department, world, day):
    assert "Skriv ett år mellan 2000 och 2100" in text_of(write(contact_client, lead=department.pk, end_date=day))


def test_lists_of_the_conflict_page_stand_on_lines(contact_client, client_of, deputy, department, world):
    write(contact_client, lead=department.pk)
    activity = the_activity()
    edit(contact_client, activity, cells=[cell(world, 0, 0), cell(world, 2, 0)])
    page = text_of(edit(client_of(deputy), activity, target_group="Alla"))
    assert "\\n" not in page and "Individ, Relationer<br>" in page


def test_a_long_history_is_cut_into_pages(contact_client, contact, published):
    version = published.newest_version
    for number in range(21):
        content = Content.from_json(version.content)
        version = writing.save(version, dataclasses.replace(content, target_group=f"Grupp {number}"), by=contact)
    address = f"/aktiviteter/{published.pk}/historik/"
    first = text_of(contact_client.get(address))
    assert 'href="?sida=2"' in first and "Version 22" in first and "Version 2<" not in first
    assert "Version 1<" in text_of(contact_client.get(f"{address}?sida=2"))
    assert "Version 1<" in text_of(contact_client.get(f"{address}?sida=99"))


@pytest.mark.parametrize("button", ["spara", "enter"])
def test_a_correction_of_what_was_taken_back_meanwhile_is_asked_about(cast, client_of, button):
    activity, client = states.submitted(cast), client_of(cast["office"])
    assert 'name="rattar" value="1"' in text_of(client.get(f"/aktiviteter/{activity.pk}/redigera/"))
    writing.take_back(newest(activity), by=cast["contact"])
    before = newest(activity)
    page = text_of(edit(client, fresh(activity), title="Kontorets", gor=button, rattar="1"))
    assert "Rättelsen är inte sparad" in page and "Kontakt tog tillbaka" in page and 'value="Kontorets"' in page
    assert 'name="rattar" value="sen"' in page and "Rätta det som är markerat" not in page
    assert "Spara ändå" in page and "Skicka in</button>" not in page and f'data-drop-kept="{activity.pk}"' in page
    assert newest(activity) == before
    edit(client, fresh(activity), title="Kontorets", gor="spara", rattar="sen")
    assert newest(activity).content["title"] == "Kontorets"


@pytest.mark.parametrize("says", ["1", "sen"])
def test_a_search_in_a_late_correction_leaves_it_one(cast, client_of, says):
    activity, client = states.submitted(cast), client_of(cast["office"])
    writing.take_back(newest(activity), by=cast["contact"])
    page = text_of(edit(client, activity, title="Kontorets", gor="sok-needs", sok_needs="läxa", rattar=says))
    assert "Aktiviteten väntar inte längre på granskning." in page and "Spara ändå" in page
    assert 'name="rattar" value="sen"' in page and "Skicka in</button>" not in page


def test_a_late_correction_with_a_fault_is_asked_about_all_the_same(cast, client_of):
    activity, client = states.submitted(cast), client_of(cast["office"])
    writing.take_back(newest(activity), by=cast["contact"])
    page = text_of(edit(client, fresh(activity), title="", gor="spara", rattar="1"))
    assert "Vill du ändå ändra?" in page and "Skriv en rubrik." in page and "Spara ändå" in page


def test_a_correction_stays_one_through_the_page_of_a_conflict(cast, client_of):
    activity, client = states.submitted(cast), client_of(cast["office"])
    shown = newest(activity)
    writing.take_back(shown, by=cast["contact"])
    writing.submit(writing.save(shown, cast.content(title="Kontaktens"), by=cast["contact"]), by=cast["contact"])
    page = text_of(edit(client, activity, version=shown.pk, title="Kontorets", rattar="1"))
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split("<main", 1)[1]))
    assert sent["rattar"] == "1" and "val_title" in page
    before = newest(activity)
    writing.take_back(before, by=cast["contact"])
    answer = client.post(f"/aktiviteter/{activity.pk}/redigera/", sent | {"val_title": "mine", "gor": "spara"})
    assert "Rättelsen är inte sparad" in text_of(answer) and newest(activity) == before


@pytest.mark.parametrize("button", ["spara", "enter", "skicka"])
def test_the_office_corrects_what_is_submitted_and_comes_back_to_the_review(cast, client_of, button):
    activity = states.submitted(cast)
    client = client_of(cast["office"])
    page = client.get(f"/aktiviteter/{activity.pk}/redigera/").content.decode()
    assert "Spara rättelsen" in page and ">Skicka in<" not in page and "Släng ändringen" not in page
    sent = {"gor": button, "version": newest(activity).pk, "title": "Rättad", "lead": cast.lead, "status": "ide"}
    answer = client.post(f"/aktiviteter/{activity.pk}/redigera/", sent)
    assert (answer.status_code, answer.get("Location")) == (302, f"/kontor/granska/{activity.pk}/")
    row = fresh(activity)
    assert (row.review, newest(row).content["title"]) == ("inskickad", "Rättad")


@pytest.mark.parametrize("state", ["draft", "live"])
def test_a_text_of_which_one_is_no_owner_any_more_becomes_an_own_draft_at_once(state, cast, client_of):
    """The lead took the co-owner out while it wrote: its rescue is one button. The unit was the lead's."""
    activity = states.STATES[state](cast)
    ally = client_of(cast["ally"])
    opened = activity.newest_version_id
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=cast["contact"])
    if state == "live":
        writing.submit(newest(activity), by=cast["contact"])
        review.publish(newest(activity), audience="internt", by=cast["office"])
    cell = f"{cast.levels['enhet']}-{cast.areas[0].pk}"
    data = {"title": "Läxcafé", "summary": "Min långa text", "lead": cast.lead, "co_owners": [cast.ally]}
    data |= {"version": opened, "gor": "spara", "cells": [cell], f"units_{cell}": "Den andras enhet"}
    if state == "draft":
        data["status"] = "ide"
    page = text_of(ally.post(f"/aktiviteter/{activity.pk}/redigera/", data, follow=True))
    assert "Spara som nytt utkast" in page
    form = page[page.index("data-submit-once") :]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    data = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    given = {name: [value for other, value in data if other == name] for name, _value in data}
    for _double_tap in range(2):
        ally.post(NEW, given | {"gor": "spara"}, follow=True)
    made = Activity.objects.exclude(pk=activity.pk).get()
    assert made.summary == "Min långa text"
    assert made.led_by(cast.ally) and newest(made).content["co_owners"] == []
    assert not Organisation.objects.filter(name="Den andras enhet").exists()


def test_nobody_learns_how_many_versions_others_have_written(cast, client_of):
    activity = states.live_edited(cast)
    reader = client_of(cast["reader"])
    numbers = range(1, newest(activity).number + 2)
    statuses = {reader.post(f"/aktiviteter/{activity.pk}/aterstall/{number}/").status_code for number in numbers}
    assert statuses == {403}


@pytest.mark.parametrize(("who", "button"), [("contact", "spara"), ("contact", "skicka"), ("office", "skicka")])
def test_names_without_a_yes_are_told_of_the_text_and_of_what_is_published_each_once(cast, client_of, who, button):
    """To the office too, which is led on to the review."""
    parties = {name: factories.external(name).pk for name in ("Örnen", "Åkern", "Almarna")}
    held = {"externals": frozenset(parties.values()), "co_owners": frozenset()}
    activity = states.written(cast, cast.content(summary="Med Örnen, Åkern och Almarna.", **held))
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    rows = {f"externals_{n}": name for n, name in enumerate(parties)}
    rows |= {f"externals_was_{n}": f"nej|{pk}|{name}" for n, (name, pk) in enumerate(parties.items())}
    client = client_of(cast[who])
    page = text_of(edit(client, fresh(activity), summary="Med Örnen.", gor=button, **rows))
    assert "I texten står Örnen, som inte har sagt ja till att nämnas." in page
    then = {
        "spara": "Skicka in en text utan namnet.",
        "skicka": "Så är det tills texten som är inskickad publiceras.",
    }
    told = "I det publicerade står Almarna och Åkern, som inte har sagt ja till att nämnas."
    assert f"{told} {then[button]}" in page


def test_a_consent_for_who_stands_in_what_is_live_holds_though_a_colleague_has_taken_it_out_of_the_change(cast):
    activity = states.live(cast)
    shown, changed = newest(activity), cast.content("Utan parten", externals=frozenset())
    writing.save(newest(activity), changed, by=cast["contact"])
    assert shown.content["externals"] == [cast.party]
    writing.save(newest(activity), changed, by=cast["deputy"], beside=writing.Beside({cast.party: True}))
    assert activity.participations.get(organisation=cast.party).consent


def test_the_page_of_a_conflict_tells_a_consent_that_holds_as_soon_as_one_saves(cast, client_of):
    """The office notes it while the contact person saves another summary: nobody chooses, and it is public at once."""
    activity, office = states.live(cast), client_of(cast["office"])
    name, shown = Organisation.objects.get(pk=cast.party).name, newest(activity)
    edit(client_of(cast["contact"]), fresh(activity), summary="Kontaktens", externals_0=name)
    rows = {"externals_0": name, "externals_ok_0": "on", "externals_was_0": f"nej|{cast.party}|{name}"}
    rows |= {"externals_1": "Ny och glad", "externals_ok_1": "on", "externals_2": "Ny och tyst"}
    given = {"version": shown.pk, "summary": "Kontorets", "co_owners": [cast.ally, cast.asked, cast.refused]}
    page = text_of(edit(office, fresh(activity), **given, **rows))
    settled = re.sub(r"<[^>]+>|\s+", " ", page.split("Det här gäller utan att du väljer", 1)[1])
    for told in (f"Får {name} nämnas vid namn?", "Får Ny och glad nämnas vid namn?"):
        assert re.search(rf"{re.escape(told)}\s+Nej\s+Ja\. Det gäller direkt när du sparar\.", settled), told
    assert "Får Ny och tyst" not in settled and not activity.participations.get(organisation=cast.party).consent


def test_what_the_office_changed_in_what_was_taken_back_is_told_above_the_form(cast, client_of):
    activity, contact = states.submitted(cast), client_of(cast["contact"])
    address, told = f"/aktiviteter/{activity.pk}/redigera/", "har ändrat i texten sedan den skickades in."
    taken = f"/aktiviteter/{activity.pk}/ta-tillbaka/"
    page = text_of(contact.post(taken, {"version": newest(activity).pk}, follow=True))
    assert told not in page, "it says what was submitted"
    writing.submit(newest(activity), by=cast["contact"])
    writing.save(newest(activity), cast.content(summary="Kontorets ord."), by=cast["office"])
    page = text_of(contact.post(taken, {"version": newest(activity).pk}, follow=True))
    assert page.count(f"Kontor på projektkontoret {told}") == 1
    assert f'<a href="/aktiviteter/{activity.pk}/historik/">Se vad i historiken</a>' in page
    writing.save(newest(activity), cast.content(summary="Båda."), by=cast["deputy"])
    page = text_of(contact.get(address))
    assert f"<b>Kontor på projektkontoret {told}" in page and "Ersättare på" not in page
    writing.submit(newest(activity), by=cast["contact"])
    assert told not in text_of(client_of(cast["office"]).get(address))
    writing.take_back(newest(activity), by=cast["contact"])
    assert told not in text_of(contact.get(address))

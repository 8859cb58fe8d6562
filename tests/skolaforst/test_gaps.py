"""Each gap is counted rightly, and its button leads to what begins to close it."""

import datetime
from dataclasses import replace

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from activities.content import Content
from activities.demands import broken_demands
from activities.models import Activity, Level, Participation
from activities.querysets.gaps import breaking_demands
from activities.reference import reference
from activities.services import review, together, writing
from needs.models import Need
from network.change import forget_kept, read_stamp
from network.counting import count_all
from network.models import ContactPerson, Organisation, User
from skolaforst import gaps
from skolaforst.gaps.thread import matrix_today
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import STATES, Cast, fresh, newest

pytestmark = pytest.mark.django_db
GAP = "/kontor/luckor/utan-kontaktperson/"


@pytest.fixture
def client(cast: Cast, client_of):
    """The office's."""
    return client_of(cast["office"])


def counts(cast: Cast) -> dict[str, int]:
    return {gap.slug: gap.count for gap in gaps.open_gaps(reference(read_stamp())).gaps}


def text_of(slug: str) -> str:
    return next(gap.text for gap in gaps.open_gaps(reference(read_stamp())).gaps if gap.slug == slug)


def rows(client, slug: str) -> list[gaps.Row]:
    return client.get(f"/kontor/luckor/{slug}/").context["rows"]


def opens(client, address: str) -> bool:
    return client.get(address).status_code == 200


def published(cast: Cast, **fields) -> Activity:
    """Live, with `fields` of its content."""
    content = cast.content(**{"co_owners": frozenset(), "externals": frozenset()} | fields)
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    return activity


def test_cells_in_which_nothing_live_stands(client, cast):
    assert counts(cast)["tomma-rutor"] == 15
    states.submitted(cast)
    assert counts(cast)["tomma-rutor"] == 15, "a submission fills nothing"
    activity = published(cast)
    assert counts(cast)["tomma-rutor"] == 14
    assert text_of("tomma-rutor") == "Fem av dem gäller Arbetsliv."
    first = rows(client, "tomma-rutor")[0]
    assert first.act == "/aktiviteter/ny/?ruta=enhet.relationer" and first.verb == "Lägg till"
    assert "checked" in client.get(first.act).content.decode()
    review.archive(fresh(activity), by=cast["office"])
    assert counts(cast)["tomma-rutor"] == 15


def test_goals_that_nothing_live_serves(client, cast):
    served, unserved = factories.goal(1), factories.goal(2)
    factories.goal(3, active=False)
    published(cast, goals=frozenset({served.pk}))
    assert counts(cast)["mal-utan-aktivitet"] == 1 and text_of("mal-utan-aktivitet") == "Mål 2."
    (row,) = rows(client, "mal-utan-aktivitet")
    assert row.detail == unserved.text and row.act == "/aktiviteter/ny/?mal=2"
    assert client.get(row.act).context["form"]["goals"].value() == [unserved.pk]


def test_activities_without_need_or_goal(client, cast):
    need, goal = factories.need(), factories.goal()
    lonely = published(cast)
    published(cast, needs=frozenset({need.pk}), goals=frozenset({goal.pk}))
    assert counts(cast)["aktiviteter-utan-behov"] == counts(cast)["aktiviteter-utan-mal"] == 1
    for slug in ("aktiviteter-utan-behov", "aktiviteter-utan-mal"):
        (row,) = rows(client, slug)
        assert row.act == reverse("activity_edit", args=[lonely.pk]) + "#del-4"
        assert row.detail == "Kulturförvaltningen" and opens(client, row.act)


def test_needs_that_nothing_live_answers(client, cast):
    open_need = factories.need("Öppet")
    joined = factories.need("Ihopslaget", canonical=factories.need("Huvudbehovet"))
    factories.need("Undanlagt", state=Need.State.SET_ASIDE, set_aside_reason="Dubblett")
    draft = factories.need("Bara i ett utkast")
    states.written(cast, cast.content(needs=frozenset({draft.pk})))
    assert counts(cast)["behov-utan-aktivitet"] == 3
    published(cast, needs=frozenset({joined.pk}))
    assert counts(cast)["behov-utan-aktivitet"] == 2, "the joined one answers for the one it is joined into"
    row = next(row for row in rows(client, "behov-utan-aktivitet") if "Öppet" in row.title)
    assert row.act == f"/behov/{open_need.pk}/koppla/" and opens(client, row.act)
    assert row.other == f"/aktiviteter/ny/?behov={open_need.pk}"
    assert "Öppet" in client.get(row.other).content.decode()
    assert f'href="{row.other}"' in client.get("/kontor/luckor/behov-utan-aktivitet/").text


def test_where_most_needs_wait_is_said(cast):
    many = factories.category("Trygghet")
    factories.need(category=factories.category("Annat"))
    factories.need(category=many), factories.need(category=many)
    assert text_of("behov-utan-aktivitet") == "Flest i Trygghet."


def test_organisations_without_contact_person(client, cast):
    before = counts(cast).get("utan-kontaktperson", 0)
    lonely = factories.organisation("Ensamma bolaget", key="ensamma", kind="bolag")
    factories.organisation("En nämnd", kind="namnd")
    factories.external("En förening")
    assert counts(cast)["utan-kontaktperson"] == before + 1
    assert text_of("utan-kontaktperson") == "Ensamma bolaget."
    row = next(row for row in rows(client, "utan-kontaktperson") if row.title == lonely.name)
    assert row.act == reverse("person_invite") + "?organisation=ensamma"
    assert opens(client, row.act) and opens(client, row.address)


def test_organisations_stand_in_the_order_of_the_swedish_alphabet(client, cast):
    names = ["Zenit", "Åsverk", "Ängverk", "Örnverk"]
    for name in names[::-1]:
        factories.organisation(name)
    assert [row.title for row in rows(client, "utan-kontaktperson") if row.title in names] == names


def test_an_organisation_whose_contact_person_is_invited_is_still_a_gap_and_says_so(client, cast):
    lonely = factories.organisation("Ensamma bolaget", key="ensamma", kind="bolag")
    invited = factories.user("Nils Ny", is_active=False, invited_at=timezone.now())
    factories.seat(invited, lonely)
    assert counts(cast)["utan-kontaktperson"] == 1
    assert text_of("utan-kontaktperson") == "Ensamma bolaget. En person är inbjuden."
    (row,) = rows(client, "utan-kontaktperson")
    assert row.detail.startswith("Inbjuden: Nils Ny, länken går ut ") and row.verb == "Skicka igen"
    shown = client.get(GAP).content.decode()
    assert opens(client, row.address) and "Bjud in<" not in shown and f'<form action="{row.act}" method="post"' in shown
    page = client.post(row.act, headers={"Referer": f"http://testserver{GAP}"}, follow=True)
    assert page.redirect_chain == [(GAP, 302)]
    assert "En ny länk till Nils Ny" in page.content.decode() and len(mail.outbox) == 1


def joint(cast: Cast) -> Activity:
    """Live on the level that demands two of the group, with one co-owner that has accepted."""
    cells, owners = frozenset({cast.cell("samarbete")}), frozenset({cast.ally})
    return published(cast, cells=cells, co_owners=owners)


def answer(cast: Cast, activity: Activity, accept: bool, text: str = "") -> None:
    row = Participation.objects.get(activity=activity, organisation=cast.ally)
    together.answer_invitation(row, accept=accept, by=cast["ally"], text=text)


def test_a_refusal_that_breaks_a_demand_is_a_gap_and_leaves_the_activity_up(client, cast):
    activity = joint(cast)
    assert "brutna-krav" not in counts(cast)
    answer(cast, activity, False, "Fråga oss i höst.")
    assert counts(cast)["brutna-krav"] == 1 and fresh(activity).is_live
    (row,) = rows(client, "brutna-krav")
    assert row.detail == "ally har tackat nej. ”Fråga oss i höst.” Nivån kräver två av koncernens verksamheter."
    assert row.act == reverse("activity_edit", args=[activity.pk]) + "#del-3" and opens(client, row.act)
    answer(cast, activity, True)
    assert "brutna-krav" not in counts(cast)


@pytest.mark.parametrize("others", [frozenset(), frozenset({"asked"}), frozenset({"refused"})])
@pytest.mark.parametrize("level", ["individ", "samarbete"])
@pytest.mark.parametrize("accept", [True, False])
def test_the_gap_agrees_with_the_demand(cast, others, level, accept):
    more = frozenset(getattr(cast, name) for name in others)
    activity = published(cast, cells=frozenset({cast.cell(level)}), co_owners=more | {cast.ally})
    answer(cast, activity, accept)
    declined = frozenset(activity.participations.filter(state="nej").values_list("organisation", flat=True))
    broken = bool(broken_demands(Content.of(activity), declined))
    assert breaking_demands(Activity.objects.live()).filter(pk=activity.pk).exists() == broken


def test_a_level_whose_demand_is_changed_makes_gaps_of_what_stands_there(client, client_of, cast):
    activity = published(cast, cells=frozenset({cast.cell("individ")}), co_owners=frozenset({cast.ally}))
    answer(cast, activity, False)
    assert "brutna-krav" not in counts(cast)
    for demand, lacks, part in (
        ("enhet", "kräver en enhet.", 2), ("tva", "kräver två av koncernens", 3),
        ("extern", "kräver en extern part.", 3),
    ):  # fmt: skip
        Level.objects.filter(pk=cast.levels["individ"]).update(demand=demand)
        forget_kept()
        (row,) = rows(client, "brutna-krav")
        assert row.title == activity.title and lacks in row.detail and opens(client, row.act)
        assert row.act.endswith(f"#del-{part}")
        assert ("har tackat nej" in row.detail) == (demand != "enhet"), "an old no is not what a unit lacks"
        desk = client_of(cast["contact"]).get("/min-sida/").text
        assert lacks in desk and "Nivåns krav är inte uppfyllt" in desk


def test_what_is_sent_back_to_nobody_is_a_gap(client, cast):
    activity = states.sent_back(cast)
    Participation.objects.filter(activity=activity).update(state="nej")
    assert "ingen-kan-ratta" not in counts(cast)
    ContactPerson.objects.filter(organisation=cast.lead).update(ended="2026-01-01", starts="2025-01-01")
    forget_kept()
    (row,) = rows(client, "ingen-kan-ratta")
    assert row.title == activity.title and "har ingen kontaktperson" in row.detail
    assert opens(client, row.act) and opens(client, row.address) and opens(client, row.other)
    assert f"organisation={Organisation.objects.get(pk=cast.lead).key}" in row.other
    Organisation.objects.filter(pk=cast.lead).update(valid_to="2026-01-01")
    forget_kept()
    assert rows(client, "ingen-kan-ratta")[0].other == "", "nobody is invited to what has ended"
    activity.roles.filter(role="ansvarig").delete()
    assert rows(client, "ingen-kan-ratta")[0].detail == "Ingen verksamhet är ansvarig."


def test_what_the_office_began_and_left_is_found_again(client, cast):
    activity = published(cast)
    writing.save(newest(activity), cast.content("Kontorets"), by=cast["office"])
    theirs = states.written(cast)  # a contact person's own
    assert "kontorets-utkast" not in counts(cast), "it is being written today"
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Activity.objects.filter(pk__in=(activity.pk, theirs.pk)).update(changed_at=yesterday)
    (row,) = rows(client, "kontorets-utkast")
    assert (row.title, row.act) == (fresh(activity).title, f"/aktiviteter/{activity.pk}/redigera/")
    assert counts(cast)["kontorets-utkast"] == 1 and opens(client, row.act)
    writing.submit(newest(activity), by=cast["office"])
    assert "kontorets-utkast" not in counts(cast)


@pytest.mark.parametrize("became", ["account closed", "of the office no more"])
def test_what_somebody_left_who_has_left_the_office_is_found_too(cast, became):
    activity = published(cast)
    writing.save(newest(activity), cast.content("Kontorets"), by=cast["office2"])
    Activity.objects.filter(pk=activity.pk).update(changed_at=timezone.now() - datetime.timedelta(days=1))
    assert counts(cast)["kontorets-utkast"] == 1
    user = cast["office2"].user
    if became == "account closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.groups.clear()
    forget_kept()
    assert counts(cast)["kontorets-utkast"] == 1


@pytest.mark.parametrize("whose", ["taken back", "withdrawn", "own seat", "nobody's"])
def test_what_others_have_on_their_desk_is_not_the_offices(cast, whose):
    if whose == "own seat":
        factories.seat(cast["office"].user, Organisation.objects.get(pk=cast.lead), role=ContactPerson.Role.DEPUTY)
    alone = cast.content(co_owners=frozenset())
    activity = states.written(cast, alone, by="contact" if whose in ("taken back", "nobody's") else "office")
    if whose == "nobody's":
        ContactPerson.objects.filter(organisation=cast.lead).update(ended="2026-01-01", starts="2025-01-01")
    elif whose != "own seat":
        writing.submit(newest(activity), by=cast["contact"])
        writing.save(newest(activity), replace(alone, title="Rättad"), by=cast["office"])
    if whose == "taken back":
        writing.take_back(newest(activity), by=cast["contact"])
    if whose == "withdrawn":
        review.publish(newest(activity), audience="publikt", by=cast["office"])
        review.withdraw(fresh(activity), reason="Fel bild.", by=cast["office"])
    Activity.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1))
    forget_kept()
    assert counts(cast).get("kontorets-utkast", 0) == (whose == "nobody's")


def test_who_is_invited_and_has_nobody_to_answer_waits_for_the_office(client, cast):
    activity = states.submitted(cast)
    assert "att-fraga" not in counts(cast)
    ContactPerson.objects.filter(organisation=cast.asked).update(ended="2026-01-01", starts="2025-01-01")
    forget_kept()
    (row,) = rows(client, "att-fraga")
    assert row.detail == "asked är inbjuden och har ingen kontaktperson." and opens(client, row.act)
    activity.participations.filter(organisation=cast.asked).update(accepted_as="medverkande")
    assert rows(client, "att-fraga")[0].detail.startswith("asked är med som medverkande, är tillfrågad som medägare")
    answer_row = activity.participations.get(organisation=cast.asked)
    together.answer_invitation(answer_row, accept=True, by=cast["office"])
    assert "att-fraga" not in counts(cast)


@pytest.mark.parametrize("accept", [True, False])
@pytest.mark.parametrize("parties", [frozenset(), frozenset({"party"})])
def test_the_gap_agrees_with_the_demand_of_somebody_from_outside(cast, accept, parties):
    Organisation.objects.filter(pk=cast.ally).update(in_group=False, kind="kommunalforbund")
    externals = frozenset(getattr(cast, name) for name in parties)
    content = {"co_owners": frozenset({cast.ally}), "externals": externals}
    activity = published(cast, cells=frozenset({cast.cell("extern")}), **content)
    answer(cast, activity, accept)
    declined = frozenset() if accept else frozenset({cast.ally})
    broken = bool(broken_demands(Content.of(activity), declined))
    assert broken is (not accept and not parties)
    assert breaking_demands(Activity.objects.live()).filter(pk=activity.pk).exists() == broken


def test_names_in_texts_without_consent(client, cast):
    party = factories.external("Rädda Läxan")
    activity = published(cast, externals=frozenset({party.pk}), summary="Med Rädda läxan varje kväll.")
    assert counts(cast)["namn-utan-samtycke"] == 1
    (row,) = rows(client, "namn-utan-samtycke")
    assert row.detail == "I texten står Rädda Läxan." and row.verb == "Rätta texten" and opens(client, row.act)
    together.set_consent(activity, party.pk, True, by=cast["office"])
    assert "namn-utan-samtycke" not in counts(cast)


def test_a_name_that_is_the_leads_or_a_part_of_a_word_is_no_gap(client, cast):
    """Nobody could close it: the text does not say the name."""
    Organisation.objects.filter(pk=cast.lead).update(name="Kulturen IF", search="kulturen if")
    parties = frozenset({factories.external("IF").pk, factories.external("Kulturen").pk})
    published(cast, externals=parties, summary="Vi läser skrift tillsammans.")
    assert "namn-utan-samtycke" not in counts(cast)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Hemliga Bolaget AB", "Hemliga bolagets folk är med."),
        ('IF Norra "Ringen"', "Med IF Norra Ringen."),
        ("Handels & Co", "Med Handels och Co."),
        ("Hemliga-Bolaget", "Med Hemliga Bolaget."),
        ("Hemliga Bolaget", "Med Hemliga-\nBolaget."),
        ("AB Svea", "Med Svea A.B. varje kväll."),
        ("Aktiebolaget Svea", "Med Svea varje kväll."),
        ("H&M", "Med H&M varje kväll."),
        ("Läxhjälpen", "Läx-hjälpen är med."),
        ("Norrkross", "Tack _Norrkross_."),
        ("Framtid AB", "Med framtid ab varje kväll."),
        ("AB Framtid", "FRAMTID är med."),
        ("4H AB", "Med 4H varje kväll."),
        ("3D-verkstan AB", "Vi är på 3D-verkstan."),
        ("eWork AB", "Tack eWork!"),
        ("Föreningen Framtid AB", "Med föreningen framtid."),
        ("Svea Bygg", "Tack Svea\nBygg!"),
        ("Läxhjälpen", "Tack Läx-\nhjälpen!"),
        ("Sommar, sol & bad AB", "Med sommar, sol och bad."),
        ("Sommar, sol & bad AB", "Med Sommar sol & bad."),
        ("A.B.C.", "Tack A.B.C. i år."),
        ("St Eriks gymnasium", "Tack St. Eriks gymnasium!"),
    ],
)
def test_a_name_is_found_as_it_is_said(client, cast, name, text):
    """Whatever stands in the text instead of its signs, and with or without what kind of company it is."""
    published(cast, externals=frozenset({factories.external(name).pk}), summary=text)
    (row,) = rows(client, "namn-utan-samtycke")
    assert row.detail.startswith(f"I texten står {name}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("4H", "För åk 4 h och uppåt."),
        ("IF", "Vi läser i F-klassen."),
        ("Inomhus", "Vi är inom hus och hem."),
        ("Framtid AB", "Det gäller barnens framtid."),
        ("Vi AB", "Här läser vi tillsammans."),
        ("Framtid AB", "Det gäller barnens framtid. AB Norrkross är med."),
        ("Vi Unga", "Det gör vi. Unga får hjälp."),
        ("Vi Unga", "Här läser vi\n\nUnga får hjälp."),
        ("Läxcafé Unga", "Unga får hjälp."),  # the title and then the summary
        ("ABF", "För klasserna A, B, F."),
        ("4H", "För barn i åk 4. H är med."),
        ("Framtid", "Läs fram, tid finns."),
        ("A.B.C.", "För klass C."),
    ],
)
def test_an_ordinary_word_is_nobodys_name(cast, name, text):
    """Such a gap could be closed only by writing something else, or by a consent that nobody gave."""
    published(cast, externals=frozenset({factories.external(name).pk}), summary=text)
    assert "namn-utan-samtycke" not in counts(cast)


@pytest.mark.parametrize("text", ["Med IF varje kväll.", "IF:s lokal.", "I IFs lokal.", "(IF)", "En if-lokal."])
def test_a_name_is_found_whatever_stands_around_it(client, cast, text):
    published(cast, externals=frozenset({factories.external("IF").pk}), summary=text)
    assert counts(cast)["namn-utan-samtycke"] == 1
    (row,) = rows(client, "namn-utan-samtycke")
    assert row.detail == "I texten står IF."


@pytest.mark.parametrize("way", ["valid_to", "successor"])
def test_who_sits_in_what_has_ended_is_told_to_the_office_and_on_min_sida(client, client_of, cast, way):
    assert "uppdrag-i-upphorda" not in counts(cast)
    seat = cast["contact"].user.seats.get()
    day = timezone.localdate() - datetime.timedelta(days=1)
    Organisation.objects.filter(pk=seat.organisation_id).update(**{way: day if way == "valid_to" else cast.other})
    forget_kept()
    told = [row.detail.split(" har")[0] for row in rows(client, "uppdrag-i-upphorda")]
    assert cast["contact"].user.name in told and len(told) == counts(cast)["uppdrag-i-upphorda"]
    assert all(opens(client, row.act) for row in rows(client, "uppdrag-i-upphorda"))
    mine = client_of(cast["contact"]).get("/min-sida/").text
    assert "Uppdraget gäller en verksamhet som har upphört" in mine and "Lägg till en aktivitet" not in mine
    assert "har upphört" not in client_of(cast["ally"]).get("/min-sida/").text
    Organisation.objects.filter(pk=seat.organisation_id).update(valid_to=None, successor=None, valid_from="2099-01-01")
    forget_kept()
    assert "har upphört" not in client_of(cast["contact"]).get("/min-sida/").text, "it has not begun"


def test_who_writes_for_what_has_ended_only_is_told_why_nothing_can_be_saved(client_of, cast):
    Organisation.objects.filter(pk=cast.lead).update(valid_to="2026-01-01")
    forget_kept()
    contact = client_of(cast["contact"])
    assert "Innan dess kan du inte spara." in contact.get("/aktiviteter/ny/").text
    assert "Innan dess kan du inte spara." not in client_of(cast["ally"]).get("/aktiviteter/ny/").text
    told = contact.post("/aktiviteter/ny/", {"title": "Nytt", "gor": "spara"}).text
    assert told.count("Ingen av dina verksamheter kan vara ansvarig i dag.") >= 2 and not Activity.objects.exists()


def test_the_network_tells_of_what_has_ended(client, cast, anyone_client):
    contact = cast["contact"].user
    published(cast)  # who ended without an activity is not listed
    contact.seats.update(shown="namn")
    organisation = Organisation.objects.get(pk=cast.lead)
    assert f"{organisation.name}</h3>" in anyone_client.get("/natverk/").text
    Organisation.objects.filter(pk=cast.lead).update(valid_to="2026-01-01")
    forget_kept()
    page = anyone_client.get("/natverk/").text
    assert f"{organisation.name} (finns inte längre)" in page and f"<p>{contact.name}" not in page


def test_typed_names_to_confirm(client, cast):
    assert "att-bekrafta" not in counts(cast)
    kept = factories.external("Föreningen")
    factories.external("Foreningen", confirmed=False, successor=kept)
    factories.external("Nya föreningen", confirmed=False)
    assert counts(cast)["att-bekrafta"] == 1
    assert text_of("att-bekrafta") == "En extern part."
    assert client.get("/kontor/luckor/att-bekrafta/").url == reverse("confirm_organisations")


def test_past_the_end_without_a_new_status(client, cast):
    activity = published(cast)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Activity.objects.filter(pk=activity.pk).update(end_date=yesterday, status="pagaende")
    assert counts(cast)["passerat-slutdatum"] == 1
    (row,) = rows(client, "passerat-slutdatum")
    assert row.detail.endswith("står som pågående.") and row.act == reverse("activity_facts", args=[activity.pk])
    Activity.objects.filter(pk=activity.pk).update(status="genomford")
    assert "passerat-slutdatum" not in counts(cast)


def test_mails_that_failed_are_counted_at_once_whatever_is_kept(client, cast):
    before = {gap.slug: gap.count for gap in gaps.desk(read_stamp()).gaps}
    assert "mejl" not in before
    Email.objects.create(from_email="a@skolaforst.example", to="b@skolaforst.example", status=STATUS.failed)
    found = gaps.desk(read_stamp())
    gap = next(gap for gap in found.gaps if gap.slug == "mejl")
    assert gap.count == 1 and found.total == sum(before.values()) + 1
    assert "b@skolaforst.example" in client.get(gap.address).content.decode()


def test_what_is_kept_goes_with_the_next_change(cast):
    first = gaps.desk(read_stamp()).total
    published(cast)
    assert gaps.desk(read_stamp()).total == first - 1 + 1 + 1, "a filled cell, no need, no goal"


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_live_and_not_archived_is_in_the_matrix_of_today(cast, state):
    activity = fresh(STATES[state](cast))
    shown = activity.is_live and not activity.archived_at
    assert matrix_today(reference(read_stamp())).total == int(shown)


def test_counting_every_gap_is_one_statement(cast, django_assert_num_queries):
    found = {kind.slug: kind.found(reference(read_stamp())) for kind in gaps.KINDS}
    queries = {slug: rows for slug, rows in found.items() if not isinstance(rows, list)}
    with django_assert_num_queries(1):
        count_all(queries)


def test_every_gap_on_the_desk_opens(client, cast):
    factories.need(), factories.goal(), factories.external("Ny", confirmed=False)
    answer(cast, joint(cast), False)
    for gap in client.get("/kontor/").context["gaps"]:
        assert opens(client, client.get(gap.address, follow=True).request["PATH_INFO"]), gap.slug


# On paper, behind the matrix


def on_paper(client) -> dict[str, gaps.PaperGap]:
    return {gap.title: gap for gap in client.get("/matris/?luckor=1").context["gaps"]}


def test_the_matrix_is_printed_with_its_gaps_in_words(client, cast):
    factories.need("Öppet behov")
    found = on_paper(client)
    page = client.get("/matris/?luckor=1").text
    assert all(f'<a href="{gap.address}">' in page for gap in found.values())
    assert all(f'<a href="{name.address}">' in page for gap in found.values() for name in gap.names if name.address)
    assert {gap.title: gap.count for gap in gaps.open_gaps(reference(read_stamp())).gaps} == {
        title: gap.number for title, gap in found.items()
    }
    assert [name.text for name in found["Behov utan aktivitet"].names] == ["”Öppet behov”"]
    cells = found["Tomma rutor i matrisen"]
    assert (len(cells.names), cells.more) == (7, 8)
    page = client.get("/matris/?luckor=1&status=ide").text
    assert "”Öppet behov”" in page and "och 8 till" in page and "Skriv ut med luckorna" in page


def test_names_to_confirm_are_told_on_paper_though_another_page_closes_them(client, cast):
    factories.external("Nya föreningen", confirmed=False)
    assert on_paper(client)["Namn att bekräfta"].lead == "En extern part."


@pytest.mark.parametrize("role", ["reader", "contact", "anyone"])
def test_gaps_are_printed_by_the_office_only(cast, client_of, anyone_client, role):
    factories.need("Öppet behov")
    visitor = anyone_client if role == "anyone" else client_of(cast[role])
    page = visitor.get("/matris/?luckor=1").text
    assert "Öppet behov" not in page and "luckor" not in page.lower()


def test_the_way_to_print_with_the_gaps_keeps_the_filters(client, cast):
    published(cast)
    assert 'href="/matris/?status=ide&amp;luckor=1"' in client.get("/matris/?status=ide").text

"""What the review page tells: what differs, what the public will see, what to look at before one decides."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from activities.checklist import checks, public_view
from activities.content import Content
from activities.marked import marked
from activities.models import Activity, Participation, ReviewEvent
from activities.querysets.gaps import unwilling_names
from activities.reference import reference
from activities.services import review, together, writing
from activities.wording import FieldWords
from needs.models import Need
from network.change import forget_kept, read_stamp
from network.models import ContactPerson, Organisation
from skolaforst.services.merge import merge
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, fresh, greet, newest

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


def test_the_own_submission_is_said(client, cast):
    activity = states.written(cast, by="office")
    writing.submit(newest(activity), by=cast["office"])
    assert "Du skickade själv in den här" in page(client, activity)


def test_what_the_office_corrected_stands_beside_what_was_submitted(client, cast):
    activity = states.submitted(cast)
    assert "Rättad av" not in page(client, activity)
    writing.save(newest(activity), cast.content("Läxcafé på torget"), by=cast["office2"])
    text = page(client, activity)
    assert "Rättad av Kontor2" in text and "Inskickat" in text and "Läxcafé <ins>på torget</ins>" in text
    writing.save(newest(activity), cast.content("Läxhjälp"), by=cast["office"])
    assert "Rättad av Kontor2 och Kontor" in page(client, activity)
    writing.save(newest(activity), cast.content(), by=cast["office"])
    assert "Texten står som den var inskickad." in page(client, activity)


def test_a_merged_name_is_no_difference(client, cast):
    typed = factories.external("Radda laxan", confirmed=False, created_by=cast["contact"].user)
    kept = factories.external("Rädda Läxan")
    activity = states.written(cast, cast.content(externals=frozenset({typed.pk})))
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    merge(typed.pk, kept.pk, by=cast["office"])
    content = cast.content("Läxcafé varje dag", externals=frozenset({kept.pk}))
    writing.save(newest(activity), content, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    response = client.get(reverse("review", args=[activity.pk]))
    assert [row.sides.field for row in response.context["rows"]] == ["title"]


@pytest.mark.parametrize(("writer", "told"), [("office", True), ("office2", False), ("contact", False)])
def test_history_says_who_published_their_own_text(client, cast, writer, told):
    activity = states.written(cast, by=writer)
    writing.submit(newest(activity), by=cast[writer])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    for address in (reverse("activity_history", args=[activity.pk]), activity.get_absolute_url(),
                    reverse("office_activity", args=[activity.pk])):  # fmt: skip
        assert ("Granskade sin egen text" in client.get(address).content.decode()) == told, address


def test_what_is_in_order_is_one_quiet_line(client, cast):
    activity = states.written(cast, cast.content(co_owners=frozenset(), externals=frozenset()))
    writing.submit(newest(activity), by=cast["contact"])
    assert "I ordning: alla namn får visas." in page(client, activity)
    assert "alla namn får visas" not in page(client, states.submitted(cast)), "some are held back"


def test_a_link_leads_past_the_text_to_the_decision(client, cast):
    text = page(client, states.submitted(cast))
    assert text.index('<a class="skip" href="#granskning">') < text.index("<header")


def test_a_new_one_has_nothing_to_compare_with(client, cast):
    text = page(client, states.submitted(cast))
    assert "<ins>" not in text and "Uppgift för uppgift" in text


def test_a_changed_one_stands_beside_what_is_live(client, cast):
    text = page(client, states.live_submitted(cast))
    assert "Läxcafé <ins>varje dag</ins>" in text
    assert "Ändrad" in text and "uppgifter är oförändrade" in text


def test_a_mended_one_stands_beside_what_was_returned_with_the_reason_and_comments(client, cast):
    activity = states.submitted(cast)
    comments = {"title": "Vad heter det?"}
    review.send_back(newest(activity), reason="Skriv mer.", by=cast["office2"], field_comments=comments)
    writing.save(newest(activity), cast.content("Läxcafé på torget"), by=cast["contact"])
    greet(activity, "Nu är det gjort.")
    writing.submit(newest(activity), by=cast["contact"])
    text = page(client, activity)
    assert text.count("Rättad efter komplettering") == 1 and text.count(", Kontor2:") == 1, "told once"
    assert "Skriv mer." in text and "Vad heter det?" in text and "Nu är det gjort." in text
    assert "Läxcafé <ins>på torget</ins>" in text


def test_one_submitted_again_stands_beside_what_was_withdrawn_with_the_reason(client, cast):
    text = page(client, states.withdrawn_submitted(cast))
    assert "tog bort den från de öppna sidorna" in text and "Skälet: ”Fel bild av läget.”" in text
    assert "När den togs bort" in text and "Läxcafé <ins>varje dag</ins>" in text


def test_what_was_brought_back_while_it_waits_tells_no_withdrawal(client, cast):
    activity = states.withdrawn_submitted(cast)
    review.bring_back(activity, by=cast["office2"])
    text = page(client, activity)
    assert "Fel bild av läget." not in text and "Ändrad" in text


def test_what_was_withdrawn_while_it_waits_says_so_with_the_reason(client, cast):
    activity = states.live_submitted(cast)
    review.withdraw(activity, reason="Fel bild.", by=cast["office2"])
    text = page(client, activity)
    assert "Var borttagen" in text and "Skälet: ”Fel bild.”" in text


def test_parties_that_the_public_will_not_see_are_told(client, cast):
    activity = states.submitted(cast)
    party = Participation.objects.get(activity=activity, organisation=cast.party).organisation
    text = page(client, activity)
    assert f"Visas inte bland dem som medverkar: {party.name} har inte sagt ja till att nämnas." in text
    assert "asked visas inte: har inte svarat på inbjudan." in text
    assert "refused visas inte: har tackat nej." in text


def test_consent_lifts_the_held_name(client, cast):
    activity = states.submitted(cast)
    together.set_consent(activity, cast.party, True, by=cast["office"])
    assert "Visas inte bland dem som medverkar" not in page(client, activity)


def checklist_of(cast: Cast, content: Content) -> list[str]:
    activity = states.submitted(cast)
    writing.save(newest(activity), content, by=cast["office"])
    ref = reference(read_stamp())
    answers = list(Participation.objects.filter(activity=activity))
    view = public_view(fresh(activity), content, answers, ref, Need.objects.worded(content.needs))
    return [f"{check.tone}: {check.text}" for check in checks(fresh(activity), content, answers, ref, view).found]


def test_an_external_party_that_is_of_the_group_is_told(cast):
    name = Organisation.objects.get(pk=cast.other).name
    told = checklist_of(cast, cast.content(externals=frozenset({factories.external(name).pk})))
    assert any(line.startswith(f"warn: {name} står som extern part men finns bland verksamheterna.") for line in told)


def test_where_nobody_can_mend_it_that_is_told_before_it_is_sent_back(client, cast):
    activity = states.written(cast, cast.content(co_owners=frozenset()))
    writing.submit(newest(activity), by=cast["contact"])
    told = f"info: {Organisation.objects.get(pk=cast.lead).name} har ingen kontaktperson som kan rätta den."
    alone = cast.content(co_owners=frozenset())
    assert not any(line.startswith(told) for line in checklist_of(cast, alone))
    ContactPerson.objects.filter(organisation=cast.lead).update(ended="2026-01-01", starts="2025-01-01")
    forget_kept()
    assert any(line.startswith(told) for line in checklist_of(cast, alone))
    moved = replace(alone, lead=cast.asked)
    assert not any(line.startswith(told) for line in checklist_of(cast, moved))
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    change = writing.save(newest(activity), moved, by=cast["office"])
    writing.submit(change, by=cast["office"])
    assert "har ingen kontaktperson som kan rätta den" in page(client, activity), "it is sent back to whose it is"


def test_a_name_in_the_text_without_consent_is_warned_of(cast):
    party = factories.external("Rädda Läxan")
    content = cast.content(summary="Tillsammans med RÄDDA  läxan.", externals=frozenset({party.pk}))
    assert "warn: I texten står Rädda Läxan, som inte har sagt ja till att nämnas." in checklist_of(cast, content)


def test_a_name_inside_another_word_is_not_warned_of(cast):
    party = factories.external("IF")
    content = cast.content(summary="Vi övar skrift.", externals=frozenset({party.pk}))
    assert not [line for line in checklist_of(cast, content) if line.startswith("warn: I texten")]


def test_a_refusal_that_breaks_the_levels_demand_is_warned_of(cast):
    content = cast.content(cells=frozenset({cast.cell("samarbete")}), co_owners=frozenset({cast.refused}))
    told = checklist_of(cast, content)
    assert "warn: refused har tackat nej. Då är nivåns krav inte längre uppfyllt." in told
    assert not any("Nivåns krav är inte uppfyllt." in line for line in told)


def test_a_demand_that_nobody_refused_is_told_for_what_it_is(cast):
    content = cast.content(cells=frozenset({cast.cell("enhet")}), co_owners=frozenset({cast.refused}))
    told = checklist_of(cast, content)
    assert "warn: Nivåns krav är inte uppfyllt. Rätta det före publicering, eller skicka tillbaka." in told
    assert not any("refused har tackat nej. Då" in line for line in told)


def test_needs_without_public_words_are_counted(cast):
    needs = {factories.need().pk, factories.public_need().pk, factories.need().pk}
    told = checklist_of(cast, cast.content(needs=frozenset(needs)))
    assert "info: 2 behov saknar publik lydelse och visas bara som antal." in told


def test_one_need_without_public_words_is_counted_in_the_singular(cast):
    told = checklist_of(cast, cast.content(needs=frozenset({factories.need().pk})))
    assert "info: Ett behov saknar publik lydelse och visas bara som antal." in told


def parts(html: str) -> dict[str, str]:
    """What a page of an activity is made of, each part without the names that the reviewer alone sees."""
    found = {
        "facts": r'<dl class="facts-row">.*?</dl>', "text": r'<div class="prose measure">.*?</div>',
        "thread": r'<div class="rt">.*?\n</div>', "steps": r'<ol class="steps">.*?</ol>.*?</p>',
        "where": r'<div class="field f-. where">.*?</table>',
    }  # fmt: skip
    text = re.sub(r'<li class="held">.*?</li>', "", html, flags=re.S)
    text = re.sub(r"<div><dt>Med i aktiviteten</dt><dd><ul>\s*</ul></dd></div>\s*", "", text)
    text = re.sub(r"(</?)h[2-4]>", r"\1h>", text)  # inside the review page the headings are one level lower
    return {name: re.sub(r"\s+", " ", re.search(part, text, re.S)[0]) for name, part in found.items()}


@pytest.mark.parametrize(("is_live", "status"), [(False, "pagaende"), (True, "pagaende"), (True, "genomford")])
def test_the_preview_is_the_page_that_everybody_sees_when_it_is_published(client, cast, client_of, is_live, status):
    """Its own template would drift: it once left out what was reached, the steps and the thread."""
    method = factories.method("Förstå", "Pröva", "Följa upp")
    silent = factories.external("Tysta klubben")
    fritids = factories.unit(Organisation.objects.get(pk=cast.lead), "Fritids")
    activity = states.live(cast) if is_live else states.written(cast)
    text = cast.content(
        "Läxcafé på torget", description="Vi *läser* högt.", method=method.pk, target_group="Årskurs 4",
        expected_reach="200 barn", participants=frozenset({cast.asked}), externals=frozenset({silent.pk}),
        goals=frozenset({factories.goal(3).pk}), needs=frozenset({factories.need().pk, factories.public_need().pk}),
        cells=frozenset({cast.cell("individ"), cast.cell("enhet", 1, fritids.pk)}),
    )  # fmt: skip
    writing.save(newest(activity), text, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    Activity.objects.filter(pk=activity.pk).update(reached=1142, start_date="2026-09-01", status=status)
    reviewed = page(client, activity)
    seen = parts(reviewed)
    assert "<s>Tysta klubben</s>" in reviewed and "1 142 har nåtts" in seen["facts"]
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    public = client_of(cast["anyone"]).get(activity.get_absolute_url()).content.decode()
    assert seen == parts(public)
    assert "Tysta klubben" not in public


def test_what_was_put_back_is_thrown_away_for_what_is_saved_only_where_something_is(client, cast):
    assert ">Släng den</button>" in page(client, states.submitted(cast)), "a reason that was never sent"
    form = client.get(reverse("activity_edit", args=[states.live(cast).pk])).content.decode()
    assert ">Släng den och visa det sparade</button>" in form


def test_typed_names_are_to_be_confirmed(cast):
    party = factories.external("Nya föreningen", confirmed=False)
    told = checklist_of(cast, cast.content(externals=frozenset({party.pk})))
    assert "info: Skrivet för hand och inte bekräftat än: Nya föreningen." in told


def test_the_page_never_grows_in_queries(client, cast, django_assert_max_num_queries):
    needs = frozenset(factories.need().pk for _i in range(3))
    activity = states.submitted(cast)
    writing.save(newest(activity), cast.content(needs=needs), by=cast["office"])
    for _i in range(30):
        states.submitted(cast)
    page(client, activity)
    with django_assert_max_num_queries(12):
        page(client, activity)


def test_the_page_asks_seldom_where_everything_is_to_be_looked_at(client, cast, django_assert_max_num_queries):
    """A waiting change on the level that demands two, one of whom said no, with needs and a name to confirm."""
    typed = factories.external("Ny förening", confirmed=False, created_by=cast["contact"].user)
    fields = {
        "cells": frozenset({cast.cell("samarbete")}), "co_owners": frozenset({cast.ally}),
        "externals": frozenset({typed.pk}),
        "needs": frozenset({factories.need().pk}),
    }  # fmt: skip
    activity = states.written(cast, cast.content(**fields))
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    writing.save(newest(activity), cast.content("Läxcafé varje dag", **fields), by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    row = Participation.objects.get(activity=activity, organisation=cast.ally)
    together.answer_invitation(row, accept=False, by=cast["ally"])
    assert "har tackat nej" in page(client, activity)
    with django_assert_max_num_queries(12):
        page(client, activity)


# Marks


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        (["en röd buss"], ["en blå buss"], "en <del>röd</del> buss", "en <ins>blå</ins> buss"),
        (["a", "b"], ["a"], "a<br><del>b</del>", "a"),
        (["Alla får komma"], ["Ny text"], "<del>Alla får komma</del>", "<ins>Ny text</ins>"),
        ([], ["<b>"], "", "<ins>&lt;b&gt;</ins>"),
        (["a&b c"], ["a&b"], "a&amp;b <del>c</del>", "a&amp;b"),
    ],
)
def test_words_that_differ_are_marked(before, after, left, right):
    assert marked(FieldWords("summary", "", before, after, True)) == (left, right)


def test_a_very_long_change_takes_no_time():
    old, new = (" ".join(f"{word}{i}" for i in range(4000)) for word in ("a", "b"))
    assert marked(FieldWords("description", "", [old], [new], True))[1].startswith("<ins>b0")


def test_names_stand_in_swedish_order(cast):
    names = ("Örnen", "Åkern", "Almarna")
    parties = frozenset(factories.external(name).pk for name in names)
    told = checklist_of(cast, cast.content(summary="Med Örnen, Åkern, Almarna.", externals=parties))
    order = ["Almarna", "Åkern", "Örnen"]
    assert [line.split("står ")[1].split(",")[0] for line in told if "I texten står" in line] == order
    assert list(unwilling_names([Activity.objects.get().pk]).values()) == [order]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"state": "nej"}, ["Almarna, Åkern och Örnen har tackat nej."]),
        ({"state": "inbjuden", "accepted_as": "medverkande"}, ["Almarna", "Åkern", "Örnen"]),
    ],
)
def test_those_who_said_no_or_not_to_own_stand_in_swedish_order(cast, answer, told):
    named = [factories.organisation(name) for name in ("Örnen", "Åkern", "Almarna")]
    content = cast.content(
        co_owners=frozenset(row.pk for row in named), cells=frozenset({cast.cell("samarbete")}), externals=frozenset()
    )
    activity = states.written(cast, content)
    answers = [activity.participations.create(organisation=row, **answer) for row in named]
    ref = reference(read_stamp())
    view = public_view(activity, content, answers, ref, [])
    lines = [check.text for check in checks(activity, content, answers, ref, view).found]
    found = [line for line in lines if "tackat nej. Då" in line or "är med som medverkande" in line]
    assert len(found) == len(told) and all(map(str.startswith, found, told))

"""Confirming what was typed, and saying that it is the same as something else."""

import re
import time
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from post_office.models import Email

from activities.content import Cell, Content
from activities.models import Participation
from activities.querysets.gaps import unwilling_names, uses_of
from activities.services import review, together, writing
from network.change import read_stamp
from network.models import Organisation
from network.services.organisations import confirm, strike, unstrike
from network.services.typed import find_or_type, known
from skolaforst.alike import Names
from skolaforst.services.merge import merge
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import Cast, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast, client_of):
    """The office's."""
    return client_of(cast["office"])


@pytest.fixture
def typed(cast: Cast) -> Organisation:
    """An external party that the contact person typed."""
    return factories.external("Radda laxan", confirmed=False, created_by=cast["contact"].user)


@pytest.fixture
def kept(cast: Cast) -> Organisation:
    """The one it is."""
    return factories.external("Rädda Läxan")


def live_with(cast: Cast, *parties: Organisation):
    content = cast.content(co_owners=frozenset(), externals=frozenset(party.pk for party in parties))
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    return activity


def named(activity) -> dict[int, str]:
    return dict(activity.roles.values_list("organisation", "role"))


def confirming(client, organisation: Organisation, **given):
    return client.post(reverse("confirm_organisation", args=[organisation.pk]), given)


def asked(client, organisation: Organisation, **given):
    return client.get(reverse("merge_organisation", args=[organisation.pk]), given)


def merging(client, organisation: Organisation, **given):
    return client.post(reverse("merge_organisation", args=[organisation.pk]), given)


# Merging


def test_roles_and_answers_move(cast, typed, kept):
    activity = live_with(cast, typed)
    together.set_consent(activity, typed.pk, True, by=cast["contact"])
    stamp = read_stamp()
    merge(typed.pk, kept.pk, by=cast["office"])
    assert named(activity)[kept.pk] == "extern" and typed.pk not in named(activity)
    assert Participation.objects.get(activity=activity, organisation=kept).consent
    typed.refresh_from_db()
    assert typed.successor == kept and not typed.confirmed
    assert read_stamp().reference == stamp.reference + 1


def test_versions_are_not_rewritten(cast, typed, kept):
    activity = live_with(cast, typed)
    merge(typed.pk, kept.pk, by=cast["office"])
    assert newest(activity).content["externals"] == [typed.pk]


def test_where_both_were_named_one_role_stays(cast, typed, kept):
    activity = live_with(cast, typed, kept)
    merge(typed.pk, kept.pk, by=cast["office"])
    assert named(activity) == {cast.lead: "ansvarig", kept.pk: "extern"}


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_who_may_not_be_named_under_either_name_is_not(client, cast, typed, kept, mine, theirs):
    activity = live_with(cast, typed, kept)
    together.set_consent(activity, typed.pk, mine, by=cast["contact"])
    together.set_consent(activity, kept.pk, theirs, by=cast["contact"])
    assert ("visas inte bland dem som medverkar här från och med nu" in asked(client, typed, into=kept.pk).text) == (
        mine != theirs
    )
    merge(typed.pk, kept.pk, by=cast["office"])
    assert Participation.objects.get(activity=activity, organisation=kept).consent == (mine and theirs)
    assert Participation.objects.filter(activity=activity, organisation=typed).exists(), "answers are never deleted"


def test_a_yes_that_a_merge_overrules_stays_in_the_history(client, cast, typed, kept):
    activity = states.live(cast)
    activity.participations.create(organisation=typed)
    activity.participations.create(organisation=kept)
    for consent in (False, True):
        together.set_consent(activity, kept.pk, consent, by=cast["office2"])
    merge(typed.pk, kept.pk, by=cast["office"])
    page = client.get(reverse("activity_history", args=[activity.pk])).text
    told = re.findall(rf"{kept.name}: (får (?:inte )?nämnas) vid namn.*?Antecknat av (Kontor2?)", page, re.DOTALL)
    assert told == [("får inte nämnas", "Kontor"), ("får nämnas", "Kontor2")]


def test_a_yes_is_about_its_own_activity(cast, typed, kept):
    with_typed, with_kept, with_both = live_with(cast, typed), live_with(cast, kept), live_with(cast, typed, kept)
    together.set_consent(with_typed, typed.pk, True, by=cast["contact"])
    merge(typed.pk, kept.pk, by=cast["office"])
    said = dict(Participation.objects.filter(organisation=kept).values_list("activity", "consent"))
    assert said == {with_typed.pk: True, with_kept.pk: False, with_both.pk: False}


def test_the_old_name_in_a_text_is_no_gap_where_the_party_agreed(cast, typed, kept):
    content = cast.content(summary="Med Radda laxan.", co_owners=frozenset(), externals=frozenset({typed.pk, kept.pk}))
    activity = states.written(cast, content)
    together.set_consent(activity, kept.pk, True, by=cast["contact"])
    assert unwilling_names([activity.pk]) == {activity.pk: ["Radda laxan"]}
    merge(typed.pk, kept.pk, by=cast["office"])
    together.set_consent(activity, kept.pk, True, by=cast["office"])
    assert not unwilling_names([activity.pk])


def test_the_old_name_in_a_text_is_a_gap_where_the_party_has_not_agreed(client, cast, typed, kept):
    """The text still tells who it is, under the name that somebody typed."""
    content = cast.content(summary="Med Radda laxan.", co_owners=frozenset(), externals=frozenset({typed.pk}))
    activity = states.written(cast, content)
    writing.submit(newest(activity), by=cast["contact"])
    merge(typed.pk, kept.pk, by=cast["office"])
    assert unwilling_names([activity.pk]) == {activity.pk: ["Radda laxan"]}
    page = client.get(reverse("review", args=[activity.pk]))
    assert "I texten står Radda laxan, som inte har sagt ja" in page.content.decode()


def test_the_old_name_is_no_longer_listed_among_the_external_parties(client, cast, typed, kept):
    activity = live_with(cast, typed, kept)
    merge(typed.pk, kept.pk, by=cast["office"])
    parties = client.get(reverse("office_activity", args=[activity.pk])).context["consents"]
    assert [party.name for party in parties] == ["Rädda Läxan"]


def test_a_unit_moves_in_its_cells(cast):
    lead = Organisation.objects.get(pk=cast.lead)
    kept = factories.unit(lead, "Depån")
    typed = factories.unit(lead, "Depon", confirmed=False, created_by=cast["contact"].user)
    content = cast.content(cells=frozenset({Cell(cast.levels["enhet"], cast.areas[0].pk, typed.pk)}))
    activity = states.written(cast, content)
    merge(typed.pk, kept.pk, by=cast["office"])
    assert activity.placements.get().unit == kept


def test_what_is_published_after_the_merge_names_the_one_kept(cast, typed, kept):
    activity = live_with(cast, typed)
    together.set_consent(activity, typed.pk, True, by=cast["contact"])
    merge(typed.pk, kept.pk, by=cast["office"])
    old = writing.save(newest(activity), cast.content(co_owners=frozenset(), externals=frozenset({typed.pk}),
                       title="Nytt namn"), by=cast["contact"])  # fmt: skip
    writing.submit(old, by=cast["contact"])
    review.publish(old, audience="publikt", by=cast["office"])
    assert named(activity) == {cast.lead: "ansvarig", kept.pk: "extern"}
    assert Participation.objects.get(activity=activity, organisation=kept).consent
    assert not Participation.objects.filter(activity=activity, organisation=typed).exists()


def test_the_form_shows_the_one_kept_and_saving_it_unchanged_writes_nothing(cast, client_of, typed, kept):
    activity = live_with(cast, typed)
    merge(typed.pk, kept.pk, by=cast["office"])
    form = client_of(cast["contact"]).get(f"{activity.get_absolute_url()}redigera/")
    assert 'value="Rädda Läxan"' in form.content.decode()
    before = newest(activity)
    same = Content.from_json(before.content).with_kept()
    assert writing.save(before, same, by=cast["contact"]) == before


def test_what_the_office_wrote_alone_and_threw_away_is_told_to_nobody(cast, typed, kept):
    """The live version goes on holding the old name; who wrote since is read as if it held the one kept."""
    activity = live_with(cast, typed)
    merge(typed.pk, kept.pk, by=cast["office"])
    live = Content.from_json(newest(activity).content).with_kept()
    writing.save(newest(activity), replace(live, summary="Kontorets."), by=cast["office"])
    Email.objects.all().delete()
    writing.discard(newest(activity), by=cast["office"])
    assert not Email.objects.exists()


def test_a_version_that_differs_by_a_merged_name_only_is_not_restored(cast, client_of, typed, kept):
    activity = live_with(cast, typed)
    merge(typed.pk, kept.pk, by=cast["office"])
    live = Content.from_json(newest(activity).content).with_kept()
    writing.save(newest(activity), replace(live, summary="Annan."), by=cast["contact"])
    writing.save(newest(activity), live, by=cast["contact"])
    page = client_of(cast["contact"]).get(reverse("activity_history", args=[activity.pk]))
    assert [row["number"] for row in page.context["versions"] if row["may_restore"]] == [2]
    with pytest.raises(PermissionDenied):
        writing.restore(activity.versions.get(number=1), newest(activity), by=cast["contact"])
    writing.restore(activity.versions.get(number=2), newest(activity), by=cast["contact"])
    assert newest(activity).restored_from == 2


def test_typing_the_merged_name_again_gives_the_one_kept(cast, typed, kept):
    merge(typed.pk, kept.pk, by=cast["office"])
    assert find_or_type("radda laxan", kind="extern", by=cast["contact"]) == kept.pk


@pytest.mark.parametrize("kind", ["forvaltning", "bolag"])
def test_only_the_same_kind_can_be_the_same(cast, typed, kind):
    other = factories.organisation(kind=kind)
    with pytest.raises(ValidationError, match="samma slag"):
        merge(typed.pk, other.pk, by=cast["office"])


def test_a_unit_is_never_the_same_as_one_elsewhere(cast):
    lead, other = Organisation.objects.get(pk=cast.lead), Organisation.objects.get(pk=cast.other)
    typed, elsewhere = factories.unit(lead, confirmed=False), factories.unit(other)
    with pytest.raises(ValidationError, match="samma slag"):
        merge(typed.pk, elsewhere.pk, by=cast["office"])


def test_nothing_is_merged_into_itself_or_what_is_not_confirmed(cast, typed):
    for into in (typed, factories.external(confirmed=False), Organisation(pk=0)):
        with pytest.raises(ValidationError):
            merge(typed.pk, into.pk, by=cast["office"])


def test_twice_is_told(cast, typed, kept):
    merge(typed.pk, kept.pk, by=cast["office"])
    with pytest.raises(ValidationError, match="redan hopslagen med Rädda Läxan"):
        merge(typed.pk, kept.pk, by=cast["office2"])


@pytest.mark.parametrize("role", ["contact", "reader", "anyone"])
def test_only_the_office(cast, typed, kept, role):
    with pytest.raises(PermissionDenied):
        merge(typed.pk, kept.pk, by=cast[role])
    with pytest.raises(PermissionDenied):
        confirm(typed.pk, name="Nytt", by=cast[role])


@pytest.mark.parametrize(("mine", "theirs"), [(True, False), (False, True)])
@pytest.mark.parametrize("name", ["Radda laxan", "Rädda läxan"])
def test_a_name_held_back_by_a_merge_that_stands_in_the_text_is_said_to(client, cast, typed, kept, mine, theirs, name):
    activity = live_with(cast, typed, kept)
    together.set_consent(activity, typed.pk, mine, by=cast["contact"])
    together.set_consent(activity, kept.pk, theirs, by=cast["contact"])
    held_back = "Rädda Läxan visas inte bland dem som medverkar här från och med nu"
    assert f"{held_back}." in asked(client, typed, into=kept.pk).text
    type(activity).objects.filter(pk=activity.pk).update(summary=f"Med {name}.")
    assert f"{held_back}, men namnet står i texten." in asked(client, typed, into=kept.pk).text


def test_a_no_that_a_merge_keeps_is_said_with_the_name_in_the_text(client, cast, typed, kept):
    content = cast.content(summary="Med Radda laxan.", co_owners=frozenset(), externals=frozenset({typed.pk}))
    states.written(cast, content)
    assert "Har inte sagt ja till att nämnas, men namnet står i texten." in asked(client, typed, into=kept.pk).text


def test_a_name_in_the_text_of_a_change_is_said_to(client, cast, typed, kept):
    activity = live_with(cast, typed)
    parties = {"co_owners": frozenset(), "externals": frozenset({typed.pk})}
    assert "men namnet står i texten" not in asked(client, typed, into=kept.pk).text
    writing.save(newest(activity), cast.content(summary="Med Radda laxan.", **parties), by=cast["contact"])
    assert "Har inte sagt ja till att nämnas, men namnet står i texten." in asked(client, typed, into=kept.pk).text


def test_two_that_are_called_the_same_are_told_apart_by_who_typed_them_and_where(client, cast, typed, kept):
    Organisation.objects.filter(pk=kept.pk).update(name=typed.name, created_by=cast["contact2"].user)
    mine, theirs = live_with(cast, typed), live_with(cast, kept)
    page = asked(client, typed, into=kept.pk).text
    assert "Slå ihop två som heter Radda laxan?" in page and "kommer Radda laxan att stå i stället" not in page
    desk = [reverse("office_activity", args=[row.pk]) for row in (mine, theirs)]
    who = (("väntar", "Kontakt"), ("är bekräftad", "Kontakt2"))
    told = [
        rf"Den som {which} skrevs av {name}\. Står i <a href=\"{address}\">"
        for (which, name), address in zip(who, desk, strict=True)
    ]
    assert re.search(f"{told[0]}.*{told[1]}", page, re.DOTALL)
    token = re.search(r'name="seen" value="(\w+)"', page)[1]
    after = client.get(merging(client, typed, into=kept.pk, seen=token).url).text
    assert "De två som heter Radda laxan är nu en." in after


# Taken away again


def used(cast: Cast, *parties: Organisation):
    return states.written(cast, cast.content(externals=frozenset(party.pk for party in parties)))


def test_who_was_taken_away_is_used_nowhere_until_the_next_use(client, cast, typed, kept):
    activity = used(cast, typed)
    writing.save(newest(activity), cast.content(co_owners=frozenset()), by=cast["contact"])
    assert "Står inte i någon aktivitet längre." in client.get(reverse("confirm_organisations")).text
    again = used(cast, typed)
    page = client.get(reverse("confirm_organisations")).text
    assert again.get_absolute_url() in page and f'"{activity.get_absolute_url()}"' not in page
    assert [row.pk for row in asked(client, typed, into=kept.pk).context["picture"].moved] == [again.pk]


def test_both_what_is_live_and_what_a_change_names_is_a_use(cast, typed):
    other = factories.external("Andra", confirmed=False, created_by=cast["contact"].user)
    activity = live_with(cast, typed)
    change = cast.content(co_owners=frozenset(), externals=frozenset({other.pk}))
    writing.save(newest(activity), change, by=cast["contact"])
    both = [(activity.pk, activity.title)]
    assert uses_of([typed.pk, other.pk]) == {typed.pk: both, other.pk: both}
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    assert uses_of([typed.pk, other.pk]) == {typed.pk: [], other.pk: both}


def test_the_answer_of_one_taken_away_that_a_merge_moves_is_told(client, cast, typed, kept):
    activity = live_with(cast, typed, kept)
    together.set_consent(activity, kept.pk, True, by=cast["contact"])
    change = cast.content(co_owners=frozenset(), externals=frozenset({kept.pk}))
    writing.save(newest(activity), change, by=cast["contact"])
    writing.submit(newest(activity), by=cast["contact"])
    review.publish(newest(activity), audience="publikt", by=cast["office"])
    (row,) = asked(client, typed, into=kept.pk).context["picture"].moved
    assert (row.pk, row.both, row.differ) == (activity.pk, False, True)


# Confirming


def test_confirming_with_a_better_name(cast, typed):
    confirm(typed.pk, name="  Rädda   Läxan ", by=cast["office"])
    typed.refresh_from_db()
    assert typed.confirmed and typed.name == "Rädda Läxan" and typed.name_search == "rädda läxan"


@pytest.mark.parametrize("name", ["", "   ", "x" * 161])
def test_a_name_is_demanded(cast, typed, name):
    with pytest.raises(ValidationError) as error:
        confirm(typed.pk, name=name, by=cast["office"])
    assert "name" in error.value.message_dict


def test_a_name_that_is_there_already_is_said_to_be_the_same(cast, typed, kept):
    with pytest.raises(ValidationError, match="finns redan"):
        confirm(typed.pk, name="rädda läxan", by=cast["office"])


@pytest.mark.parametrize("kind", ["extern", "enhet"])
def test_a_name_that_waits_too_is_confirmed_first(client, cast, kind):
    home = Organisation.objects.get(pk=cast.lead) if kind == "enhet" else None
    first, second, twin = (
        factories.organisation(name, kind=kind, parent=home, confirmed=False) for name in ("Läxan", "Laxan", "Läxan")
    )
    assert "läxan väntar också på att bekräftas." in confirming(client, second, name="läxan").text
    confirm(first.pk, name="Läxan", by=cast["office"])
    for row in (second, twin):
        with pytest.raises(ValidationError, match="finns redan"):
            confirm(row.pk, name="Läxan", by=cast["office"])


# The page


def test_the_page_tells_what_who_and_where(client, cast, typed):
    activity = live_with(cast, typed)
    text = client.get(reverse("confirm_organisations")).content.decode()
    assert "Radda laxan" in text and "Extern part" in text and "Skrevs av Kontakt" in text
    assert activity.get_absolute_url() in text


def test_confirming_on_the_page(client, typed):
    response = confirming(client, typed, name="Rädda läxorna")
    assert response.url == reverse("confirm_organisations") + "#meddelanden"
    assert "Namnet Rädda läxorna är bekräftat." in client.get(response.url).content.decode()


@pytest.mark.parametrize("name", ["", "Rädda Läxan"])
def test_a_fault_stands_beside_the_field_of_its_row(client, typed, kept, name):
    response = confirming(client, typed, name=name)
    assert response.status_code == 200
    (row,) = response.context["rows"]
    assert row.form.errors["name"]
    assert f"#id_{typed.pk}_name" in response.content.decode()


def test_names_alike_lead_to_what_a_merge_does(client, typed, kept):
    other = factories.external("Annan förening")
    response = client.get(reverse("confirm_organisations"))
    (row,) = response.context["rows"]
    assert row.alike == [(kept.pk, kept.name)]
    where = reverse("merge_organisation", args=[typed.pk])
    text = response.content.decode()
    assert f'href="{where}?into={kept.pk}"' in text and f'href="{where}"' in text
    group, rest = asked(client, typed).context["form"].fields["into"].choices[1:]
    assert group == ("Liknande namn", [(kept.pk, kept.name)]) and (other.pk, other.name) in rest[1]


def test_only_names_of_the_same_place_are_offered(client, cast):
    lead, other = Organisation.objects.get(pk=cast.lead), Organisation.objects.get(pk=cast.other)
    typed = factories.unit(lead, "Depon", confirmed=False)
    here = factories.unit(lead, "Depån")
    for row in (factories.unit(other, "Depon"), factories.external("Depon")):
        assert asked(client, typed, into=row.pk).context["picture"] is None
    assert [pk for pk, _name in client.get(reverse("confirm_organisations")).context["rows"][0].alike] == [here.pk]


def test_what_changes_is_read_before_anything_does(client, cast, typed, kept):
    both, alone = live_with(cast, typed, kept), live_with(cast, typed)
    together.set_consent(both, typed.pk, True, by=cast["contact"])
    response = asked(client, typed, into=kept.pk)
    text = response.content.decode()
    told = {row.pk: row[2:] for row in response.context["picture"].moved}
    assert told == {both.pk: (True, False, True, False), alone.pk: (False, False, False, False)}
    assert "2 aktiviteter ändras" in text and "Båda namnen står där" in text
    assert (
        "Rädda Läxan visas inte bland dem som medverkar här" in text
        and "Har inte sagt ja" in text
        and "Notera det sedan" in text
    )
    typed.refresh_from_db()
    assert typed.successor is None


def test_merging_on_the_page(client, cast, typed, kept):
    token = asked(client, typed, into=kept.pk).context["picture"].token
    response = merging(client, typed, into=kept.pk, seen=token)
    typed.refresh_from_db()
    assert typed.successor == kept
    after = client.get(response.url).content.decode()
    assert "Radda laxan räknas nu som Rädda Läxan" in after and "Allt är bekräftat" in after


def consents_anew(cast, typed, kept, activity):
    together.set_consent(activity, typed.pk, True, by=cast["contact"])


def names_it_too(cast, typed, kept, activity):
    live_with(cast, typed)


def renames(cast, typed, kept, activity):
    Organisation.objects.filter(pk=kept.pk).update(name="Någon annan")


@pytest.mark.parametrize("happens", [consents_anew, names_it_too, renames])
def test_nothing_is_merged_where_the_picture_has_changed(client, cast, typed, kept, happens):
    activity = live_with(cast, typed)
    token = asked(client, typed, into=kept.pk).context["picture"].token
    happens(cast, typed, kept, activity)
    response = merging(client, typed, into=kept.pk, seen=token)
    typed.refresh_from_db()
    assert typed.successor is None
    assert "Något har ändrats sedan sidan visades" in response.content.decode()
    merging(client, typed, into=kept.pk, seen=response.context["picture"].token)
    typed.refresh_from_db()
    assert typed.successor == kept, "asked again, with what it is now"


def test_asking_what_changes_without_a_choice_is_told(client, typed, kept):
    page = client.get(reverse("merge_organisation", args=[typed.pk]), {"into": ""}).text
    assert "Välj i listan." in page and "Visa vad som ändras" in page


@pytest.mark.parametrize("given", [{}, {"into": "99"}, {"into": "x"}])
def test_what_makes_no_sense_asks_again_and_merges_nothing(client, typed, kept, given):
    response = merging(client, typed, **given)
    assert response.status_code == 200 and response.context["form"].errors["into"]
    assert "Visa vad som ändras" in response.content.decode()
    typed.refresh_from_db()
    assert typed.successor is None


def test_a_merge_without_the_question_is_asked(client, typed, kept):
    assert merging(client, typed, into=kept.pk).status_code == 200
    typed.refresh_from_db()
    assert typed.successor is None


@pytest.mark.parametrize("does", [confirming, asked, merging])
def test_a_colleague_was_first(client, cast, typed, kept, does):
    token = asked(client, typed, into=kept.pk).context["picture"].token
    confirm(typed.pk, name="Klar", by=cast["office2"])
    response = does(client, typed, name="Annat", into=kept.pk, seen=token)
    assert response.url == reverse("confirm_organisations") + "#meddelanden"
    assert "är redan bekräftat" in client.get(response.url).content.decode()


def test_unknown_ones_are_no_page(client):
    for name in ("confirm_organisation", "merge_organisation"):
        assert client.post(reverse(name, args=[0])).status_code == 404


def test_many_names_are_compared_with_those_alike_only(cast, typed):
    """A thousand names, fifty of which wait: no pair by pair."""
    rows = [Organisation(pk=pk, name=f"Förening {pk}", kind="extern") for pk in range(1, 2000)]
    rows.append(Organisation(pk=2000, name="RÄDDA LÄXAN i Västerås", kind="extern"))
    names = Names(rows)
    began = time.process_time()
    for _i in range(50):
        assert names.alike(typed) == [(2000, "RÄDDA LÄXAN i Västerås")]
    assert time.process_time() - began < 1


@pytest.mark.parametrize("kind", ["extern", "enhet"])
def test_the_city_is_nobody_outside_and_no_unit(client, cast, kind):
    factories.initiative()
    home = Organisation.objects.get(pk=cast.lead) if kind == "enhet" else None
    row = factories.organisation("Nytt", kind=kind, parent=home, confirmed=False)
    for name in ("Provstads stad", "Provstad", "Provstad kommun", "Koncernen Provstads stad", "Skola först"):
        assert "är vi själva." in confirming(client, row, name=name).text, name
    row.refresh_from_db()
    assert not row.confirmed


@pytest.mark.parametrize("name", ["-", "x", "12"])
def test_what_is_no_name_is_not_confirmed(client, typed, name):
    assert "Skriv namnet så som det ska stå." in confirming(client, typed, name=name).text


@pytest.mark.parametrize("name", ["stadsledningskontoret", "SLK", "Kansliet"])
def test_a_typed_name_is_not_confirmed_as_a_departments(client, typed, name):
    department = factories.organisation("Stadsledningskontoret", short_name="SLK")
    factories.unit(department, "Kansliet")
    response = confirming(client, typed, name=name)
    assert "finns bland verksamheterna och är ingen extern part" in response.text
    typed.refresh_from_db()
    assert not typed.confirmed and department.confirmed


def test_a_typed_unit_is_not_confirmed_as_an_organisation_of_its_own(client, cast):
    factories.organisation("Stadsledningskontoret", short_name="SLK")
    unit = factories.unit(Organisation.objects.get(pk=cast.lead), "Kansliet", confirmed=False)
    assert "är en egen verksamhet och ingen enhet" in confirming(client, unit, name="SLK").text
    unit.refresh_from_db()
    assert not unit.confirmed


def test_a_name_that_is_none_to_confirm_is_struck_and_stays_where_it_stands(client, cast, typed):
    factories.organisation("Stadsledningskontoret", short_name="SLK")
    Organisation.objects.filter(pk=typed.pk).update(name="SLK", name_search="slk")
    activity = live_with(cast, typed)
    page = client.get(reverse("confirm_organisations")).text
    assert "Stadsledningskontoret finns bland verksamheterna. Rätta i aktiviteten" in page
    told = client.post(reverse("strike_organisation", args=[typed.pk]), follow=True).text
    assert "Namnet SLK är struket och väntar inte längre." in told and 'SLK</h3><p class="meta">Extern part</p>' in told
    assert "Allt är bekräftat" in told
    assert typed.pk in named(activity)
    again = client.post(reverse("strike_organisation", args=[typed.pk]), follow=True).text
    assert "Namnet SLK är redan struket." in again
    assert known("SLK", kind="extern", by=cast["contact"]) is None, "who types it again asks again"
    back = client.post(reverse("unstrike_organisation", args=[typed.pk]), follow=True).text
    assert "SLK väntar på att bekräftas igen." in back and "Strukna namn" not in back


def test_struck_names_come_in_pages(client, cast):
    for number in range(51):
        factories.external(f"Klubb {number:02}", confirmed=False, struck=True)
    pages = [client.get("/kontor/verksamheter/", {"sida": number}).text for number in (1, 2)]
    assert "Klubb 49</h3>" in pages[0] and "Klubb 50</h3>" not in pages[0] and "?sida=2#struket" in pages[0]
    assert "Klubb 50</h3>" in pages[1] and "Klubb 49</h3>" not in pages[1]


def test_every_struck_name_can_be_undone_and_they_stand_by_name(client, cast):
    for number in range(12):
        strike(factories.external(f"Namn {12 - number:02}", confirmed=False).pk, by=cast["office"])
    told = re.findall(r"<h3>(Namn \d+)</h3>", client.get(reverse("confirm_organisations")).text)
    assert told == [f"Namn {number:02}" for number in range(1, 13)]


def test_a_typed_name_that_is_our_own_is_told_before_it_is_tried(client, cast, typed):
    factories.initiative()
    Organisation.objects.filter(pk=typed.pk).update(name="Provstad", name_search="provstad")
    assert "Provstad är vi själva. Rätta i aktiviteten" in client.get(reverse("confirm_organisations")).text


def test_who_is_not_of_the_office_strikes_nothing(cast, typed):
    with pytest.raises(PermissionDenied):
        strike(typed.pk, by=cast["contact"])
    with pytest.raises(PermissionDenied):
        unstrike(typed.pk, by=cast["contact"])


def test_what_belongs_to_a_merged_name_belongs_to_the_kept_one(cast, typed, kept):
    below = factories.unit(typed, "Ungdomssektionen")
    merge(typed.pk, kept.pk, by=cast["office"])
    below.refresh_from_db()
    assert below.parent == kept


def test_a_word_that_many_names_have_makes_none_alike(cast):
    kyrkan = [f"Svenska kyrkan {place}" for place in ("Badelunda", "Gideonsberg", "Skultuna")]
    known = ["Föreningen Solen", "Föreningen Månen", "Föreningen Stjärnan", "Rädda läxan", "Solens vänner", *kyrkan]
    names = Names(Organisation(pk=pk, name=name, kind="extern") for pk, name in enumerate(known, 1))

    def alike(name: str) -> list[str]:
        return [choice.name for choice in names.alike(Organisation(name=name, kind="extern"))]

    assert alike("Föreningen Kometen") == []
    assert alike("Fören. Månen") == ["Föreningen Månen"]
    assert alike("Radda läxan!") == ["Rädda läxan"]
    assert alike("Svenska kyrkan") == kyrkan, "one name is the beginning of the other"


def test_queries_do_not_grow(client, cast, django_assert_max_num_queries):
    for _i in range(3):
        factories.external(confirmed=False)
    client.get(reverse("confirm_organisations"))
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("confirm_organisations"))
    for _i in range(40):
        factories.external(confirmed=False)
    with django_assert_max_num_queries(12) as lots:
        client.get(reverse("confirm_organisations"))
    assert len(few) == len(lots)

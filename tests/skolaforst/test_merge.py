"""Confirming what was typed, and saying that it is the same as something else."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from activities.content import Cell, Content
from activities.models import Participation
from activities.services import review, together, writing
from network.change import read_stamp
from network.models import Organisation
from network.services.organisations import confirm
from network.services.typed import find_or_type
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


def settle(client, organisation: Organisation, how: str, **given):
    return client.post(reverse("confirm_organisation", args=[organisation.pk]), {"gor": how} | given)


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
def test_a_no_is_never_lost(cast, typed, kept, mine, theirs):
    activity = live_with(cast, typed, kept)
    together.set_consent(activity, typed.pk, mine, by=cast["contact"])
    together.set_consent(activity, kept.pk, theirs, by=cast["contact"])
    merge(typed.pk, kept.pk, by=cast["office"])
    assert Participation.objects.get(activity=activity, organisation=kept).consent == (mine and theirs)
    assert Participation.objects.filter(activity=activity, organisation=typed).exists(), "answers are never deleted"


def test_a_unit_moves_in_its_cells(cast):
    lead = Organisation.objects.get(pk=cast.lead)
    kept, typed = factories.unit(lead, "Depån"), factories.unit(lead, "Depon", confirmed=False)
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
    with pytest.raises(ValidationError, match="redan hanterad"):
        merge(typed.pk, kept.pk, by=cast["office2"])


@pytest.mark.parametrize("role", ["contact", "reader", "anyone"])
def test_only_the_office(cast, typed, kept, role):
    with pytest.raises(PermissionDenied):
        merge(typed.pk, kept.pk, by=cast[role])
    with pytest.raises(PermissionDenied):
        confirm(typed.pk, name="Nytt", by=cast[role])


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


# The page


def test_the_page_tells_what_who_and_where(client, cast, typed):
    activity = live_with(cast, typed)
    text = client.get(reverse("confirm_organisations")).content.decode()
    assert "Radda laxan" in text and "Extern part" in text and "Skrevs av Kontakt" in text
    assert activity.get_absolute_url() in text


def test_confirming_on_the_page(client, typed):
    response = settle(client, typed, "bekrafta", name="Rädda läxorna")
    assert response.url == reverse("confirm_organisations") + "#meddelanden"
    assert "Rädda läxorna är bekräftad." in client.get(response.url).content.decode()


def test_a_name_alike_stands_first(client, typed, kept):
    factories.external("Annan förening")
    (row,) = client.get(reverse("confirm_organisations")).context["rows"]
    group, options = row.form.fields["into"].choices[1]
    assert group == "Liknande namn" and options == [(kept.pk, kept.name)]


def test_merging_on_the_page(client, cast, typed, kept):
    settle(client, typed, "samma", into=kept.pk, name=typed.name)
    typed.refresh_from_db()
    assert typed.successor == kept
    assert "Allt är bekräftat" in client.get(reverse("confirm_organisations")).content.decode()


@pytest.mark.parametrize(
    ("how", "given", "field"),
    [("bekrafta", {"name": ""}, "name"), ("samma", {"name": "X"}, "into"), ("samma", {"into": "99"}, "into"),
     ("bekrafta", {"name": "Rädda Läxan"}, "name")],
)  # fmt: skip
def test_faults_stand_beside_the_field_of_the_row(client, typed, kept, how, given, field):
    response = settle(client, typed, how, **given)
    assert response.status_code == 200
    (row,) = response.context["rows"]
    assert row.form.errors[field]
    assert f"#id_{typed.pk}_{field}" in response.content.decode()


def test_a_colleague_was_first(client, cast, typed):
    confirm(typed.pk, name="Klar", by=cast["office2"])
    response = settle(client, typed, "bekrafta", name="Annat")
    assert "är redan hanterad av någon annan" in client.get(response.url).content.decode()


def test_unknown_ones_are_no_page(client, typed):
    assert settle(client, typed, "radera").status_code == 404
    assert client.post(reverse("confirm_organisation", args=[0]), {"gor": "bekrafta"}).status_code == 404


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

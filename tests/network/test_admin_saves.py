"""Saving in Django's administration: what must be left is left, and nobody writes over anybody."""

import re

import pytest
from auditlog.context import set_actor
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from activities.models import Level, Method
from goals.models import FocusArea
from network.models import Initiative, Organisation, ReferenceRow, User
from network.roles import ADMIN, OFFICE
from network.services.organisations import confirm
from network.services.people import keep_staff_in_step
from skolaforst.services.merge import merge
from tests import factories
from tests.activities import cast as states
from tests.activities.cast import cast as cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(people):
    """Everybody, with the flag for the administration as the services set it."""
    for person in people.values():
        if person.user:
            keep_staff_in_step(person.user)
    factories.initiative()


@pytest.fixture
def client(people, client_of):
    """An administrator's."""
    return client_of(people["admin"])


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def fields_of(client, row) -> dict[str, str]:
    """What the browser sends when nothing is changed, but for boxes."""
    page = client.get(address(row)).text
    inputs = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="checkbox"' not in tag or " checked" in tag]
    given = {m[1]: value_of(tag) for tag in inputs if (m := re.search(r'name="([^"]+)"', tag))}
    given |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        given[name] = chosen[1] if chosen else ""
    return {name: value for name, value in given.items() if not name.startswith("_") and "token" not in name}


def value_of(tag: str) -> str:
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else "on" if "checkbox" in tag else ""


# What must be left


def groups(*keys: str) -> list[int]:
    return list(Group.objects.filter(name__in=keys).values_list("pk", flat=True))


def test_the_last_of_the_office_keeps_the_role(people, client):
    first, last = people["office"].user, people["office2"].user
    assert client.post(address(first), {"is_active": "on", "groups": []}).status_code == 302
    page = client.post(address(last), {"is_active": "on", "groups": []})
    assert "Kontor2 är den sista med rollen projektkontoret som kan logga in." in page.text
    assert list(page.context["adminform"].form.errors) == ["groups"]
    assert last.groups.filter(name=OFFICE.key).exists()


def test_the_last_of_the_office_stays_active(people, client):
    first, last = people["office"].user, people["office2"].user
    assert client.post(address(first), {"groups": groups(OFFICE.key)}).status_code == 302
    page = client.post(address(last), {"groups": groups(OFFICE.key)})
    assert list(page.context["adminform"].form.errors) == ["is_active"]
    assert User.objects.get(pk=last.pk).is_active


def test_one_who_holds_both_roles_last_is_told_of_each(people, client):
    admin = people["admin"].user
    User.objects.filter(groups__name=OFFICE.key).update(is_active=False)
    admin.groups.add(*groups(OFFICE.key))
    page = client.post(address(admin), {"is_active": "on", "groups": groups(ADMIN.key)})
    assert "rollen projektkontoret" in page.text and "rollen administratör " not in page.text


# Two at once


@pytest.mark.parametrize("make", [factories.body, factories.method, factories.goal, factories.organisation])
def test_two_who_edit_the_same_row_are_told(people, client_of, make):
    row = make()
    mine, theirs = client_of(people["office"]), client_of(people["office2"])
    opened = fields_of(mine, row)
    field = "text" if "text" in opened else "name"
    assert theirs.post(address(row), fields_of(theirs, row) | {field: "Deras"}).status_code == 302
    page = mine.post(address(row), opened | {field: "Mitt"})
    assert page.status_code == 200 and "Någon annan har ändrat samma sak" in page.text
    assert re.search(r"Kontor2 ändrade [^:]+: .* → Deras\.", page.text), "and by whom, when and what"
    row.refresh_from_db()
    assert getattr(row, field) == "Deras"
    assert mine.post(address(row), fields_of(mine, row) | {field: "Mitt"}).status_code == 302


def test_what_a_colleague_changed_is_told_as_it_is_written(people, client_of, department):
    mine, theirs = client_of(people["office"]), client_of(people["office2"])
    opened = fields_of(mine, department)
    theirs.post(address(department), fields_of(theirs, department) | {"name": "Kultur & fritid"})
    page = mine.post(address(department), opened | {"name": "Mitt"}).text
    assert "→ Kultur &amp; fritid." in page and "&amp;amp;" not in page


def test_a_unit_may_be_called_as_an_external_party(people, client_of, department):
    factories.external("Biblioteket")
    add = {"key": "bibblan", "name": "Biblioteket", "kind": "enhet", "parent": department.pk}
    assert client_of(people["office"]).post(reverse("admin:network_organisation_add"), add).status_code == 302


@pytest.mark.parametrize("kind", ["enhet", "extern"])
def test_a_new_one_stands_nowhere_yet_whatever_others_do(cast, client_of, kind):
    states.written(cast)  # in a cell without a unit
    add = {"key": "ny", "name": "Fritidsbanken", "kind": kind, "parent": cast.lead if kind == "enhet" else ""}
    assert client_of(cast["office"]).post(reverse("admin:network_organisation_add"), add).status_code == 302


@pytest.mark.parametrize(("kind", "name"), [("extern", "-"), ("enhet", "AB")])
def test_what_is_typed_elsewhere_has_a_name_here_too(people, client_of, department, kind, name):
    add = {"key": "ny", "name": name, "kind": kind, "parent": department.pk if kind == "enhet" else ""}
    page = client_of(people["office"]).post(reverse("admin:network_organisation_add"), add).text
    assert "Det är inget namn. Skriv hela namnet." in page and not Organisation.objects.filter(key="ny").exists()


@pytest.mark.parametrize("name", ["Provstads stad", "Provstad", "Skola först"])
def test_nobody_outside_is_called_as_we_are(people, client_of, name):
    party = factories.external("Läxan")
    client = client_of(people["office"])
    assert "Namnet finns redan." in client.post(address(party), fields_of(client, party) | {"name": name}).text


@pytest.mark.parametrize(
    ("days", "status"), [("-1", 200), ("0", 200), ("1", 302), ("60", 302), ("61", 200), ("32767", 200)]
)
def test_an_answer_is_promised_in_one_to_sixty_workdays(people, client_of, days, status):
    factories.goal(1)
    initiative, client = Initiative.objects.get(), client_of(people["office"])
    page = client.post(address(initiative), fields_of(client, initiative) | {"answer_days": days})
    assert page.status_code == status
    if status == 200:
        assert page.context["adminform"].form.errors == {"answer_days": ["Skriv mellan 1 och 60 arbetsdagar."]}


def test_a_colleagues_step_is_seen_too(people, client_of):
    method = factories.method()
    client = client_of(people["office"])
    opened = fields_of(client, method)
    with set_actor(people["office2"].user):
        step = method.steps.first()
        step.name = "Deras"
        step.save()
    page = client.post(address(method), opened | {"name": "Mitt"})
    assert "Någon annan har ändrat samma sak" in page.text and "→ Deras." in page.text
    assert Method.objects.get().name != "Mitt"


def test_a_row_tells_what_stands_on_it_before_it_is_no_longer_used(people, client_of, department):
    area, other, *_more = factories.focus_areas()
    for _time in range(2):
        factories.activity(lead=department, cells=[(factories.levels()[0], area)])
    need = factories.need()
    need.focus_areas.add(area)
    client = client_of(people["office"])
    assert "2 aktiviteter och 1 behov" in client.get(address(area)).text
    assert '<div class="readonly">inget</div>' in client.get(address(other)).text
    assert "har sin sida så länge någon aktivitet visas i det." in client.get(address(other)).text
    had = factories.seat(
        people["contact"].user, factories.organisation("Hamnen"), ended=timezone.localdate()
    ).organisation
    assert '<div class="readonly">inget</div>' in client.get(address(had)).text


def test_every_kind_of_row_says_what_becomes_of_it_out_of_use():
    kinds = {model: kind for model, kind in site._registry.items() if issubclass(model, ReferenceRow)}
    told = {str(kind.out_of_use) for kind in kinds.values()}
    assert len(told) == len(kinds) >= 8 and all(text.startswith("Utan krysset ") for text in told)


def test_who_makes_a_row_inactive_is_told_what_stands_on_it(people, client_of, department):
    area = factories.focus_areas()[0]
    factories.activity(lead=department, cells=[(factories.levels()[0], area)])
    client = client_of(people["office"])
    fields = {name: value for name, value in fields_of(client, area).items() if name != "active"}
    page = client.post(address(area), fields, follow=True).text
    assert f"{area} går inte att välja längre. Det som redan står på raden är kvar: 1 aktivitet." in page
    area.refresh_from_db()
    assert not area.active
    page = client.post(address(area), fields_of(client, area) | {"active": "on"}, follow=True).text
    assert f"{area} går att välja igen.</li>" in page and "inte att välja" not in page
    area.refresh_from_db()
    assert area.active


def test_of_a_row_with_nothing_on_it_nothing_is_told_to_be_left(people, client_of):
    area = factories.focus_areas()[0]
    client = client_of(people["office"])
    page = client.post(address(area), fields_of(client, area) | {"active": ""}, follow=True).text
    assert f"{area} går inte att välja längre.</li>" in page and "inget" not in page


def test_two_rows_in_use_have_no_number_in_common(people, client_of):
    first, second, *_more = factories.levels()
    client = client_of(people["office"])
    page = client.post(address(second), fields_of(client, second) | {"order": str(first.order)}).text
    assert f"{first} har redan nummer {first.order}. Välj ett ledigt." in page
    Level.objects.filter(pk=second.pk).update(active=False, order=first.order)
    woken = fields_of(client, second) | {"active": "on"}
    assert "Välj ett ledigt." in client.post(address(second), woken).text, "nor one that comes back into use"
    free = woken | {"order": "77"}
    assert client.post(address(second), free).status_code == 302


def errors_of_steps(page) -> list[dict[str, list[str]]]:
    return page.context["inline_admin_formsets"][0].formset.errors


def test_two_steps_in_use_have_no_number_in_common(people, client_of):
    method = factories.method("Planera", "Göra", "Följa upp")
    client = client_of(people["office"])
    sent = fields_of(client, method)
    page = client.post(address(method), sent | {"steps-1-order": "1"})
    assert errors_of_steps(page) == [{}, {"order": ["Planera har redan nummer 1. Välj ett ledigt."]}, {}]
    swapped = sent | {"steps-0-order": "2", "steps-1-order": "1"}
    assert client.post(address(method), swapped).status_code == 302, "two that change places"
    method.steps.filter(name="Följa upp").update(order=1, active=False)
    sent = fields_of(client, method)
    assert client.post(address(method), sent | {"name": "Ny"}).status_code == 302, "one out of use takes no number"
    at = next(name for name, value in fields_of(client, method).items() if value == "Följa upp").removesuffix("-name")
    page = client.post(address(method), fields_of(client, method) | {f"{at}-active": "on"})
    assert {"order": ["Göra har redan nummer 1. Välj ett ledigt."]} in errors_of_steps(page), "nor one brought back"


def test_two_steps_of_a_method_have_no_name_in_common(people, client_of):
    method, other = factories.method("Planera", "Göra"), factories.method("Testa")
    client = client_of(people["office"])
    page = client.post(address(method), fields_of(client, method) | {"steps-1-name": " PLANERA "})
    assert errors_of_steps(page) == [{}, {"name": ["Namnet finns redan."]}]
    new = {"steps-TOTAL_FORMS": "2", "steps-1-order": "2", "steps-1-name": "testa", "steps-1-key": "ny"}
    page = client.post(address(other), fields_of(client, other) | new)
    assert errors_of_steps(page) == [{}, {"name": ["Namnet finns redan."]}]
    planned = fields_of(client, other) | new | {"steps-1-name": "Planera"}
    assert client.post(address(other), planned).status_code == 302, "another method's is no hindrance"
    method.steps.update(name="Lika")
    assert client.post(address(method), fields_of(client, method) | {"name": "Ny"}).status_code == 302, "old ones stay"


def test_no_colour_is_left_for_another_focus_area(people, client_of):
    factories.focus_areas()
    add = reverse("admin:goals_focusarea_add")
    assert client_of(people["office"]).get(add).status_code == 403
    FocusArea.objects.last().delete()
    assert client_of(people["office"]).get(add).status_code == 200


def test_an_organisation_has_a_name_of_its_own_and_ends_after_it_began(people, client_of, department, company):
    client = client_of(people["office"])
    page = client.post(address(company), fields_of(client, company) | {"name": department.name.upper()}).text
    assert "Namnet finns redan." in page
    years = {"valid_from": "2026-12-31", "valid_to": "2020-01-01"}
    page = client.post(address(company), fields_of(client, company) | years).text
    assert "Sista dagen kan inte vara före den första." in page and "organisation_from_before_to" not in page


def test_only_what_was_changed_is_written(people, client_of, department, monkeypatch):
    written = []
    save = Organisation.save
    monkeypatch.setattr(Organisation, "save", lambda self, **given: (written.append(given), save(self, **given)))
    client = client_of(people["office"])
    client.post(address(department), fields_of(client, department) | {"name": "Kultur & fritid"})
    assert written == [{"update_fields": {"name"}}]
    department.refresh_from_db()
    assert (department.name, department.name_search) == ("Kultur & fritid", "kultur & fritid")


# What a service owns


def test_a_typed_name_is_settled_on_its_own_page_only(people, client_of):
    typed, kept = factories.external("Laxan", confirmed=False), factories.external("Läxan")
    client = client_of(people["office"])
    page = client.get(address(typed)).text
    assert f'href="{reverse("confirm_organisations")}"' in page
    given = fields_of(client, typed)
    assert not {"confirmed", "successor", "name"} & given.keys()
    merge(typed.pk, kept.pk, by=people["office2"])
    taken = {"name": "Nytt", "successor": "", "confirmed": "on", "kind": "extern"}
    client.post(address(typed), given | taken)
    client.post(address(typed), taken)  # a page older than the stamp
    typed.refresh_from_db()
    assert (typed.name, typed.successor, typed.confirmed) == ("Laxan", kept, False)


@pytest.mark.parametrize("kind", ["extern", "enhet"])
def test_a_name_that_is_there_already_is_told(people, client_of, department, kind):
    home = department if kind == "enhet" else None
    taken, other = (factories.organisation(name, kind=kind, parent=home) for name in ("Läxan", "Klubben"))
    client = client_of(people["office"])
    assert "Namnet finns redan." in client.post(address(other), fields_of(client, other) | {"name": "läxan"}).text
    other.refresh_from_db()
    assert other.name == "Klubben"
    assert client.post(address(taken), fields_of(client, taken) | {"short_name": "L"}).status_code == 302


def test_what_is_confirmed_stays_so(people, client_of):
    typed = factories.external("Läxan", confirmed=False)
    confirm(typed.pk, name="Läxan", by=people["office"])
    client_of(people["office"]).post(address(typed), {"name": "Läxan", "kind": "extern"})
    assert Organisation.objects.get(pk=typed.pk).confirmed


def test_a_successor_is_confirmed(people, client_of, department):
    typed = factories.external(confirmed=False)
    page = client_of(people["office"]).post(
        address(department), {"name": "K", "kind": "forvaltning", "successor": typed.pk}
    )
    assert list(page.context["adminform"].form.errors) == ["successor"]


def test_an_address_is_changed_where_a_new_link_is_sent(people, client):
    user = people["contact"].user
    page = client.get(address(user)).text
    assert f'href="{reverse("person_edit", args=[user.pk])}"' in page
    client.post(address(user), {"name": "Kapad", "email": "ny@skolaforst.example", "is_active": "on", "groups": []})
    user.refresh_from_db()
    assert (user.name, user.email) == ("Kontakt", "kontakt@skolaforst.example")


def test_who_closes_an_account_is_told_which_duties_are_left_and_where_they_end(people, client):
    user, reader = people["contact"].user, people["reader"].user
    told = f'<a href="{reverse("person_edit", args=[user.pk])}">Avsluta det på personens sida</a>'
    page = client.post(address(user), {"is_active": "", "groups": []}, follow=True).text
    assert "Kontakt kan inte logga in längre, men är fortfarande kontaktperson för Kulturförvaltningen." in page
    assert told in page
    page = client.post(address(user), {"is_active": "on", "groups": []}, follow=True).text
    page += client.post(address(reader), {"is_active": "", "groups": []}, follow=True).text
    assert "är fortfarande" not in page, "nothing is left"


# Successors


def test_a_circle_of_others_stops_nobody(people, client_of, department, company):
    Organisation.objects.filter(pk=department.pk).update(successor=company)
    Organisation.objects.filter(pk=company.pk).update(successor=department)
    third = factories.organisation("Tredje")
    page = client_of(people["office"]).post(
        address(third), {"name": "Tredje", "kind": "forvaltning", "successor": department.pk}
    )
    assert "inte heller genom andra" in page.text


def test_a_chain_of_successors_is_no_circle(people, client_of, department, company):
    third = factories.organisation("Tredje", successor=department)
    given = {"name": "K", "kind": "forvaltning", "successor": company.pk, "valid_to": "2026-10-01"}
    assert client_of(people["office"]).post(address(department), given).status_code == 302
    third.refresh_from_db()
    assert third.successor.successor == company


def test_who_is_succeeded_has_a_last_day(client, department, company):
    day = {"valid_to": "2026-10-01"}
    wrong = client.post(address(department), fields_of(client, department) | {"successor": company.pk})
    told = {"valid_to": ["Skriv sista dagen för verksamheten som upphör."]}
    assert wrong.context["adminform"].form.errors == told
    right = fields_of(client, department) | {"successor": company.pk} | day
    assert client.post(address(department), right).status_code == 302
    wrong = client.post(address(department), fields_of(client, department) | {"valid_to": ""})
    assert wrong.context["adminform"].form.errors == told
    Organisation.objects.filter(pk=department.pk).update(valid_to=None)
    assert client.post(address(department), fields_of(client, department) | {"short_name": "K"}).status_code == 302


def test_a_successor_is_of_the_same_sort(client, department, company):
    rows = {
        "leads": department,
        "unit": factories.unit(department, "Enheten"),
        "party": factories.external("Klubben"),
    }
    others = {
        "leads": company,
        "unit": factories.unit(company, "Annan enhet"),
        "party": factories.external("Föreningen"),
    }
    for sort, row in rows.items():
        for other, successor in others.items():
            sent = fields_of(client, row) | {"successor": successor.pk, "valid_to": "2026-10-01"}
            page = client.post(address(row), sent)
            if sort == other:
                assert page.status_code == 302
            else:
                assert page.context["adminform"].form.errors == {"successor": ["Välj en efterföljare av samma slag."]}
    Organisation.objects.filter(pk=department.pk).update(successor=others["party"])
    assert client.post(address(department), fields_of(client, department) | {"short_name": "K"}).status_code == 302


# Who belongs to whom


def test_a_unit_belongs_to_somebody_who_is_no_unit(client, department):
    row, other = factories.unit(department, "Enheten"), factories.unit(department, "Andra")
    lonely = factories.organisation("Ensamma")
    for changed, given, told in (
        (row, {"parent": ""}, "Välj vilken verksamhet enheten hör till."),
        (lonely, {"kind": "enhet"}, "Välj vilken verksamhet enheten hör till."),
        (row, {"parent": other.pk}, "Välj ett giltigt alternativ"),
        (lonely, {"parent": other.pk}, "Välj ett giltigt alternativ"),
    ):
        page = client.post(address(changed), fields_of(client, changed) | given)
        assert told in page.context["adminform"].form.errors["parent"][0]
    given = {"kind": "enhet", "parent": department.pk}
    assert client.post(address(lonely), fields_of(client, lonely) | given).status_code == 302
    add = {"key": "ny", "name": "Ny", "kind": "enhet"}
    page = client.post(reverse("admin:network_organisation_add"), add)
    assert list(page.context["adminform"].form.errors) == ["parent"]


def test_what_belonged_to_a_unit_or_to_nobody_before_may_stay(client, department):
    row, other = factories.unit(department, "Enheten"), factories.unit(department, "Andra")
    waiting, lonely = factories.organisation("Skriven", kind="enhet", confirmed=False), factories.unit(None, "Ensam")
    Organisation.objects.filter(pk=row.pk).update(parent=other)
    for kept in (row, waiting, lonely):
        assert client.post(address(kept), fields_of(client, kept) | {"short_name": "Kort"}).status_code == 302
    third = factories.unit(department, "Tredje")
    page = client.post(address(third), fields_of(client, third) | {"parent": other.pk})
    assert "Välj en verksamhet som inte själv är en enhet." in page.text


def test_who_has_others_below_or_before_it_becomes_no_unit(client, department, company):
    home = factories.organisation("Hemmet")
    factories.unit(home)
    Organisation.objects.filter(pk=department.pk).update(successor=company)
    for row in (home, company):
        given = {"kind": "enhet", "parent": department.pk}
        page = client.post(address(row), fields_of(client, row) | given)
        assert "kan inte bli enhet." in page.context["adminform"].form.errors["kind"][0]


def test_no_organisation_belongs_to_itself(people, client_of, department, company):
    """Neither directly nor through another: told at the field, never a fault of the database."""
    Organisation.objects.filter(pk=company.pk).update(parent=department)
    for parent in (department, company):
        given = {"name": "K", "kind": "forvaltning", "parent": parent.pk}
        page = client_of(people["office"]).post(address(department), given)
        assert page.status_code == 200 and "inte höra till sig själv" in page.text


def test_the_goal_where_the_red_line_ends_is_used_and_keeps_its_number(client):
    goal, other = factories.goal(5), factories.goal(6)
    Initiative.objects.update(goal_number=5)
    for given, name in (({"active": ""}, "active"), ({"number": "8"}, "number")):
        page = client.post(address(goal), fields_of(client, goal) | given)
        assert "Den röda linjen slutar i det här målet." in page.context["adminform"].form.errors[name][0]
    assert client.post(address(other), fields_of(client, other) | {"active": ""}).status_code == 302
    assert client.post(address(goal), fields_of(client, goal) | {"note": "En kommentar"}).status_code == 302


def test_an_external_party_is_not_of_the_group_and_no_department_becomes_one(client, department, contact):
    party, lonely = factories.external("Klubben"), factories.organisation("Ensamma")
    assert (
        "En extern part ingår inte i koncernen."
        in client.post(address(party), fields_of(client, party) | {"in_group": "on"}).text
    )
    for kind, word in (("extern", "extern part"), ("enhet", "enhet")):
        given = {"kind": kind, "in_group": ""}
        page = client.post(address(department), fields_of(client, department) | given).text
        assert f"kan inte bli {word}." in page
    activity = factories.activity()
    activity.roles.create(organisation=party, role="extern")
    page = client.post(address(party), fields_of(client, party) | {"kind": "bolag"}).text
    assert "kan inte bli bolag." in page
    assert (
        client.post(address(lonely), fields_of(client, lonely) | {"kind": "extern", "in_group": ""}).status_code == 302
    )


def test_who_is_chosen_and_who_is_typed_are_never_called_the_same(client, department):
    party, other = factories.external("Klubben"), factories.organisation("Andra")
    Organisation.objects.filter(pk=department.pk).update(short_name="Kultur")
    beside, joins = factories.organisation("Huset", in_group=False), {"in_group": "on"}
    factories.external("Huset AB")
    for row, given in (
        (party, {"name": "Kultur"}),
        (other, {"short_name": "KULTUR"}),
        (other, {"name": "klubben"}),
        (beside, joins),
        (beside, joins | {"valid_from": "2020-01-01"}),
    ):
        assert "Namnet finns redan." in client.post(address(row), fields_of(client, row) | given).text, given


def test_no_external_party_has_anything_below_it(client, department):
    party = factories.external("Klubben")
    offered = client.get(address(department)).context["adminform"].form.fields["parent"].queryset
    assert party not in offered and department in offered


def test_the_red_line_ends_in_a_goal_that_there_is(client):
    for number in (1, 5):
        factories.goal(number)
    factories.goal(7, active=False)
    row = Initiative.objects.get()
    for wrong in ("99", "7"):
        page = client.post(address(row), fields_of(client, row) | {"goal_number": wrong})
        assert f"Inget mål i bruk har nummer {wrong}. Skriv ett av numren 1 och 5." in page.text
    client.post(address(row), fields_of(client, row) | {"goal_number": "5"})
    row.refresh_from_db()
    assert row.goal_number == 5


# Names, and what the matrix cannot be without


@pytest.fixture
def matrix_rows():
    """The second level and the second area, each with the field of its name, hyphenated as the reference file does."""
    pairs = [(factories.levels()[1], "label"), (factories.focus_areas()[1], "heading")]
    for row, name in pairs:
        setattr(row, name, "Verksamhet/bolag")
        row.hyphenated = "Verk\u00adsamhet/\u200bbolag"
        row.save()
    return pairs


def test_a_new_name_empties_the_one_with_soft_hyphens_which_pages_then_show(client, anyone_client, matrix_rows):
    for row, name in matrix_rows:
        assert client.post(address(row), fields_of(client, row) | {name: f"Nytt {name}"}).status_code == 302
        row.refresh_from_db()
        assert (getattr(row, name), row.hyphenated) == (f"Nytt {name}", "")
        assert f"Nytt {name}" in anyone_client.get("/matris/").text
    assert "Verk\u00adsamhet" not in anyone_client.get("/matris/").text


def test_the_name_with_soft_hyphens_is_the_name(client, matrix_rows):
    for row, name in matrix_rows:
        sent = fields_of(client, row)
        page = client.post(address(row), sent | {"hyphenated": "Något\u00adannat"})
        assert (
            "med mjuka bindestreck, eller lämna fältet tomt." in page.context["adminform"].form.errors["hyphenated"][0]
        )
        for given in (
            {"order": "77"},
            {"hyphenated": "Verksam\u00adhet/bolag"},
            {name: "Ny", "hyphenated": "N\u00ady"},
        ):
            assert client.post(address(row), fields_of(client, row) | given).status_code == 302
            row.refresh_from_db()
            assert row.hyphenated
        type(row).objects.filter(pk=row.pk).update(hyphenated="Gammalt")
        assert client.post(address(row), fields_of(client, row) | {"order": "78"}).status_code == 302


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: [factories.category("Hälsa"), factories.category()], "name"),
        (factories.levels, "label"),
        (factories.levels, "short_label"),
        (factories.focus_areas, "name"),
        (factories.focus_areas, "heading"),
        (factories.focus_areas, "short_name"),
        (lambda: [factories.method(), factories.method()], "name"),
    ],
)
def test_no_two_rows_have_the_same_name(client, make, name):
    taken, row, *_more = make()
    type(row).objects.filter(pk=taken.pk).update(active=False)
    wrong = f" {getattr(taken, name).upper()} "
    page = client.post(address(row), fields_of(client, row) | {name: wrong})
    assert page.context["adminform"].form.errors == {name: ["Namnet finns redan."]}
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(taken, name)})
    assert client.post(address(row), fields_of(client, row) | {"order": "77"}).status_code == 302, "an old one stays"


@pytest.mark.parametrize(
    ("make", "told"), [(factories.levels, "Minst en nivå"), (factories.focus_areas, "Minst ett fokusområde")]
)
def test_the_last_row_and_the_last_column_of_the_matrix_stay_in_use(client, make, told):
    last, *others = make()
    for row in others:
        assert client.post(address(row), fields_of(client, row) | {"active": ""}).status_code == 302
    page = client.post(address(last), fields_of(client, last) | {"active": ""})
    assert page.context["adminform"].form.errors == {"active": [f"{told} måste vara i bruk."]}


def test_who_is_brought_back_does_not_take_the_name_of_somebody_new(people, client_of):
    """A company ended, a party got its name, and the company is to stand again."""
    company = factories.organisation("Hus", valid_to="2026-01-01")
    factories.external("Hus AB")
    client = client_of(people["office"])
    shown = fields_of(client, company)
    assert "Namnet finns redan." in client.post(address(company), shown | {"valid_to": ""}).text
    assert client.post(address(company), shown | {"valid_to": "2026-01-02"}).status_code == 302, "it may end otherwise"

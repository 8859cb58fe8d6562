"""The reference file: the report's facts letter by letter, and a loader that tells every fault."""

import datetime
import re
import textwrap
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from activities.models import Level, Method, MethodStep
from goals.models import EffectGoal, FocusArea
from needs.models import Category, GuidingQuestion, RespondentGroup
from network.change import read_stamp
from network.models import Body, Initiative, Organisation
from network.text import normalise
from skolaforst.services.reference import load_reference
from skolaforst.services.reference.kinds import BY_TABLE, KINDS

VASTERAS = settings.BASE_DIR / "reference" / "vasteras.toml"

# A whole city in a few lines: what every test of a fault adds its own to.
CITY = """\
[initiative]
name = "Barnen först"
full_name = "Kraftsamling Barnen först"
city = "Ö stad"
group = "koncernen Ö"
place = "Ö"
headline = "För varje barn"
pitch = "Vi hjälps åt."
office = "Kontoret"
office_email = "kontoret@o.example"

[[goal]]
key = "mal-1"
number = 1
text = "Alla ska klara skolan"
"""
LINES = CITY.count("\n")


@pytest.fixture
def load(tmp_path):
    """Load a city's file with `more` at its end; gives what was counted."""

    def load(more: str = "", city: str = CITY):
        path = tmp_path / "stad.toml"
        path.write_text(city + textwrap.dedent(more), encoding="utf-8")
        return load_reference(path)

    return load


@pytest.fixture
def faults(load):
    """The faults of a city's file with `more` at its end, as (line after the city's own, text)."""

    def faults(more: str, city: str = CITY) -> list[tuple[int, str]]:
        with pytest.raises(ValidationError) as caught:
            load(more, city)
        assert not Initiative.objects.exists()
        found = [re.search(r"stad\.toml, rad (\d+): (.*)", message) for message in caught.value.messages]
        return [(int(match[1]) - city.count("\n"), match[2]) for match in found]

    return faults


# ── The facts ──


@pytest.fixture
def vasteras(db):
    load_reference(VASTERAS)


@pytest.mark.usefixtures("vasteras")
class TestFacts:
    """What the portal says of the report, letter by letter."""

    def test_goals_stand_word_for_word(self):
        assert list(EffectGoal.objects.values_list("number", "text")) == [
            (1, "Alla elever ska nå minst godkänt-nivån i matematik och svenska i åk 3"),
            (2, "Alla elever ska ha minst godkänt i alla ämnen i åk 9"),
            (3, "Alla elever som går på ett nationellt gymnasieprogram ska ta gymnasieexamen inom tre år"),
            (4, "Alla barn och unga i Västerås ska känna tillit till människor och samhälle"),
            (5, "Alla barn och ungdomar i Västerås ska se ljust på sin framtid"),
            (6, "Alla barn i förskolan ska stimuleras till utveckling och lärande"),
            (
                7,
                "Alla elever i grundsärskolan ska nå minst godtagbar kunskapsnivå i samtliga ämnen eller ämnesområden "
                "det år eleven fullgjort grundsärskolan",
            ),
            (
                8,
                "Alla elever som går gymnasiesärskolans nationella program ska ha tillägnat sig de kunskaper som "
                "beskrivs i programmålen efter avslutad utbildning",
            ),
            (
                9,
                "Alla elever som går gymnasiesärskolans individuella program ska ges möjlighet att nå "
                "fördjupad kravnivå",
            ),
        ]

    def test_goals_were_adopted_by_the_council_and_old_names_have_a_note(self):
        assert set(EffectGoal.objects.values_list("adopted_by__name", "adopted_by__part")) == {
            ("Kommunfullmäktige", "antog")
        }
        assert list(EffectGoal.objects.exclude(note="").values_list("number", flat=True)) == [7, 8, 9]

    def test_categories(self):
        assert list(Category.objects.values_list("name", flat=True)) == [
            "En meningsfull fritid",
            "Lokaler/miljö",
            "Framtidstro/stöd",
            "Hemmet/socioekonomi",
            "Resurser/förutsättningar",
            "Hälsa",
            "Tillit/trygghet",
            "Transport",
            "Skolans eget arbete",
        ]
        assert list(Category.objects.exclude(description="").values_list("key", "description")) == [
            ("skolan", "t.ex. lärare, lektioner, skolmat, schema m.m.")
        ]

    def test_focus_areas_have_both_wordings(self):
        assert list(FocusArea.objects.values_list("key", "name", "heading", "short_name", "slot")) == [
            (
                "vuxenvarlden",
                "Bättre relationer med vuxenvärlden",
                "Bättre kontakt med vuxenvärlden",
                "Vuxenvärlden",
                "a",
            ),
            (
                "yrkeslivet",
                "Bättre kopplingar till arbetslivet",
                "Bättre kopplingar till yrkeslivet",
                "Yrkeslivet",
                "b",
            ),
            (
                "fritiden",
                "Meningsfull fritid som är utvecklande",
                "Meningsfull fritid som är utvecklande",
                "Fritiden",
                "c",
            ),
        ]

    def test_levels_and_their_demands(self):
        assert list(Level.objects.values_list("label", "demand")) == [
            ("Individ", "ingen"),
            ("Enhet", "enhet"),
            ("Förvaltning/bolag", "ingen"),
            ("Förvaltningar/bolag i samarbete", "tva"),
            ("Extern samverkan", "extern"),
        ]

    def test_hyphenated_headings_are_the_headings(self):
        pairs = [
            *FocusArea.objects.values_list("heading", "hyphenated"),
            *Level.objects.values_list("label", "hyphenated"),
        ]
        assert [hyphenated.translate({0xAD: None, 0x200B: None}) for _, hyphenated in pairs] == [
            name for name, _ in pairs
        ]
        assert FocusArea.objects.get(slot="b").hyphenated == "Bättre kopp\u00adling\u00adar till yrkes\u00adlivet"
        assert Level.objects.get(key="verksamhet").hyphenated == "Förvalt\u00adning/\u200bbolag"

    def test_guiding_questions(self):
        assert list(GuidingQuestion.objects.values_list("text", "parent__key")) == [
            ("Hur ska verksamheten bidra till att barn/ungdomars tillit till samhället/vuxenvärlden ökar?", None),
            ("Hur ska verksamheten bidra till att öka framtidstro för barn och ungdomar?", None),
            (
                "Vad behöver finnas, i och utanför skolan, för att du och andra ska få de bästa förutsättningarna "
                "för lärande?",
                None,
            ),
            ("Vad är viktigast för dig, i och runt skolan, för att du ska lära dig så bra som möjligt?", None),
            ("Om ni tänker på barns och ungas hela dag:", None),
            (
                "Vilka hinder finns idag som gör att barn och unga inte når kunskapsmålen, inte har tillit till "
                "människor i allmänhet och inte har framtidstro? (D.v.s. inte det som händer i klassrummet utan "
                "allt som sker runt omkring)",
                "hela-dagen",
            ),
            ("Vad behöver kommunen göra för att åtgärda de hinder som ni har listat?", "hela-dagen"),
        ]

    def test_respondent_groups(self):
        assert list(RespondentGroup.objects.values_list("name", flat=True)) == [
            "Lärare",
            "Pedagoger",
            "Strateger",
            "Chefer på olika nivåer",
            "Utvecklingsledare",
            "Politiker",
            "Barn och ungdomar",
        ]

    def test_bodies_and_their_part(self):
        assert list(Body.objects.values_list("name", "part", "organisation__key")) == [
            ("Kommunfullmäktige", "antog", None),
            ("Kommunstyrelsen", "bestallare", "kommunstyrelsen"),
            ("Koncernledningsgruppen", "viljeinriktning", None),
            ("Hållbarhetsarenan", "styrgrupp", None),
            ("Processledningsgruppen för social hållbarhet", "referensgrupp", None),
            ("Enheten för hållbar utveckling", "kontor", "hallbar-utveckling"),
            ("Nätverket för kraftsamling Skola först", "natverk", None),
        ]

    def test_methods_and_their_steps(self):
        steps: dict[str, list[str]] = {}
        for method, step in MethodStep.objects.order_by("method__order", "order").values_list("method__name", "name"):
            steps.setdefault(method, []).append(step)
        assert steps == {
            "Tjänstedesign": ["Ringa in", "Undersöka", "Fokusera", "Ta fram idéer", "Testa idéer", "Förverkliga"],
            "Six Sigma": ["Definiera", "Mäta", "Analysera", "Förbättra", "Styra"],
            "Annan metod": ["Planera", "Genomföra", "Studera", "Agera"],
        }
        assert not MethodStep.objects.filter(gives="").exists()
        assert not Method.objects.filter(description="").exists()

    def test_initiative(self):
        row = Initiative.objects.get()
        assert (row.name, row.full_name) == ("Skola först", "Kraftsamling Skola först")
        assert (row.city, row.group, row.place) == ("Västerås stad", "koncernen Västerås stad", "Västerås")
        assert (row.goal_number, row.answer_days, row.is_demo) == (5, 5, False)
        assert row.office_email.endswith(".example")
        assert "dagar" not in row.company_pitch, "answer_days alone says how many"

    def test_only_departments_and_companies_of_the_group_need_a_contact_person(self):
        needing = set(Organisation.objects.needing_contact().values_list("name", flat=True))
        assert {"Kultur-, idrotts- och fritidsförvaltningen", "Bostads AB Mimer", "Mälarenergi AB"} <= needing
        assert not needing & {"Kommunstyrelsen", "VafabMiljö", "Mälardalens brand- och räddningsförbund", "Parkdepån"}

    def test_units_belong_to_an_organisation_and_everybody_is_searchable(self):
        units = Organisation.objects.filter(kind="enhet")
        assert units.count() >= 12
        assert not units.filter(parent=None).exists()
        for row in Organisation.objects.all():
            assert (row.search, row.name_search) == (normalise(f"{row.name} {row.short_name}"), normalise(row.name))
            assert row.confirmed

    def test_vbu_is_not_spelled_out(self):
        assert "verksamhetsbaserad" not in VASTERAS.read_text(encoding="utf-8").lower()


def words_of_the_city() -> list[str]:
    """Names that only the city's own file may hold."""
    data = tomllib.loads(VASTERAS.read_text(encoding="utf-8"))
    names = {data["initiative"][field] for field in ("city", "group", "place", "office", "full_name")}
    for row in [*data["organisation"], *data["body"]]:
        names |= {row["name"], row.get("short_name", row["name"])}
    return sorted(names, key=len, reverse=True)


def code_and_templates() -> list[Path]:
    """What another city would not touch."""
    folders = "activities needs goals network skolaforst templates static".split()
    kinds = {".py", ".html", ".txt", ".md", ".css", ".js", ".svg"}
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*") if path.suffix in kinds]
    return [path for path in files if settings.BASE_DIR / "skolaforst" / "demo" not in path.parents]


def test_no_word_of_the_city_stands_in_code_or_templates():
    word = re.compile("|".join(map(re.escape, words_of_the_city())))
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}: {match[0]}"
        for path in code_and_templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := word.search(line))
    ]
    assert not found


# ── Loading ──


@pytest.mark.django_db
class TestLoading:
    """Creates what is missing, by key; touches nothing that exists."""

    def test_it_works(self, load):
        counts = load(
            """
            [[focus_area]]
            key = "idrott"
            name = "Mer idrott"
            heading = "Mer idrott"
            short_name = "Idrott"
            slot = "a"
            """
        )
        created = {row.name: row.created for row in counts if row.created}
        assert created == {"kraftsamling": 1, "effektmål": 1, "fokusområden": 1}
        assert Initiative.objects.get().place == "Ö"
        assert FocusArea.objects.get().key == "idrott"

    def test_twice_changes_nothing_and_does_not_raise_the_stamp(self, django_assert_max_num_queries):
        before = read_stamp()
        with django_assert_max_num_queries(35):
            first = load_reference(VASTERAS)
        between = read_stamp()
        assert between.reference == before.reference + 1
        with django_assert_max_num_queries(15):
            second = load_reference(VASTERAS)
        assert read_stamp() == between
        assert [row.created for row in first] == [row.existing for row in second]
        assert not any(row.created for row in second)

    def test_the_offices_edits_stand(self, load):
        load_reference(VASTERAS)
        Category.objects.filter(key="halsa").update(name="Hälsa och kost", active=False, order=50)
        Organisation.objects.filter(key="mimer").update(valid_to=datetime.date(2026, 1, 1), parent=None)
        Initiative.objects.update(office="Ett annat kontor")
        load_reference(VASTERAS)
        row = Category.objects.get(key="halsa")
        assert (row.name, row.active, row.order) == ("Hälsa och kost", False, 50)
        assert Organisation.objects.get(key="mimer").parent is None
        assert Initiative.objects.get().office == "Ett annat kontor"

    def test_what_is_new_in_the_file_is_created_beside_what_exists(self, load):
        load('[[organisation]]\nkey = "a"\nname = "A"\nkind = "bolag"\n')
        counts = load(
            """\
            [[organisation]]
            key = "c"
            name = "Enhet C"
            kind = "enhet"
            parent = "b"
            [[organisation]]
            key = "b"
            name = "B"
            kind = "bolag"
            parent = "a"
            valid_from = 2026-01-01
            [[organisation]]
            key = "a"
            name = "A nu"
            kind = "bolag"
            successor = "b"
            """
        )
        assert [(row.created, row.existing) for row in counts if row.name == "verksamheter"] == [(2, 1)]
        assert Organisation.objects.get(key="c").parent.parent.name == "A"
        assert Organisation.objects.get(key="b").valid_from == datetime.date(2026, 1, 1)
        assert Organisation.objects.get(key="a").successor is None

    def test_a_new_row_may_refer_to_one_that_only_the_database_has(self, load):
        Body.objects.create(key="radet", name="Rådet", part="antog")
        load('adopted_by = "radet"\n')
        assert EffectGoal.objects.get().adopted_by.name == "Rådet"

    def test_order_is_the_order_of_the_file_and_of_steps_under_their_method(self, load):
        load(
            """
            [[method]]
            key = "b"
            name = "B"
            [[method.step]]
            key = "b2"
            name = "Två"
            [[method.step]]
            key = "b1"
            name = "Ett"
            [[method]]
            key = "a"
            name = "A"
            [[method.step]]
            key = "a1"
            name = "Ett"
            """
        )
        assert list(
            MethodStep.objects.order_by("method__order", "order").values_list("method__key", "key", "order")
        ) == [
            ("b", "b2", 1),
            ("b", "b1", 2),
            ("a", "a1", 1),
        ]

    def test_a_file_may_hold_only_what_is_new_once_the_city_is_there(self, load):
        load()
        load('[[category]]\nkey = "x"\nname = "X"\n', city="")
        assert Category.objects.get().name == "X"

    def test_the_mark_that_windows_puts_first_and_its_line_ends_are_read(self, tmp_path):
        path = tmp_path / "stad.toml"
        path.write_bytes(b"\xef\xbb\xbf" + CITY.replace("\n", "\r\n").encode())
        load_reference(path)
        assert Initiative.objects.get().place == "Ö"


# ── Faults ──

COMPANY = '[[organisation]]\nkey = "a"\nname = "A"\nkind = "bolag"\n'
AREA = '[[focus_area]]\nkey = "{0}"\nname = "A"\nheading = "A"\nshort_name = "A"\nslot = "{1}"\n'
UNIT = '[[organisation]]\nkey = "{0}"\nname = "Enhet A"\nkind = "enhet"\nparent = "{1}"\n'

PARTY = '[[organisation]]\nkey = "x"\nname = "{0}"\nkind = "extern"\n'

FAULTS = {
    "unknown table": ('[[categori]]\nkey = "x"\nname = "X"\n', 1, "”categori” finns inte. Menade du ”category”?"),
    "unknown table like none": ("[[qqq]]\n", 1, "De som finns är [[organisation]], "),
    "single brackets": ('[category]\nkey = "x"\nname = "X"\n', 1, "Rubriken ska skrivas [[category]]."),
    "unknown field": (
        '[[category]]\nkey = "x"\nnmae = "X"\n',
        3,
        "[[category]] har inget fält ”nmae”. Menade du ”name”?",
    ),
    "unknown field like none": (
        '[[category]]\nkey = "x"\nname = "X"\nqqq = 1\n',
        4,
        "De som finns är key, name, descr",
    ),
    "missing field": ('[[category]]\nkey = "x"\n', 1, "[[category]] saknar ”name”. Lägg till raden name = … (namn)."),
    "missing key": ('[[category]]\nname = "X"\n', 1, "[[category]] saknar ”key”."),
    "empty field": ('[[category]]\nkey = "x"\nname = " "\n', 3, "”name” är tomt."),
    "text for a number": (
        '[[goal]]\nkey = "x"\nnumber = "2"\ntext = "X"\n',
        3,
        "”number” ska vara ett heltal utan citattecken",
    ),
    "truth for a number": ('[[goal]]\nkey = "x"\nnumber = true\ntext = "X"\n', 3, "”number” ska vara ett heltal"),
    "number for a text": (
        '[[category]]\nkey = "x"\nname = 5\n',
        3,
        'ska vara text inom citattecken, så här: name = "…"',
    ),
    "list for a text": ('[[category]]\nkey = "x"\nname = ["X"]\n', 3, "ska vara text inom citattecken"),
    "list for a key": ('[[category]]\nkey = ["x"]\nname = "X"\n', 2, "”key” ska vara text"),
    "text for a truth": (COMPANY + 'in_group = "ja"\n', 5, "”in_group” ska vara true eller false utan citattecken"),
    "text for a date": (COMPANY + 'valid_from = "2019"\n', 5, "”valid_from” ska vara ett datum utan citattecken"),
    "time for a date": (COMPANY + "valid_from = 2019-01-01T10:00:00\n", 5, "”valid_from” ska vara ett datum"),
    "negative number": ('[[goal]]\nkey = "x"\nnumber = -2\ntext = "X"\n', 3, "”number” duger inte: "),
    "unknown choice": ('[[organisation]]\nkey = "a"\nname = "A"\nkind = "Bolag"\n', 4, "Menade du ”bolag”? Välj bland"),
    "too long": ('[[category]]\nkey = "x"\nname = "' + "å" * 81 + '"\n', 3, "är 81 tecken, och högst 80 får plats."),
    "not a key": ('[[category]]\nkey = "hälsa o"\nname = "X"\n', 2, "”key” får bara ha bokstäverna a–z"),
    "not an address": ('[[method]]\nkey = "x"\nname = "X"\nurl = "hej"\n', 4, "”url” duger inte: "),
    "same key twice": ('[[category]]\nkey = "x"\nname = "X"\n' * 2, 5, f"”key” x står redan på rad {LINES + 2}."),
    "same number twice": (
        '[[goal]]\nkey = "x"\nnumber = 1\ntext = "X"\n',
        3,
        f"”number” 1 står redan på rad {LINES - 1}.",
    ),
    "same slot twice": (AREA.format("x", "a") + AREA.format("y", "a"), 12, f"”slot” a står redan på rad {LINES + 6}."),
    "unknown parent": (
        COMPANY + UNIT.format("b", "aa"),
        9,
        "”parent” är ”aa”, som varken finns i filen eller i portalen.",
    ),
    "unknown body": ('adopted_by = "fullmaktige"\n', 1, "Skriv nyckeln (key) till en rad under [[body]]."),
    "own parent": (UNIT.format("b", "b"), 5, "”parent” går i ring: b → b."),
    "circle": (UNIT.format("b", "c") + UNIT.format("c", "b"), 10, "”parent” går i ring: b → c → b."),
    "own successor": (COMPANY + 'successor = "a"\n', 5, "”successor” går i ring: a → a."),
    "dates reversed": (
        COMPANY + "valid_from = 2020-01-01\nvalid_to = 2019-01-01\n",
        6,
        "är före ”valid_from” (2020-01-01).",
    ),
    "party of the group": (PARTY.format("Klubben") + "in_group = true\n", 5, "En extern part ingår inte i koncernen."),
    "party called as the city": (PARTY.format("Ö STAD"), 3, "”Ö STAD” är vi själva eller en av våra verksamheter."),
    "party called as the initiative": (PARTY.format("Barnen först"), 3, "är vi själva eller en av"),
    "party called as one of the group": (
        COMPANY.replace('"A"', '"Hus AB"') + "in_group = true\n" + PARTY.format("hus").replace('"x"', '"y"'),
        8,
        "”hus” är vi själva eller en av våra verksamheter. Ta bort stycket.",
    ),
    "party without a name": (PARTY.format("AB"), 3, "”AB” är inget namn. Skriv hela namnet."),
    "unit called as the city": (
        COMPANY + UNIT.format("b", "a").replace("Enhet A", "Ö STAD"),
        7,
        "”Ö STAD” är vi själva. Skriv vad enheten heter.",
    ),
    "unknown table under another": (
        '[[method]]\nkey = "x"\nname = "X"\n[[method.steps]]\nkey = "y"\nname = "Y"\n',
        4,
        "”method.steps” finns inte. Menade du ”method.step”?",
    ),
}


@pytest.mark.django_db
class TestFaults:
    """Every fault is told with its line and what to do; nothing is stored."""

    @pytest.mark.parametrize(("more", "line", "text"), FAULTS.values(), ids=FAULTS)
    def test_each_is_told_alone_with_its_line(self, faults, more, line, text):
        found = faults(more)
        assert [at for at, _ in found] == [line]
        assert text in found[0][1]

    def test_all_are_told_in_the_order_of_the_file(self, faults):
        broken = [case for name, case in FAULTS.items() if name not in ("single brackets", "unknown body")]
        found = faults("".join(more for more, _, _ in broken))
        assert len(found) >= len(broken)
        assert [line for line, _ in found] == sorted(line for line, _ in found)

    def test_nothing_is_stored_and_the_stamp_stands(self, faults):
        before = read_stamp()
        faults('[[category]]\nkey = "x"\nname = "X"\n[[category]]\nkey = "y"\n')
        assert not Category.objects.exists()
        assert read_stamp() == before

    def test_a_field_above_all_heads(self, faults):
        assert faults("", 'name = "X"\n' + CITY) == [
            (-LINES, "”name” står före första rubriken. Flytta det till stycket det hör till.")
        ]

    def test_tables_written_in_one_line(self, faults):
        assert faults("", 'category = [1, {key = "x"}]\n' + CITY) == [
            (-LINES, 'Under [[category]] ska det stå fält, så här: key = "…".'),
            (-LINES, "[[category]] saknar ”name”. Lägg till raden name = … (namn)."),
        ]

    def test_heads_in_comments_and_texts_are_not_counted(self, faults):
        found = faults(
            '''\
            # [[category]]
            [[category]]
            key = "x"
            name = "X"
            description = """
            [[category]]
            name = "nej"
            """
            [[category]]  # den andra
            key = "y"
            name = 5
            '''
        )
        assert [line for line, _ in found] == [11]

    def test_no_initiative(self, load):
        with pytest.raises(ValidationError, match=r"stad\.toml, rad 1: \[initiative\] saknas"):
            load('[[category]]\nkey = "x"\nname = "X"\n', city="")

    def test_the_line_ends_in_a_goal_that_is_there(self, faults):
        city = CITY.replace("office_email", "goal_number = 7\noffice_email")
        assert faults("", city) == [
            (
                10 - city.count("\n"),
                "”goal_number” är 7, men inget mål har det numret. Skriv numret på ett mål under [[goal]].",
            )
        ]

    @pytest.mark.parametrize("days", [0, 61])
    def test_an_answer_comes_in_one_to_sixty_workdays(self, faults, days):
        city = CITY.replace("office_email", f"answer_days = {days}\noffice_email")
        told = "”answer_days” duger inte: Skriv mellan 1 och 60 arbetsdagar."
        assert faults("", city) == [(10 - city.count("\n"), told)]

    def test_a_number_the_office_gave_another_goal(self, load):
        load()
        EffectGoal.objects.update(number=2)
        with pytest.raises(ValidationError) as caught:
            load('[[goal]]\nkey = "mal-2"\nnumber = 2\ntext = "Nytt"\n')
        assert caught.value.messages[0].endswith(
            f"rad {LINES + 3}: ”number” 2 används redan i portalen av ”mal-1”."
            " Välj ett annat värde, eller ändra den andra raden i portalen först."
        )
        assert EffectGoal.objects.count() == 1

    def test_a_name_that_the_office_has_confirmed(self, load):
        """Somebody typed it, the office confirmed it, and then the city's file got it too."""
        park = '[[organisation]]\nkey = "park"\nname = "Parken"\nkind = "forvaltning"\n'
        load(park)
        parent = Organisation.objects.get(key="park")
        for name, kind, home in (("Klubben", "extern", None), ("Depån", "enhet", parent)):
            Organisation.objects.create(key=f"typed-{kind}", name=name, kind=kind, parent=home)
        more = park + (
            '[[organisation]]\nkey = "klubben"\nname = "KLUBBEN"\nkind = "extern"\n'
            '[[organisation]]\nkey = "depan"\nname = "Depån"\nkind = "enhet"\nparent = "park"\n'
            '[[organisation]]\nkey = "annan"\nname = "Depån"\nkind = "enhet"\n'
            '[[organisation]]\nkey = "forening"\nname = "Föreningen"\nkind = "extern"\n'
            '[[organisation]]\nkey = "forening-2"\nname = "Föreningen"\nkind = "extern"\n'
        )
        with pytest.raises(ValidationError) as caught:
            load(more)
        told = [message.split(": ", 1)[1] for message in caught.value.messages]
        remedy = "Ta bort stycket, eller välj ett annat namn."
        assert told == [
            f"”KLUBBEN” finns redan i portalen. {remedy}",
            f"”Depån” finns redan i portalen. {remedy}",
            f"”Föreningen” står redan på rad {LINES + 20}. {remedy}",
        ]
        assert Organisation.objects.count() == 3

    @pytest.mark.parametrize("dates", ["valid_to = 2020-01-01", "valid_from = 2999-01-01", 'successor = "ny"'])
    def test_a_name_is_free_for_a_party_where_nobody_has_it_today(self, load, dates):
        """As the portal says of what it has stored."""
        old = '[[organisation]]\nkey = "{0}"\nname = "{1}"\nkind = "{2}"\n'
        ended = old.format("a", "Hus", "bolag") + f"in_group = true\n{dates}\n" + old.format("ny", "Nya", "bolag")
        load(ended + old.format("p", "Hus AB", "extern"))
        load(ended + old.format("p", "Hus AB", "extern") + old.format("b", "AB Hus", "bolag") + f"{dates}\n")
        assert Organisation.objects.filter(name__contains="Hus").count() == 3

    def test_a_name_that_an_external_party_has_by_now(self, load):
        """Two that are said alike: the party would count as nobody from outside."""
        load()
        Organisation.objects.create(key="hus", name="Hus AB", kind="extern")
        with pytest.raises(ValidationError) as caught:
            load('[[organisation]]\nkey = "nya"\nname = "Nya huset"\nshort_name = "Hus"\nkind = "bolag"\n')
        assert caught.value.messages[0].endswith(
            f"rad {LINES + 4}: ”Hus” är en extern part i portalen. Ge parten ett annat namn där först."
        )

    @pytest.mark.parametrize(
        ("line", "text"),
        [
            ("name = Hälsa", "Text ska stå inom raka citattecken"),
            ("name = ”Hälsa”", "Text ska stå inom raka citattecken"),
            ('name = "Hälsa', "Texten saknar citattecken på slutet"),
            ('name "Hälsa"', "Efter fältets namn ska det stå ="),
            ('name = "en "sorts" hälsa"', "Det står mer på raden än ett fält"),
            ('name = "C:\\Hälsa"', "Ett ensamt \\ går inte i text"),
            ("[[category]", "Rubriken slutar inte som den börjar"),
            ("date = 2026-02-31", "Datumet finns inte"),
            ('key = "y"', "Namnet står redan i stycket"),
            ("[initiative]", "Rubriken står redan längre upp"),
            ("»", "Raden börjar varken med ett fält"),
            ('name = """\nHälsa', "Texten som börjar här slutar aldrig"),
            ('name = "\\ud800"', "Raden går inte att läsa som TOML"),
        ],
    )
    def test_what_is_no_toml_is_told_in_swedish(self, faults, line, text):
        found = faults(f'[[category]]\nkey = "x"\n{line}\n')
        assert [at for at, _ in found] == [3]
        assert text in found[0][1]

    def test_a_file_that_is_not_there(self, tmp_path):
        (tmp_path / "stad.toml").touch()
        with pytest.raises(ValidationError, match=r"stda\.toml finns inte\. Menade du ”stad\.toml”\?"):
            load_reference(tmp_path / "stda.toml")
        with pytest.raises(ValidationError, match=r"finns inte\. Skriv sökvägen"):
            load_reference(tmp_path / "x" / "qqq")
        with pytest.raises(ValidationError, match="går inte att läsa"):
            load_reference(tmp_path)

    def test_a_file_in_another_encoding(self, tmp_path):
        path = tmp_path / "stad.toml"
        path.write_bytes(CITY.encode() + '[[category]]\nname = "Hälsa"\n'.encode("latin-1"))
        with pytest.raises(ValidationError, match=f"rad {LINES + 2}: Filen är inte sparad som UTF-8"):
            load_reference(path)


# ── The command ──


@pytest.mark.django_db
class TestCommand:
    """What the one at the keyboard reads."""

    def test_counts_are_told_and_told_again(self):
        out = StringIO()
        call_command("load_reference", VASTERAS, stdout=out)
        call_command("load_reference", VASTERAS, stdout=out)
        assert re.search(r"vasteras\.toml är inläst\.\n   nya  fanns redan\n +\d+ +0  verksamheter\n", out.getvalue())
        assert re.search(r"vasteras\.toml är läst\. Allt fanns redan\.\n.*\n +0 +\d+  verksamheter\n", out.getvalue())

    def test_without_a_file_it_reads_the_citys_own(self, settings, tmp_path):
        settings.REFERENCE_FILE = tmp_path / "stad.toml"
        settings.REFERENCE_FILE.write_text(CITY, encoding="utf-8")
        call_command("load_reference", verbosity=0)
        assert Initiative.objects.get().name in CITY

    def test_it_can_be_silent(self):
        out = StringIO()
        call_command("load_reference", VASTERAS, stdout=out, verbosity=0)
        assert out.getvalue() == ""

    def test_faults_end_it_with_how_many(self, tmp_path):
        path = tmp_path / "stad.toml"
        path.write_text(CITY + '[[category]]\nkey = "x"\n[[categori]]\n', encoding="utf-8")
        with pytest.raises(CommandError) as caught:
            call_command("load_reference", path)
        first, *rest = str(caught.value).split("\n")
        assert first == f"Inget är sparat: {len(rest)} fel att rätta. Läs sedan in filen igen."
        assert all(line.startswith(f"{path}, rad ") for line in rest)


# ── The declared tables ──


@pytest.mark.parametrize("kind", KINDS, ids=BY_TABLE)
def test_every_field_of_a_model_is_in_its_table_or_known_not_to_be(kind):
    """A new field of a reference model must be given a place in the file, or named here."""
    not_in_files = {
        "id",
        "order",
        "active",
        "confirmed",
        "struck",
        "created_by",
        "search",
        "name_search",
        "is_demo",
        "key",
        kind.owner,
    }
    fields = {field.name for field in kind.model._meta.concrete_fields}
    assert fields - not_in_files == set(kind.fields) - {"key"}


# ── The guide ──

GUIDE = settings.BASE_DIR / "docs" / "reference-file.md"


@pytest.mark.django_db
def test_the_city_of_the_guide_can_be_loaded(tmp_path):
    path = tmp_path / "stad.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1], encoding="utf-8")
    assert all(row.created for row in load_reference(path))


@pytest.mark.parametrize("kind", KINDS, ids=BY_TABLE)
def test_the_guide_names_every_field_and_which_must_be_there(kind):
    row = next(line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{kind.head}`"))
    for name in kind.fields:
        assert re.search(rf"(?<!\w){name}(?!\w)", row), name
    assert re.findall(r"\*\*(\w+)\*\*", row) == [name for name in kind.fields if name in kind.required]


@pytest.mark.parametrize("name", ["kind", "part", "slot", "demand"])
def test_the_guide_names_every_value(name):
    row = next(line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {name} |"))
    field = next(kind.fields[name] for kind in KINDS if name in kind.fields)
    assert re.findall(r"`(\w+)`", row) == [value for value, _ in field.choices]

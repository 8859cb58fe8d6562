"""The form pack: marks, faults and parts, as the gallery's example form shows them."""

import re

import pytest
from django.template import Context, Template

from network import layout
from skolaforst.gallery.form import ExampleForm

GIVEN = {"title": "Läxcafé", "cells": ["3:a", "3:c"], "goals": ["2"]}


def render(form: ExampleForm) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def test_every_field_stands_in_the_layout():
    form = ExampleForm()
    html = render(form)
    missing = [name for name in form.fields if f'name="{name}"' not in html]
    assert missing == []


@pytest.mark.parametrize(("name", "optional"), [("title", False), ("cells", False), ("start", True), ("goals", True)])
def test_what_is_not_demanded_is_marked(name: str, optional: bool):
    assert layout.is_optional(ExampleForm()[name]) is optional


def test_a_field_can_go_without_its_mark():
    form = ExampleForm()
    form.fields["start"].optional_mark = False
    assert not layout.is_optional(form["start"])


def test_the_summary_counts_in_words_and_leads_to_each_control():
    html = render(ExampleForm(GIVEN))
    assert "Det finns tre fel i formuläret" in html
    for address in re.findall(r'<li><a href="#([^"]+)"', html):
        assert f'id="{address}"' in html


def test_one_fault_is_one():
    assert layout.faults_heading([layout.Fault("#id_title", "Skriv.")]) == "Det finns ett fel i formuläret"
    assert layout.faults_heading([layout.Fault("", "Texten ändrades.")]) == "Det gick inte", "no field is at fault"


def test_a_fault_of_the_whole_form_comes_first():
    form = ExampleForm(GIVEN)
    form.add_error(None, "Något stämmer inte.")
    assert layout.faults_of(form)[0] == layout.Fault("", "Något stämmer inte.")


def test_help_and_faults_are_wired_to_their_control():
    html = render(ExampleForm(GIVEN))
    for ids in re.findall(r'aria-describedby="([^"]+)"', html):
        for one in ids.split():
            assert f'id="{one}"' in html


def test_the_parts_tell_how_they_stand():
    assert [part.word for part in layout.parts_of(ExampleForm(GIVEN))] == ["Fel: 1", "Klart", "Fel: 1", "Fel: 1"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ["Inget ifyllt", "Inget ifyllt", "Inget ifyllt", "Inget ifyllt"]),
        ({"title": "x"}, ["Saknas: 1", "Inget ifyllt", "Inget ifyllt", "Inget ifyllt"]),
        ({"title": "x", "summary": "y"}, ["Klart", "Inget ifyllt", "Inget ifyllt", "Inget ifyllt"]),
    ],
)
def test_a_part_is_complete_when_all_it_demands_is_there(given: dict, words: list[str]):
    assert [part.word for part in layout.parts_of(ExampleForm(initial=given))] == words


def test_the_pick_has_a_box_for_every_cell_and_ticks_the_chosen():
    html = render(ExampleForm(GIVEN))
    assert len(re.findall(r'name="cells"', html)) == 15
    ticked = re.findall(r'name="cells" value="([^"]+)"[^>]*checked', html)
    assert ticked == ["3:a", "3:c"]


@pytest.mark.parametrize(("cells", "said"), [
    ([], "Ingen ruta vald än."),
    (["3:a"], "En ruta vald: Förvaltningar/bolag i samarbete – Vuxenvärlden."),
    (["1:b", "3:c"], "Två rutor valda: Enhet – Yrkeslivet, Förvaltningar/bolag i samarbete – Fritiden."),
])  # fmt: skip
def test_a_line_under_the_pick_says_which_cells_are_chosen(cells: list[str], said: str):
    html = render(ExampleForm(GIVEN | {"cells": cells}))
    assert re.findall(r'<p[^>]* data-said="Ingen ruta vald än\|En ruta vald\|[^"]*"[^>]*>([^<]+)</p>', html) == [said]


def test_zero_is_something():
    assert layout.is_filled(ExampleForm(initial={"reach": 0})["reach"])


def test_a_list_that_always_has_a_choice_tells_nothing():
    form = ExampleForm()
    assert layout.may_be_empty(form["lead"])
    form.fields["lead"].choices = [("1", "Bostadsbolaget")]
    assert not layout.may_be_empty(form["lead"])

"""Examples for /komponenter/: the values each component takes, in every state, none of them from the database."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.safestring import mark_safe

from network.layout import Part, Pick, PickArea, parts_of

AREAS = (
    ("a", "Bättre kontakt med vuxenvärlden", "Bättre kontakt med vuxen\u00advärl\u00adden", "Vuxen\u00advärlden"),
    ("b", "Bättre kopplingar till yrkeslivet", "Bättre kopp\u00adling\u00adar till yrkes\u00adlivet", "Yrkes\u00adlivet"),
    ("c", "Meningsfull fritid som är utvecklande",
     "Me\u00adnings\u00adfull fritid som är ut\u00adveck\u00adlande", "Fritiden"),
)
LEVELS = (
    ("Individ", "Individ", "En medarbetare gör något för ett barn"),
    ("Enhet", "Enhet", "En enhet, till exempel en depå eller ett bibliotek"),
    ("Förvaltning/bolag", "Förvalt\u00adning/\u200bbolag", "Hela verksamheten står bakom"),
    ("Förvaltningar/bolag i samarbete", "Förvalt\u00adningar/\u200bbolag i samarbete", "Två eller flera i koncernen"),
    ("Extern samverkan", "Extern samverkan", "Minst en part utanför koncernen"),
)
TITLES = (
    ("Mentor för elever i åk 8", "pagaende", "pågående"), ("Läsvän på biblioteket", "planerad", "planerad"),
    ("En vuxen som ringer när jag är borta", "ide", "idé"), ("Brandmännen äter skollunch", "pausad", "pausad"),
    ("Prao på vattenverket", "genomford", "genomförd"), ("Skjuts till träningen", "avbruten", "avbruten"),
    ("Öppen gympasal på lov", "pagaende", "pågående"),
)
COUNTS = ((3, 0, 2), (4, 3, 7), (1, 4, 3), (2, 0, 3), (1, 3, 0))
HOLE = "Tomt ännu. Vad kan en enskild medarbetare göra?"


def cell(row: int, column: int) -> dict[str, Any]:
    """A cell of the example matrix."""
    slot, _heading, _hyphenated, short = AREAS[column]
    count = COUNTS[row][column]
    lines = [(f"#{i}", *TITLES[(i + row + column) % len(TITLES)]) for i in range(count)]
    shown = 5 if count <= 5 else 4
    return {
        "anchor": f"{slot}{row + 1}", "slot": slot, "name": f"{LEVELS[row][0]}, {short}", "count": count,
        "lines": lines[:shown], "rest": lines[shown:], "cut": 0, "more": ("#alla", count) if count > 5 else None,
        "hole": HOLE, "add": "#ny" if column == 1 else "",
    }


def matrix() -> dict[str, Any]:
    """A matrix with holes and a full cell, in the shape of components/matrix/_table.html."""
    cells = [[cell(row, column) for column in range(3)] for row in range(5)]
    rows = [
        {"label": label, "hyphenated": hyphenated, "explanation": explanation, "cells": cells[i],
         "total": sum(COUNTS[i]), "empty": COUNTS[i].count(0)}
        for i, (label, hyphenated, explanation) in enumerate(LEVELS)
    ]
    areas = [
        {"slot": slot, "heading": heading, "hyphenated": hyphenated, "short": short,
         "total": sum(row[j] for row in COUNTS), "empty": sum(not row[j] for row in COUNTS),
         "cells": [(LEVELS[i][0], cells[i][j]) for i in range(5)]}
        for j, (slot, heading, hyphenated, short) in enumerate(AREAS)
    ]
    return {"areas": areas, "rows": rows, "total": 34, "empty": 3}


class ExampleForm(forms.Form):
    """Every kind of field of the form pack."""

    demanded = frozenset({"title", "summary", "cells", "lead"})
    use_required_attribute = False

    title = forms.CharField(label="Rubrik", max_length=60, help_text="Så kort att den ryms i matrisen. Högst 60 tecken.")
    summary = forms.CharField(
        label="Sammanfattning", widget=forms.Textarea, help_text="Två eller tre meningar som ett barn skulle förstå.",
        error_messages={"required": "Skriv en sammanfattning. Den visas för alla när aktiviteten är publicerad."},
    )
    cells = forms.MultipleChoiceField(
        label="Rutor i matrisen", required=False, help_text="Välj minst en ruta.",
        choices=[(f"{i}:{a[0]}", f"{level[0]}, {a[1]}") for i, level in enumerate(LEVELS) for a in AREAS],
    )
    lead = forms.ChoiceField(label="Ansvarig verksamhet", choices=[("", "Välj verksamhet"), ("1", "Bostadsbolaget")],
                             error_messages={"required": "Välj en verksamhet."})
    goals = forms.MultipleChoiceField(
        label="Effektmål", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("1", "1. Alla elever ska nå minst godkänt-nivån i åk 3"), ("2", "2. Alla elever ska ha minst godkänt i åk 9")],
    )
    audience = forms.ChoiceField(
        label="Vem ska se den?", widget=forms.RadioSelect, choices=[("internt", "Bara inloggade"), ("publikt", "Alla")],
        error_messages={"required": "Välj vem som ska se aktiviteten."},
    )
    start = forms.DateField(label="Startdatum", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reach = forms.IntegerField(label="Antal nådda", required=False)
    agreed = forms.BooleanField(label="Den externa parten har sagt ja till att nämnas", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [PickArea(slot, hyphenated, short) for slot, _heading, hyphenated, short in AREAS]
        choices = self.fields["cells"].choices
        self.fields["cells"].widget = Pick(areas, [level[1] for level in LEVELS], choices=choices)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Part(1, "Vad ska ni göra?", "title", "summary"),
            Part(2, "Var i matrisen hör den hemma?", "cells"),
            Part(3, "Vilka gör det?", "lead", "agreed", hint="De ni väljer får en inbjudan."),
            Part(4, "Hur och när?", "goals", "audience", Div("start", "reach", css_class="g2")),
        )


def forms_shown() -> dict[str, Any]:
    """The example form with faults in it."""
    form = ExampleForm({"title": "Läxcafé i kvarteret", "cells": ["3:a", "3:c"], "goals": ["2"]})
    return {"form": form, "parts": parts_of(form)}


ITEM = {
    "date_iso": "2026-11-23", "date": "23 november 2026", "address": "#", "title": "Läxcafé i bostadsområdet",
    "text": "Barn gör läxorna i kvarterslokalen tillsammans med vuxna de känner igen.", "owner": "Bostadsbolaget",
    "chips": [("a", "Vuxenvärlden"), ("c", "Fritiden")], "status": "pagaende", "states": [],
}
THREAD = {
    "needs": [("#", "Hemma går det inte att läsa läxor. Vi är sju i en trea.", "Elev, årskurs 6"),
              ("", "Det behövs någon vuxen som har tid.", "Elev, årskurs 7")],
    "more_needs": "5 behov till", "areas": ITEM["chips"], "title": ITEM["title"],
    "goals": [("#", 2, "Alla elever ska ha minst godkänt i alla ämnen i åk 9")],
}
BROKEN_THREAD = {"needs": [], "more_needs": "", "areas": [], "title": "En vuxen som ringer", "goals": []}
HISTORY = [
    {"iso": "2026-11-24T14:32", "at": "24 november 2026 kl. 14.32", "what": "Skickades tillbaka", "by": "Projektkontoret",
     "state": ("Tillbakaskickad", "warn"), "note": "Skriv vilken enhet det gäller. Då kan vi publicera.",
     "address": "", "link": "", "restore": ""},
    {"iso": "2026-11-20T09.05", "at": "20 november 2026 kl. 09.05", "what": "Version 3", "by": "Bostadsbolaget",
     "state": None, "note": "", "address": "#", "link": "Visa vad som ändrats", "restore": "#aterstall"},
]
CONTEXT: dict[str, Any] = {
    "areas_shown": [
        {"slot": slot, "name": name, "address": "#", "quote": quote, "by": by, "links": [("#", "13 aktiviteter"), ("#", "128 behov")]}
        for (slot, name, _h, _s), quote, by in zip(AREAS, (
            "Det behövs någon vuxen som har tid. Inte för att tjata, bara vara där.", "", "Vi vill ha någonstans att vara efter skolan."
        ), ("Elev, årskurs 7", "", "Elev, årskurs 5"), strict=True)
    ],
    "chips": [("År 2026", "#"), ("Pågående", "#")],
    "conflict": {"name": "title", "label": "Rubrik", "mine": "Läxcafé i kvarteret", "theirs": "Läxcafé på gården",
                 "chosen": "mine", "by": "Projektkontorets text, sparad i dag kl. 14.32"},
    "facts": [("450", "behov och hinder har barn, unga och vuxna berättat om.", "#", "Läs behoven"),
              ("3", "fokusområden visade sig viktigast.", "#", "Se områdena"),
              ("36", "aktiviteter svarar på behoven.", "#", "Se matrisen"), ("9", "effektmål visar om det hjälper.", "#", "Följ målen")],
    "filters": [
        {"name": "q", "label": "Sök i texten", "kind": "search", "value": "", "options": []},
        {"name": "organisation", "label": "Verksamhet", "kind": "select", "value": "",
         "options": [("", "Alla verksamheter", True), ("1", "Bostadsbolaget", False)]},
        {"name": "ar", "label": "År", "kind": "select", "value": "2026", "options": [("", "Alla år", False), ("2026", "2026", True)]},
    ],
    "gaps": [{"count": 3, "title": "Tomma rutor i matrisen", "text": "Två av dem gäller yrkeslivet.", "address": "#", "verb": "Föreslå"},
             {"count": 14, "title": "Aktiviteter utan mål", "text": "Den äldsta är från i mars.", "address": "#", "verb": "Koppla"}],
    "goals_shown": [
        {"number": 4, "text": "Alla barn och unga ska känna tillit till människor och samhälle", "address": "#", "note": "Antaget av fullmäktige",
         "waiting": "Siffrorna förs in när indikatorerna är valda.", "links": [("#", "9 aktiviteter bidrar")]},
        {"number": 5, "text": "Alla barn och ungdomar ska se ljust på sin framtid", "address": "#", "note": "", "waiting": "", "links": []},
    ],
    "heads": [("Aktivitet", False), ("Status", False), ("Granskning", False), ("Ändrad", True)],
    "here_areas": [(slot, name) for slot, name, _h, _s in AREAS],
    "here_rows": [(level[1], [(slot, i == 3 and slot != "b") for slot, *_ in AREAS]) for i, level in enumerate(LEVELS)],
    "history": HISTORY,
    "items": [ITEM, {**ITEM, "date": "", "text": "", "status": "genomford", "states": [("Tillbakaskickad", "warn")]}],
    "links": [("#", "Länk")],
    "pages": [(1, "#"), (2, ""), (3, "#"), ("", ""), (19, "#")],
    "rows": [("#", "Läxcafé i bostadsområdet", "Bostadsbolaget", [("Status", "Pågående", False), ("Granskning", "Publicerad", False), ("Ändrad", "2026-11-23", True)])],
    "sides": [
        ("Rubrik", "Läxcafé", mark_safe("Läxcafé <ins>i bostadsområdet</ins>"), True),
        ("Sammanfattning", mark_safe("Barn gör läxor <del>på måndagar</del>."), mark_safe("Barn gör läxor <ins>varje dag</ins>."), True),
        ("Metod", "Tjänstedesign", "Tjänstedesign", False), ("Målgrupp", "", mark_safe("<ins>Årskurs 4–9</ins>"), True),
    ],
    "steps": [(1, "Ringa in", "Utmaningen, för vem", "done"), (2, "Undersöka", "Insikter om behoven", "done"),
              (3, "Fokusera", "”Hur kan vi …?”", "now"), (4, "Ta fram idéer", "Idéer i ordning", "todo"),
              (5, "Testa idéer", "Prova, lyssna, ändra", "todo"), (6, "Förverkliga", "Plan och uppföljning", "todo")],
    "thread": THREAD, "broken_thread": BROKEN_THREAD,
    "timeline": [("2026-11-23", "23 november 2026", "Tredje läxcaféet öppnade.", "Nådde 42 barn."), ("2026-10-14", "14 oktober 2026", "Barnen ville ha tystare rum.", "")],
    "todos": [
        {"number": 1, "when": "Väntat 4 dagar", "title": "Områdesvärdar som känner barnen", "verb": "Komplettera", "address": "#", "post": False, "first": True,
         "text": "Projektkontoret: ”Skriv vilken enhet det gäller. Då kan vi publicera.”"},
        {"number": 2, "when": "När du hinner", "title": "Läxcafé på gården är ett utkast", "verb": "Skriv klart", "address": "#", "post": False, "first": False, "text": ""},
    ],
    "savebar": [("gor", "spara", "Spara utkast", False), ("gor", "skicka", "Skicka in", True)],
}


def examples() -> dict[str, Any]:
    """All that the gallery shows."""
    return {**CONTEXT, **forms_shown(), "matrix": matrix()}

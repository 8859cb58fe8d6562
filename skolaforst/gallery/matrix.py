"""A matrix with holes and a full cell."""

from typing import Any

AREAS = (
    ("a", "Bättre kontakt med vuxenvärlden", "Bättre kontakt med vuxen\u00advärl\u00adden", "Vuxen\u00advärlden"),
    (
        "b",
        "Bättre kopplingar till yrkeslivet",
        "Bättre kopp\u00adling\u00adar till yrkes\u00adlivet",
        "Yrkes\u00adlivet",
    ),
    (
        "c",
        "Meningsfull fritid som är utvecklande",
        "Me\u00adnings\u00adfull fritid som är ut\u00adveck\u00adlande",
        "Fritiden",
    ),
)
LEVELS = (
    ("Individ", "Individ", "En medarbetare gör något för ett barn"),
    ("Enhet", "Enhet", "En enhet, till exempel en depå eller ett bibliotek"),
    ("Förvaltning/bolag", "Förvalt\u00adning/\u200bbolag", "Hela verksamheten står bakom"),
    ("Förvaltningar/bolag i samarbete", "Förvalt\u00adningar/\u200bbolag i samarbete", "Två eller flera i koncernen"),
    ("Extern samverkan", "Extern samverkan", "Minst en part utanför koncernen"),
)
TITLES = (
    ("Mentor för elever i åk 8", "pagaende", "pågående", ""),
    ("Läsvän på biblioteket", "planerad", "planerad", "Internt"),
    ("En vuxen som ringer när jag är borta", "ide", "idé", "Utkast"),
    ("Brandmännen äter skollunch", "pausad", "pausad", ""),
    ("Prao på vattenverket", "genomford", "genomförd", ""),
    ("Skjuts till träningen", "avbruten", "avbruten", ""),
    ("Öppen gympasal på lov", "pagaende", "pågående", ""),
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
        "anchor": f"{slot}{row + 1}",
        "slot": slot,
        "name": f"{LEVELS[row][0]}, {short}",
        "count": count,
        "lines": lines[:shown],
        "rest": lines[shown:],
        "cut": 0,
        "more": ("#alla", count) if count > 5 else None,
        "hole": HOLE,
        "quiet": "",
        "add": "#ny" if column == 1 else "",
    }


def matrix() -> dict[str, Any]:
    """A matrix with holes and a full cell, in the shape of components/matrix/_table.html."""
    cells = [[cell(row, column) for column in range(3)] for row in range(5)]
    rows = [
        {
            "label": label,
            "hyphenated": hyphenated,
            "explanation": explanation,
            "over": "",
            "cells": cells[i],
            "total": sum(COUNTS[i]),
            "empty": COUNTS[i].count(0),
        }
        for i, (label, hyphenated, explanation) in enumerate(LEVELS)
    ]
    areas = [
        {
            "slot": slot,
            "heading": heading,
            "hyphenated": hyphenated,
            "short": short,
            "over": "",
            "total": sum(row[j] for row in COUNTS),
            "empty": sum(not row[j] for row in COUNTS),
            "cells": [(rows[i], cells[i][j]) for i in range(5)],
        }
        for j, (slot, heading, hyphenated, short) in enumerate(AREAS)
    ]
    return {
        "areas": areas,
        "rows": rows,
        "total": 34,
        "empty": 3,
        "dense": False,
        "unplaced": [(f"#{i}", *line) for i, line in enumerate(TITLES[1:3])],
    }

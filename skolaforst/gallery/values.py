"""What each component takes, in every state."""

from typing import Any

from skolaforst.gallery.matrix import AREAS, LEVELS

ITEM = {
    "date_word": "Ändrad",
    "date_iso": "2026-11-23",
    "date": "23 november 2026",
    "address": "#",
    "title": "Läxcafé i bostadsområdet",
    "text": "Barn gör läxorna i kvarterslokalen tillsammans med vuxna de känner igen.",
    "owner": "Bostadsbolaget",
    "chips": [("a", "Vuxenvärlden"), ("c", "Fritiden")],
    "status": "pagaende",
    "states": [],
}
THREAD = {
    "needs": [
        ("#", "Hemma går det inte att läsa läxor. Vi är sju i en trea.", "Elev, årskurs 6"),
        ("", "Det behövs någon vuxen som har tid.", "Elev, årskurs 7"),
    ],
    "more_needs": "5 behov till",
    "areas": [("a", "Vuxenvärlden", "#"), ("c", "Fritiden", "")],
    "title": ITEM["title"],
    "goals": [("#", 2, "Alla elever ska ha minst godkänt i alla ämnen i åk 9")],
}
BROKEN_THREAD = {"needs": [], "more_needs": "", "areas": [], "title": "En vuxen som ringer", "goals": []}
HISTORY = [
    {
        "iso": "2026-11-24T14:32",
        "at": "24 november 2026 kl. 14.32",
        "what": "Karin Ek skickade tillbaka version 3",
        "by": "",
        "state": ("Tillbakaskickad", "warn"),
        "note": "Skriv vilken enhet det gäller. Då kan vi publicera.",
    },
    {
        "iso": "2026-11-20T09.05",
        "at": "20 november 2026 kl. 09.05",
        "what": "Bostadsbolaget: tackat ja",
        "by": "Anna Lind",
        "state": None,
        "note": "",
    },
]
CONTEXT: dict[str, Any] = {
    "picked": [{"pk": 1, "words": "Fritidsförvaltningen"}],
    "found": [{"pk": 2, "words": "Bibliotek Norr"}, {"pk": 3, "words": "Bibliotek Söder"}],
    "checks": {
        "found": [
            {"tone": "warn", "text": "Nivån Enhet kräver en enhet.", "address": "#", "link": "Rätta"},
            {"tone": "info", "text": "Två behov visas bara som ett antal.", "address": "", "link": ""},
        ],
        "in_order": "Rubrik, mål och datum är ifyllda.",
    },
    "areas_shown": [
        {
            "slot": slot,
            "name": name,
            "address": "#",
            "quote": quote,
            "by": by,
            "need": "/behov/",
            "links": [("#", "13 aktiviteter"), ("#", "128 behov")],
        }
        for (slot, name, _h, _s), quote, by in zip(
            AREAS,
            (
                "Det behövs någon vuxen som har tid. Inte för att tjata, bara vara där.",
                "",
                "Vi vill ha någonstans att vara efter skolan.",
            ),
            ("Elev, årskurs 7", "", "Elev, årskurs 5"),
            strict=True,
        )
    ],
    "chips": [("År 2026", "#"), ("Pågående", "#")],
    "conflict": {
        "name": "val_title",
        "label": "Rubrik",
        "base": ["Läxcafé"],
        "sides": [
            {"value": "mine", "heading": "Så har du skrivit", "lines": ["Läxcafé i kvarteret"], "chosen": True},
            {"value": "theirs", "heading": "Så skrev Vera", "lines": ["Läxcafé på gården"], "chosen": False},
        ],
        "faults": [],
    },
    "facts": [
        ("450", "behov och hinder har barn, unga och vuxna berättat om.", "#", "Läs behoven"),
        ("3", "fokusområden visade sig viktigast.", "#", "Se fokusområdena"),
        ("36", "aktiviteter svarar på behoven.", "#", "Se matrisen"),
        ("9", "effektmål visar om det hjälper.", "#", "Följ målen"),
    ],
    "filters": [
        {"name": "q", "label": "Sök i texten", "kind": "search", "value": "", "options": []},
        {
            "name": "organisation",
            "label": "Verksamhet",
            "kind": "select",
            "value": "",
            "options": [("", "Alla verksamheter", True), ("1", "Bostadsbolaget", False)],
        },
    ],
    "more_fields": [
        {
            "name": "ar",
            "label": "År",
            "kind": "select",
            "value": "2026",
            "options": [("", "Alla år", False), ("2026", "2026", True)],
        },
    ],
    "gaps": [
        {
            "count": 3,
            "title": "Tomma rutor i matrisen",
            "text": "Två av dem gäller yrkeslivet.",
            "address": "#",
            "verb": "Föreslå",
        },
        {
            "count": 14,
            "title": "Aktiviteter utan mål",
            "text": "Den äldsta är från i mars.",
            "address": "#",
            "verb": "Koppla",
        },
    ],
    "goals_shown": [
        {
            "number": 4,
            "text": "Alla barn och unga ska känna tillit till människor och samhälle",
            "address": "#",
            "note": "Antaget av fullmäktige",
            "activities": 9,
            "needs": 31,
        },
        {
            "number": 5,
            "text": "Alla barn och ungdomar ska se ljust på sin framtid",
            "address": "#",
            "note": "",
            "activities": 0,
            "needs": 0,
        },
    ],
    "here_areas": [(slot, name) for slot, name, _h, _s in AREAS],
    "here_rows": [(level[1], [(slot, i == 3 and slot != "b") for slot, *_ in AREAS]) for i, level in enumerate(LEVELS)],
    "history": HISTORY,
    "items": [ITEM, {**ITEM, "date": "", "text": "", "status": "genomford", "states": [("Tillbakaskickad", "warn")]}],
    "links": [("#", "Länk")],
    "pages": [(1, "#"), (2, ""), (3, "#"), ("", ""), (19, "#")],
    "steps": [
        (1, "Ringa in", "Utmaningen, för vem", "done"),
        (2, "Undersöka", "Insikter om behoven", "done"),
        (3, "Fokusera", "”Hur kan vi …?”", "now"),
        (4, "Ta fram idéer", "Idéer i ordning", "stopped"),
        (5, "Testa idéer", "Prova, lyssna, ändra", "todo"),
        (6, "Förverkliga", "Plan och uppföljning", "todo"),
    ],
    "thread": THREAD,
    "broken_thread": BROKEN_THREAD,
    "timeline": [
        ("2026-11-23", "23 november 2026", "Tredje läxcaféet öppnade.", "Nådde 42 barn."),
        ("2026-10-14", "14 oktober 2026", "Barnen ville ha tystare rum.", ""),
    ],
    "todos": [
        {
            "number": 1,
            "when": "Väntat 4 dagar",
            "title": "Områdesvärdar som känner barnen",
            "verb": "Komplettera",
            "address": "#",
            "first": True,
            "text": "Projektkontoret: ”Skriv vilken enhet det gäller. Då kan vi publicera.”",
        },
        {
            "number": 2,
            "when": "När du hinner",
            "title": "Läxcafé på gården är ett utkast",
            "verb": "Skriv klart",
            "address": "#",
            "first": False,
            "text": "",
        },
    ],
    "savebar": [("gor", "spara", "Spara utkast", False), ("gor", "skicka", "Skicka in", True)],
}

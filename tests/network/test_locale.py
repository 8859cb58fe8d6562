"""Swedish in other libraries' texts: «e-postadress», and no English where they have no Swedish."""

import re
from pathlib import Path

import allauth
import django
import pytest
from auditlog.models import LogEntry
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from network.models import User

FOLDER = Path(settings.BASE_DIR) / "locale" / "sv" / "LC_MESSAGES"


def strings(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ids(message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_no_text_of_allauth_says_epost():
    with (Path(allauth.__file__).parent / "locale/sv/LC_MESSAGES/django.po").open("rb") as source:
        catalogue = read_po(source)
    said = [message for message in catalogue if message.id and "epost" in " ".join(strings(message)).lower()]
    assert len(said) >= 50  # else allauth has mended it, and ours can go
    assert [message.id for message in said if "epost" in gettext(message.id).lower()] == []


def test_the_administration_quotes_as_swedish_does():
    with (Path(django.__file__).parent / "contrib/admin/locale/sv/LC_MESSAGES/django.po").open("rb") as source:
        texts = [ids(message)[0] for message in read_po(source) if message.id]
    assert [text for text in texts if re.search('“|"%', gettext(text))] == []
    assert gettext("Start typing to filter…") == "Börja skriva för att filtrera…"
    assert gettext("Change or view list link") == "Se eller ändra", "read aloud only"
    assert "formulär" not in ngettext("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.", 9)


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        (forms.DateField(), "31/12", "2026-12-31"),
        (forms.EmailField(), "namn", "namn@exempel.se"),
        (forms.URLField(assume_scheme="https"), "exempel", "https://www.exempel.se"),
        (forms.IntegerField(), "fem", "5"),
    ],
)
def test_what_is_written_in_another_way_is_told_how_to_write_it(field, wrong, right):
    with pytest.raises(ValidationError) as caught:
        field.clean(wrong)
    (told,) = caught.value.messages
    assert told.startswith("Skriv ") and told.endswith(f" {right}.")
    field.clean(right)


def test_the_compiled_catalogue_is_the_written_one():
    with (FOLDER / "django.po").open("rb") as po, (FOLDER / "django.mo").open("rb") as mo:
        written, compiled = read_po(po), read_mo(mo)
    assert not written.fuzzy
    texts = [{"|".join(ids(m)): strings(m) for m in catalogue if m.id} for catalogue in (written, compiled)]
    assert texts[0] == texts[1]


def test_the_audit_log_speaks_swedish():
    assert str(LogEntry._meta.verbose_name_plural) == "händelser i loggen"
    assert [str(label) for _value, label in LogEntry.Action.choices] == ["skapade", "ändrade", "tog bort", "läste"]


def test_a_password_like_the_name_is_told_without_the_name_of_a_field():
    with pytest.raises(ValidationError) as caught:
        validate_password("kontakt@skolaforst", User(name="Kontakt", email="kontakt@skolaforst.example"))
    assert caught.value.messages == [
        "Lösenordet är för likt ditt namn eller din e-postadress. Välj ett annat.",
    ]

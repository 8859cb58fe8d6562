"""Numbers in addresses and forms: every number in the portal's urls is a `<pk:…>`, and none is larger than a key."""

import re

from django.urls import register_converter

KEY = "[0-9]{1,18}"


class KeyConverter:
    """A number that the database can hold as a key: a longer one is an address that nothing stands at."""

    regex = KEY

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As it is written."""
        return str(value)


def key_of(text: object) -> int:
    """The key that somebody sent; 0, which no row has, for what the database cannot hold as one."""
    return int(str(text)) if re.fullmatch(KEY, str(text)) else 0


def register() -> None:
    """Make `<pk:…>` known; called once, when the app is ready."""
    register_converter(KeyConverter, "pk")

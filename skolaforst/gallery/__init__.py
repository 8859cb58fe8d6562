"""Examples for /komponenter/: the values each component takes, none of them from the database."""

from typing import Any

from skolaforst.gallery.bars import bars
from skolaforst.gallery.form import forms_shown
from skolaforst.gallery.matrix import matrix
from skolaforst.gallery.values import CONTEXT


def examples() -> dict[str, Any]:
    """All that the gallery shows."""
    return {**CONTEXT, **forms_shown(), "matrix": matrix(), "bars": bars()}

"""Units and external parties are made by typing their name; the office confirms them later."""

from __future__ import annotations

import secrets

from django.db.models import Q
from django.utils.text import slugify

from network.change import change
from network.models import Organisation
from network.person import Person
from network.text import normalise


def find_or_type(name: str, *, kind: str, by: Person, parent: int | None = None) -> int:
    """The id of the unit or external party called `name`: a confirmed one, or one that `by` typed before, or a new one.

    What others have typed and nobody has confirmed is not found: it shows for who typed it only.
    """
    name = " ".join(name.split())
    own = Q(confirmed=True) | Q(created_by=by.user)
    words = normalise(name)
    rows = Organisation.objects.filter(own, kind=kind, parent=parent)
    known = rows.filter(Q(name_search=words) | Q(search=words)).order_by("-confirmed", "pk").first()
    if known:
        return known.successor_id or known.pk
    with change(reference=True):
        made = Organisation(name=name, kind=kind, parent_id=parent, confirmed=False, created_by=by.user)
        made.in_group = kind == Organisation.Kind.UNIT
        made.key = f"{slugify(name)[:60] or kind}-{secrets.token_hex(4)}"  # never seen until confirmed
        made.save()
    return made.pk

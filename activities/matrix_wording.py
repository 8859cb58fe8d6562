"""What the matrix shows, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from activities.matrix import Matrix
from activities.states import Audience
from activities.wording import activities_in_words
from network.dates import figure
from network.text import listed


def finding(matrix: Matrix, filtered: bool) -> str:
    """What the matrix shows, in a sentence or three; nothing where its place says that nothing fits the filters."""
    if not matrix.total and filtered:
        return ""
    if not matrix.total:
        none = _("Det finns inga aktiviteter att visa här ännu.")
        return _("Ingen aktivitet står i en ruta ännu.") if matrix.unplaced else none
    told = [_placed(matrix)]
    if matrix.places > matrix.total:
        told.append(_("En aktivitet kan stå i flera rutor, för den kan ses ur flera perspektiv."))
    told.append(_empty(matrix.empty))
    return " ".join(told)


def _placed(matrix: Matrix) -> str:
    """How many stand in cells. Where others stand in none that is not the number of all, which is told next."""
    count, places = activities_in_words(matrix.total), _places(matrix.places)
    if not matrix.unplaced:
        return _("{activities} på {places}.").format(activities=count, places=places)
    if matrix.places == 1:
        return _("{activities} står i en ruta.").format(activities=count)
    return _("{activities} står i rutor, på {places}.").format(activities=count, places=places)


def _places(count: int) -> str:
    return _("1 plats") if count == 1 else _("{n} platser").format(n=figure(count))


def _empty(count: int) -> str:
    if not count:
        return _("Ingen ruta är tom.")
    return _("1 ruta är tom.") if count == 1 else _("{n} rutor är tomma.").format(n=figure(count))


def audiences(matrix: Matrix) -> str:
    """Who sees how many of all that fit, and how many have no cell: why cells, hits and what is public differ.

    Nothing where all is public and has its cell.
    """
    public, internal, work = (matrix.seen.get(one, 0) for one in (Audience.PUBLIC, Audience.INTERNAL, Audience.NOTHING))
    unplaced = len(matrix.unplaced)
    if not (internal or work or unplaced):
        return ""
    told = [_("{n} syns för alla").format(n=figure(public))]
    told += [_("{n} bara för inloggade").format(n=figure(internal))] if internal else []
    told += [_("{n} bara för dem som skriver och granskar").format(n=figure(work))] if work else []
    count = activities_in_words(matrix.total + unplaced)
    words = (
        _("Här är sammanlagt {activities}: {audiences}.")
        if matrix.total and unplaced
        else _("Här är {activities}: {audiences}.")
    )
    said = [words.format(activities=count, audiences=listed(told))]
    said += [_("Det som inte alla ser är märkt.")] if internal or work else []
    said += [_("{n} står inte i någon ruta.").format(n=figure(unplaced))] if unplaced else []
    return " ".join(said)

"""A picture of flat colours in few bytes: a palette in place of three bytes a pixel, which Chromium does not write."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def shrink(picture: bytes) -> bytes:
    """The PNG with its 256 commonest colours; the rest, edges of letters, take the nearest."""
    chunks = _chunks(picture)
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    assert chunks[b"IHDR"][8:10] == b"\x08\x02", "not eight bits of red, green and blue"
    lines = _lines(zlib.decompress(chunks[b"IDAT"]), width * 3)
    pixels = [[line[i : i + 3] for i in range(0, len(line), 3)] for line in lines]
    counts = Counter(pixel for line in pixels for pixel in line)
    palette = [colour for colour, _count in counts.most_common(256)]
    place = {colour: min(range(len(palette)), key=lambda i: _far(colour, palette[i])) for colour in counts}
    data = b"".join(b"\0" + bytes(place[pixel] for pixel in line) for line in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _far(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(picture: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind = picture[at + 4 : at + 8]
        found[kind] = found.get(kind, b"") + picture[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _lines(raw: bytes, width: int) -> list[bytes]:
    """The lines as they look, from how PNG writes them: as differences to what stands left of and above each byte."""
    lines, above = [], bytes(width)
    for start in range(0, len(raw), width + 1):
        rule, line = raw[start], bytearray(raw[start + 1 : start + 1 + width])
        for i in range(width):
            left, up, corner = (line[i - 3], above[i], above[i - 3]) if i >= 3 else (0, above[i], 0)
            line[i] = (line[i] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[rule]) & 255
        above = bytes(line)
        lines.append(above)
    return lines


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))

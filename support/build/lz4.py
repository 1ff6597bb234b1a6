# SPDX-License-Identifier: BSD-3-Clause
"""Compresses bytes to one LZ4 block, for pack.py.

A block is a row of sequences: how many bytes follow as they are, these, how far back the next ones
were seen, and how many they are (lz4_Block_format.md). Here and not by a module of others, because
building an image needs nothing but Python's own library.
"""
from __future__ import annotations

FAR = 65535
LEAST = 4  # bytes of a match
MORE = 15  # a length that goes on
END_LITERALS = 5  # the last bytes are not part of a match
END = 12  # and none begins behind this
CANDIDATES = 32  # places that are looked at
LONG = 256  # a match worth no second look, nor all its places remembered


def compress(data: bytes) -> bytes:
    packer = _Packer(data)
    at = done = 0
    out = bytearray()
    while at < len(data) - END:
        length, source = packer.match(at)
        packer.remember(at)
        # one that begins a byte later may be longer
        if length < LEAST or (length < LONG and packer.match(at + 1)[0] > length):
            at += 1
            continue
        out += _sequence(data[done:at], at - source, length)
        packer.remember_within(at + 1, at + length)
        at = done = at + length
    return bytes(out + _sequence(data[done:], 0, LEAST))


def _sequence(literals: bytes, distance: int, length: int) -> bytes:
    """`distance` 0: the last one, without a match."""
    length -= LEAST
    out = bytes([min(len(literals), MORE) << 4 | min(length, MORE)])
    out += _rest(len(literals)) + literals
    return out + distance.to_bytes(2, "little") + _rest(length) if distance else out


def _rest(length: int) -> bytes:
    """What of a length does not fit into four bits."""
    if length < MORE:
        return b""
    return b"\xff" * ((length - MORE) // 255) + bytes([(length - MORE) % 255])


class _Packer:
    """Remembers where each four bytes were last seen."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.places: dict[bytes, list[int]] = {}

    def remember(self, at: int) -> None:
        places = self.places.setdefault(self.data[at:at + LEAST], [])
        places.append(at)
        if len(places) > CANDIDATES:
            del places[0]

    def remember_within(self, start: int, end: int) -> None:
        for at in range(max(start, end - LONG), end):
            self.remember(at)

    def match(self, at: int) -> tuple[int, int]:
        """The longest one's length and place."""
        data, best, source = self.data, 0, 0
        for place in reversed(self.places.get(data[at:at + LEAST], ())):
            if at - place > FAR:
                break
            if data[place + best] == data[at + best]:
                length = self.same(place, at)
                if length > best:
                    best, source = length, place
                if at + best >= len(data) - END_LITERALS:
                    break
        return best, source

    def same(self, place: int, at: int) -> int:
        """How many bytes are the same from both places on."""
        data, length, step = self.data, LEAST, LONG
        most = len(data) - END_LITERALS - at
        while step:
            while length + step <= most and data[place + length:place + length + step] == \
                    data[at + length:at + length + step]:
                length += step
            step //= 2
        return min(length, most)

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles a zone file (RFC 1035, section 5) into the C tables of zone.h.

    zone.py FILE HEADER

An error names the file and the line. Refused, besides what cannot be read: what would be
answered wrongly, such as a CNAME beside other records, or a name server without its address.
"""
from __future__ import annotations

import ipaddress
import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

from zonetable import Tree

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28,
         "SRV": 33, "DS": 43, "CAA": 257}
A, NS, CNAME, SOA, MX, AAAA, SRV, DS = 1, 2, 5, 6, 15, 28, 33, 43
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SET_MOST = 12000  # bytes of a set: with the rest of an answer it fits into answer.h's largest

Name = tuple  # labels as bytes, the nearest first; () is the root


class ZoneError(Exception):
    pass


class Token(NamedTuple):
    text: bytes   # escapes still in it, unless quoted
    quoted: bool


class Record(NamedTuple):
    line: int
    owner: Name
    type: int
    ttl: int
    before: bytes
    names: tuple
    after: bytes


# ---- from characters to entries
def entries(text: str) -> Iterator[tuple[int, bool, list[Token]]]:
    """Each entry: its line, whether it begins with a blank, its words."""
    tokens: list[Token] = []
    depth, start, blank = 0, 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if not depth:
            tokens, start, blank = [], number, line[:1] in (" ", "\t")
        at = 0
        while at < len(line):
            char = line[at]
            if char == ";":
                break
            if char in "()":
                depth += 1 if char == "(" else -1
                if depth not in (0, 1):
                    raise At(number, "parentheses do not match")
                at += 1
            elif char.isspace():
                at += 1
            else:
                token, at = word(line, at, number)
                tokens.append(token)
        if tokens and not depth:
            yield start, blank, tokens
            tokens = []
    if depth:
        raise At(start, "a parenthesis is not closed")


class At(ZoneError):
    """An error with its line."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def word(line: str, at: int, number: int) -> tuple[Token, int]:
    if line[at] == '"':
        end = at + 1
        while end < len(line) and line[end] != '"':
            end += 2 if line[end] == "\\" else 1
        if end >= len(line):
            raise At(number, "a quote is not closed")
        return Token(unescape(line[at + 1:end]), True), end + 1
    end = at
    while end < len(line) and not line[end].isspace() and line[end] not in '();"':
        end += 2 if line[end] == "\\" else 1
    return Token(line[at:end].encode("latin-1", "replace"), False), end


def unescape(text: str) -> bytes:
    """Also of one label, or of a string: \\DDD is a byte, \\X is X (RFC 1035, 5.1)."""
    out, at = bytearray(), 0
    data = text.encode()
    while at < len(data):
        if data[at] != ord("\\"):
            out.append(data[at])
            at += 1
        elif re.match(rb"\d{3}", data[at + 1:at + 4]):
            value = int(data[at + 1:at + 4])
            if value > 255:
                raise ZoneError(f"\\{value} is no byte")
            out.append(value)
            at += 4
        elif at + 1 < len(data):
            out.append(data[at + 1])
            at += 2
        else:
            raise ZoneError("a backslash escapes nothing")
    return bytes(out)


# ---- from words to values
def name(token: Token, origin: Name | None) -> Name:
    text = token.text.decode("latin-1")
    if text == "@" or not text.endswith(".") or text.endswith("\\."):
        if origin is None:
            raise ZoneError(f"'{text}' is relative, and there was no $ORIGIN")
        if text == "@":
            return origin
        suffix: Name = origin
    else:
        text, suffix = text[:-1], ()
        if not text:
            return ()
    labels = tuple(unescape(part) for part in split_labels(text))
    result = labels + suffix
    if any(not 0 < len(label) < 64 for label in labels):
        raise ZoneError(f"'{text}': a label is 1 to 63 bytes")
    if sum(len(label) + 1 for label in result) + 1 > 255:
        raise ZoneError(f"'{text}': a name is 255 bytes at most")
    return result


def split_labels(text: str) -> list[str]:
    parts, at = [""], 0
    while at < len(text):
        if text[at] == "\\":
            parts[-1] += text[at:at + 2]
            at += 2
        elif text[at] == ".":
            parts.append("")
            at += 1
        else:
            parts[-1] += text[at]
            at += 1
    return parts


def number(token: Token, most: int) -> int:
    text = token.text.decode("latin-1")
    if not text.isdigit() or int(text) > most:
        raise ZoneError(f"'{text}' is no number from 0 to {most}")
    return int(text)


def seconds(token: Token) -> int:
    text = token.text.decode("latin-1").lower()
    if not re.fullmatch(r"(\d+[smhdw]?)+", text):
        raise ZoneError(f"'{text}' is no time: seconds, or as in 1h30m")
    total = sum(int(n) * UNITS[u] for n, u in re.findall(r"(\d+)([smhdw]?)", text))
    if total > 2**31 - 1:  # RFC 2181, section 8
        raise ZoneError(f"'{text}' is more than 2147483647 seconds")
    return total


def string(token: Token) -> bytes:
    data = token.text if token.quoted else unescape(token.text.decode("latin-1"))
    if len(data) > 255:
        raise ZoneError("a string is 255 bytes at most: cut it in several")
    return bytes([len(data)]) + data


def hexadecimal(tokens: list[Token]) -> bytes:
    try:
        return bytes.fromhex(b"".join(token.text for token in tokens).decode("latin-1"))
    except ValueError:
        raise ZoneError("these are no hexadecimal digits") from None


def wants(words: list[Token], count: int, form: str) -> None:
    if len(words) != count:
        raise ZoneError(f"the data is {form}")


def rdata(kind: int, words: list[Token], origin: Name | None) -> tuple[bytes, tuple, bytes]:
    """The data as zone.h has it: bytes, names, bytes."""
    if words and words[0].text == b"\\#":  # RFC 3597
        data = hexadecimal(words[2:])
        if len(words) < 2 or number(words[1], 65535) != len(data):
            raise ZoneError("the data is \\# LENGTH HEX, and the length is not that of the bytes")
        if kind in TYPES.values():
            raise ZoneError("write the data of a type that is known in its own form")
        return data, (), b""
    if kind in (A, AAAA):
        wants(words, 1, "an address")
        try:
            made = (ipaddress.IPv4Address if kind == A else ipaddress.IPv6Address)(
                words[0].text.decode("latin-1"))
        except ValueError as error:
            raise ZoneError(str(error)) from None
        return made.packed, (), b""
    if kind in (NS, CNAME, TYPES["PTR"]):
        wants(words, 1, "a name")
        return b"", (name(words[0], origin),), b""
    if kind == MX:
        wants(words, 2, "PREFERENCE NAME")
        return number(words[0], 65535).to_bytes(2, "big"), (name(words[1], origin),), b""
    if kind == SRV:
        wants(words, 4, "PRIORITY WEIGHT PORT NAME")
        numbers = b"".join(number(word, 65535).to_bytes(2, "big") for word in words[:3])
        return numbers, (name(words[3], origin),), b""
    if kind == SOA:
        wants(words, 7, "SERVER MAILBOX SERIAL REFRESH RETRY EXPIRE MINIMUM")
        times = [number(words[2], 2**32 - 1)] + [seconds(word) for word in words[3:]]
        return b"", (name(words[0], origin), name(words[1], origin)), \
            b"".join(value.to_bytes(4, "big") for value in times)
    if kind == TYPES["TXT"]:
        if not words:
            raise ZoneError("the data is one string or more")
        return b"".join(string(word) for word in words), (), b""
    if kind == DS:
        if len(words) < 4:
            raise ZoneError("the data is TAG ALGORITHM DIGEST-TYPE HEX")
        return number(words[0], 65535).to_bytes(2, "big") + bytes(
            number(word, 255) for word in words[1:3]) + hexadecimal(words[3:]), (), b""
    if kind == TYPES["CAA"]:
        wants(words, 3, "FLAGS TAG VALUE")
        value = words[2].text if words[2].quoted else string(words[2])[1:]
        return bytes([number(words[0], 255)]) + string(words[1]) + value, (), b""
    raise ZoneError("write its data as \\# LENGTH HEX (RFC 3597)")


# ---- the file
def records(text: str) -> Iterator[Record]:
    origin: Name | None = None
    owner: Name | None = None
    default: int | None = None
    for line, blank, words in entries(text):
        try:
            first = words[0].text
            if first.startswith(b"$") and not blank:
                if first == b"$ORIGIN" and len(words) == 2:
                    origin = name(words[1], origin)
                elif first == b"$TTL" and len(words) == 2:
                    default = seconds(words[1])
                else:
                    raise ZoneError(f"'{first.decode()}' is not known: $ORIGIN NAME, $TTL TIME")
                continue
            if not blank:
                owner = name(words.pop(0), origin)
            if owner is None:
                raise ZoneError("a record has no name, and none was before it")
            ttl = default
            for _ in range(2):
                text_of = words[0].text.decode("latin-1").upper() if words else ""
                if text_of == "IN":
                    words.pop(0)
                elif re.fullmatch(r"\d+[SMHDW]?.*", text_of):
                    ttl = seconds(words.pop(0))
            kind = type_of(words.pop(0)) if words else 0
            if not kind:
                raise ZoneError("there is no type")
            if ttl is None:
                raise ZoneError("there is no time to live: write $TTL TIME above")
            yield Record(line, owner, kind, ttl, *rdata(kind, words, origin))
        except At:
            raise
        except ZoneError as error:
            raise At(line, str(error)) from None


def type_of(token: Token) -> int:
    text = token.text.decode("latin-1").upper()
    if text in TYPES:
        return TYPES[text]
    found = re.fullmatch(r"TYPE(\d{1,5})", text)
    if not found or not 0 < int(found[1]) < 65536 or 128 <= int(found[1]) < 256 or \
            int(found[1]) in (39, 41):  # DNAME, OPT
        raise ZoneError(f"the type {text} is not known here; others are TYPEnnn \\# LENGTH HEX")
    return int(found[1])


def fold(labels: Name) -> Name:
    return tuple(label.lower() for label in labels)


def is_below(labels: Name, other: Name) -> bool:
    return len(labels) > len(other) and labels[len(labels) - len(other):] == other


def check(found: list[Record]) -> None:
    """Refuses what would be answered wrongly."""
    if not found or found[0].type != SOA:
        raise At(found[0].line if found else 1, "the first record is the zone's SOA")
    apex = fold(found[0].owner)
    if not apex:
        raise At(found[0].line, "the root zone is none for this server")
    sets: dict[tuple, list[Record]] = {}
    for record in found:
        owner = fold(record.owner)
        if owner != apex and not is_below(owner, apex):
            raise At(record.line, "the name lies outside of the zone")
        if record.type == SOA and record is not found[0]:
            raise At(record.line, "a zone has one SOA")
        before = sets.setdefault((owner, record.type), [])
        if before and before[0].ttl != record.ttl:
            raise At(record.line, "records of one name and type have one time to live (RFC 2181)")
        if any(same[4:] == record[4:] for same in before):
            raise At(record.line, "this record is there already")
        before.append(record)
    cuts = {owner for owner, kind in sets if kind == NS and owner != apex}
    if (apex, NS) not in sets:
        raise At(found[0].line, "the zone has no name server (NS)")
    for (owner, kind), members in sets.items():
        line = members[0].line
        others = {k for o, k in sets if o == owner} - {kind}
        if kind == CNAME and (others or len(members) > 1):
            raise At(line, "a name with a CNAME has no other record")
        if owner[0:1] == (b"*",) and kind in (NS, DS):
            raise At(line, "a wildcard cannot be delegated")
        if owner in cuts and kind not in (NS, DS):
            raise At(line, "the name is delegated: its records belong to the other zone")
        if kind == DS and owner not in cuts:
            raise At(line, "a DS without a delegation (NS)")
        if any(is_below(owner, cut) for cut in cuts) and kind not in (A, AAAA):
            raise At(line, "the name is below a delegation: only addresses of its servers may be")
        if kind == CNAME:
            follow_chain(owner, sets)
        for member in members:
            for target in map(fold, member.names if kind in (NS, MX, SRV) else ()):
                if (target, CNAME) in sets:
                    raise At(member.line, "it leads to a CNAME, which clients do not follow here")
                if kind == NS and is_below(target, apex) and not {
                        (target, A), (target, AAAA)} & sets.keys():
                    raise At(member.line, "the name server is in the zone and has no address")
        if sum(len(m.before) + len(m.after) + 255 * len(m.names) + 12
               for m in members) > SET_MOST:
            raise At(line, f"the records of this type are more than {SET_MOST} bytes")


def follow_chain(owner: Name, sets: dict) -> None:
    line, seen = sets[owner, CNAME][0].line, {owner}
    while (owner, CNAME) in sets:
        owner = fold(sets[owner, CNAME][0].names[0])
        if owner in seen:
            raise At(line, "the CNAME leads back to itself")
        seen.add(owner)


def compile_zone(text: str) -> str:
    found = list(records(text))
    check(found)
    return Tree(found).header()


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: zone.py FILE HEADER")
    path, out = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        header = compile_zone(path.read_text(encoding="utf-8"))
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    except At as error:
        sys.exit(f"{path}:{error.line}: {error}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(header)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Turns a folder of files into a C header: each file as the whole answer to a GET.

    pages.py FOLDER HEADER

FOLDER/a/index.html is /a/ and /a/index.html. The answer's Date is left blank, for the server
to fill in when its second has changed.
"""
from __future__ import annotations

import hashlib
import sys
from pathlib import Path

TYPES = {
    ".css": "text/css; charset=utf-8", ".gif": "image/gif", ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".pdf": "application/pdf", ".png": "image/png",
    ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
    ".woff2": "font/woff2", ".xml": "application/xml",
}
PATH_MOST = 255  # path.h
DATE_BYTES = 29  # Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110, section 5.6.7)


def literal(data: bytes) -> str:
    """C strings of these bytes, a line each. An octal escape ends after three digits."""
    lines, line = [], ""
    for byte in data:
        piece = chr(byte) if 0x20 <= byte < 0x7f and byte not in b'"\\?' else f"\\{byte:03o}"
        if len(line) + len(piece) > 80:
            lines.append(line)
            line = ""
        line += piece
    return "\n\t".join(f'"{line}"' for line in [*lines, line])


def head(name: str, body: bytes) -> tuple[bytes, str]:
    tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
    kind = TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    text = (f"HTTP/1.1 200 OK\r\nDate: {' ' * DATE_BYTES}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nETag: {tag}\r\n\r\n")
    return text.encode(), tag


def paths(name: str) -> list[str]:
    """What asks for the file; a folder by itself for its index."""
    folder, slash, last = name.rpartition("/")
    return [f"/{name}"] + ([f"/{folder}{slash}"] if last == "index.html" else [])


def generate(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        sys.exit(f"pages: there is no file in {folder}")
    arrays, table, known = [], [], []
    for number, path in enumerate(files):
        name = path.relative_to(folder).as_posix()
        body = path.read_bytes()
        first, tag = head(name, body)
        arrays.append(f"static char answer_{number}[] =\n\t{literal(first + body)};\n")
        quoted = tag.replace('"', '\\"')
        table.append(f'\t{{ .answer = answer_{number}, .head_length = {len(first)}, '
                     f'.body_length = {len(body)},\n\t  .etag = "{quoted}", .dated = -1 }},\n')
        for key in paths(name):
            if len(key.encode()) > PATH_MOST or not key.isprintable():
                sys.exit(f"pages: {path}: a path is at most {PATH_MOST} printable bytes; rename it")
            known.append((len(key.encode()), key.encode(), number))
    # in the order of the server's search: by length, then by bytes
    entries = "".join(f"\t{{ {literal(key)}, {length}, {number} }},\n"
                      for length, key, number in sorted(known))
    return ("/* Made by pages.py. */\n" + "".join(arrays) +
            "\nstatic struct page pages[] = {\n" + "".join(table) + "};\n"
            "\nstatic const struct path paths[] = {\n" + entries + "};\n")


def main() -> None:
    if len(sys.argv) != 3 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: pages.py FOLDER HEADER")
    out = Path(sys.argv[2])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(generate(Path(sys.argv[1])))


if __name__ == "__main__":
    main()

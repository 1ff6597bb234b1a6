# SPDX-License-Identifier: BSD-3-Clause
"""A client of Redis (its protocol RESP2), for tests that must know what exactly was answered."""

from __future__ import annotations

import socket


class RespError(Exception):
    """An answer that is an error; also returned as a value within arrays."""


class Client:
    """One connection.

        client = Client(guest.connect(6379))
        assert client("SET", "key", "value") == b"OK"
    """

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.file = connection.makefile("rb")

    def send(self, *words: object) -> None:
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts)
                            + b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts))

    def read(self) -> object:
        """One answer; an error is raised, a lost connection is a ConnectionError."""
        answer = self._value()
        if isinstance(answer, RespError):
            raise answer
        return answer

    def __call__(self, *words: object) -> object:
        self.send(*words)
        return self.read()

    def _value(self) -> object:
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionResetError("the connection was closed amid an answer")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            return RespError(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self._bytes(int(rest))
        assert kind == b"*", line
        return None if rest == b"-1" else [self._value() for _ in range(int(rest))]

    def _bytes(self, length: int) -> bytes:
        data = self.file.read(length + 2)
        if len(data) != length + 2:
            raise ConnectionResetError("the connection was closed amid a value")
        return data[:-2]

    def info(self, section: str) -> dict[str, str]:
        lines = self("INFO", section).decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def close(self) -> None:
        self.file.close()
        self.socket.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

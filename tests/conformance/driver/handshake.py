# SPDX-License-Identifier: MIT
"""Opening handshakes as octets, for both roles (RFC 6455 section 4).

Owns building and reading the two HTTP heads. Sends whatever a case asks for;
only upgrade() and answer() insist on a correct counterpart.
"""
from __future__ import annotations

import base64
import hashlib
import os
import socket
import time
from dataclasses import dataclass, field

from .peer import PATIENCE, Failure

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MAX_HEAD = 64 * 1024


@dataclass
class Head:
    start_line: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""  #: what came behind the empty line

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        values = self.all(name)
        if len(values) > 1:
            raise Failure(f"{name} appears {len(values)} times")
        return values[0] if values else ""

    @property
    def status(self) -> int:
        return int(self.start_line.split()[1])


def accept_value(key: str) -> str:
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def new_key() -> str:
    return base64.b64encode(os.urandom(16)).decode()


def request(target: str = "/", *, key: str | None = None, extensions: str = "",
            subprotocols: str = "", origin: str = "", extra: list[str] | None = None,
            leave_out: tuple[str, ...] = (), method: str = "GET", version: str = "HTTP/1.1",
            replace: dict[str, str] | None = None) -> bytes:
    """A correct request, unless told otherwise: `leave_out` and `replace` by name."""
    fields = {"Host": "127.0.0.1", "Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Key": key or "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    for name, value in (("Sec-WebSocket-Extensions", extensions),
                        ("Sec-WebSocket-Protocol", subprotocols), ("Origin", origin)):
        if value:
            fields[name] = value
    fields.update(replace or {})
    lines = [f"{method} {target} {version}"]
    lines += [f"{name}: {value}" for name, value in fields.items() if name not in leave_out]
    return ("\r\n".join(lines + (extra or [])) + "\r\n\r\n").encode("latin-1")


def read_head(connection: socket.socket, patience: float = PATIENCE) -> Head:
    """Reads one head; everything behind it goes into `body`."""
    buffer, deadline = b"", time.monotonic() + patience
    while b"\r\n\r\n" not in buffer:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            octets = connection.recv(65536)
        except socket.timeout:
            raise Failure("no HTTP head in time") from None
        except ConnectionResetError:
            raise Failure("reset instead of an HTTP answer") from None
        if not octets:
            raise Failure(f"the stream ended before an HTTP head: {buffer[:80]!r}")
        buffer += octets
        if len(buffer) > MAX_HEAD:
            raise Failure("an endless HTTP head")
    head, _, rest = buffer.partition(b"\r\n\r\n")
    start_line, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in lines]
    if any(len(pair) != 2 for pair in pairs):
        raise Failure(f"a header line without a colon in {lines}")
    return Head(start_line, [(name, value.strip()) for name, value in pairs], rest)


def upgrade(connection: socket.socket, **how) -> Head:
    """As a client: asks and checks the 101 (section 4.1)."""
    key = new_key()
    connection.sendall(request(key=key, **how))
    head = read_head(connection)
    if not head.start_line.startswith("HTTP/1.1 101 "):
        raise Failure(f"no 101: {head.start_line!r}")
    if head.one("Sec-WebSocket-Accept") != accept_value(key):
        raise Failure("wrong Sec-WebSocket-Accept")
    if head.one("Upgrade").lower() != "websocket" or head.one("Connection").lower() != "upgrade":
        raise Failure("Upgrade or Connection is wrong")
    if head.one("Sec-WebSocket-Extensions") and not how.get("extensions"):
        raise Failure("an extension nobody offered")
    return head


def check_request(head: Head) -> None:
    """What a server has to insist on (section 4.2.1)."""
    method, _, version = head.start_line.split(" ")
    key = base64.b64decode(head.one("Sec-WebSocket-Key"), validate=True)
    problems = [text for wrong, text in (
        (method != "GET" or version != "HTTP/1.1", "not GET, HTTP/1.1"),
        (not head.one("Host"), "no Host"),
        (head.one("Upgrade").lower() != "websocket", "Upgrade"),
        ("upgrade" not in head.one("Connection").lower(), "Connection"),
        (head.one("Sec-WebSocket-Version") != "13", "version"),
        (len(key) != 16, "key")) if wrong]
    if problems:
        raise Failure(f"a wrong request: {', '.join(problems)}")


def answer(head: Head, *, extensions: str = "", replace: dict[str, str] | None = None,
           leave_out: tuple[str, ...] = (), status_line: str = "HTTP/1.1 101 Switching Protocols",
           extra: list[str] | None = None) -> bytes:
    """As a server: a correct 101, unless told otherwise."""
    fields = {"Upgrade": "websocket", "Connection": "Upgrade",
              "Sec-WebSocket-Accept": accept_value(head.one("Sec-WebSocket-Key"))}
    if extensions:
        fields["Sec-WebSocket-Extensions"] = extensions
    fields.update(replace or {})
    lines = [status_line] + [f"{name}: {value}" for name, value in fields.items() if name not in leave_out]
    return ("\r\n".join(lines + (extra or [])) + "\r\n\r\n").encode("latin-1")

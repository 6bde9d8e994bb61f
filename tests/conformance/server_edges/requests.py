# SPDX-License-Identifier: MIT
"""Opening handshakes that a server must refuse, or must not mind: RFC 6455
section 4.2, RFC 9112 section 3."""
import socket
import threading

from driver import handshake
from driver.edges import Bench, check, expect_serving
from driver.handshake import request
from driver.peer import PATIENCE, Failure

CLIENT_ERROR = range(400, 500)

BAD_REQUESTS = {
    "version 12": (request(replace={"Sec-WebSocket-Version": "12"}), CLIENT_ERROR),
    "version 14": (request(replace={"Sec-WebSocket-Version": "14"}), CLIENT_ERROR),
    "a version that is no number": (request(replace={"Sec-WebSocket-Version": "13a"}), CLIENT_ERROR),
    "no version": (request(leave_out=("Sec-WebSocket-Version",)), CLIENT_ERROR),
    "no key": (request(leave_out=("Sec-WebSocket-Key",)), CLIENT_ERROR),
    "an empty key": (request(replace={"Sec-WebSocket-Key": ""}), CLIENT_ERROR),
    "a key of 15 octets": (request(replace={"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAA"}), CLIENT_ERROR),
    "a key of 17 octets": (request(replace={"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAAA="}), CLIENT_ERROR),
    "a key that is no base64": (request(replace={"Sec-WebSocket-Key": "!!!!!!!!!!!!!!!!!!!!!!=="}), CLIENT_ERROR),
    "two keys": (request(extra=["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]), CLIENT_ERROR),
    "two versions": (request(extra=["Sec-WebSocket-Version: 13"]), CLIENT_ERROR),
    "no Host": (request(leave_out=("Host",)), CLIENT_ERROR),
    "two Hosts": (request(extra=["Host: other"]), CLIENT_ERROR),
    "no Connection": (request(leave_out=("Connection",)), CLIENT_ERROR),
    "Connection: close": (request(replace={"Connection": "close"}), CLIENT_ERROR),
    "Upgrade to something else": (request(replace={"Upgrade": "h2c"}), CLIENT_ERROR),
    "HTTP/1.0": (request(version="HTTP/1.0"), [505, *CLIENT_ERROR]),
    "HTTP/2.0": (request(version="HTTP/2.0"), [505, *CLIENT_ERROR]),
    "no HTTP version": (request(version="").replace(b"GET / \r", b"GET /\r"), [505, *CLIENT_ERROR]),
    "POST": (request(method="POST"), CLIENT_ERROR),
    "a method in lower case": (request(method="get"), [501, *CLIENT_ERROR]),
    "a body": (request(extra=["Content-Length: 5"]) + b"hello", CLIENT_ERROR),
    "a chunked body": (request(extra=["Transfer-Encoding: chunked"]) + b"0\r\n\r\n", CLIENT_ERROR),
    "a blank in the target": (request("/a b"), CLIENT_ERROR),
    "an empty target": (request(""), CLIENT_ERROR),
    "a target with a fragment": (request("/a#b"), CLIENT_ERROR),
    "a target that is no path": (request("echo"), CLIENT_ERROR),
    "a control character in the target": (request("/a\x01b"), CLIENT_ERROR),
    "an octet above 7F in the target": (request("/\xe4"), CLIENT_ERROR),
    "a header line without a colon": (request(extra=["nonsense"]), CLIENT_ERROR),
    "a blank before the colon": (request(extra=["X-A : b"]), CLIENT_ERROR),
    "a header without a name": (request(extra=[": b"]), CLIENT_ERROR),
    "a folded header": (request(extra=["X-A: b", " c"]), CLIENT_ERROR),
    "NUL in a header": (request(extra=["X-A: b\0c"]), CLIENT_ERROR),
    "a bare CR in a header": (request(extra=["X-A: b\rX-B: c"]), CLIENT_ERROR),
    "a header line of 300 kB": (request(extra=["X-Long: " + "x" * 300_000]), CLIENT_ERROR),
    "a target of 300 kB": (request("/" + "x" * 300_000), CLIENT_ERROR),
    "twenty thousand headers": (request(extra=[f"X-{i}: y" for i in range(20_000)]), CLIENT_ERROR),
    "a hundred thousand empty headers": (request(extra=["A:"] * 100_000), CLIENT_ERROR),
    "garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)) + b"\r\n\r\n", CLIENT_ERROR),
    "an unclosed quote among the extensions": (
        request(extensions="a; b=\"" + "\\c" * 8000), [101, *CLIENT_ERROR]),
    "a subprotocol of blanks": (request(subprotocols="b" + " " * 16_000 + "x"), [101, *CLIENT_ERROR]),
}


def send_all(connection: socket.socket, octets: bytes) -> None:
    """From a thread of its own: what refuses early may stop reading."""
    try:
        connection.sendall(octets)
    except OSError:
        pass


def ask(bench: Bench, octets: bytes, *flags: str) -> handshake.Head:
    """Sends a request and reads the answer to its very end."""
    with bench.server(*flags).connect() as connection:
        sender = threading.Thread(target=send_all, args=(connection, octets))
        sender.start()
        try:
            head = handshake.read_head(connection)
            if head.status != 101:
                read_to_end(connection)
        finally:
            connection.close()
            sender.join(PATIENCE)
        return head


def read_to_end(connection: socket.socket) -> None:
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(65536):
            pass
    except socket.timeout:
        raise Failure("refused, but not closed") from None


def refuses(bench: Bench, octets: bytes, allowed) -> None:
    head = ask(bench, octets)
    if head.status not in allowed:
        raise Failure(f"got {head.start_line!r}")
    expect_serving(bench.server())


for name, (octets, allowed) in BAD_REQUESTS.items():
    check("4.2.1", f"a request with {name} is refused", )(
        lambda bench, data=octets, statuses=allowed: refuses(bench, data, statuses))


@check("4.4", "a wrong version is told the right one")
def right_version(bench: Bench):
    head = ask(bench, request(replace={"Sec-WebSocket-Version": "99"}))
    if head.status != 426 or head.one("Sec-WebSocket-Version") != "13":
        raise Failure(f"{head.start_line!r} {head.fields}")


@check("9112 9.6", "nothing behind a refused request is answered")
def no_smuggling(bench: Bench):
    with bench.server().connect() as connection:
        connection.sendall(request(leave_out=("Sec-WebSocket-Key",)) + request())
        head = handshake.read_head(connection)
        octets = head.body
        while more := connection.recv(65536):
            octets += more
        if b"HTTP/1.1" in octets or head.one("Connection").lower() != "close":
            raise Failure(f"{head.fields} {octets!r}")


@check("4.2.1", "a plain GET is answered with a page and closed")
def plain_get(bench: Bench):
    head = ask(bench, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    if head.status not in (200, 426):
        raise Failure(head.start_line)


GOOD_REQUESTS = {
    "names in any case": request(leave_out=("Host", "Upgrade"), extra=["hOsT: a", "UPGRADE: WebSocket"]),
    "Connection as a list": request(replace={"Connection": "keep-alive, Upgrade"}),
    "Connection twice": request(replace={"Connection": "keep-alive"}, extra=["Connection: upgrade"]),
    "Upgrade as a list": request(replace={"Upgrade": "h2c, websocket"}),
    "blanks and tabs around values": request(replace={"Sec-WebSocket-Version": " \t 13 \t "}),
    "a query": request("/path?x=1&y=%20"),
    "an absolute target": request("http://127.0.0.1/path"),
    "an unknown extension": request(extensions="x-unknown; a=b"),
    "an empty line in front": b"\r\n" + request(),
}


def accepts(bench: Bench, octets: bytes, piece: int = 0) -> None:
    with bench.server().connect() as connection:
        for start in range(0, len(octets), piece or len(octets)):
            connection.sendall(octets[start:start + (piece or len(octets))])
        head = handshake.read_head(connection)
        if head.status != 101:
            raise Failure(f"got {head.start_line!r}")


for name, octets in GOOD_REQUESTS.items():
    check("4.2.1", f"a request with {name} is accepted")(
        lambda bench, data=octets: accepts(bench, data))
check("4.2.1", "a request that comes octet by octet is accepted")(
    lambda bench: accepts(bench, request(), piece=1))

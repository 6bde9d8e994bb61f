# SPDX-License-Identifier: MIT
"""What a server chooses in its answer: subprotocols, origins and extensions."""
from driver import handshake
from driver.deflate import parse_response
from driver.edges import Bench, check, expect_serving
from driver.frames import TEXT
from driver.handshake import request
from driver.peer import Failure, Peer

from server_edges.requests import ask


def subprotocol(bench: Bench, offered: str) -> str:
    head = ask(bench, request(subprotocols=offered), "--subprotocol", "chat.v2", "--subprotocol", "chat.v1")
    if head.status != 101:
        raise Failure(head.start_line)
    return head.one("Sec-WebSocket-Protocol")


for offered, chosen in (("chat.v1", ("chat.v1",)), ("other, chat.v1", ("chat.v1",)),
                        ("chat.v1, chat.v2", ("chat.v1", "chat.v2")), ("other", ("",)),
                        ("CHAT.V1", ("",)), ("", ("",))):
    def chooses(bench: Bench, offer: str = offered, allowed: tuple[str, ...] = chosen):
        if (got := subprotocol(bench, offer)) not in allowed:
            raise Failure(f"chose {got!r}")
    check("4.2.2", f"offered {offered or 'nothing'!r}, the subprotocol is {' or '.join(map(repr, chosen))}")(chooses)

ORIGINS = {"https://example.com": 101, "https://example.com:443": 101, "https://EXAMPLE.com": 101,
           "https://example.com.evil.org": 403, "https://evilexample.com": 403, "http://example.com": 403,
           "https://example.com:8443": 403, "null": 403, "https://a.example.com": 403,
           "https://user@example.com": 403, "": 101}
for origin, status in ORIGINS.items():
    def judges(bench: Bench, value: str = origin, expected: int = status):
        head = ask(bench, request(origin=value), "--origin", "https://example.com")
        if head.status != expected:
            raise Failure(head.start_line)
    check("4.2.2", f"the origin {origin or 'of no browser'!r} gets {status}")(judges)


def agreement(bench: Bench, offer: str) -> str:
    head = ask(bench, request(extensions=offer))
    if head.status != 101:
        raise Failure(head.start_line)
    return head.one("Sec-WebSocket-Extensions")


DECLINED = ["server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=0",
            "server_max_window_bits=08", "server_max_window_bits=-9", "server_max_window_bits=9.0",
            "server_max_window_bits=99999999999999999999", "server_max_window_bits",
            "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=x",
            "server_no_context_takeover=1", "client_no_context_takeover=true", "unknown", "unknown=1",
            "server_no_context_takeover; server_no_context_takeover",
            "client_max_window_bits; client_max_window_bits=9"]
for parameters in DECLINED:
    def declines(bench: Bench, text: str = parameters):
        if got := agreement(bench, f"permessage-deflate; {text}"):
            raise Failure(f"accepted as {got!r}")
    check("7692 7.1", f"an offer with {parameters} is declined, without harm")(declines)


@check("7692 5", "the first acceptable offer of several is taken")
def fallback(bench: Bench):
    offer = "x-other, permessage-deflate; server_max_window_bits=7, permessage-deflate; server_max_window_bits=10"
    if parse_response(agreement(bench, offer)).server_max_window_bits != 10:
        raise Failure(agreement(bench, offer))


@check("7692 7.1.2.2", "client_max_window_bits is answered to those who know it only")
def client_window(bench: Bench):
    if "client_max_window_bits" in agreement(bench, "permessage-deflate"):
        raise Failure("the client did not say it understands")


@check("6455 9.1", "a quoted parameter is the same as a plain one")
def quoted(bench: Bench):
    if parse_response(agreement(bench, 'permessage-deflate; server_max_window_bits="10"')
                      ).server_max_window_bits != 10:
        raise Failure("not understood")


for bits in range(8, 16):
    def window(bench: Bench, limit: int = bits):
        """8 may be declined: zlib cannot compress with so small a window."""
        got = agreement(bench, f"permessage-deflate; server_max_window_bits={limit}")
        if not got and limit == 8:
            return
        if "server_max_window_bits" not in got or parse_response(got).server_max_window_bits > limit:
            raise Failure(f"answered {got!r}")
    check("7692 7.1.2.1", f"a server window of at most {bits} bits is kept to")(window)


@check("7692 7.1.1", "server_no_context_takeover is answered when asked for")
def no_takeover(bench: Bench):
    if not parse_response(agreement(bench, "permessage-deflate; server_no_context_takeover")
                          ).server_no_context_takeover:
        raise Failure("not in the answer")


@check("9.1", "without compression nothing is agreed on, and RSV1 is refused")
def switched_off(bench: Bench):
    server = bench.server("--no-deflate")
    with server.connect() as connection:
        head = handshake.upgrade(connection, extensions="permessage-deflate")
        if head.one("Sec-WebSocket-Extensions"):
            raise Failure("agreed")
        peer = Peer(connection, is_client=True, leftover=head.body)
        peer.send(TEXT, b"x", rsv=4)
        peer.expect_failure(1002)
    expect_serving(server)

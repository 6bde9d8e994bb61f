# SPDX-License-Identifier: MIT
"""Pings, pongs and the shape of control frames: RFC 6455 section 5.5."""
from driver.frames import CLOSE, PING, PONG, TEXT
from driver.peer import Peer
from driver.registry import WHOLE, add, case

from cases.framing import refused

for name, payload in (("no payload", b""), ("text", b"Hello, world!"),
                      ("octets that are not UTF-8", bytes.fromhex("00fffefdfcfb00ff")),
                      ("125 octets", b"\xfe" * 125)):
    def ping_is_answered(peer: Peer, octets: bytes = payload):
        peer.send(PING, octets)
        peer.expect_pong(octets)
    add("5.5.2", f"a ping with {name} is answered by the same", ping_is_answered)


@case("5.5.2", "ten pings are answered in order")
def ten_pings(peer: Peer):
    for i in range(10):
        peer.send(PING, b"payload-%d" % i)
    for i in range(10):
        peer.expect_pong(b"payload-%d" % i)


@case("5.5.2", "a pong does not overtake the echo before it nor wait for the one behind", pieces=(WHOLE,))
def ping_between(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"before") + peer.frame(PING, b"p") + peer.frame(TEXT, b"behind"))
    seen = [peer.receive() for _ in range(3)]
    if sorted(frame.opcode for frame in seen) != [TEXT, TEXT, PONG]:
        raise AssertionError([str(frame) for frame in seen])


for name, payload in (("no payload", b""), ("a payload", b"unsolicited")):
    def pong_is_ignored(peer: Peer, octets: bytes = payload):
        peer.send(PONG, octets)
        peer.send(PING, b"after")
        peer.expect_pong(b"after")
    add("5.5.3", f"an unsolicited pong with {name} is ignored", pong_is_ignored)

for opcode, name in ((PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
    content = (b"\x03\xe8" if opcode == CLOSE else b"\xfe\xfe") + b"x" * 124
    add("5.5", f"a {name} of 126 octets is refused", lambda peer, op=opcode, octets=content:
        refused(peer, peer.frame(op, octets)))
    add("5.5", f"a {name} of 65536 octets is refused at its header", lambda peer, op=opcode:
        refused(peer, peer.frame(op, b"", declared=65536)))
    add("5.5", f"a fragmented {name} is refused", lambda peer, op=opcode:
        refused(peer, peer.frame(op, b"", fin=False)))


@case("5.5", "a continuation of a fragmented ping never comes to be read")
def fragmented_ping(peer: Peer):
    refused(peer, peer.frame(PING, b"a", fin=False) + peer.frame(0, b"b"))


@case("5.5.2", "a thousand pings at once are answered, latest last", pieces=(WHOLE,))
def ping_flood(peer: Peer):
    """Section 5.5.3 allows to answer the most recent ping only."""
    peer.send_octets(b"".join(peer.frame(PING, b"%d" % i) for i in range(1000)))
    last = -1
    while last != 999:
        number = int(peer.expect_frame(PONG).payload)
        if number <= last:
            raise AssertionError(f"pong {number} after pong {last}")
        last = number

# SPDX-License-Identifier: MIT
"""Messages in several frames: RFC 6455 section 5.4."""
from driver.frames import BINARY, CONTINUATION, PING, PONG, TEXT
from driver.peer import Peer
from driver.registry import WHOLE, add, case

from cases.framing import refused

for size in (1, 2, 3, 7):
    add("5.4", f"text in fragments of {size} is put together", lambda peer, n=size:
        peer.expect_echo(TEXT, "fragments, \u00e4 \u20ac \U0001f600".encode(), fragment=n))


@case("5.4", "empty fragments are fragments")
def empty_fragments(peer: Peer):
    peer.send(TEXT, b"", fin=False)
    peer.send(CONTINUATION, b"", fin=False)
    peer.send(CONTINUATION, b"")
    peer.expect_message(TEXT, b"")


@case("5.4", "an empty first and last fragment around a full one")
def hollow(peer: Peer):
    peer.send(BINARY, b"", fin=False)
    peer.send(CONTINUATION, b"middle", fin=False)
    peer.send(CONTINUATION, b"")
    peer.expect_message(BINARY, b"middle")


@case("5.4", "a ping between two fragments is answered at once")
def ping_inside(peer: Peer):
    peer.send(TEXT, b"first, ", fin=False)
    peer.send(PING, b"inside")
    peer.expect_pong(b"inside")
    peer.send(CONTINUATION, b"second")
    peer.expect_message(TEXT, b"first, second")


@case("5.4", "many pings and pongs between fragments do no harm")
def controls_inside(peer: Peer):
    octets = peer.frame(TEXT, b"0", fin=False)
    for i in range(1, 10):
        octets += peer.frame(PING, b"%d" % i) + peer.frame(PONG, b"x")
        octets += peer.frame(CONTINUATION, b"%d" % i, fin=i == 9)
    peer.send_octets(octets)
    for i in range(1, 10):
        peer.expect_pong(b"%d" % i)
    peer.expect_message(TEXT, b"0123456789")


@case("5.4", "a fragmented message followed by a whole one")
def then_whole(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"ab", fin=False) + peer.frame(CONTINUATION, b"cd")
                     + peer.frame(BINARY, b"ef"))
    peer.expect_message(TEXT, b"abcd")
    peer.expect_message(BINARY, b"ef")


for fin in (True, False):
    which = "last" if fin else "further"
    add("5.4", f"a continuation without a start, marked as {which}, is refused", lambda peer, end=fin:
        refused(peer, peer.frame(CONTINUATION, b"nothing to continue", fin=end)))
    for opcode, name in ((TEXT, "text"), (BINARY, "binary")):
        add("5.4", f"a new {name} frame ({which}) inside a message is refused", lambda peer, op=opcode, end=fin:
            refused(peer, peer.frame(TEXT, b"open", fin=False) + peer.frame(op, b"new", fin=end)))


@case("5.4", "a continuation behind a finished message is refused")
def behind_the_end(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"a", fin=False) + peer.frame(CONTINUATION, b"b"))
    peer.expect_message(TEXT, b"ab")
    peer.send(CONTINUATION, b"c")
    peer.expect_failure(1002)


@case("5.4", "twenty thousand fragments of one octet are one message", pieces=(WHOLE,))
def tiny_fragments(peer: Peer):
    peer.expect_echo(BINARY, b"z" * 20_000, fragment=1)


@case("5.4", "a hundred thousand empty fragments cost nothing", pieces=(WHOLE,), soak=True)
def endless_nothing(peer: Peer):
    peer.send_octets(peer.frame(BINARY, b"", fin=False)
                     + peer.frame(CONTINUATION, b"", fin=False) * 100_000
                     + peer.frame(CONTINUATION, b"end"))
    peer.expect_message(BINARY, b"end")

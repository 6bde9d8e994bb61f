# SPDX-License-Identifier: MIT
"""Text is UTF-8 (RFC 6455 section 8.1, RFC 3629), judged as it arrives."""
from driver.frames import BINARY, CONTINUATION, TEXT
from driver.peer import Peer
from driver.registry import WHOLE, add, case

KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5".encode()

# First and last code point of each encoded length, the neighbours of the
# surrogates, and non-characters, which are valid.
VALID = [0x00, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE,
         0x1FFFF, 0x10FFFE, 0x10FFFF, 0xFEFF]

INVALID = {
    "a lone continuation octet 80": b"\x80",
    "a lone continuation octet BF": b"\xbf",
    "six continuation octets": b"\x80\xbf" * 3,
    "the octet FE": b"\xfe",
    "the octet FF": b"\xff",
    "C0 80, overlong NUL": b"\xc0\x80",
    "C1 BF, overlong 7F": b"\xc1\xbf",
    "E0 80 AF, overlong slash": b"\xe0\x80\xaf",
    "E0 9F BF, overlong 7FF": b"\xe0\x9f\xbf",
    "F0 80 80 AF, overlong slash": b"\xf0\x80\x80\xaf",
    "F0 8F BF BF, overlong FFFF": b"\xf0\x8f\xbf\xbf",
    "F8, a lead of five": b"\xf8\x88\x80\x80\x80",
    "FC, a lead of six": b"\xfc\x84\x80\x80\x80\x80",
    "ED A0 80, the first surrogate": b"\xed\xa0\x80",
    "ED BF BF, the last surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "F4 90 80 80, above 10FFFF": b"\xf4\x90\x80\x80",
    "F5, beyond any code point": b"\xf5\x80\x80\x80",
    "C3 without its continuation": b"\xc3A",
    "E2 82 without its last octet": b"\xe2\x82A",
    "F0 9F 98 without its last octet": b"\xf0\x9f\x98A",
    "a lead after a lead": b"\xc3\xc3\xa4",
}
TRUNCATED = {"C3": b"\xc3", "E2 82": b"\xe2\x82", "F0 9F 98": b"\xf0\x9f\x98", "CE at the end": KOSME[:-1]}

for point in VALID:
    octets = chr(point).encode()
    add("8.1", f"U+{point:04X} is text", lambda peer, text=octets:
        peer.expect_echo(TEXT, b"<" + text + b">"), pieces=(WHOLE,))
    add("8.1", f"U+{point:04X} is text, cut into octets", lambda peer, text=octets:
        peer.expect_echo(TEXT, b"<" + text + b">", fragment=1))


def no_echo(peer: Peer, octets: bytes):
    peer.send_octets(octets)
    peer.expect_failure(1007)


for name, bad in INVALID.items():
    text = KOSME + bad + b"edited"
    add("8.1", f"{name}, in one frame", lambda peer, octets=text:
        no_echo(peer, peer.frame(TEXT, octets)))
    add("8.1", f"{name}, one octet a fragment", lambda peer, octets=text:
        no_echo(peer, b"".join(peer.frame(CONTINUATION if i else TEXT, octets[i:i + 1],
                                          fin=i == len(octets) - 1) for i in range(len(octets)))))
    add("8.1", f"{name}, found while the frame is unfinished", lambda peer, octets=KOSME + bad:
        no_echo(peer, peer.frame(TEXT, octets, declared=len(octets) + 5000)))
    add("8.1", f"{name}, behind 4 KiB of text", lambda peer, octets=bad:
        no_echo(peer, peer.frame(TEXT, b"a" * 4096 + octets + b"b" * 100)), pieces=(WHOLE,))

for name, cut in TRUNCATED.items():
    add("8.1", f"text that ends with {name} is refused", lambda peer, octets=cut:
        no_echo(peer, peer.frame(TEXT, octets)))
    add("8.1", f"text that ends with {name} in its last fragment is refused", lambda peer, octets=cut:
        no_echo(peer, peer.frame(TEXT, octets, fin=False) + peer.frame(CONTINUATION, b"")))


@case("8.1", "an invalid octet in the first of many fragments closes before the next")
def first_fragment(peer: Peer):
    no_echo(peer, peer.frame(TEXT, KOSME + b"\xed\xa0\x80", fin=False))


@case("8.1", "a lead whose continuation cannot follow is refused without waiting for it")
def impossible_prefix(peer: Peer):
    no_echo(peer, peer.frame(TEXT, KOSME + b"\xf4\x90", declared=100))


@case("8.1", "binary may hold anything")
def binary(peer: Peer):
    for octets in INVALID.values():
        peer.expect_echo(BINARY, octets)


@case("8.1", "a long text of all lengths of code points, cut everywhere")
def mixed(peer: Peer):
    text = ("a\u00e4\u20ac\U0001f600" * 40).encode()
    for size in (1, 3, 5, 11, 64):
        peer.expect_echo(TEXT, text, fragment=size)


@case("8.1", "validity starts afresh with each message")
def afresh(peer: Peer):
    peer.expect_echo(TEXT, b"\xe2\x82\xac")
    peer.send_octets(peer.frame(TEXT, b"\xe2\x82", fin=False) + peer.frame(CONTINUATION, b"\xac"))
    peer.expect_message(TEXT, b"\xe2\x82\xac")
    peer.send(TEXT, b"\x82\xac")
    peer.expect_failure(1007)

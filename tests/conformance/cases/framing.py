# SPDX-License-Identifier: MIT
"""Lengths, opcodes, masks and reserved bits: RFC 6455 sections 5.1 and 5.2."""
from driver.frames import BINARY, CONTINUATION, TEXT, encode
from driver.peer import Peer
from driver.registry import CLIENT, SERVER, WHOLE, add, case

LENGTHS = (0, 1, 2, 124, 125, 126, 127, 128, 254, 255, 256, 65534, 65535, 65536, 65537)

for length in LENGTHS:
    pieces = {} if length < 300 else {"pieces": (WHOLE, 1)}
    add("5.2", f"text of {length} octets is echoed", lambda peer, n=length:
        peer.expect_echo(TEXT, b"*" * n), **pieces)
    add("5.2", f"binary of {length} octets is echoed", lambda peer, n=length:
        peer.expect_echo(BINARY, bytes(i * 7 & 255 for i in range(n))), **pieces)


@case("5.2", "two messages in one segment are echoed in order")
def two_in_one(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"first") + peer.frame(BINARY, b"second"))
    peer.expect_message(TEXT, b"first")
    peer.expect_message(BINARY, b"second")


@case("5.2", "three hundred pipelined messages are echoed in order")
def pipelined(peer: Peer):
    texts = [f"message {i} {'x' * (i % 130)}".encode() for i in range(300)]
    peer.send_octets(b"".join(peer.frame(TEXT, text) for text in texts))
    for text in texts:
        peer.expect_message(TEXT, text)


def refused(peer: Peer, octets: bytes, code: int = 1002):
    """A good message first, so that what fails is the frame and not the connection."""
    peer.expect_echo(TEXT, b"good")
    peer.send_octets(octets)
    peer.expect_failure(code)


for bits in range(1, 8):
    add("5.2", f"reserved bits {bits:03b} on a text frame are refused", lambda peer, rsv=bits:
        refused(peer, peer.frame(TEXT, b"Hello", rsv=rsv)))
    add("5.2", f"reserved bits {bits:03b} on an empty ping are refused", lambda peer, rsv=bits:
        refused(peer, peer.frame(9, b"", rsv=rsv)))

for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    add("5.2", f"reserved opcode {opcode} is refused", lambda peer, op=opcode:
        refused(peer, peer.frame(op, b"")))
    add("5.2", f"reserved opcode {opcode} with a payload is refused before it is there", lambda peer, op=opcode:
        refused(peer, peer.frame(op, b"", declared=60)))


@case("5.2", "a 64-bit length with the top bit set is refused at the header")
def top_bit(peer: Peer):
    refused(peer, peer.frame(BINARY, b"", declared=1 << 63, length_octets=8))


@case("5.2", "the length 2^64 - 1 is refused at the header")
def largest_length(peer: Peer):
    refused(peer, peer.frame(BINARY, b"", declared=(1 << 64) - 1, length_octets=8))


for octets, longest in ((2, 125), (8, 125), (8, 65535)):
    for length in (0, 1, longest):
        add("5.2", f"the length {length} in {octets} octets is refused as not minimal",
            lambda peer, n=length, form=octets:
            refused(peer, peer.frame(BINARY, bytes(n), length_octets=form)), pieces=(WHOLE,))


@case("5.1", "an unmasked frame from a client is refused", roles=(SERVER,))
def unmasked_client_frame(peer: Peer):
    refused(peer, peer.frame(TEXT, b"Hello", masked=False))


@case("5.1", "an unmasked ping from a client is refused", roles=(SERVER,))
def unmasked_client_ping(peer: Peer):
    refused(peer, peer.frame(9, b"", masked=False))


@case("5.1", "a masked frame from a server is refused", roles=(CLIENT,))
def masked_server_frame(peer: Peer):
    refused(peer, peer.frame(TEXT, b"Hello", masked=True))


@case("5.3", "a mask key of zeros is a mask", roles=(SERVER,))
def zero_mask(peer: Peer):
    peer.send_octets(encode(TEXT, b"", mask=bytes(4)))
    peer.expect_message(TEXT, b"")
    peer.send_octets(encode(TEXT, b"Hello", mask=bytes(4)))
    peer.expect_message(TEXT, b"Hello")


@case("7.1.7", "what follows a broken frame is not looked at")
def later_octets(peer: Peer):
    bad = peer.frame(TEXT, b"bad", rsv=2)
    peer.send_octets(bad + peer.frame(TEXT, b"later") * 50 + peer.frame(9, b"later"))
    peer.expect_failure(1002)


@case("7.1.7", "a message before a broken frame in the same segment is still delivered")
def earlier_message(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"earlier") + peer.frame(CONTINUATION, b"lost"))
    peer.expect_message(TEXT, b"earlier")
    peer.expect_failure(1002)

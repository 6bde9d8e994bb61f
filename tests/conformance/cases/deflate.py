# SPDX-License-Identifier: MIT
"""permessage-deflate on the wire: RFC 7692 sections 6, 7.1 and 7.2."""
import json
import random
import zlib

from driver.deflate import compress_once
from driver.frames import BINARY, CONTINUATION, PING, RSV1, RSV2, TEXT
from driver.peer import Failure, Peer
from driver.registry import WHOLE, add, case

PLAIN = "permessage-deflate"
SETTINGS = dict(offer=PLAIN, response="", deflate=True)
SIZES = (0, 1, 16, 63, 64, 65, 256, 1024, 4096, 8192, 32768, 65536, 131072)


def chatter(size: int) -> bytes:
    """Text like an application's: compressible, and not the same everywhere."""
    words = random.Random(size)
    out = b""
    while len(out) < size:
        out += json.dumps({"id": words.randrange(10_000), "name": words.choice("abc\u00e4\u20ac") * 7,
                           "values": [words.random() for _ in range(4)]}).encode()
    return out[:size]


def exchange(peer: Peer, sizes=(16, 1024, 16, 40_000), fragment: int = 0):
    if peer.codec is None:
        raise Failure("compression was not agreed on")
    for size in sizes:
        peer.expect_echo(TEXT, chatter(size), fragment=fragment)
        peer.expect_echo(BINARY, random.Random(size).randbytes(size), fragment=fragment)


for size in SIZES:
    add("7692 7.2", f"messages of {size} octets travel compressed", lambda peer, n=size:
        exchange(peer, (n, n, n)), pieces=(WHOLE,), **SETTINGS)
for fragment in (1, 13, 1000):
    add("7692 6.1", f"compressed messages in fragments of {fragment}", lambda peer, n=fragment:
        exchange(peer, (300, 2000), n), **SETTINGS)

# Each parameter in each legal value. What is offered to a server and what a
# client's offer is answered with is the same text.
PARAMETERS = ["server_no_context_takeover", "client_no_context_takeover",
              "server_no_context_takeover; client_no_context_takeover"]
PARAMETERS += [f"{side}_max_window_bits={bits}" for side in ("server", "client") for bits in range(9, 16)]
PARAMETERS += [f"server_max_window_bits={bits}; client_max_window_bits={bits}; "
               "client_no_context_takeover; server_no_context_takeover" for bits in (9, 12, 15)]
for parameters in PARAMETERS:
    add("7692 7.1", f"messages under {parameters}", exchange, pieces=(WHOLE,),
        offer=f"{PLAIN}; {parameters}", response=parameters, deflate=True)


@case("7692 7.1.2", "long conversations under windows of 512 octets", pieces=(WHOLE,), deflate=True,
      offer=f"{PLAIN}; server_max_window_bits=9; client_max_window_bits=9",
      response="server_max_window_bits=9; client_max_window_bits=9")
def small_windows(peer: Peer):
    for i in range(60):
        peer.expect_echo(TEXT, chatter(700 + i))


@case("7692 7.2.3.2", "the context of earlier messages is kept", **SETTINGS)
def takeover(peer: Peer):
    unique = random.Random(7).randbytes(200).hex().encode()
    lengths = []
    for _ in range(2):
        payload = peer.codec.compress(unique)
        lengths.append(len(payload))
        peer.send(TEXT, payload, rsv=RSV1)
        peer.expect_message(TEXT, unique)
    if lengths[1] * 3 > lengths[0]:
        raise Failure(f"the driver itself kept no context: {lengths}")


@case("7692 6.1", "an uncompressed message on a compressed connection", **SETTINGS)
def uncompressed(peer: Peer):
    peer.send(TEXT, b"plain")
    peer.expect_message(TEXT, b"plain")
    exchange(peer, (100,))
    peer.send(BINARY, b"\x00\xff plain")
    peer.expect_message(BINARY, b"\x00\xff plain")


@case("7692 7.2.3.4", "a message whose last block says it is final", **SETTINGS)
def final_block(peer: Peer):
    octets = compress_once(b"the end" * 20, zlib.Z_FINISH)
    peer.send(TEXT, octets, rsv=RSV1)
    peer.expect_message(TEXT, b"the end" * 20)
    peer.send(TEXT, compress_once(b"and on"), rsv=RSV1)
    peer.expect_message(TEXT, b"and on")


@case("7692 7.2.3.3", "a message in stored blocks", **SETTINGS)
def stored(peer: Peer):
    peer.send(TEXT, compress_once(b"as it is" * 50, level=0), rsv=RSV1)
    peer.expect_message(TEXT, b"as it is" * 50)


@case("7692 7.2.3.5", "a message of two deflate streams' blocks", **SETTINGS)
def two_blocks(peer: Peer):
    context = zlib.compressobj(6, zlib.DEFLATED, -15)
    octets = context.compress(b"Hello ") + context.flush(zlib.Z_SYNC_FLUSH)
    octets += context.compress(b"again") + context.flush(zlib.Z_SYNC_FLUSH)
    peer.send(TEXT, octets[:-4], rsv=RSV1)
    peer.expect_message(TEXT, b"Hello again")


@case("7692 7.2.3.6", "an empty message as the single octet 00", **SETTINGS)
def empty(peer: Peer):
    peer.send(TEXT, b"\x00", rsv=RSV1)
    peer.expect_message(TEXT, b"")


def refused(peer: Peer, octets: bytes, *codes: int):
    exchange(peer, (100,))
    peer.send_octets(octets)
    peer.expect_failure(*codes)


for name, opcode in (("ping", PING), ("close", 8)):
    add("7692 6.1", f"RSV1 on a {name} is refused", lambda peer, op=opcode:
        refused(peer, peer.frame(op, b"", rsv=RSV1), 1002), **SETTINGS)
add("7692 6.1", "RSV1 on a continuation is refused", lambda peer:
    refused(peer, peer.frame(TEXT, compress_once(b"ab"), fin=False, rsv=RSV1)
            + peer.frame(CONTINUATION, b"", rsv=RSV1), 1002), **SETTINGS)
add("7692 6", "RSV2 stays reserved", lambda peer:
    refused(peer, peer.frame(TEXT, compress_once(b"ab"), rsv=RSV1 | RSV2), 1002), **SETTINGS)
add("7692 7.2.2", "octets that are no deflate stream are refused", lambda peer:
    refused(peer, peer.frame(BINARY, b"\xff" * 40, rsv=RSV1), 1007, 1002), **SETTINGS)
add("7692 7.2.2", "a reference beyond the window's start is refused", lambda peer:
    refused(peer, peer.frame(BINARY, b"\x03\x02" * 30 + b"\xee" * 9, rsv=RSV1), 1007, 1002), **SETTINGS)
add("7692 7.2.2", "invalid UTF-8 inside a compressed text is refused", lambda peer:
    refused(peer, peer.frame(TEXT, compress_once(b"ok \xed\xa0\x80"), rsv=RSV1), 1007), **SETTINGS)


@case("7692 7.2.2", "invalid UTF-8 in the first fragment is refused before the last", **SETTINGS)
def fail_fast(peer: Peer):
    context = zlib.compressobj(6, zlib.DEFLATED, -15)
    octets = context.compress(b"ok \xff" * 20) + context.flush(zlib.Z_SYNC_FLUSH)
    refused(peer, peer.frame(TEXT, octets, fin=False, rsv=RSV1), 1007)

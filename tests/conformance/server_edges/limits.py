# SPDX-License-Identifier: MIT
"""Limits: what is too much is refused before it costs anything."""
import time
import zlib

from driver.edges import Bench, check, expect_serving, open_peer
from driver.frames import BINARY, CLOSE, CONTINUATION, RSV1, TEXT
from driver.peer import Failure, Peer
from driver.program import Server

MIB = 1024 * 1024
LIMIT = 100_000
LIMITED = ("--max-message-bytes", str(LIMIT))
DEFAULT_LIMIT = 64 * MIB
#: What a server may need above its limit, whatever comes.
SLACK = 16 * MIB
BOMB = 1536 * MIB


def limited_peer(bench: Bench, **how) -> Peer:
    return open_peer(bench.server(*LIMITED), **how)


@check("10.4", "a message of exactly the limit is echoed")
def at_the_limit(bench: Bench):
    peer = limited_peer(bench)
    peer.expect_echo(BINARY, bytes(LIMIT))
    peer.expect_echo(BINARY, bytes(LIMIT), fragment=999)
    peer.close()


@check("10.4", "a frame header beyond the limit is refused before its payload is there")
def at_the_header(bench: Bench):
    for declared in (LIMIT + 1, 1 << 31, 1 << 32, (1 << 63) - 1):
        peer = limited_peer(bench)
        peer.send_octets(peer.frame(BINARY, b"", declared=declared))
        peer.expect_failure(1009)
    expect_serving(bench.server(*LIMITED))


@check("10.4", "fragments that add up beyond the limit are refused at the header that does it")
def by_fragments(bench: Bench):
    peer = limited_peer(bench)
    peer.send(BINARY, bytes(LIMIT - 10), fin=False)
    peer.send_octets(peer.frame(CONTINUATION, b"", declared=11))
    peer.expect_failure(1009)


@check("10.4", "a compressed message beyond the limit is refused")
def compressed(bench: Bench):
    peer = limited_peer(bench, offer="permessage-deflate")
    peer.expect_echo(TEXT, b"a" * LIMIT)
    peer.send_message(TEXT, b"a" * (LIMIT + 1))
    peer.expect_failure(1009)


@check("10.4", "compressed fragments are refused as soon as they inflate beyond the limit")
def compressed_fragments(bench: Bench):
    peer = limited_peer(bench, offer="permessage-deflate")
    octets = peer.codec.compress(b"a" * (LIMIT + 5000))
    peer.send(TEXT, octets, fin=False, rsv=RSV1)
    peer.expect_failure(1009)


@check("10.4", "the limit counts each message for itself")
def each_for_itself(bench: Bench):
    peer = limited_peer(bench, offer="permessage-deflate")
    for _ in range(5):
        peer.expect_echo(TEXT, b"b" * LIMIT)
    peer.close()


def memory_growth(server: Server, action) -> int:
    """How far the peak rises through `action`, after a client like any other."""
    expect_serving(server)
    before = server.peak_memory()
    action(server)
    growth = server.peak_memory() - before
    expect_serving(server)
    return growth


def zeros_deflated(total: int) -> tuple[bytes, int]:
    """A piece of a deflate stream of zeros that can be repeated, and how often.

    A full flush leaves no reference behind, so the same octets may follow each
    other; that makes a bomb of any size in a moment.
    """
    unit = 16 * MIB
    context = zlib.compressobj(9, zlib.DEFLATED, -15)
    return context.compress(bytes(unit)) + context.flush(zlib.Z_FULL_FLUSH), total // unit


def drop_bomb(server: Server, *, fragmented: bool) -> None:
    peer = open_peer(server, offer="permessage-deflate")
    piece, count = zeros_deflated(BOMB)
    if fragmented:
        for i in range(count):
            peer.send(CONTINUATION if i else BINARY, piece, fin=False, rsv=0 if i else RSV1)
    else:
        peer.send(BINARY, piece * count, rsv=RSV1)
    frame = peer.receive()
    if frame is None or frame.opcode != CLOSE or frame.payload[:2] != (1009).to_bytes(2, "big"):
        raise Failure(f"got {frame}")
    peer.socket.close()


for limit, flags in ((MIB, ("--max-message-bytes", str(MIB))), (DEFAULT_LIMIT, ())):
    for fragmented in (False, True):
        def bomb(bench: Bench, most: int = limit, options=flags, pieces: bool = fragmented):
            growth = memory_growth(bench.fresh_server(*options),
                                   lambda server: drop_bomb(server, fragmented=pieces))
            if growth > most + SLACK:
                raise Failure(f"the peak grew by {growth / MIB:.1f} MiB, limit {most / MIB:.0f} MiB")
        how = "in fragments" if fragmented else "in one frame"
        check("10.4", f"1.5 GiB deflated, {how}, stay within the limit of {limit // MIB} MiB",
              measures_memory=True)(bomb)


@check("10.4", "a header that claims 60 MiB reserves nothing", measures_memory=True)
def claims(bench: Bench):
    def claim(server: Server):
        peers = [open_peer(server) for _ in range(20)]
        for peer in peers:
            peer.send_octets(peer.frame(BINARY, b"only this", declared=60 * MIB))
            time.sleep(0)  # let the server read, nothing more
        for peer in peers:
            peer.expect_silence(0.02)
            peer.socket.close()
    growth = memory_growth(bench.fresh_server(), claim)
    if growth > SLACK:
        raise Failure(f"the peak grew by {growth / MIB:.1f} MiB")


@check("10.4", "a hundred thousand empty fragments hold no memory", measures_memory=True)
def empty_fragments(bench: Bench):
    def send(server: Server):
        peer = open_peer(server)
        peer.send_octets(peer.frame(BINARY, b"", fin=False)
                         + peer.frame(CONTINUATION, b"", fin=False) * 100_000)
        peer.send(9, b"all read")
        peer.expect_pong(b"all read")
        peer.socket.close()
    growth = memory_growth(bench.fresh_server(), send)
    if growth > 4 * MIB:
        raise Failure(f"the peak grew by {growth / MIB:.1f} MiB")


@check("10.4", "a client that never reads its echoes does not cost the server its memory",
       measures_memory=True)
def never_reads(bench: Bench):
    def flood(server: Server):
        peer = open_peer(server)
        peer.socket.settimeout(2)
        frame = peer.frame(BINARY, bytes(MIB))
        try:
            for _ in range(400):
                peer.socket.sendall(frame)
        except TimeoutError:
            pass  # the server stopped reading: back-pressure reached us
        peer.socket.close()
    growth = memory_growth(bench.fresh_server(), flood)
    if growth > DEFAULT_LIMIT + SLACK:
        raise Failure(f"the peak grew by {growth / MIB:.1f} MiB")

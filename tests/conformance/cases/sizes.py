# SPDX-License-Identifier: MIT
"""Large messages and many of them. What takes minutes runs in the soak only."""
from driver.frames import BINARY, TEXT
from driver.peer import Peer
from driver.registry import WHOLE, add

KIB, MIB = 1024, 1024 * 1024
PATTERN = bytes(range(256))


def binary_of(size: int) -> bytes:
    return (PATTERN * (size // 256 + 1))[:size]


def text_of(size: int) -> bytes:
    unit = "\u20ac\u00e4a".encode()  # six octets, so that cuts fall inside code points
    return unit * (size // len(unit)) + b"-" * (size % len(unit))


for mebibytes in (1, 4, 8, 16):
    soak = mebibytes > 4
    add("5.2", f"text of {mebibytes} MiB is echoed", lambda peer, n=mebibytes * MIB:
        peer.expect_echo(TEXT, text_of(n)), pieces=(WHOLE,), soak=soak)
    add("5.2", f"binary of {mebibytes} MiB is echoed", lambda peer, n=mebibytes * MIB:
        peer.expect_echo(BINARY, binary_of(n)), pieces=(WHOLE,), soak=soak)

for fragment in (64, 256, KIB, 4 * KIB, 64 * KIB, MIB):
    soak = fragment < KIB
    add("5.4", f"4 MiB of text in fragments of {fragment} is echoed", lambda peer, n=fragment:
        peer.expect_echo(TEXT, text_of(4 * MIB), fragment=n), pieces=(WHOLE,), soak=soak)
    add("5.4", f"4 MiB of binary in fragments of {fragment} is echoed", lambda peer, n=fragment:
        peer.expect_echo(BINARY, binary_of(4 * MIB), fragment=n), pieces=(WHOLE,), soak=soak)


def one_after_the_other(peer: Peer, opcode: int, size: int, count: int):
    payload = text_of(size) if opcode == TEXT else binary_of(size)
    for _ in range(count):
        peer.expect_echo(opcode, payload)


for size in (0, 16, 64, 256, KIB, 4 * KIB):
    for count, soak in ((50, False), (1000, True)):
        add("5.2", f"{count} texts of {size} octets, each after the echo of the last",
            lambda peer, n=size, times=count: one_after_the_other(peer, TEXT, n, times),
            pieces=(WHOLE,), soak=soak)
        add("5.2", f"{count} binaries of {size} octets, each after the echo of the last",
            lambda peer, n=size, times=count: one_after_the_other(peer, BINARY, n, times),
            pieces=(WHOLE,), soak=soak)

for piece in (64, 128, 256, 512, KIB, 2048):
    def in_pieces(peer: Peer, octets: int = piece):
        frame = peer.frame(TEXT, text_of(MIB // 4))
        for start in range(0, len(frame), octets):
            peer.socket.sendall(frame[start:start + octets])
        peer.expect_message(TEXT, text_of(MIB // 4))
    add("5.2", f"256 KiB of text in segments of {piece} octets is echoed", in_pieces, pieces=(WHOLE,))

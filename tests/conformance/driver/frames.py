# SPDX-License-Identifier: MIT
"""Frames as octets (RFC 6455 section 5.2), right or deliberately wrong.

Owns encoding and decoding of single frames. Knows no rule and no socket: a
reserved opcode, a length that lies or a missing mask is written as asked for.
"""
from __future__ import annotations

import struct
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
RSV1, RSV2, RSV3 = 4, 2, 1
MASK_KEY = bytes.fromhex("37fa213d")


@dataclass(frozen=True)
class Frame:
    opcode: int
    payload: bytes
    fin: bool = True
    rsv: int = 0
    masked: bool = False
    length_octets: int = 0  #: how many octets followed the 7-bit length

    @property
    def is_control(self) -> bool:
        return bool(self.opcode & 0x8)

    def __str__(self) -> str:
        shown = self.payload if len(self.payload) <= 40 else self.payload[:40] + b"..."
        return (f"frame(opcode={self.opcode}, fin={int(self.fin)}, rsv={self.rsv}, "
                f"{len(self.payload)} octets {shown!r})")


def xor_mask(payload: bytes, key: bytes) -> bytes:
    """Masks or unmasks; one big-integer XOR, since payloads reach megabytes."""
    if not payload:
        return b""
    repeated = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "little")
            ^ int.from_bytes(repeated, "little")).to_bytes(len(payload), "little")


def encode_length(length: int, octets: int | None = None) -> tuple[int, bytes]:
    """The 7-bit field and what follows it; `octets` (0, 2, 8) forces a longer form."""
    if octets is None:
        octets = 0 if length <= 125 else 2 if length <= 0xFFFF else 8
    if octets == 0:
        return length, b""
    if octets == 2:
        return 126, struct.pack("!H", length)
    return 127, struct.pack("!Q", length)


def encode(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0,
           mask: bytes | None = None, declared: int | None = None,
           length_octets: int | None = None) -> bytes:
    """One frame. `declared` is the length written when it is not that of `payload`."""
    field, extended = encode_length(len(payload) if declared is None else declared, length_octets)
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode, (0x80 if mask else 0) | field])
    if mask:
        return head + extended + mask + xor_mask(payload, mask)
    return head + extended + payload


def decode(buffer: bytes | bytearray) -> tuple[Frame, int] | None:
    """The first frame in `buffer` and its size; None while it is incomplete."""
    if len(buffer) < 2:
        return None
    first, second = buffer[0], buffer[1]
    length, position = second & 0x7F, 2
    octets = {126: 2, 127: 8}.get(length, 0)
    if len(buffer) < position + octets:
        return None
    if octets:
        length = int.from_bytes(buffer[position:position + octets], "big")
        position += octets
    masked = bool(second & 0x80)
    key = bytes(buffer[position:position + 4])
    position += 4 if masked else 0
    if len(buffer) < position + length:
        return None
    payload = bytes(buffer[position:position + length])
    if masked:
        payload = xor_mask(payload, key)
    frame = Frame(first & 0x0F, payload, bool(first & 0x80), first >> 4 & 7, masked, octets)
    return frame, position + length


def close_payload(code: int | None = None, reason: bytes = b"") -> bytes:
    return b"" if code is None else struct.pack("!H", code) + reason

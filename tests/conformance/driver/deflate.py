# SPDX-License-Identifier: MIT
"""permessage-deflate (RFC 7692) over Python's zlib: one peer's half of it.

Owns the two contexts of a connection and the reading of the header's
parameters. Negotiation itself is a matter of the cases.
"""
from __future__ import annotations

import zlib
from dataclasses import dataclass

TAIL = b"\x00\x00\xff\xff"


@dataclass(frozen=True)
class Parameters:
    """What was agreed on (section 7.1)."""
    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15


def parse_response(value: str) -> Parameters:
    """Reads a Sec-WebSocket-Extensions answer; ValueError names what is wrong."""
    name, *fields = [part.strip() for part in value.split(";")]
    if name != "permessage-deflate" or "," in value:
        raise ValueError(f"not one permessage-deflate: {value!r}")
    found: dict[str, bool | int] = {}
    for field in fields:
        key, _, number = field.partition("=")
        if key in found or key not in Parameters.__dataclass_fields__:
            raise ValueError(f"repeated or unknown parameter {key!r}")
        if key.endswith("window_bits"):
            if number not in [str(bits) for bits in range(8, 16)]:
                raise ValueError(f"{key}={number!r} is not 8 to 15")
            found[key] = int(number)
        else:
            if number:
                raise ValueError(f"{key} takes no value")
            found[key] = True
    return Parameters(**found)


def _compressor(bits: int, level: int = 6):
    # zlib cannot compress with a window of 256 octets; stored blocks refer to
    # nothing and are right for any window.
    return zlib.compressobj(0 if bits == 8 else level, zlib.DEFLATED, -max(bits, 9))


class Codec:
    """Compresses what this side sends and inflates what it gets."""

    def __init__(self, parameters: Parameters, *, is_client: bool):
        own = "client" if is_client else "server"
        other = "server" if is_client else "client"
        self.send_bits = getattr(parameters, own + "_max_window_bits")
        self.receive_bits = getattr(parameters, other + "_max_window_bits")
        self._send_forgets = getattr(parameters, own + "_no_context_takeover")
        self._receive_forgets = getattr(parameters, other + "_no_context_takeover")
        self._deflate = _compressor(self.send_bits)
        self._inflate = zlib.decompressobj(-self.receive_bits)

    def compress(self, message: bytes) -> bytes:
        if self._send_forgets:
            self._deflate = _compressor(self.send_bits)
        out = self._deflate.compress(message) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        assert out.endswith(TAIL)
        return out[:-4]

    def inflate(self, octets: bytes) -> bytes:
        """Fails with zlib.error when the sender used more window than agreed."""
        if self._receive_forgets:
            self._inflate = zlib.decompressobj(-self.receive_bits)
        return self._inflate.decompress(octets + TAIL)


def compress_once(message: bytes, flush: int = zlib.Z_SYNC_FLUSH, level: int = 6) -> bytes:
    """A message from a fresh context; with Z_FINISH it ends in a BFINAL block."""
    context = zlib.compressobj(level, zlib.DEFLATED, -15)
    out = context.compress(message) + context.flush(flush)
    return out[:-4] if flush != zlib.Z_FINISH else out + b"\x00"

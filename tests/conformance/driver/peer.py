# SPDX-License-Identifier: MIT
"""The raw peer that cases are written against, in either role.

Owns a connected socket after its opening handshake, and what may be expected on
it. Every frame that arrives is held against the rules for senders (mask, RSV
bits, shortest length, control frames) before a case sees it. Cases talk in
frames; whether these travel whole or octet by octet is decided by `piece`.
"""
from __future__ import annotations

import socket
import time

from . import frames
from .deflate import Codec
from .frames import CLOSE, CONTINUATION, PONG, RSV1, Frame

#: How long an answer may take. Generous, because machines under test are busy;
#: nothing waits this long unless a case fails.
PATIENCE = 10.0
#: Octets sent one by one at most; beyond, in pieces of a size that divides nothing.
SINGLE_OCTETS = 1500


class Failure(AssertionError):
    """The program under test did something else than the rule says."""


class Peer:
    def __init__(self, connection: socket.socket, *, is_client: bool, piece: int = 0,
                 codec: Codec | None = None, leftover: bytes = b""):
        self.socket = connection
        self.is_client = is_client
        self.piece = piece
        self.codec = codec
        self.ended = False
        self._buffer = bytearray(leftover)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    # --- sending ---------------------------------------------------------------

    def send_octets(self, octets: bytes) -> None:
        """Sends as it is. A peer that has hung up shows in what is expected next."""
        size = self.piece or len(octets)
        if self.piece and len(octets) > SINGLE_OCTETS:
            size = 997
        try:
            self.socket.settimeout(PATIENCE)
            for start in range(0, len(octets), max(size, 1)):
                self.socket.sendall(octets[start:start + size])
        except (BrokenPipeError, ConnectionResetError):
            pass
        except socket.timeout:
            raise Failure("the peer stopped reading") from None

    def frame(self, opcode: int, payload: bytes = b"", *, masked: bool | None = None, **fields) -> bytes:
        """The octets of a frame, masked when this side has to (section 5.1)."""
        mask = frames.MASK_KEY if (self.is_client if masked is None else masked) else None
        return frames.encode(opcode, payload, mask=mask, **fields)

    def send(self, opcode: int, payload: bytes = b"", **fields) -> None:
        self.send_octets(self.frame(opcode, payload, **fields))

    def send_message(self, opcode: int, payload: bytes, *, fragment: int = 0) -> None:
        """A message, compressed when that was agreed on, cut into fragments."""
        rsv = 0
        if self.codec:
            payload, rsv = self.codec.compress(payload), RSV1
        size = fragment or max(len(payload), 1)
        starts = list(range(0, len(payload), size)) or [0]
        out = bytearray()
        for start in starts:
            first = start == 0
            out += self.frame(opcode if first else CONTINUATION, payload[start:start + size],
                              fin=start == starts[-1], rsv=rsv if first else 0)
        self.send_octets(bytes(out))

    # --- receiving -------------------------------------------------------------

    def _fill(self, deadline: float) -> bool:
        """Reads more; False at the end of the stream."""
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise Failure("nothing arrived in time")
        self.socket.settimeout(remaining)
        try:
            octets = self.socket.recv(1 << 18)
        except socket.timeout:
            raise Failure("nothing arrived in time") from None
        except ConnectionResetError:
            raise Failure("the connection was reset instead of closed") from None
        self._buffer += octets
        return bool(octets)

    def receive(self, patience: float = PATIENCE) -> Frame | None:
        """The next frame, checked; None at the end of the stream."""
        deadline = time.monotonic() + patience
        while (found := frames.decode(self._buffer)) is None:
            if not self._fill(deadline):
                if self._buffer:
                    raise Failure(f"the stream ended inside a frame: {bytes(self._buffer[:20])!r}")
                return None
        frame, size = found
        del self._buffer[:size]
        self._check_sender_rules(frame)
        return frame

    def _check_sender_rules(self, frame: Frame) -> None:
        problems = []
        if frame.masked == self.is_client:
            problems.append("5.1: wrongly masked" if frame.masked else "5.1: not masked")
        if frame.opcode not in (0, 1, 2, 8, 9, 10):
            problems.append("5.2: reserved opcode")
        if frame.length_octets != len(frames.encode_length(len(frame.payload))[1]):
            problems.append("5.2: not the shortest length")
        if frame.is_control and (not frame.fin or len(frame.payload) > 125):
            problems.append("5.5: fragmented or long control frame")
        allowed = RSV1 if self.codec and frame.opcode in (1, 2) else 0
        if frame.rsv & ~allowed:
            problems.append("5.2: reserved bits set")
        if problems:
            raise Failure(f"{frame} arrived: {', '.join(problems)}")

    # --- expecting -------------------------------------------------------------

    def expect_frame(self, opcode: int, payload: bytes | None = None) -> Frame:
        frame = self.receive()
        if frame is None:
            raise Failure(f"the stream ended where opcode {opcode} was expected")
        if frame.opcode != opcode or payload not in (None, frame.payload):
            raise Failure(f"expected opcode {opcode} {_short(payload)}, got {frame}{_close_words(frame)}")
        return frame

    def expect_message(self, opcode: int, payload: bytes) -> None:
        """A whole message, in one frame or several, compressed or not."""
        first = frame = self.expect_frame(opcode)
        octets = bytearray(first.payload)
        while not frame.fin:
            frame = self.expect_frame(CONTINUATION)
            octets += frame.payload
        got = self.codec.inflate(bytes(octets)) if first.rsv & RSV1 else bytes(octets)
        if got != payload:
            raise Failure(f"expected {_short(payload)}, got {_short(got)}")

    def expect_pong(self, payload: bytes) -> None:
        self.expect_frame(PONG, payload)

    def expect_echo(self, opcode: int, payload: bytes, **how) -> None:
        self.send_message(opcode, payload, **how)
        self.expect_message(opcode, payload)

    def expect_close(self, *codes: int | None) -> Frame:
        """A close frame with one of `codes` (None: without a code), then the end."""
        frame = self.expect_frame(CLOSE)
        code = int.from_bytes(frame.payload[:2], "big") if frame.payload else None
        if codes and code not in codes:
            raise Failure(f"expected a close with {codes}, got {code} {frame.payload[2:]!r}")
        try:
            frame.payload[2:].decode("utf-8")
        except UnicodeDecodeError:
            raise Failure("5.5.1: the reason is not UTF-8") from None
        self.expect_end()
        return frame

    def expect_failure(self, *codes: int) -> None:
        """The rule was broken: a close frame saying so and nothing else before it."""
        self.expect_close(*codes)

    def expect_end(self) -> None:
        """Section 7.1.1: the server closes first, a client waits for that."""
        self.ended = True
        if self.is_client:
            frame = self.receive()
            if frame is not None:
                raise Failure(f"after the close frame: {frame}")
        self.socket.close()

    def expect_silence(self, seconds: float) -> None:
        if self._buffer:
            raise Failure(f"expected silence, got {bytes(self._buffer[:40])!r}")
        self.socket.settimeout(seconds)
        try:
            octets = self.socket.recv(4096)
        except socket.timeout:
            return
        raise Failure(f"expected silence, got {octets[:40]!r}" if octets else "the stream ended")

    def close(self) -> None:
        """The orderly end of a case that has not ended the connection itself."""
        if self.ended:
            return
        self.send(CLOSE, frames.close_payload(1000))
        self.expect_close(1000)


def _short(octets: bytes | None) -> str:
    if octets is None:
        return ""
    return repr(octets) if len(octets) <= 40 else f"{octets[:40]!r}... ({len(octets)} octets)"


def _close_words(frame: Frame) -> str:
    if frame.opcode != CLOSE or len(frame.payload) < 2:
        return ""
    return f" code {int.from_bytes(frame.payload[:2], 'big')}"

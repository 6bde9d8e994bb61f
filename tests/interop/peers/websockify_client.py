#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""websockify's client as a byte stream's client: URL [--protocol NAME]...

Sends octets, expects the same ones back however they are cut, and closes. Exits
0 when all was well, else says what was not.
"""
import argparse
import os
import select
import sys

from websockify.websocket import (WebSocket, WebSocketWantReadError,
                                  WebSocketWantWriteError)


class Client(WebSocket):
    # Version 0.10 makes its masks as only Python 2 lets it.
    def _sendmsg(self, opcode, msg):
        return self._send(self._encode_hybi(opcode, msg, os.urandom(4)))


def octets(size, seed):
    return bytes((i * 31 + seed + i // 251) & 255 for i in range(size))


def exchange(stream, sent):
    """Writes and reads at the same time, so that neither end has to hold it all."""
    received = bytearray()
    at = 0
    while len(received) < len(sent):
        waits_to_write = [stream] if at < len(sent) or stream._send_buffer else []
        if not stream.pending():
            ready = select.select([stream], waits_to_write, [], 60)
            if not any(ready):
                sys.exit(f"failed: {len(received)} of {len(sent)} octets came")
            waits_to_write = ready[1]
        if waits_to_write:
            piece = sent[at:at + 50000]
            at += len(piece)
            try:
                stream.send(piece) if piece else stream._flush()
            except WebSocketWantWriteError:
                pass  # it was queued all the same
        try:
            data = stream.recv()
            if data is None:
                sys.exit(f"failed: closed with {stream.close_code} {stream.close_reason}")
            received += data
        except WebSocketWantReadError:
            pass
    if received != sent:
        sys.exit("failed: other octets came back")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--protocol", action="append", default=[])
    arguments = parser.parse_args()
    stream = Client()
    stream.connect(arguments.url, protocols=arguments.protocol)
    stream.socket.setblocking(False)
    for seed, size in enumerate((1, 125, 126, 65535, 65536, 1000000)):
        exchange(stream, octets(size, seed))
    stream.socket.setblocking(True)
    stream.shutdown(2)
    while True:
        if stream.recv() is None:
            break
    if stream.close_code != 1000:
        sys.exit(f"failed: closed with {stream.close_code}")


main()

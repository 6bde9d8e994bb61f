#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""websockify in front of a TCP server: HOST PORT. Says where it listens, on a port
that was free, for which websockify itself has no option."""
import socket
import sys

from websockify.websocketproxy import WebSocketProxy

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(16)
print(f"listening on ws://127.0.0.1:{listener.getsockname()[1]}", flush=True)
WebSocketProxy(listen_fd=listener.fileno(), target_host=sys.argv[1],
               target_port=int(sys.argv[2])).start_server()

# SPDX-License-Identifier: GPL-3.0-only
"""Both ends of a conversation that Gantry has no part in, for tests of the proxy.

  peer.py server [CERT KEY]     says where it listens, echoes until it is terminated
  peer.py client URL [CA [PROXYPORT]]  sends one message of each kind, through a forward
                                proxy or not; exits 0 if all came back; CA may be empty
  peer.py web CERT KEY          an HTTPS server that keeps connections; a path is a
                                number of octets
  peer.py h2 PORT PROXYPORT CA  speaks TLS through a forward proxy and offers only h2;
                                exits 0 if it reached a server of that authority
  peer.py bulk CERT KEY         answers the first octets of a connection with 4 MiB and
                                a close_notify, and waits for the other side's
"""
import asyncio
import http.server
import signal
import socket
import ssl
import sys
import urllib.parse

import websockets

TEXT = "hello, äöü 👋 " * 20
BINARY = bytes(range(256))
FRAGMENTS = ["first half, ", "second half"]


async def echo(connection, path=None):
    async for message in connection:
        await connection.send(message)


async def serve(certificate=None, key=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    ended = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set_result, None)
    async with websockets.serve(echo, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on {'wss' if context else 'ws'}://localhost:{port}", flush=True)
        await ended


def tunnel_to(port, proxy_port):
    connection = socket.create_connection(("127.0.0.1", proxy_port), 30)
    connection.sendall(f"CONNECT localhost:{port} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        octet = connection.recv(1)
        assert octet, answer
        answer += octet
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    return connection


async def converse(url, authority=None, proxy_port=None):
    options = {}
    if authority:
        options["ssl"] = ssl.create_default_context(cafile=authority)
    if proxy_port:
        port = urllib.parse.urlsplit(url).port
        options["sock"] = tunnel_to(port, int(proxy_port))
        options["sock"].setblocking(False)
        if authority:
            options["server_hostname"] = "localhost"
    async with websockets.connect(url, ping_interval=None, **options) as connection:
        await connection.send(TEXT)
        assert await connection.recv() == TEXT
        await connection.send(BINARY)
        assert await connection.recv() == BINARY
        await connection.send(FRAGMENTS)
        assert await connection.recv() == "".join(FRAGMENTS)
        await (await connection.ping(b"are you there?"))
        await connection.close(4000, "that was all")


def send_bulk(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"listening on wss://localhost:{listener.getsockname()[1]}", flush=True)
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    connection.recv(1)
    connection.sendall(bytes(4 * 1024 * 1024))
    connection.settimeout(30)
    try:
        connection.unwrap()
    except (ssl.SSLError, OSError) as error:
        print(type(error).__name__, flush=True)
    connection.close()


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = bytes(i * 7 & 255 for i in range(int(self.path[1:])))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Client", f"{self.client_address[1]}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve_pages(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"listening on https://localhost:{server.server_address[1]}", flush=True)
    server.serve_forever()


def offer_h2(port, proxy_port, authority):
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols(["h2"])
    with context.wrap_socket(tunnel_to(int(port), int(proxy_port)), server_hostname="localhost") as connection:
        assert connection.selected_alpn_protocol() != "http/1.1"


if __name__ == "__main__":
    if sys.argv[1] == "web":
        serve_pages(*sys.argv[2:])
    elif sys.argv[1] == "h2":
        offer_h2(*sys.argv[2:])
    elif sys.argv[1] == "bulk":
        send_bulk(*sys.argv[2:])
    elif sys.argv[1] == "server":
        asyncio.run(serve(*sys.argv[2:]))
    else:
        asyncio.run(asyncio.wait_for(converse(*sys.argv[2:]), 30))

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""autobahn on Twisted as a server. autobahn_server.py PORT [--deflate]"""
import sys

import autobahn
import twisted
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept
from twisted.internet import reactor


class Echo(WebSocketServerProtocol):
    def onMessage(self, payload, isBinary):
        self.sendMessage(payload, isBinary)


def accept(offers):
    for offer in offers:
        if isinstance(offer, PerMessageDeflateOffer):
            return PerMessageDeflateOfferAccept(offer)
    return None


arguments = sys.argv[1:]
if '--version' in arguments:
    print(f'{autobahn.__version__} on Twisted {twisted.__version__}')
    sys.exit(0)
for unknown in [name for name in arguments if name.startswith('--') and name != '--deflate']:
    sys.exit(f'autobahn_server.py: does not know {unknown}')
ports = [int(value) for value in arguments if not value.startswith('--')]
factory = WebSocketServerFactory()
factory.protocol = Echo
if '--deflate' in arguments:
    factory.setProtocolOptions(perMessageCompressionAccept=accept)
port = reactor.listenTCP(ports[0] if ports else 0, factory, backlog=4096, interface='127.0.0.1')
print(f'listening on ws://127.0.0.1:{port.getHost().port}', flush=True)
reactor.run()

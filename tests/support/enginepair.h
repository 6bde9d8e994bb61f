// SPDX-License-Identifier: MIT
// A server's and a client's engine, past their opening handshake, and octets carried
// from one to the other.
#pragma once

#include "support/enginepeer.h"

namespace Gantry::Test {

struct EnginePair
{
    EnginePeer server;
    EnginePeer client;

    EnginePair(Core::ConnectionOptions serverOptions, Core::ConnectionOptions clientOptions)
        : server((serverOptions.role = Core::Role::Server, serverOptions))
        , client((clientOptions.role = Core::Role::Client, clientOptions))
    {
        client.engine.startClient({.host = "example.com"}, SampleKey, client.now);
        server.engine.startServer(server.now);
        carry(client, server);
        static_cast<void>(server.engine.accept({}, server.now));
        carry(server, client);
        server.sink.events.clear();
        client.sink.events.clear();
    }

    EnginePeer &end(Core::Role role) { return role == Core::Role::Server ? server : client; }
    EnginePeer &otherEnd(Core::Role role) { return role == Core::Role::Server ? client : server; }

    //! What \a from has to send, in pieces of \a piece octets; 0: in one.
    static void carry(EnginePeer &from, EnginePeer &to, qsizetype piece = 0)
    {
        const QByteArray octets = from.output();
        for (QByteArrayView left = octets; !left.isEmpty();) {
            const QByteArrayView next = left.first(piece > 0 ? qMin(piece, left.size()) : left.size());
            to.feed(next);
            left = left.sliced(next.size());
        }
    }
};

} // namespace Gantry::Test

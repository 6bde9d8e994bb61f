// SPDX-License-Identifier: MIT
#include "wrapping/streamprotocol.h"

#include <QtCore/QPointer>

namespace Gantry {

ByteStreamTransport::~ByteStreamTransport() = default;

StreamProtocol::StreamProtocol(QObject *parent)
    : QObject(parent)
{ }

StreamProtocol::~StreamProtocol() = default;

void StreamProtocol::makeConnection(ByteStreamTransport *transport)
{
    m_transport = transport;
    connectionMade();
}

void StreamProtocol::loseTransport(const ConnectionLostReason &reason)
{
    if (!m_transport)
        return;
    const QPointer<StreamProtocol> guard(this);
    connectionLost(reason);
    if (guard)
        m_transport = nullptr;
}

void StreamProtocol::connectionMade() { }

void StreamProtocol::connectionLost(const ConnectionLostReason &) { }

void StreamProtocol::outputDrained() { }

} // namespace Gantry

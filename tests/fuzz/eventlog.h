// SPDX-License-Identifier: MIT
// An engine that runs without anything around it, and everything it does as one
// text, so that two runs can be compared.
#pragma once

#include "core/connection.h"

namespace Gantry::Fuzz {

class EventLog final : public Core::ConnectionSink, public Core::RandomSource
{
public:
    explicit EventLog(const Core::ConnectionOptions &options)
        : m_engine(options, this, this)
    { }

    Core::Connection &engine() { return m_engine; }
    //! Hands \a octets over in pieces of \a piece, and then the peer's end.
    void feed(QByteArrayView octets, qsizetype piece);

    //! Events in their order.
    const QByteArray &events() const { return m_events; }
    //! What came last.
    const Core::CloseInfo &end() const { return m_end; }
    //! Octets in their order; when they were written depends on the pieces.
    const QByteArray &output() const { return m_output; }

private:
    bool requestReceived(const Core::HandshakeRequest &request) override;
    bool responseReceived(const Core::HandshakeResponse &response) override;
    bool opened() override;
    bool messageReceived(const QByteArray &payload, bool isBinary) override;
    bool messageBegan(bool isBinary) override;
    bool frameReceived(const QByteArray &payload) override;
    bool frameBegan(quint64 length) override;
    bool frameData(const QByteArray &payload) override;
    bool frameEnded() override;
    bool messageEnded() override;
    bool pingReceived(const QByteArray &payload) override;
    bool pongReceived(const QByteArray &payload) override;
    bool closed(const Core::CloseInfo &info) override;
    quint32 nextMaskKey() override { return m_maskKey += 0x01020304; }

    Core::Connection m_engine;
    QByteArray m_events;
    QByteArray m_output;
    QByteArray m_parts; //!< of a message that comes in parts
    bool m_partsAreBinary = false;
    bool m_isInsideMessage = false;
    bool m_isInsideFrame = false;
    Core::CloseInfo m_end;
    quint32 m_maskKey = 0;
};

//! A connection that is open, with permessage-deflate agreed on: what is fed next
//! are frames.
void openAsServer(EventLog &log);
void openAsClient(EventLog &log);
//! A client that has asked and waits for the answer. The key is RFC 6455's example,
//! so that a corpus can hold answers that fit.
void startClient(EventLog &log);

//! Small limits, so that they are met.
Core::ConnectionOptions fuzzOptions(Core::Role role, Core::Delivery delivery = Core::Delivery::Message);

//! Engines that get everything at once and octet by octet, and hand it out as messages,
//! frames and streams, must all tell the same story: aborts the process when they do not.
void expectSameStory(Core::Role role, void (*open)(EventLog &), QByteArrayView octets);

} // namespace Gantry::Fuzz

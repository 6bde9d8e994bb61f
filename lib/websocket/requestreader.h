// SPDX-License-Identifier: MIT
// Reads a request's head off a new connection, within limits and time, before anybody
// has decided who serves it. Judges nothing: whoever gets the connection reads the same
// octets again.
#pragma once

#include "core/handshake/httphead.h"
#include "core/time.h"
#include "websocket/deadlinequeue.h"
#include "websocket/transport/transport.h"

#include <functional>

namespace Gantry {

class RequestReader final : public QObject, private TransportSink, private DeadlineClient
{
    // findChildren() tells classes apart by it.
    Q_OBJECT

public:
    //! \a deadline: the connection is dropped without a word then; nullopt: never.
    //! Deletes itself when it is over.
    RequestReader(std::unique_ptr<Transport> transport, const Core::Limits &limits,
                  std::optional<Core::TimePoint> deadline, QObject *parent);
    ~RequestReader() override;

    //! The transport is as new and will report everything from the first octet on. The
    //! head has no method when it could not be read.
    std::function<void(std::unique_ptr<Transport>, const Core::HttpRequestHead &)> finished;

    void start();

private:
    // TransportSink
    void bytesReceived(QByteArrayView bytes) override;
    void bytesWritten() override { }
    void peerEnded() override { }
    void transportClosed(Core::TransportEnd, const QString &) override { deleteLater(); }
    // DeadlineClient
    void deadlineReached(Core::TimePoint now) override;
    void finish();

    std::unique_ptr<Transport> m_transport;
    Core::HttpHeadReader m_reader;
    QByteArray m_octets;
    std::optional<Core::TimePoint> m_deadline;
};

} // namespace Gantry

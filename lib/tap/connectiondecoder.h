// SPDX-License-Identifier: MIT
// Reads the octets of both directions of one WebSocket connection and says what
// they are, as records. Never fails: what breaks a rule is decoded as far as it
// goes and carries a note; what cannot be framed any more becomes a note on an
// octets record. Changes nothing and answers nothing.
#pragma once

#include "core/export.h"
#include "tap/record.h"

#include <functional>
#include <memory>

namespace Gantry::Tap {

struct DecoderOptions
{
    //! Payload kept of one frame, octets; what is beyond is counted, not kept.
    qsizetype maxKeptPayload = 64 * 1024 * 1024;
    //! What one compressed message may inflate to before it is given up (noted).
    quint64 maxInflatedBytes = 64 * 1024 * 1024;
    bool secure = false; //!< the url of the OpenRecord starts with wss
    QByteArray peer = {}; //!< for the OpenRecord
};

class GANTRY_WEBSOCKET_EXPORT ConnectionDecoder
{
public:
    using Output = std::function<void(Record &&)>;

    //! Directions are as seen by the client: Sent is client to server.
    ConnectionDecoder(quint64 connection, DecoderOptions options, Output output);
    ~ConnectionDecoder();
    Q_DISABLE_COPY_MOVE(ConnectionDecoder)

    void feed(Direction direction, QByteArrayView octets, qint64 timeNs);
    //! One direction ended.
    void feedEof(Direction direction, qint64 timeNs);
    //! The connection is over: a CloseRecord follows unless one was given.
    void finish(qint64 timeNs);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Tap

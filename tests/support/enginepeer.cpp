// SPDX-License-Identifier: MIT
#include "support/enginepeer.h"

#include "core/frame/masking.h"

#include <QtCore/QtEndian>

namespace Gantry::Test {

QByteArray closePayload(quint16 code, const QByteArray &reason)
{
    QByteArray payload(2, '\0');
    qToBigEndian(code, payload.data());
    return payload + reason;
}

QList<SentFrame> readFrames(QByteArrayView octets)
{
    QList<SentFrame> frames;
    while (!octets.isEmpty()) {
        const auto [header, size] = Core::parseFrameHeader(octets);
        if (size == 0 || header.payloadLength > quint64(octets.size() - size))
            break;
        SentFrame frame{header, octets.sliced(size, qsizetype(header.payloadLength)).toByteArray()};
        if (header.masked)
            Core::applyMask({frame.payload.data(), size_t(frame.payload.size())}, header.maskKey, 0);
        octets = octets.sliced(size + frame.payload.size());
        frames.append(frame);
    }
    return frames;
}

int sentCloseCode(QByteArrayView octets)
{
    int code = -1;
    for (const SentFrame &frame : readFrames(octets)) {
        if (frame.header.opcode != quint8(Core::Opcode::Close))
            continue;
        if (code != -1)
            return -1;
        code = frame.payload.size() < 2 ? 0 : qFromBigEndian<quint16>(frame.payload.constData());
    }
    return code;
}

} // namespace Gantry::Test

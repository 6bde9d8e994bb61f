// SPDX-License-Identifier: GPL-3.0-only
#include "decode/recordstory.h"

#include "decode/closetext.h"
#include "decode/frametext.h"
#include "decode/payloadtext.h"
#include "decode/words.h"

#include <QtCore/QStringList>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString codeStory(quint16 code, QByteArrayView reason)
{
    QStringList lines{closeCodeText(code), explainCloseCode(code)};
    if (!reason.isEmpty()) {
        lines << QString() << Words::tr("Reason: %1").arg(previewLine(reason));
    }
    return lines.join(u'\n');
}

QString closeFrameStory(QByteArrayView payload)
{
    const ClosePayload close = parseClosePayload(payload);
    if (close.code) {
        return codeStory(*close.code, close.reason);
    }
    return payload.isEmpty()
        ? Words::tr("A close frame without a code: the other side sees 1005.")
        : Words::tr("A close frame whose body has one octet; a code has two (RFC 6455 section 5.5.1).");
}

QString openStory(const Tap::OpenRecord &open)
{
    const bool isAccepted = open.statusLine.contains(" 101");
    const auto orNone = [](const QByteArray &text) {
        return text.isEmpty() ? Words::tr("none") : previewLine(text);
    };
    QStringList lines{
        isAccepted                      ? Words::tr("The opening handshake is complete.")
            : open.statusLine.isEmpty() ? Words::tr("The opening handshake got no answer.")
                                        : Words::tr("The opening handshake was refused."),
        QString(),
        Words::tr("URL: %1").arg(orNone(open.url)),
        Words::tr("Peer: %1").arg(orNone(open.peer)),
        Words::tr("Subprotocol: %1").arg(orNone(open.subprotocol)),
        Words::tr("Extensions: %1").arg(orNone(open.extensions)),
    };
    if (!isAccepted && !open.statusLine.isEmpty()) {
        lines << Words::tr("Answer: %1").arg(previewLine(open.statusLine));
    }
    return lines.join(u'\n');
}

struct StoryTeller
{
    QString operator()(const Tap::OpenRecord &open) const { return openStory(open); }
    QString operator()(const Tap::FrameRecord &frame) const
    {
        const bool isClose = frame.header.opcode == quint8(Core::Opcode::Close);
        return isClose ? closeFrameStory(frame.payload) : QString();
    }
    QString operator()(const Tap::MessageRecord &) const { return {}; }
    QString operator()(const Tap::OctetsRecord &) const { return {}; }
    QString operator()(const Tap::StateRecord &) const { return {}; }
    QString operator()(const Tap::CloseRecord &close) const
    {
        const QString end = close.wasClean
            ? Words::tr("The closing handshake was complete; %1.").arg(closedByText(close.by))
            : Words::tr("The connection ended without a complete closing handshake; %1.")
                  .arg(closedByText(close.by));
        return codeStory(close.code, close.reason) + u"\n\n"_s + end;
    }
    QString operator()(const Tap::DropRecord &) const
    {
        return Words::tr("The source saw more than it could pass on and left these records out, so that "
                         "the observed program is not slowed down. What follows is complete again.");
    }
};

} // namespace

QString recordSummary(const Tap::Record &record)
{
    QStringList parts{recordTypeText(record)};
    if (const auto direction = directionOf(record)) {
        parts << directionText(*direction);
    }
    if (const quint64 connection = Tap::headOf(record).connection; connection != 0) {
        parts << Words::tr("connection %1").arg(connection);
    }
    if (std::holds_alternative<Tap::FrameRecord>(record)) {
        parts << octetsText(quint64(payloadOf(record).size()));
    }
    return parts.join(u", "_s);
}

QString recordStory(const Tap::Record &record)
{
    return std::visit(StoryTeller{}, record);
}

} // namespace Gantry::Inspector

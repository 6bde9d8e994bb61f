// SPDX-License-Identifier: GPL-3.0-only
#include "models/framecells.h"

#include "decode/frametext.h"
#include "decode/words.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString directionCell(const Tap::Record &record)
{
    const auto direction = directionOf(record);
    if (!direction) {
        return {};
    }
    const QChar arrow = *direction == Core::Direction::Sent ? u'▲' : u'▼';
    return arrow + u' ' + directionText(*direction);
}

QString wireSizeCell(const Tap::Record &record)
{
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        return QLocale().toString(frame->header.payloadLength);
    }
    const auto *octets = std::get_if<Tap::OctetsRecord>(&record);
    return octets ? QLocale().toString(octets->octets.size()) : QString();
}

QString sizeCell(const Tap::Record &record)
{
    const bool hasPayload = std::holds_alternative<Tap::FrameRecord>(record)
        || std::holds_alternative<Tap::MessageRecord>(record);
    return hasPayload ? QLocale().toString(payloadOf(record).size()) : QString();
}

QString rowSentence(const Tap::Record &record)
{
    QStringList parts;
    if (const auto direction = directionOf(record)) {
        parts << directionText(*direction);
    }
    parts << recordTypeText(record);
    if (std::holds_alternative<Tap::FrameRecord>(record)) {
        parts << octetsText(quint64(payloadOf(record).size()));
    }
    if (!noteOf(record).isEmpty()) {
        parts << Words::tr("malformed");
    }
    const QString preview = recordPreview(record);
    if (!preview.isEmpty()) {
        parts << preview;
    }
    return parts.join(u", "_s);
}

} // namespace

QString columnTitle(FrameColumn column)
{
    switch (column) {
    case FrameColumn::Number:
        return Words::tr("No.");
    case FrameColumn::Time:
        return Words::tr("Time");
    case FrameColumn::Connection:
        return Words::tr("Conn.");
    case FrameColumn::Direction:
        return Words::tr("Direction");
    case FrameColumn::Type:
        return Words::tr("Type");
    case FrameColumn::WireSize:
        return Words::tr("Wire");
    case FrameColumn::Size:
        return Words::tr("Size");
    case FrameColumn::Wamp:
        return Words::tr("WAMP");
    case FrameColumn::Pair:
        return Words::tr("Answer");
    case FrameColumn::Preview:
        break;
    }
    return Words::tr("Preview");
}

QString columnExplanation(FrameColumn column)
{
    switch (column) {
    case FrameColumn::Number:
        return Words::tr("Number of the record in this capture");
    case FrameColumn::Time:
        return Words::tr("Local time of day");
    case FrameColumn::Connection:
        return Words::tr("Number of the connection");
    case FrameColumn::Direction:
        return Words::tr(
            "Sent or received by the observed endpoint; on a proxied connection that is the client");
    case FrameColumn::Type:
        return Words::tr("Type of the frame; for a fragment, that of its message and which part it is");
    case FrameColumn::WireSize:
        return Words::tr("Octets of payload on the wire");
    case FrameColumn::Size:
        return Words::tr("Octets of payload, inflated");
    case FrameColumn::Wamp:
        return Words::tr("What the message is in WAMP, and what it is about");
    case FrameColumn::Pair:
        return Words::tr("Record that answers it (→) or that it answers (←), and how long that took");
    case FrameColumn::Preview:
        break;
    }
    return Words::tr("The beginning of what was sent, and what is wrong with it");
}

QString timeText(qint64 timeNs)
{
    constexpr qint64 NsPerMs = 1'000'000;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeNs / NsPerMs);
    const qint64 microseconds = timeNs % NsPerMs / 1000;
    return time.toString(u"HH:mm:ss.zzz"_s) + u"%1"_s.arg(microseconds, 3, 10, QLatin1Char('0'));
}

QString cellText(const Tap::Record &record, quint64 sequence, FrameColumn column)
{
    switch (column) {
    case FrameColumn::Number:
        return QLocale().toString(sequence);
    case FrameColumn::Time:
        return timeText(Tap::headOf(record).timeNs);
    case FrameColumn::Connection: {
        const quint64 connection = Tap::headOf(record).connection;
        return connection == 0 ? QString() : QString::number(connection);
    }
    case FrameColumn::Direction:
        return directionCell(record);
    case FrameColumn::Type:
        return recordTypeText(record);
    case FrameColumn::WireSize:
        return wireSizeCell(record);
    case FrameColumn::Size:
        return sizeCell(record);
    case FrameColumn::Wamp:
    case FrameColumn::Pair:
        return {};
    case FrameColumn::Preview:
        break;
    }
    return recordPreview(record);
}

QString accessibleCellText(const Tap::Record &record, quint64 sequence, FrameColumn column)
{
    if (column == FrameColumn::Number) {
        return QLocale().toString(sequence) + u": "_s + rowSentence(record);
    }
    if (column == FrameColumn::Preview) {
        return rowSentence(record);
    }
    const auto direction = directionOf(record);
    const QString text = column == FrameColumn::Direction
        ? (direction ? directionText(*direction) : Words::tr("none"))
        : cellText(record, sequence, column);
    return text.isEmpty() ? columnExplanation(column) + u": "_s + Words::tr("none")
                          : columnExplanation(column) + u": "_s + text;
}

} // namespace Gantry::Inspector

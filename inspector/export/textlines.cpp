// SPDX-License-Identifier: GPL-3.0-only
#include "export/textlines.h"

#include "decode/frametext.h"

#include <QtCore/QDateTime>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString directionColumn(const Tap::Record &record)
{
    const auto direction = directionOf(record);
    if (!direction)
        return {};
    return (*direction == Tap::Direction::Sent ? u"→ "_s : u"← "_s) + directionText(*direction);
}

QString sizeColumn(const Tap::Record &record)
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    if (!frame)
        return {};
    const auto wire = qulonglong(frame->header.payloadLength);
    const auto inflated = qulonglong(frame->payload.size());
    return wire == inflated ? u"%1 B"_s.arg(wire) : u"%1 → %2 B"_s.arg(wire).arg(inflated);
}

} // namespace

void appendTextLine(const Tap::Record &record, quint64 connection, QByteArray &out)
{
    if (std::holds_alternative<Tap::MessageRecord>(record)
        || std::holds_alternative<Tap::StateRecord>(record))
        return;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(Tap::headOf(record).timeNs / 1'000'000);
    const QString line = u"%1 %2  %3 %4 %5  %6\n"_s.arg(
        time.toString(u"HH:mm:ss.zzz"_s), (u'#' + QString::number(connection)).rightJustified(4),
        directionColumn(record).leftJustified(10), recordTypeText(record).leftJustified(12),
        sizeColumn(record).rightJustified(12), recordPreview(record));
    out += line.toUtf8();
}

} // namespace Gantry::Inspector

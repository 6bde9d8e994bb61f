// SPDX-License-Identifier: GPL-3.0-only
#include "decode/wamptext.h"

#include "decode/payloadtext.h"
#include "decode/words.h"

#include <QtCore/QLocale>
#include <QtCore/QStringList>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString decimals(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

QString typeNameOf(quint16 code)
{
    const QByteArrayView name = wampTypeName(code);
    return name.isEmpty() ? QString::number(code) : QString::fromLatin1(name);
}

} // namespace

QString wampText(const WampFrame &frame, const QByteArray &name)
{
    if (frame.type == 0) {
        return Words::tr("no WAMP message");
    }
    QStringList parts{typeNameOf(frame.type)};
    if (frame.requestType != 0) {
        parts << typeNameOf(frame.requestType);
    }
    const QByteArray &about = frame.uri.isEmpty() ? name : frame.uri;
    if (!about.isEmpty()) {
        parts << previewLine(about);
    } else if (frame.requestId != 0) {
        parts << u'#' + QString::number(frame.requestId);
    } else if (frame.objectId != 0) {
        parts << u'#' + QString::number(frame.objectId);
    }
    QString text = parts.join(u' ');
    if (frame.isProgress) {
        text += u' ' + Words::tr("(more follows)");
    }
    return frame.isMalformed ? u"⚠ "_s + text : text;
}

QString durationText(qint64 ns)
{
    constexpr double Microsecond = 1e3;
    constexpr double Millisecond = 1e6;
    constexpr double Second = 1e9;
    const auto value = double(ns);
    if (value < Microsecond) {
        return Words::tr("%1 ns").arg(QLocale().toString(ns));
    }
    if (value < Millisecond) {
        return Words::tr("%1 µs").arg(decimals(value / Microsecond));
    }
    if (value < Second) {
        return Words::tr("%1 ms").arg(decimals(value / Millisecond));
    }
    return Words::tr("%1 s").arg(decimals(value / Second));
}

QString pairText(quint64 sequence, quint64 pair, std::optional<qint64> latencyNs)
{
    if (pair == 0) {
        return {};
    }
    const QString arrow = pair > sequence ? u"→"_s : u"←"_s;
    const QString number = arrow + QLocale().toString(pair);
    return latencyNs ? number + u' ' + durationText(*latencyNs) : number;
}

} // namespace Gantry::Inspector

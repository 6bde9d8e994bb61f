// SPDX-License-Identifier: MIT
#include "loadfigures.h"

#include <QtCore/QJsonArray>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

QLatin1StringView nameOf(LoadMode mode)
{
    switch (mode) {
    case LoadMode::Echo:
        return "echo"_L1;
    case LoadMode::Rate:
        return "rate"_L1;
    case LoadMode::Churn:
        return "churn"_L1;
    case LoadMode::Broadcast:
        return "broadcast"_L1;
    }
    return {};
}

double residentPerConnection(const LoadFigures &figures, const LoadSettings &settings)
{
    return ratio(double(figures.residentOpen - figures.residentBefore),
                 double(settings.connections + settings.idle));
}

} // namespace

QJsonObject toJson(const LoadFigures &figures, const LoadSettings &settings)
{
    const auto units = double(figures.units(settings.mode));
    QJsonObject json{
        {u"mode"_s, nameOf(settings.mode)},
        {u"connections"_s, settings.connections},
        {u"idle"_s, settings.idle},
        {u"in_flight"_s, settings.inFlight},
        {u"size"_s, settings.size},
        {u"seconds"_s, figures.seconds},
        {u"messages"_s, qint64(figures.messages)},
        {u"reply_octets"_s, ratio(double(figures.payloadBytes), double(figures.messages))},
        {u"per_second"_s, ratio(units, figures.seconds)},
        {u"open_seconds"_s, figures.openSeconds},
        {u"generator_cpu_seconds"_s, figures.ownCpuSeconds},
        {u"p50_us"_s, figures.p50},
        {u"p99_us"_s, figures.p99},
        {u"max_us"_s, figures.longest},
        {u"errors"_s, QJsonArray::fromStringList(figures.errors)},
    };
    if (settings.mode == LoadMode::Churn)
        json.insert(u"cycles"_s, qint64(figures.connections));
    if (settings.mode == LoadMode::Rate)
        json.insert(u"skipped"_s, qint64(figures.skipped));
    if (!figures.cipher.isEmpty())
        json.insert(u"cipher"_s, figures.cipher);
    if (!figures.agreement.isEmpty())
        json.insert(u"deflate"_s, figures.agreement);
    if (settings.watchedProcess == 0)
        return json;
    json.insert(u"cpu_seconds"_s, figures.cpuSeconds);
    json.insert(u"cpu_share"_s, ratio(figures.cpuSeconds, figures.seconds));
    json.insert(u"per_cpu_second"_s, ratio(units, figures.cpuSeconds));
    const double ticks = figures.userSeconds + figures.systemSeconds;
    json.insert(u"user_share"_s, ratio(figures.userSeconds, ticks));
    json.insert(u"system_share"_s, ratio(figures.systemSeconds, ticks));
    json.insert(u"resident_before"_s, figures.residentBefore);
    json.insert(u"resident_open"_s, figures.residentOpen);
    json.insert(u"resident_after"_s, figures.residentAfter);
    json.insert(u"resident_per_connection"_s, residentPerConnection(figures, settings));
    return json;
}

QString toText(const LoadFigures &figures, const LoadSettings &settings)
{
    if (!figures.errors.isEmpty())
        return u"FAILED: "_s + figures.errors.join(u"; "_s);
    const auto units = double(figures.units(settings.mode));
    QString text = u"%1 %2/s, p50 %3 us, p99 %4 us, max %5 us"_s.arg(
        QString::number(ratio(units, figures.seconds), 'f', 0),
        settings.mode == LoadMode::Churn ? u"connections"_s : u"messages"_s,
        QString::number(figures.p50, 'f', 1), QString::number(figures.p99, 'f', 1),
        QString::number(figures.longest, 'f', 1));
    if (settings.watchedProcess > 0) {
        const double ticks = figures.userSeconds + figures.systemSeconds;
        text +=
            u"; server: %1 per CPU second, %2 % busy, %3 % in the kernel, %4 KiB, %5 octets a connection"_s
                .arg(QString::number(ratio(units, figures.cpuSeconds), 'f', 0),
                     QString::number(100 * ratio(figures.cpuSeconds, figures.seconds), 'f', 0),
                     QString::number(100 * ratio(figures.systemSeconds, ticks), 'f', 0),
                     QString::number(figures.residentAfter / 1024),
                     QString::number(residentPerConnection(figures, settings), 'f', 0));
    }
    if (settings.mode == LoadMode::Rate)
        text += u"; %1 skipped"_s.arg(figures.skipped);
    return text;
}

} // namespace Gantry::Bench

// SPDX-License-Identifier: MIT
#include "floodrouter.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray configuration(const FloodLimits &limits, const QString &socket)
{
    QJsonArray listeners;
    for (const QString &url : {u"ws://127.0.0.1:0"_s, u"tcp://127.0.0.1:0"_s, u"unix:"_s + socket})
        listeners.append(QJsonObject{{u"url"_s, url}, {u"limits"_s, limits.ofListeners}});
    const QJsonObject joe{{u"authid"_s, u"joe"_s}, {u"role"_s, u"user"_s}, {u"ticket"_s, u"secret"_s}};
    const QJsonObject ticket{{u"principals"_s, QJsonArray{joe}}};
    const QJsonArray realms{
        QJsonObject{{u"name"_s, u"realm1"_s},
                    {u"authentication"_s, QJsonObject{{u"anonymous"_s, QJsonObject()}}}},
        QJsonObject{{u"name"_s, u"guarded"_s}, {u"authentication"_s, QJsonObject{{u"ticket"_s, ticket}}}}};
    const QJsonObject config{
        {u"listeners"_s, listeners}, {u"realms"_s, realms}, {u"limits"_s, limits.ofRouter}};
    return QJsonDocument(config).toJson();
}

} // namespace

FloodRouter::FloodRouter(const FloodLimits &limits)
    : m_process(configuration(limits, m_folder.filePath(u"router.sock"_s)))
{ }

QUrl FloodRouter::url(const QString &channel) const
{
    if (channel == "unix"_L1)
        return QUrl(u"unix:"_s + m_folder.filePath(u"router.sock"_s));
    return m_process.url(channel == "tcp"_L1 ? 1 : 0);
}

QStringList FloodRouter::channels()
{
    return {u"websocket"_s, u"tcp"_s, u"unix"_s};
}

qint64 FloodRouter::statusFigure(const char *group, const char *figure) const
{
    const QJsonObject figures = m_process.status().value(QLatin1StringView(group)).toObject();
    const QJsonValue value = figures.value(QLatin1StringView(figure));
    return value.isDouble() ? value.toInteger() : -1;
}

void FloodRouter::addChannelRows()
{
    QTest::addColumn<QString>("channel");
    for (const QString &channel : channels())
        QTest::newRow(qPrintable(channel)) << channel;
}

bool FloodRouter::comesTo(const char *figure, qint64 value) const
{
    return QTest::qWaitFor([&] { return now(figure) == value; }, 60'000);
}

bool serves(const QUrl &url)
{
    RawWamp client(url);
    if (!client.join())
        return false;
    client.send("[48,1,{},\"wamp.session.count\"]");
    return client.take<Wamp::Result>().has_value();
}

} // namespace Gantry::Interop

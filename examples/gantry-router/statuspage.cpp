// SPDX-License-Identifier: MIT
#include "statuspage.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Figure
{
    QString key; //!< in JSON
    QString title; //!< on the page
    qint64 value;
};

QList<Figure> figuresNow(const Wamp::RouterStatistics &s)
{
    return {{u"connections"_s, u"Connections"_s, s.connections},
            {u"sessions"_s, u"Sessions"_s, s.sessions},
            {u"subscriptions"_s, u"Subscriptions"_s, s.subscriptions},
            {u"registrations"_s, u"Registrations"_s, s.registrations},
            {u"pendingCalls"_s, u"Calls under way"_s, s.pendingCalls},
            {u"retainedTopics"_s, u"Retained events"_s, s.retainedTopics},
            {u"queuedBytes"_s, u"Octets waiting for sessions"_s, s.queuedBytes},
            {u"stalledSessions"_s, u"Sessions that do not read"_s, s.stalledSessions}};
}

QList<Figure> figuresInAll(const Wamp::RouterStatistics &s)
{
    return {{u"calls"_s, u"Calls"_s, qint64(s.calls)},
            {u"results"_s, u"Results"_s, qint64(s.results)},
            {u"errors"_s, u"Errors"_s, qint64(s.errors)},
            {u"publications"_s, u"Publications"_s, qint64(s.publications)},
            {u"events"_s, u"Events sent"_s, qint64(s.events)},
            {u"eventsDropped"_s, u"Events dropped"_s, qint64(s.eventsDropped)},
            {u"protocolViolations"_s, u"Protocol violations"_s, qint64(s.protocolViolations)},
            {u"slowSessionsKilled"_s, u"Slow sessions ended"_s, qint64(s.slowSessionsKilled)}};
}

QString duration(std::chrono::seconds time)
{
    const qint64 seconds = time.count();
    const QString clock = u"%1:%2:%3"_s.arg(seconds / 3600 % 24)
                              .arg(seconds / 60 % 60, 2, 10, QChar(u'0'))
                              .arg(seconds % 60, 2, 10, QChar(u'0'));
    const qint64 days = seconds / 86400;
    return days == 0 ? clock : u"%1 d %2"_s.arg(days).arg(clock);
}

QString row(const QString &title, const QString &value)
{
    return u"<tr><th>%1</th><td>%2</td></tr>\n"_s.arg(title.toHtmlEscaped(), value);
}

QString table(const QString &title, const QString &rows)
{
    return u"<h2>%1</h2>\n<table>\n%2</table>\n"_s.arg(title, rows);
}

QString rowsOf(const QList<Figure> &figures)
{
    QString rows;
    for (const Figure &figure : figures)
        rows += row(figure.title, QString::number(figure.value));
    return rows;
}

QJsonObject objectOf(const QList<Figure> &figures)
{
    QJsonObject object;
    for (const Figure &figure : figures)
        object.insert(figure.key, figure.value);
    return object;
}

// Nothing is loaded from anywhere.
constexpr auto Head = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Gantry Router</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .2rem 0; border-bottom: 1px solid #8884; text-align: left; font-weight: normal; }
td { text-align: right; font-variant-numeric: tabular-nums; }
</style></head><body>
<h1>Gantry Router</h1>
)"_L1;

} // namespace

QByteArray statusPage(const RouterFigures &figures)
{
    QString realms;
    for (const RealmFigures &realm : figures.realms)
        realms +=
            row(realm.name, realm.sessions == 1 ? u"1 session"_s : u"%1 sessions"_s.arg(realm.sessions));
    QString listeners;
    for (const QString &url : figures.listeners)
        listeners += u"<tr><th>%1</th></tr>\n"_s.arg(url.toHtmlEscaped());
    const QString page = QString(Head) + u"<p>Up for %1.</p>\n"_s.arg(duration(figures.uptime))
        + table(u"Realms"_s, realms) + table(u"Now"_s, rowsOf(figuresNow(figures.statistics)))
        + table(u"Since it began"_s, rowsOf(figuresInAll(figures.statistics)))
        + table(u"Listening on"_s, listeners) + u"</body></html>\n"_s;
    return page.toUtf8();
}

QByteArray statusJson(const RouterFigures &figures)
{
    QJsonArray realms;
    for (const RealmFigures &realm : figures.realms)
        realms.append(QJsonObject{{u"name"_s, realm.name}, {u"sessions"_s, realm.sessions}});
    const QJsonObject status{{u"uptimeSeconds"_s, qint64(figures.uptime.count())},
                             {u"listeners"_s, QJsonArray::fromStringList(figures.listeners)},
                             {u"realms"_s, realms},
                             {u"now"_s, objectOf(figuresNow(figures.statistics))},
                             {u"total"_s, objectOf(figuresInAll(figures.statistics))}};
    return QJsonDocument(status).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace Gantry::Examples

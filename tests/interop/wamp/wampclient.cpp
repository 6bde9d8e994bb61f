// SPDX-License-Identifier: MIT
#include "wampclient.h"

#include <QtCore/QJsonDocument>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

QString text(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void insertPayload(QJsonObject &object, const QJsonArray &args, const QJsonObject &kwargs)
{
    object.insert(u"args"_s, args);
    object.insert(u"kwargs"_s, kwargs);
}

} // namespace

WampClient::WampClient(const Seat &seat, const QString &url, const QJsonObject &auth)
    : m_seat(seat)
{
    static int sessions = 0;
    m_name = u"session %1"_s.arg(++sessions);
    QJsonObject order{
        {u"url"_s, url}, {u"realm"_s, u"realm1"_s}, {u"serializer"_s, seat.manner.section(u'@', 0, 0)}};
    if (!auth.isEmpty())
        order.insert(u"auth"_s, auth);
    m_joining = tell(u"join"_s, order);
}

WampClient::~WampClient()
{
    if (m_isIn)
        leave();
}

QJsonObject WampClient::joined()
{
    const QJsonObject report = hear(m_joining);
    m_isIn = report.value("what"_L1) == "joined"_L1;
    m_session = report.value("session"_L1).toInteger();
    return report;
}

void WampClient::leave()
{
    m_isIn = false;
    tell(u"leave"_s);
}

int WampClient::tell(const QString &op, QJsonObject order)
{
    order.insert(u"op"_s, op);
    order.insert(u"session"_s, m_name);
    return m_seat.actor->tell(order);
}

QString WampClient::tale(const QJsonObject &heard, const QJsonObject &expected) const
{
    return u"%1 on %2 said %3 instead of %4\n%5"_s.arg(m_seat.implementation->name, m_seat.manner,
                                                       text(heard).left(2000), text(expected).left(2000),
                                                       m_seat.actor->story());
}

bool includes(const QJsonObject &report, const QJsonObject &expected)
{
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        if (report.value(it.key()) != it.value())
            return false;
    }
    return true;
}

QJsonObject registering(const QString &procedure, const QString &behaviour, const QJsonObject &options,
                        const QString &detail)
{
    return {{u"procedure"_s, procedure},
            {u"behaviour"_s, behaviour},
            {u"options"_s, options},
            {behaviour == "fail"_L1 ? u"error"_s : u"tag"_s, detail}};
}

QJsonObject calling(const QString &procedure, const QJsonArray &args, const QJsonObject &kwargs,
                    const QJsonObject &options)
{
    QJsonObject order{{u"procedure"_s, procedure}, {u"options"_s, options}};
    insertPayload(order, args, kwargs);
    return order;
}

QJsonObject topical(const QString &topic, const QJsonObject &options, const QJsonArray &args,
                    const QJsonObject &kwargs)
{
    QJsonObject order{{u"topic"_s, topic}, {u"options"_s, options}};
    insertPayload(order, args, kwargs);
    return order;
}

QJsonObject about(int order, const QString &mode)
{
    return {{u"of"_s, order}, {u"mode"_s, mode}};
}

QJsonObject said(const QString &what)
{
    return {{u"what"_s, what}};
}

QJsonObject payloadSaid(const QString &what, const QJsonArray &args, const QJsonObject &kwargs)
{
    QJsonObject report = said(what);
    insertPayload(report, args, kwargs);
    return report;
}

QJsonObject errorSaid(const QString &uri)
{
    return {{u"what"_s, u"error"_s}, {u"error"_s, uri}};
}

QJsonObject errorSaid(const QString &uri, const QJsonArray &args, const QJsonObject &kwargs)
{
    QJsonObject report = errorSaid(uri);
    insertPayload(report, args, kwargs);
    return report;
}

} // namespace Gantry::Interop

// SPDX-License-Identifier: MIT
// One session in a test: an actor, a name there, and the words of its orders.
#pragma once

#include "implementation.h"

#include <QtCore/QJsonArray>

namespace Gantry::Interop {

//! Who sits where.
struct Seat
{
    const WampImplementation *implementation = nullptr;
    WampActor *actor = nullptr;
    QString manner;

    //! See WampImplementation::whyNot().
    QString whyNot(const QString &what) const { return implementation->whyNot(what, manner); }
    bool can(const QString &what) const { return whyNot(what).isEmpty(); }
};

class WampClient
{
public:
    //! Joins \a realm of the router at \a url; joined() waits for that.
    WampClient(const Seat &seat, const QString &url, const QJsonObject &auth = {});
    //! Leaves, and waits for nothing.
    ~WampClient();
    Q_DISABLE_COPY_MOVE(WampClient)

    QJsonObject joined();
    qint64 session() const { return m_session; }
    //! The order that reports of the session's end belong to.
    int joining() const { return m_joining; }
    //! Says that the session is over, so that it need not be left.
    void isGone() { m_isIn = false; }
    void leave();

    int tell(const QString &op, QJsonObject order = {});
    QJsonObject hear(int order) { return m_seat.actor->hear(order); }
    bool hasReport(int order) const { return m_seat.actor->hasReport(order); }

    const Seat &seat() const { return m_seat; }

    //! For messages of failed tests.
    QString tale(const QJsonObject &heard, const QJsonObject &expected) const;

private:
    Seat m_seat;
    QString m_name;
    int m_joining = 0;
    qint64 m_session = 0;
    bool m_isIn = false;
};

//! Whether \a report has all that \a expected has.
bool includes(const QJsonObject &report, const QJsonObject &expected);

// Orders.
QJsonObject registering(const QString &procedure, const QString &behaviour, const QJsonObject &options = {},
                        const QString &detail = {});
QJsonObject calling(const QString &procedure, const QJsonArray &args = {}, const QJsonObject &kwargs = {},
                    const QJsonObject &options = {});
QJsonObject topical(const QString &topic, const QJsonObject &options = {}, const QJsonArray &args = {},
                    const QJsonObject &kwargs = {});
QJsonObject about(int order, const QString &mode = {});
// Reports.
QJsonObject said(const QString &what);
QJsonObject payloadSaid(const QString &what, const QJsonArray &args = {}, const QJsonObject &kwargs = {});
QJsonObject errorSaid(const QString &uri);
QJsonObject errorSaid(const QString &uri, const QJsonArray &args, const QJsonObject &kwargs = {});

} // namespace Gantry::Interop

//! The next report that \a client has for \a order includes what follows.
#define EXPECT(client, order, ...)                                                                           \
    do {                                                                                                     \
        const QJsonObject heard = (client).hear(order);                                                      \
        const QJsonObject expected = __VA_ARGS__;                                                            \
        QVERIFY2(::Gantry::Interop::includes(heard, expected), qPrintable((client).tale(heard, expected)));  \
    } while (false)

//! Skips the row unless who sits there can do \a what.
#define SKIP_UNLESS(seat, what)                                                                              \
    do {                                                                                                     \
        const QString why = (seat).whyNot(what);                                                             \
        if (!why.isEmpty())                                                                                  \
            QSKIP(qUtf8Printable(why));                                                                      \
    } while (false)

//! Declares a client that has joined; url() of the scope says where.
#define JOIN(client, place)                                                                                  \
    WampClient client(place, url(place));                                                                    \
    do {                                                                                                     \
        const QJsonObject heard = (client).joined();                                                         \
        const QJsonObject expected = ::Gantry::Interop::said(QStringLiteral("joined"));                      \
        QVERIFY2(includes(heard, expected), qPrintable((client).tale(heard, expected)));                     \
    } while (false)

// SPDX-License-Identifier: MIT
// A WAMP client that does what a test tells it, whichever implementation it is: ours in
// this process, somebody else's in one of the scripts in ../peers. This is the contract of
// all of them.
#pragma once

#include <QtCore/QHash>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QObject>

namespace Gantry::Interop {

/*!
    Takes orders and reports what comes of them; one object each, on a line of its own where
    it goes through a pipe. Orders have a number "n", the name of a "session", and an "op":

        join         url realm serializer [auth {method authid secret}]
                                               joined session authid authrole authmethod
                                               or refused reason; later left reason,
                                               disconnected
        leave
        register     procedure behaviour [options {match invoke}] [error] [tag]
                                               registered; hang: invoked, interrupted
        unregister   of                        unregistered
        call         procedure [args kwargs] [options {receive_progress timeout disclose_me}]
                                               progress args kwargs, result args kwargs
        cancel       of mode
        subscribe    topic [options {match get_retained}]
                                               subscribed; event args kwargs topic
                                               publication publisher publisher_authid
                                               publisher_authrole retained
        unsubscribe  of                        unsubscribed
        publish      topic [args kwargs] [options]
                                               sent, or published publication

    "of" is the number of an earlier order. Reports have the number of the order they belong
    to and a word for "what" happened, as above, or error with error, args and kwargs. In args
    and kwargs {"$bytes": hex} stands for octets. Behaviours of procedures:

        echo      answers what it got
        add       the sum of the args
        fail      answers the error of its order, with what it got
        progress  as many progressive results as its argument says, [i] {of: n}, if they are
                  wanted; then [n]
        hang      answers only when it is interrupted: wamp.error.canceled
        tell      [tag] {procedure caller caller_authid caller_authrole}
*/
class WampActor : public QObject
{
    Q_OBJECT

public:
    //! Gives \a order a number and hands it over. The number.
    int tell(QJsonObject order);
    //! Waits for the next report that belongs to \a order and takes it; empty: none came.
    QJsonObject hear(int order);
    //! Whether one is there that nobody heard yet.
    bool hasReport(int order) const { return !m_reports.value(order).isEmpty(); }

    //! False when nothing will be reported any more.
    virtual bool isAlive() const { return true; }
    //! For messages of failed tests.
    virtual QString story() { return {}; }

Q_SIGNALS:
    void reported();

protected:
    virtual void obey(const QJsonObject &order) = 0;
    void report(const QJsonObject &report);

private:
    int m_lastOrder = 0;
    QHash<int, QList<QJsonObject>> m_reports; //!< that nobody heard yet, by order
};

} // namespace Gantry::Interop

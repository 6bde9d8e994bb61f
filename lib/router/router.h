// SPDX-License-Identifier: MIT
// An embedded WAMP router: the realms of a process and the sessions that join them.
#pragma once

#include "../wamp/transport/transport.h"
#include "realm.h"
#include "routeroptions.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>

#include <memory>

namespace Gantry::Wamp {

class RouterCore;

/*!
    Broker and dealer for the clients of any number of connections, all in one thread. It
    listens nowhere itself: factories of connections, and connectInProcess(), get its
    sessionCreator().

    \code
    Router router;
    router.addRealm({.name = u"realm1"_s, .allowAnonymous = true});
    WampWebSocketServerFactory factory(router.sessionCreator(), url);
    \endcode

    It goes with all its sessions, whose connections are dropped; shutDown() says goodbye.
*/
class GANTRY_WAMP_EXPORT Router : public QObject
{
    Q_OBJECT

public:
    explicit Router(QObject *parent = nullptr);
    explicit Router(const RouterOptions &options, QObject *parent = nullptr);
    ~Router() override;

    const RouterOptions &options() const;
    //! For what sessions ask for from now on; those that are connected keep their
    //! sessionQueueBytes.
    void setOptions(const RouterOptions &options);

    //! The router's. nullptr: there is one of that name, or the name is no URI, or the
    //! router is shutting down.
    Realm *addRealm(const RealmOptions &options);
    Realm *realm(const QString &name) const; //!< nullptr: there is none
    QStringList realms() const;
    //! Says GOODBYE with wamp.close.close_realm to its sessions. The realm is gone when this
    //! returns; false: there was none.
    bool closeRealm(const QString &name);

    //! What makes the router's ends of connections; valid also when the router is gone, when
    //! it refuses them.
    SessionCreator sessionCreator();

    /*!
        Says GOODBYE with wamp.close.system_shutdown to all sessions and takes no more. The
        future is finished when all connections are gone; those that take longer than
        \a patience are dropped then.
    */
    QFuture<void> shutDown(std::chrono::milliseconds patience = std::chrono::seconds(5));

    RouterStatistics statistics() const;

Q_SIGNALS:
    void realmAdded(const QString &realm);
    void realmClosed(const QString &realm);
    // From the event loop, after it happened.
    void sessionJoined(const QString &realm, Gantry::Wamp::Id session);
    void sessionLeft(const QString &realm, Gantry::Wamp::Id session);
    //! \a count events since the last time were not sent to \a session, which does not read;
    //! at most once a second.
    void eventsDropped(Gantry::Wamp::Id session, quint64 count);

private:
    friend class RouterCore;
    std::unique_ptr<RouterCore> m_core;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// The router, its realms and its listeners: begins, changes and ends them. Knows no command
// line and no file.
#pragma once

#include "routerlistener.h"
#include "statuspage.h"

#include <Gantry/Router>

#include <QtCore/QElapsedTimer>

#include <vector>

namespace Gantry::Examples {

class RouterServer : public QObject
{
    Q_OBJECT

public:
    explicit RouterServer(const Wamp::RouterOptions &limits, QObject *parent = nullptr);
    ~RouterServer() override;

    //! Becomes what \a setup says: what is in both stays with its connections and sessions.
    struct Applied
    {
        QString error = {}; //!< why a port could not be opened; empty: all is as it is to be
        bool isAsBefore = false; //!< nothing was changed; else all but that port was
    };
    [[nodiscard]] Applied apply(const RouterSetup &setup);
    //! As they were bound; those that were opened last come last.
    QStringList urls() const;

    //! Says goodbye to every session and emits finished() when they have gone, or after
    //! \a patience.
    void stop(std::chrono::milliseconds patience);

Q_SIGNALS:
    //! A port was opened.
    void listening(const QString &url);
    void finished();

private:
    using Listeners = std::vector<std::unique_ptr<RouterListener>>;

    Applied applyListeners(const QList<ListenerSetup> &setups);
    //! Opens a port for each of \a setups, for which those of \a leaving stand aside. Empty, or
    //! why it cannot, and none is open.
    QString open(const QList<const ListenerSetup *> &setups, Listeners &leaving, Listeners &opened);
    void applyRealms(const QList<RealmSetup> &setups);
    void retire(std::unique_ptr<RouterListener> listener);
    void finishWhenEmpty();
    RouterFigures figures() const;
    std::optional<ConnectDecision> page(const QString &name) const;

    QElapsedTimer m_clock;
    Wamp::Router m_router;
    QMap<QString, RealmSetup> m_realms;
    // They go before the router, whose sessions' connections they hold.
    Listeners m_listeners;
    Listeners m_retired; //!< until their connections are gone
    bool m_isStopping = false;
};

} // namespace Gantry::Examples

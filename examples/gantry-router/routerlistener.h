// SPDX-License-Identifier: MIT
// One address of the router, WebSocket or RawSocket: its factory and its port. A reload
// changes it in place where it can, so that its connections stay.
#pragma once

#include "routersetup.h"

#include <Gantry/WampRawSocketListener>
#include <Gantry/WampRawSocketServerFactory>
#include <Gantry/WampWebSocketServerFactory>
#include <Gantry/WebSocketListener>

#include <QtCore/QPointer>

#include <vector>

namespace Gantry::Examples {

class RouterListener
{
public:
    //! Answers a plain GET: a page for "", JSON for "status.json", nothing for other names.
    using PageMaker = std::function<std::optional<ConnectDecision>(const QString &name)>;

    RouterListener(const ListenerSetup &setup, const Wamp::SessionCreator &creator, const PageMaker &pages);

    //! Opens the port. Empty, or why not.
    [[nodiscard]] QString open();
    //! Whether update() can make of it what \a setup says.
    bool isLike(const ListenerSetup &setup) const;
    //! Its connections go on. Empty; or why its port cannot be opened again, and it is as it
    //! was.
    [[nodiscard]] QString update(const ListenerSetup &setup);
    //! No new connections; those that there are go on.
    void stopListening();
    //! Says goodbye to those as well.
    QFuture<void> shutDown(std::chrono::milliseconds patience);

    //! As it was bound.
    QString url() const;
    const ListenerSetup &setup() const { return m_setup; }

private:
    QString openAt(const QUrl &url);
    void applyOptions();
    QUrl boundUrl() const;
    ConnectDecision decide(const ConnectionRequest &request) const;
    ConnectDecision answer(const HttpRequest &request) const;
    QString configuredPath() const;

    ListenerSetup m_setup;
    Wamp::SessionCreator m_creator;
    PageMaker m_pages;
    // One of them.
    std::unique_ptr<WampWebSocketServerFactory> m_webSockets;
    std::unique_ptr<WampRawSocketServerFactory> m_rawSockets;
    //! Their ports are closed, some of their connections still go on.
    std::vector<std::unique_ptr<WampWebSocketServerFactory>> m_former;
    QPointer<WebSocketListener> m_webSocketPort;
    QPointer<WampRawSocketListener> m_rawSocketPort;
};

} // namespace Gantry::Examples

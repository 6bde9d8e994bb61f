// SPDX-License-Identifier: MIT
// Our client's ways to a router.
#pragma once

#include <Gantry/ApplicationSession>

#include <QtCore/QUrl>

#include <memory>

namespace Gantry::Interop {

//! Connects \a session to the router at \a url: ws://, rs:// or unix:, and speaks \a
//! serializer there. What is answered keeps the connection; \a session is borrowed.
std::unique_ptr<QObject> connectOwn(Wamp::ApplicationSession *session, const QUrl &url,
                                    const QString &serializer);

} // namespace Gantry::Interop

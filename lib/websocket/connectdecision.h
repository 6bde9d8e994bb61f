// SPDX-License-Identifier: MIT
// A server's answer to a request, given at once or later.
#pragma once

#include "../core/export.h"
#include "connectiondetails.h"

#include <QtCore/QUrl>

#include <memory>

namespace Gantry {

class PendingDecision;
class PendingDecisionState;

//! What WebSocketServerProtocol::connectRequest() and plainRequest() return.
class GANTRY_WEBSOCKET_EXPORT ConnectDecision
{
public:
    enum class Kind : quint8 { Accept, Deny, Later, Page, Status, Release };

    //! Yes. \a subprotocol is one that the client offered, or empty for none;
    //! \a headers are added to the answer. Breaking either rule is a bug of the
    //! caller: it is logged, and the client gets a 500.
    static ConnectDecision accept(const QString &subprotocol = {}, const HeaderFields &headers = {});

    //! No: \a status is 300 to 599, \a reason the reason phrase (empty: the standard
    //! one), \a headers are added to the answer (Location, WWW-Authenticate ...),
    //! \a body is text in UTF-8 (empty: the reason). The connection is closed once
    //! the client has read it.
    static ConnectDecision deny(int status = 403, const QString &reason = {},
                                const HeaderFields &headers = {}, const QByteArray &body = {});

    //! The answer comes through handle(). The opening handshake's deadline goes on.
    static ConnectDecision later();

    //! Elsewhere: a deny() with \a url in Location. Check \a url against a list when any
    //! part of it comes from the request: a server that sends people wherever a link says
    //! is an open redirect, which autobahn's ?redirect= is and nothing here does by itself.
    static ConnectDecision redirect(const QUrl &url, int status = 303);

    // For plainRequest() only; a WebSocket gets a 500 for them, and a line in the log:

    //! \a body as it is. \a status is 200 to 599. HEAD gets all but the body.
    static ConnectDecision page(const QByteArray &body,
                                const QByteArray &contentType = QByteArrayLiteral("text/html; charset=utf-8"),
                                int status = 200, const HeaderFields &headers = {});
    //! What is answered when nobody is asked: by the option webStatus.
    static ConnectDecision serverStatus();

    //! Somebody else answers, a plain request or a WebSocket: the factory's socket handler
    //! gets the connection with every octet that came. For this object it is over:
    //! onClose(false, 1006, ...) follows.
    static ConnectDecision release();

    Kind kind() const noexcept { return m_kind; }
    //! The place where a later() is answered.
    PendingDecision handle() const;

    const QString &subprotocol() const noexcept { return m_text; }
    const QString &reason() const noexcept { return m_text; }
    int status() const noexcept { return m_status; }
    const HeaderFields &headers() const noexcept { return m_headers; }
    const QByteArray &body() const noexcept { return m_body; }
    //! Empty: plain text.
    const QByteArray &contentType() const noexcept { return m_contentType; }

private:
    explicit ConnectDecision(Kind kind)
        : m_kind(kind)
    { }
    friend class WebSocketServerProtocol;

    Kind m_kind;
    int m_status = 0;
    QString m_text; //!< Accept: the subprotocol; Deny: the reason phrase
    HeaderFields m_headers;
    QByteArray m_body;
    QByteArray m_contentType;
    //! Shared between the connection and every copy of the handle, none of which
    //! knows who goes last.
    std::shared_ptr<PendingDecisionState> m_state;
};

//! Answers a ConnectDecision::later(). A value: copies answer the same request. Use
//! it in the thread of the connection; it may outlive the connection.
class GANTRY_WEBSOCKET_EXPORT PendingDecision
{
public:
    //! Accepts or denies. false, and no effect, when the request was answered
    //! already, \a decision is a later(), or the connection is gone.
    bool answer(const ConnectDecision &decision) const;
    //! Whether somebody still waits for answer().
    bool isPending() const;

private:
    explicit PendingDecision(std::shared_ptr<PendingDecisionState> state);
    friend class ConnectDecision;

    std::shared_ptr<PendingDecisionState> m_state;
};

} // namespace Gantry

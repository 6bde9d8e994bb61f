// SPDX-License-Identifier: GPL-3.0-only
// A client that opens a connection as it should and then breaks one rule of RFC 6455
// after the other, a connection each: what the server makes of it is worth seeing.
// Works on a bare socket, because no client of ours can be made to send such frames.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Inspector {

class RuleBreaker : public QObject
{
    Q_OBJECT

public:
    explicit RuleBreaker(const QUrl &server, QObject *parent = nullptr);

private:
    void visit();
    void shakeHands();
    void readAnswer();

    const QUrl m_server;
    QTcpSocket m_socket;
    QTimer m_timer;
    QByteArray m_answer;
    int m_visits = 0;
};

} // namespace Gantry::Inspector

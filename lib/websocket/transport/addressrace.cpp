// SPDX-License-Identifier: MIT
#include "websocket/transport/addressrace.h"

#include "websocket/deletesoon.h"
#include "websocket/logging_p.h"

#include <QtNetwork/QNetworkProxy>

#include <algorithm>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

QList<QHostAddress> interleaved(const QList<QHostAddress> &addresses)
{
    if (addresses.isEmpty())
        return {};
    QList<QHostAddress> first;
    QList<QHostAddress> second;
    for (const QHostAddress &address : addresses) {
        auto &family = address.protocol() == addresses.constFirst().protocol() ? first : second;
        if (!family.contains(address))
            family.append(address);
    }
    QList<QHostAddress> result;
    for (qsizetype i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            result.append(first[i]);
        if (i < second.size())
            result.append(second[i]);
    }
    return result;
}

AddressRace::AddressRace(Settings settings)
    : m_settings(std::move(settings))
{
    const QHostAddress &from = m_settings.bindAddress;
    if (!from.isNull())
        m_settings.addresses.removeIf(
            [&](const QHostAddress &address) { return address.protocol() != from.protocol(); });
}

AddressRace::~AddressRace()
{
    stop();
}

void AddressRace::start()
{
    if (!m_settings.addresses.isEmpty()) {
        startNext();
        return;
    }
    m_isOver = true;
    lost(u"it has no address of the family of %1"_s.arg(m_settings.bindAddress.toString()));
}

void AddressRace::stop()
{
    m_isOver = true;
    DeadlineQueue::cancel(this);
    for (Attempt &attempt : std::exchange(m_attempts, {}))
        discard(std::move(attempt.socket));
}

void AddressRace::startNext()
{
    DeadlineQueue::cancel(this);
    const QHostAddress address = m_settings.addresses.at(m_next++);
    qCDebug(connectorLog).noquote() << "trying" << address.toString() << "port" << m_settings.port;
    if (m_next < m_settings.addresses.size()) {
        m_nextStart = std::chrono::steady_clock::now() + AttemptDelay;
        DeadlineQueue::schedule(this, m_nextStart);
    }
    QAbstractSocket *socket = m_attempts.emplace_back(address, m_settings.makeSocket()).socket.get();
    socket->setProxy(QNetworkProxy::NoProxy);
    connect(socket, &QAbstractSocket::connected, this, [this, socket] { onConnected(socket); });
    connect(socket, &QAbstractSocket::errorOccurred, this, [this, socket] { onError(socket); });
    if (bind(*socket))
        socket->connectToHost(address.toString(), m_settings.port, m_settings.openMode);
}

bool AddressRace::bind(QAbstractSocket &socket)
{
    const QHostAddress &from = m_settings.bindAddress;
    if (from.isNull())
        return true;
    socket.blockSignals(true);
    const bool isBound = socket.bind(from);
    socket.blockSignals(false);
    if (!isBound)
        attemptFailed(from, u"cannot come from there: "_s + take(&socket)->errorString());
    return isBound;
}

void AddressRace::onConnected(QAbstractSocket *socket)
{
    if (m_isOver)
        return;
    std::unique_ptr<QAbstractSocket> winner = take(socket);
    qCDebug(connectorLog).noquote() << "reached" << winner->peerAddress().toString();
    winner->disconnect(this);
    stop();
    won(std::move(winner));
}

void AddressRace::onError(QAbstractSocket *socket)
{
    const auto attempt = std::ranges::find(m_attempts, socket,
                                           [](const Attempt &candidate) { return candidate.socket.get(); });
    if (m_isOver || attempt == m_attempts.end())
        return;
    const QHostAddress address = attempt->address;
    const QString text = socket->errorString();
    discard(take(socket));
    attemptFailed(address, text);
}

void AddressRace::attemptFailed(const QHostAddress &address, const QString &text)
{
    qCDebug(connectorLog).noquote() << "no connection to" << address.toString() << text;
    const bool isOnlyOne = m_settings.addresses.size() == 1;
    m_errors.append(isOnlyOne ? text : address.toString() + u": "_s + text);
    if (m_next < m_settings.addresses.size()) {
        startNext(); // section 5: there is nothing to wait for
    } else if (m_attempts.empty()) {
        m_isOver = true;
        lost(m_errors.join(u"; "_s));
    }
}

std::unique_ptr<QAbstractSocket> AddressRace::take(QAbstractSocket *socket)
{
    const auto attempt = std::ranges::find(m_attempts, socket,
                                           [](const Attempt &candidate) { return candidate.socket.get(); });
    std::unique_ptr<QAbstractSocket> taken = std::move(attempt->socket);
    m_attempts.erase(attempt);
    return taken;
}

//! One of the socket's own signals may be what led here.
void AddressRace::discard(std::unique_ptr<QAbstractSocket> socket)
{
    socket->disconnect(this);
    socket->abort();
    deleteSoon(socket.release());
}

void AddressRace::deadlineReached(Core::TimePoint now)
{
    if (m_isOver || m_next >= m_settings.addresses.size())
        return;
    if (now < m_nextStart)
        DeadlineQueue::schedule(this, m_nextStart);
    else
        startNext();
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "attach/attachclient.h"

#include "attach/socketdirectory.h"

#include <QtCore/QPointer>

#include <utility>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

namespace {

//! What waits in this process when records come faster than they are taken. The
//! rest waits, and is dropped and counted, in the other one.
constexpr qint64 ReadBufferBytes = 1024 * 1024;

} // namespace

AttachClient::AttachClient(QObject *parent)
    : QObject(parent)
    , m_socket(this)
{
    m_socket.setReadBufferSize(ReadBufferBytes);
    connect(&m_socket, &QLocalSocket::readyRead, this, &AttachClient::readSocket);
    connect(&m_socket, &QLocalSocket::disconnected, this, &AttachClient::handleEnd);
    connect(&m_socket, &QLocalSocket::errorOccurred, this, &AttachClient::handleSocketError);
}

AttachClient::~AttachClient()
{
    m_socket.disconnect(this); // closing it reports once more
}

void AttachClient::connectTo(qint64 pid)
{
    const QString complaint = complaintAboutDirectory(socketDirectory());
    if (!complaint.isEmpty())
        return fail(complaint);
    connectTo(socketPath(pid));
}

void AttachClient::connectTo(const QString &socketPath)
{
    m_socket.connectToServer(socketPath);
}

void AttachClient::disconnectFromProcess()
{
    m_socket.disconnectFromServer();
}

void AttachClient::setKinds(Tap::RecordKinds kinds)
{
    m_kinds = kinds;
    if (m_attached)
        sendKinds();
}

void AttachClient::sendKinds()
{
    m_socket.write(encodeKindsRequest(m_kinds));
}

void AttachClient::readSocket()
{
    const QByteArray bytes = m_socket.readAll();
    QByteArrayView rest = bytes;
    if (!m_attached) {
        rest = rest.sliced(m_greeting.feed(rest));
        if (m_greeting.status() == GreetingReader::Status::Error)
            return fail(m_greeting.errorText());
        if (m_greeting.status() == GreetingReader::Status::NeedMore)
            return;
        m_attached = true;
        m_process = m_greeting.process();
        sendKinds();
        const QPointer<AttachClient> guard(this);
        Q_EMIT attached(m_process);
        if (!guard)
            return;
    }
    readRecords(rest);
}

void AttachClient::readRecords(QByteArrayView bytes)
{
    m_records.feed(bytes);
    QList<Tap::Record> records;
    while (std::optional<Tap::Record> record = m_records.next())
        records.append(*std::move(record));
    const QPointer<AttachClient> guard(this);
    if (!records.isEmpty())
        Q_EMIT recordsReady(records);
    if (guard && m_records.hasError())
        fail(u"the program sent a malformed record"_s);
}

void AttachClient::handleEnd()
{
    if (!m_attached)
        return fail(u"the program hung up before it said who it is"_s);
    if (!std::exchange(m_over, true))
        Q_EMIT disconnected();
}

void AttachClient::handleSocketError()
{
    // A process that ends is what disconnected() reports.
    if (m_socket.error() != QLocalSocket::PeerClosedError)
        fail(m_socket.errorString());
}

void AttachClient::fail(const QString &text)
{
    if (std::exchange(m_over, true))
        return;
    m_socket.abort();
    Q_EMIT errorOccurred(text);
}

} // namespace Gantry::Attach

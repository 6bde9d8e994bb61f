// SPDX-License-Identifier: MIT
#include "loadpeer.h"

#include <QtCore/QVariant>

namespace Gantry::Bench {

using namespace Wamp;

namespace {

const Payload &text()
{
    static const Payload payload = Payload::fromValues({QString(64, u'x')});
    return payload;
}

} // namespace

void LoadPeer::onTransportOpen()
{
    Hello hello{.realm = QByteArrayLiteral("realm1")};
    for (const Role role : {Role::Publisher, Role::Subscriber, Role::Caller, Role::Callee})
        hello.details.roles.add(role);
    if (!isAccepted(transport()->send(Message(std::move(hello)))))
        m_isLost = true;
}

void LoadPeer::joined()
{
    SendStatus status = SendStatus::Sent;
    if (m_part == Part::Callee)
        status = transport()->send(Message(Register{.request = m_requests.next(), .procedure = m_name}));
    else if (m_part == Part::Subscriber)
        status = transport()->send(Message(Subscribe{.request = m_requests.next(), .topic = m_name}));
    else
        m_isReady = true;
    m_isLost = m_isLost || !isAccepted(status);
}

void LoadPeer::onMessage(Message &message)
{
    switch (messageType(message)) {
    case MessageType::Welcome:
        joined();
        break;
    case MessageType::Registered:
    case MessageType::Subscribed:
        m_isReady = true;
        break;
    case MessageType::Invocation: {
        auto &invocation = std::get<Invocation>(message);
        if (!isAccepted(transport()->send(
                Message(Yield{.request = invocation.request, .payload = std::move(invocation.payload)}))))
            m_isLost = true;
        break;
    }
    case MessageType::Result:
        ++m_received;
        call();
        break;
    case MessageType::Event:
        ++m_received;
        break;
    default: // an ERROR or ABORT: the figure would mean nothing
        m_isLost = true;
    }
}

void LoadPeer::begin(int count, int inFlight)
{
    m_toSend = count;
    if (m_part == Part::Publisher) {
        publish();
        return;
    }
    for (int i = 0; i < inFlight; ++i)
        call();
}

void LoadPeer::call()
{
    if (m_toSend == 0)
        return;
    --m_toSend;
    if (!isAccepted(transport()->send(
            Message(Call{.request = m_requests.next(), .procedure = m_name, .payload = text()}))))
        m_isLost = true;
}

void LoadPeer::publish()
{
    while (m_toSend > 0 && !m_isLost) {
        --m_toSend;
        const SendStatus status = transport()->send(
            Message(Publish{.request = m_requests.next(), .topic = m_name, .payload = text()}));
        m_isLost = !isAccepted(status);
        if (status == SendStatus::Full)
            return; // onDrained() goes on
    }
}

void LoadPeer::onDrained()
{
    publish();
}

void LoadPeer::onInvalidMessage(const DecodeError &error)
{
    qWarning("bench-wamp: the router sent what is no message: %s", qPrintable(error.text));
    m_isLost = true;
}

void LoadPeer::onTransportClose(const TransportEnd &end)
{
    if (!end.wasClean)
        qWarning("bench-wamp: a connection ended: %s", qPrintable(end.reason));
    m_isLost = true;
}

} // namespace Gantry::Bench

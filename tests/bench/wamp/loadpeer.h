// SPDX-License-Identifier: MIT
// One of Gantry's own clients at work: the least that a callee, caller, subscriber or
// publisher has to do, without the conveniences of a session.
#pragma once

#include <Gantry/WampTransport>

#include <functional>

namespace Gantry::Bench {

class LoadPeer : public Wamp::MessagePeer
{
public:
    enum class Part : quint8 { Callee, Caller, Subscriber, Publisher };

    //! \a name is the procedure or topic.
    LoadPeer(Part part, QByteArray name)
        : m_part(part)
        , m_name(std::move(name))
    { }

    //! Caller: makes \a count calls, \a inFlight at a time. Publisher: publishes.
    void begin(int count, int inFlight);

    bool isReady() const { return m_isReady; }
    bool isLost() const { return m_isLost; }
    //! Answers or events that came.
    qint64 received() const { return m_received; }

protected:
    void onTransportOpen() override;
    void onMessage(Wamp::Message &message) override;
    void onInvalidMessage(const Wamp::DecodeError &error) override;
    void onTransportClose(const Wamp::TransportEnd &end) override;
    void onDrained() override;

private:
    void joined();
    void call();
    void publish();

    Part m_part;
    QByteArray m_name;
    Wamp::IdSequence m_requests;
    int m_toSend = 0;
    qint64 m_received = 0;
    bool m_isReady = false;
    bool m_isLost = false;
};

} // namespace Gantry::Bench

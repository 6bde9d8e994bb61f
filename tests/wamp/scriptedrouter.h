// SPDX-License-Identifier: MIT
// The router's ends of connections, which answer what a component asks and do as the test
// says.
#pragma once

#include "wamp/message/errors.h"
#include "wamp/transport/transport.h"

#include <QtCore/QStringList>

#include <memory>
#include <set>

namespace Gantry::Test {

using namespace Qt::Literals::StringLiterals;
using namespace Wamp;

class ScriptedRouter
{
public:
    ScriptedRouter() = default;
    ~ScriptedRouter()
    {
        while (!ends.empty())
            delete *ends.begin(); // which aborts what it is connected to
    }
    Q_DISABLE_COPY_MOVE(ScriptedRouter)

    //! One connection.
    class End final : public MessagePeer
    {
    public:
        explicit End(ScriptedRouter *router)
            : m_router(router)
        {
            m_router->ends.insert(this);
        }
        ~End() override { m_router->ends.erase(this); }

    private:
        void onTransportOpen() override { }
        void onInvalidMessage(const DecodeError &error) override { m_router->log << error.text; }
        void onTransportClose(const TransportEnd &) override { delete this; }
        void onMessage(Message &message) override
        {
            if (const auto *hello = std::get_if<Hello>(&message)) {
                ++m_router->joins;
                if (m_router->refusal.isEmpty())
                    transport()->send(welcome());
                else
                    transport()->send(Abort{.reason = m_router->refusal});
                m_router->log << u"hello "_s + hello->realm.toString();
            } else if (const auto *subscribe = std::get_if<Subscribe>(&message)) {
                m_router->log << u"subscribe "_s + subscribe->topic.toString();
                transport()->send(Subscribed{.request = subscribe->request, .subscription = ++m_lastId});
            } else if (const auto *request = std::get_if<Register>(&message)) {
                m_router->log << u"register "_s + request->procedure.toString();
                if (request->procedure == m_router->taken)
                    transport()->send(Error{.requestType = MessageType::Register,
                                            .request = request->request,
                                            .error = Uris::procedureAlreadyExists});
                else
                    transport()->send(Registered{.request = request->request, .registration = ++m_lastId});
            } else if (std::holds_alternative<Goodbye>(message)) {
                m_router->log << u"goodbye"_s;
                transport()->send(Goodbye{.reason = Uris::goodbyeAndOut});
            } else {
                m_router->log << QString::fromLatin1(messageRule(messageType(message)).name);
            }
        }

        Welcome welcome() const
        {
            Welcome welcome{.session = Id(m_router->joins)};
            welcome.details.roles.add(Role::Broker);
            welcome.details.roles.add(Role::Dealer);
            return welcome;
        }

        ScriptedRouter *m_router;
        Id m_lastId = 0;
    };

    //! Outlived by this.
    SessionCreator sessionCreator()
    {
        return [this]() -> MessagePeer * { return isFull ? nullptr : new End(this); };
    }
    void send(const Message &message)
    {
        for (End *end : ends)
            end->transport()->send(message);
    }
    //! Loses all connections.
    void drop()
    {
        for (End *end : ends)
            end->transport()->abort();
    }

    std::set<End *> ends;
    QStringList log;
    int joins = 0;
    bool isFull = false; //!< takes no connection
    QString refusal; //!< of joins
    Utf8 taken; //!< a procedure that is not to be had
};

} // namespace Gantry::Test

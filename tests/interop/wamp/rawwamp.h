// SPDX-License-Identifier: MIT
// A client that says what a test tells it, right or wrong, in octets of its own, over
// WebSocket or RawSocket. By itself it answers pings and the close frame, and nothing else.
#pragma once

#include "wampoctets.h"

#include "support/soak.h"

#include <Gantry/WampMessage>
#include <Gantry/WampSerializer>

#include <QtCore/QUrl>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QTcpSocket>

#include <functional>
#include <optional>

namespace Gantry::Interop {

class RawWamp : public QObject
{
public:
    //! Connects at once to \a url: ws, tcp or unix.
    explicit RawWamp(const QUrl &url, const QString &serializer = QStringLiteral("json"));
    ~RawWamp() override;

    void sendOctets(const QByteArray &octets);
    //! The upgrade request, or RawSocket's four octets.
    QByteArray handshake() const;
    //! Sends it, and waits for the answer. false: none, or a refusal.
    bool open();

    //! The head of a message of \a size octets, and the message.
    QByteArray head(qint64 size) const;
    void sendMessage(const QByteArray &octets) { sendOctets(head(octets.size()) + octets); }
    //! A message as wampOctets() makes it.
    void send(const QByteArray &json) { sendMessage(wampOctets(json, m_serializer)); }
    void sayHello(const QByteArray &realm = "realm1", const QByteArray &moreDetails = {});
    //! Opens, says HELLO and waits for WELCOME.
    bool join();

    //! The next message, which has to be a T, and is waited for.
    template<typename T>
    std::optional<T> take()
    {
        Testing::waitFor([this] { return !m_messages.isEmpty() || m_isEnded; }, Patience);
        if (m_messages.isEmpty() || !std::holds_alternative<T>(m_messages.first()))
            return std::nullopt;
        return std::get<T>(m_messages.takeFirst());
    }
    bool isSilent() const { return m_messages.isEmpty(); }
    //! The last of the messages that were not taken, if it is a T.
    template<typename T>
    std::optional<T> last() const
    {
        if (m_messages.isEmpty() || !std::holds_alternative<T>(m_messages.last()))
            return std::nullopt;
        return std::get<T>(m_messages.last());
    }
    //! Takes the messages instead.
    std::function<void(const Wamp::Message &)> whenMessage;

    bool isOpen() const { return m_isOpen && !m_isEnded; }
    bool isEnded() const { return m_isEnded; }
    bool waitForEnd()
    {
        return Testing::waitFor([this] { return m_isEnded; }, Patience);
    }
    //! Of the router's close frame; 0: there was none.
    int closeCode() const { return m_closeCode; }
    bool isWebSocket() const { return m_isWebSocket; }
    const QString &serializer() const { return m_serializer; }

    //! While it does not read, what comes fills the buffers of the system and the router's.
    void setReading(bool isReading);
    void setAnswersClose(bool answers) { m_answersClose = answers; }
    void drop();

private:
    static constexpr int Patience = 60'000;

    QIODevice &device();
    void connected();
    void read();
    bool readHandshake();
    bool readFrame();
    bool readWebSocketFrame();
    bool readRawSocketFrame();
    void received(int opcode, const QByteArray &payload);
    void receivedMessage(const QByteArray &octets);

    bool m_isWebSocket;
    QString m_serializer;
    std::unique_ptr<QTcpSocket> m_tcp;
    std::unique_ptr<QLocalSocket> m_local;
    QByteArray m_pending; //!< until it is connected
    QByteArray m_input;
    qsizetype m_at = 0; //!< what of m_input was read
    QList<Wamp::Message> m_messages;
    int m_closeCode = 0;
    bool m_isConnected = false;
    bool m_isOpen = false;
    bool m_isRefused = false;
    bool m_isEnded = false;
    bool m_isReading = true;
    bool m_answersClose = true;
};

} // namespace Gantry::Interop

// SPDX-License-Identifier: MIT
// Both heads of an opening handshake, as the engine's events and octets tell them: for the
// protocol's properties and for the tap. Hardly anybody asks, so they are put away once
// they are complete, and made again when somebody does.
#pragma once

#include "core/handshake/headerfields.h"
#include "core/role.h"

#include <QtCore/QByteArray>
#include <QtCore/QSharedData>

#include <array>
#include <memory>

namespace Gantry {

namespace Core {
struct HandshakeRequest;
struct HandshakeResponse;
struct PlainRequest;
} // namespace Core

struct OpeningHeads
{
    QByteArray url; //!< as the client asked for it
    QByteArray subprotocol;
    QByteArray requestLine; //!< "GET /chat HTTP/1.1"
    Core::HeaderFields request;
    QByteArray statusLine; //!< "HTTP/1.1 101 Switching Protocols"
    Core::HeaderFields response;

    QByteArray extensions() const { return response.joined("Sec-WebSocket-Extensions"); }
};

class OpeningRecord
{
public:
    OpeningRecord();
    ~OpeningRecord();
    Q_DISABLE_COPY_MOVE(OpeningRecord)

    //! What the peer said.
    void received(const Core::HandshakeRequest &request);
    void received(const Core::HandshakeResponse &response);
    void received(const Core::PlainRequest &request);
    //! What we said: \a octets begin with our head.
    void sent(Core::Role role, QByteArrayView octets);

    // Before putAway(), of the request:
    bool hasRequestLine() const;
    QByteArray hostAndTarget() const; //!< the url but for its scheme

    //! All of the above was said. What is kept are octets that connections with the same
    //! heads share; of their own they have what no two heads have in common, the key.
    void putAway(const QByteArray &url, const QByteArray &subprotocol);

    //! After putAway() it does not change, and may be called in any thread.
    OpeningHeads heads() const;

private:
    struct Pending;
    Pending &pending();
    bool keep(const QByteArray &key);

    struct Text : QSharedData
    {
        QByteArray octets;
        int keyAt = -1; //!< where m_key was left out; -1: it was not
        int acceptAt = -1; //!< where what follows from it was
        bool operator==(const Text &other) const noexcept
        {
            return octets == other.octets && keyAt == other.keyAt && acceptAt == other.acceptAt;
        }
    };
    using SharedText = QExplicitlySharedDataPointer<const Text>;
    static SharedText shared(const Text &text);

    std::unique_ptr<Pending> m_pending; //!< until putAway()
    SharedText m_text; //!< from then on
    std::array<char, 16> m_key{}; //!< Sec-WebSocket-Key, if m_text says so
};

} // namespace Gantry

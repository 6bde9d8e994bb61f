// SPDX-License-Identifier: MIT
// The way through a proxy: what is said to it before the connection is the target's.
// Pure, and apart from Qt's own proxies for a reason: those keep the proxy's HTTP
// status to themselves and report nothing of what waits to be written, so that no
// sender would ever be slowed down.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <memory>

namespace Gantry::Core {

enum class ProxyKind : quint8 { HttpConnect, Socks5 };

//! What is asked of a proxy.
struct ProxyRequest
{
    QByteArray host = {}; //!< a name in ASCII, or an address without brackets
    quint16 port = 0;
    QByteArray user = {}; //!< UTF-8; empty with an empty password: no credentials
    QByteArray password = {};
    bool operator==(const ProxyRequest &) const = default;
};

//! One of the two ways. Output first, then feed() until it is done or failed.
class ProxyHandshake
{
public:
    enum class Status : quint8 { NeedMore, Done, Failed };

    //! Never null; a request that cannot be sent has failed already.
    static std::unique_ptr<ProxyHandshake> make(ProxyKind kind, const ProxyRequest &request);
    virtual ~ProxyHandshake() = default;
    Q_DISABLE_COPY_MOVE(ProxyHandshake)

    //! Takes what the proxy sent. Octets behind its last answer are a failure: nobody
    //! has spoken to the target yet, so they are not the target's, and read as if they
    //! were part of what follows they would get around its TLS.
    void feed(QByteArrayView bytes);
    //! What is to be sent now; empty: nothing.
    QByteArray takeOutput() { return std::exchange(m_output, {}); }

    Status status() const noexcept { return m_status; }
    const QByteArray &errorText() const noexcept { return m_errorText; } //!< English
    int httpStatus() const noexcept { return m_httpStatus; } //!< of a refusal; 0: none

protected:
    ProxyHandshake() = default;

    //! Takes octets from the front and returns how many; 0: more are needed.
    virtual qsizetype take(QByteArrayView bytes) = 0;

    void send(const QByteArray &octets) { m_output += octets; }
    void succeed() noexcept { m_status = Status::Done; }
    void fail(const QByteArray &text, int httpStatus = 0);

private:
    QByteArray m_pending; //!< an incomplete answer
    QByteArray m_output;
    QByteArray m_errorText;
    int m_httpStatus = 0;
    Status m_status = Status::NeedMore;
};

} // namespace Gantry::Core

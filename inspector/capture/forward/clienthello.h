// SPDX-License-Identifier: GPL-3.0-only
// What a TLS client says first (RFC 8446 section 4.1.2), as far as a proxy has to know:
// whom it wants, and which protocols it speaks. Changes nothing.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QList>

namespace Gantry::Inspector {

struct ClientHello
{
    enum class Status : quint8 {
        NeedMore, //!< it may be one; see wanted
        NoTls, //!< something else speaks
        Unreadable, //!< TLS, but no hello that can be read
        Complete,
    };

    Status status = Status::NeedMore;
    //! NeedMore: octets from the beginning without which nothing more can be said.
    qsizetype wanted = 1;
    QByteArray serverName = {}; //!< in small letters; empty: it names none
    QList<QByteArray> protocols = {}; //!< what it offers by ALPN; empty: it does not

    //! Whether it can do without HTTP/2 (RFC 7301).
    bool speaksHttp1() const { return protocols.isEmpty() || protocols.contains("http/1.1"); }
    bool operator==(const ClientHello &) const = default;
};

//! A hello that is larger is Unreadable.
inline constexpr qsizetype MaxHelloBytes = 32 * 1024;

//! \a octets are the first of the connection.
ClientHello readClientHello(QByteArrayView octets);

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
#include "websocket/transport/tlserrors.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

void beginClientTls(QSslSocket &socket, const std::optional<QSslConfiguration> &configuration,
                    const QString &host)
{
    QSslConfiguration used = configuration.value_or(QSslConfiguration::defaultConfiguration());
    // What Qt calls automatic means this for a client; said aloud, it stays so.
    if (used.peerVerifyMode() == QSslSocket::AutoVerifyPeer)
        used.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket.setSslConfiguration(used);
    // The target's name, and never a proxy's, goes into SNI (RFC 6066 section 3) and is
    // what the certificate must be for (RFC 6125).
    socket.setPeerVerifyName(host);
    socket.startClientEncryption();
}

QString tlsErrorText(const QSslSocket &socket, const QString &host, const QList<QSslError> &errors)
{
    if (errors.isEmpty()) {
        if (socket.error() == QAbstractSocket::RemoteHostClosedError)
            return u"TLS failed: the server ended the connection during the TLS handshake"_s;
        return u"TLS failed: "_s + socket.errorString();
    }
    QStringList texts;
    for (const QSslError &error : errors) {
        if (!texts.contains(error.errorString()))
            texts.append(error.errorString());
    }
    return u"the certificate of %1 was refused: %2"_s.arg(host, texts.join(u"; "_s));
}

} // namespace Gantry

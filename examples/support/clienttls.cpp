// SPDX-License-Identifier: MIT
#include "support/clienttls.h"

#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslSocket>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

std::variant<std::optional<QSslConfiguration>, QString> clientTls(const QString &caFile, bool insecure)
{
    if (caFile.isEmpty() && !insecure)
        return std::optional<QSslConfiguration>();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!caFile.isEmpty()) {
        QFile device(caFile);
        if (!device.open(QIODevice::ReadOnly))
            return u"cannot read %1: %2"_s.arg(caFile, device.errorString());
        const QList<QSslCertificate> authorities = QSslCertificate::fromDevice(&device);
        if (authorities.isEmpty())
            return u"no certificate (PEM) in %1"_s.arg(caFile);
        configuration.setCaCertificates(authorities);
    }
    if (insecure)
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return std::optional(configuration);
}

} // namespace Gantry::Examples

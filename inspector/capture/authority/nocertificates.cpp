// SPDX-License-Identifier: GPL-3.0-only
// CertificateMaker of a build without OpenSSL.
#include "capture/authority/certificatemaker.h"

namespace Gantry::Inspector {

class CertificateMaker::Private
{ };

CertificateMaker::CertificateMaker() = default;
CertificateMaker::~CertificateMaker() = default;

bool CertificateMaker::isAvailable()
{
    return false;
}

QByteArray CertificateMaker::makeKey()
{
    return {};
}

QByteArray CertificateMaker::makeAuthority(const QByteArray &)
{
    return {};
}

bool CertificateMaker::use(const QByteArray &, const QByteArray &)
{
    return false;
}

QByteArray CertificateMaker::leafKey()
{
    return {};
}

QByteArray CertificateMaker::sign(const QString &)
{
    return {};
}

} // namespace Gantry::Inspector

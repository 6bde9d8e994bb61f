// SPDX-License-Identifier: GPL-3.0-only
#include "capture/authority/authority.h"

#include "attach/socketdirectory.h"
#include "capture/authority/certificatemaker.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QLockFile>
#include <QtCore/QSaveFile>
#include <QtCore/QStandardPaths>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QFileDevice::Permissions OwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
constexpr QFileDevice::Permissions Others =
    QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
//! Making both files takes milliseconds.
constexpr int LockPatienceMs = 10'000;

QString keyFile(const QString &folder)
{
    return folder + "/gantry-inspector-ca.key"_L1;
}

using Contents = std::variant<QByteArray, QString>;

Contents read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read '%1': %2"_s.arg(path, file.errorString());
    return file.readAll();
}

//! Whole or not at all. The folder keeps others out while it is written.
Contents write(const QString &path, const QByteArray &octets)
{
    QSaveFile file(path);
    const bool done = !octets.isEmpty() && file.open(QIODevice::WriteOnly) && file.setPermissions(OwnerOnly)
        && file.write(octets) == octets.size() && file.commit();
    if (!done)
        return u"cannot write '%1': %2"_s.arg(path, file.errorString());
    return octets;
}

//! The key in \a folder, made if there is none.
Contents takeKey(const QString &folder, CertificateMaker &maker)
{
    const QString path = keyFile(folder);
    const QFileInfo info(path);
    if (!info.exists())
        return write(path, maker.makeKey());
    // Whoever could read it can pose as any server to whoever trusts this authority.
    if (info.permissions() & Others)
        return u"'%1' is open to other users: its mode must be 0600. If others were here, remove the folder "
               "and trust the new authority that is then made"_s.arg(path);
    return read(path);
}

Contents takeCertificate(const QString &folder, const QByteArray &key, CertificateMaker &maker)
{
    const QString path = Authority::certificateFile(folder);
    return QFileInfo::exists(path) ? read(path) : write(path, maker.makeAuthority(key));
}

} // namespace

Authority::Authority()
    : m_maker(std::make_unique<CertificateMaker>())
{ }

Authority::~Authority() = default;

bool Authority::isAvailable()
{
    return CertificateMaker::isAvailable();
}

QString Authority::whyUnavailable()
{
    return u"this gantry-inspector was built without OpenSSL and cannot make certificates"_s;
}

QString Authority::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/gantry-inspector/ca"_L1;
}

QString Authority::certificateFile(const QString &folder)
{
    return folder + "/gantry-inspector-ca.pem"_L1;
}

bool Authority::exists(const QString &folder)
{
    return isAvailable() && QFileInfo::exists(keyFile(folder)) && QFileInfo::exists(certificateFile(folder));
}

Authority::Result Authority::open(const QString &folder)
{
    if (!isAvailable())
        return whyUnavailable();
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    QDir().mkpath(QFileInfo(path).path());
    if (const QString complaint = Attach::prepareDirectory(path); !complaint.isEmpty())
        return complaint;
    QLockFile lock(path + "/lock"_L1); // two that begin at once make one authority
    if (!lock.tryLock(LockPatienceMs))
        return u"'%1' is in use by another program"_s.arg(path);

    std::unique_ptr<Authority> authority(new Authority);
    const Contents key = takeKey(path, *authority->m_maker);
    if (const auto *error = std::get_if<QString>(&key))
        return *error;
    const auto &keyPem = std::get<QByteArray>(key);
    const Contents certificate = takeCertificate(path, keyPem, *authority->m_maker);
    if (const auto *error = std::get_if<QString>(&certificate))
        return *error;
    const auto &pem = std::get<QByteArray>(certificate);
    if (!authority->m_maker->use(keyPem, pem))
        return u"'%1' and '%2' are not a key and its certificate"_s.arg(keyFile(path), certificateFile(path));
    authority->m_certificate = QSslCertificate(pem, QSsl::Pem);
    if (authority->m_certificate.expiryDate() < QDateTime::currentDateTimeUtc())
        return u"'%1' has expired; remove it, and trust the new one that is then made"_s.arg(
            certificateFile(path));
    authority->m_leafKey = QSslKey(authority->m_maker->leafKey(), QSsl::Ec, QSsl::Pem);
    return authority;
}

TlsResult Authority::tlsFor(const QString &name)
{
    if (const auto known = m_cache.constFind(name); known != m_cache.cend())
        return *known;
    const QSslCertificate leaf(m_maker->sign(name), QSsl::Pem);
    if (leaf.isNull() || m_leafKey.isNull())
        return u"no certificate can be made for '%1'"_s.arg(name);
    if (m_cache.size() >= MaxCached)
        m_cache.clear();
    return *m_cache.insert(name, serverTls({leaf, m_certificate}, m_leafKey));
}

QString authorityFolder(const ProxyTlsFiles &files)
{
    return files.authorityFolder.isEmpty() ? Authority::defaultFolder() : files.authorityFolder;
}

} // namespace Gantry::Inspector

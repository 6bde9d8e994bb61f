// SPDX-License-Identifier: GPL-3.0-only
#include "capture/authority/certificatemaker.h"

#include <QtCore/QDate>
#include <QtCore/QtEndian>
#include <QtNetwork/QHostAddress>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>

namespace Gantry::Inspector {

namespace {

template<auto Free>
struct Freeing
{
    template<typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freeing<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freeing<GENERAL_NAMES_free>>;

constexpr long Day = 24 * 60 * 60;
constexpr int SerialBytes = 16;
//! RFC 5280, appendix A.1: ub-common-name.
constexpr qsizetype MaxCommonName = 64;

Key newKey()
{
    return Key(EVP_EC_gen("P-256"));
}

QByteArray takeFrom(const Bio &bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return QByteArray(data, size);
}

QByteArray pemOf(EVP_PKEY *key)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    const bool done =
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
    return done ? takeFrom(bio) : QByteArray();
}

QByteArray pemOf(X509 *certificate)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    return PEM_write_bio_X509(bio.get(), certificate) == 1 ? takeFrom(bio) : QByteArray();
}

//! No passphrase is ever asked for on a terminal.
int noPassphrase(char *, int, int, void *)
{
    return -1;
}

Key keyFromPem(const QByteArray &pem)
{
    const Bio bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, nullptr));
}

Certificate certificateIn(const QByteArray &pem)
{
    const Bio bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return Certificate(PEM_read_bio_X509(bio.get(), nullptr, noPassphrase, nullptr));
}

//! RFC 5280 section 4.1.2.2: positive, not longer than 20 octets; by chance, so that no
//! two certificates of this authority share one.
bool setSerial(X509 *certificate)
{
    std::array<unsigned char, SerialBytes> octets{};
    if (RAND_bytes(octets.data(), SerialBytes) != 1)
        return false;
    octets[0] = (octets[0] & 0x7f) | 0x40;
    const std::unique_ptr<BIGNUM, Freeing<BN_free>> number(BN_bin2bn(octets.data(), SerialBytes, nullptr));
    return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool addName(X509_NAME *name, const char *field, const QByteArray &value)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(value.constData()),
                                      int(value.size()), -1, 0)
        == 1;
}

//! \a value as openssl's configuration writes it; never made of what others said.
bool addExtension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

//! RFC 5280 section 4.2.1.6: addresses are no names.
bool addAlternativeName(X509 *certificate, const QString &name)
{
    const QHostAddress address(name);
    QByteArray value = name.toLatin1();
    int type = GEN_DNS;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 number = qToBigEndian(address.toIPv4Address());
        value = QByteArray(reinterpret_cast<const char *>(&number), sizeof number);
        type = GEN_IPADD;
    } else if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR octets = address.toIPv6Address();
        value = QByteArray(reinterpret_cast<const char *>(octets.c), sizeof octets.c);
        type = GEN_IPADD;
    }
    GENERAL_NAME *entry = GENERAL_NAME_new();
    ASN1_STRING *text = type == GEN_DNS ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
    ASN1_STRING_set(text, value.constData(), int(value.size()));
    GENERAL_NAME_set0_value(entry, type, text);
    const Names names(GENERAL_NAMES_new());
    sk_GENERAL_NAME_push(names.get(), entry);
    return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

//! What both kinds of certificates have. Both begin early, for clocks that are slow.
Certificate begin(EVP_PKEY *key, long beginsBefore, long endsAfter)
{
    Certificate certificate(X509_new());
    const bool done = X509_set_version(certificate.get(), X509_VERSION_3) == 1 && setSerial(certificate.get())
        && X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -beginsBefore)
        && X509_gmtime_adj(X509_getm_notAfter(certificate.get()), endsAfter)
        && X509_set_pubkey(certificate.get(), key) == 1;
    return done ? std::move(certificate) : Certificate();
}

} // namespace

class CertificateMaker::Private
{
public:
    Key authorityKey;
    Certificate authority;
    Key leafKey;
};

CertificateMaker::CertificateMaker()
    : d(std::make_unique<Private>())
{ }

CertificateMaker::~CertificateMaker() = default;

bool CertificateMaker::isAvailable()
{
    return true;
}

QByteArray CertificateMaker::makeKey()
{
    const Key key = newKey();
    return key ? pemOf(key.get()) : QByteArray();
}

QByteArray CertificateMaker::makeAuthority(const QByteArray &keyPem)
{
    const Key key = keyFromPem(keyPem);
    const Certificate certificate = key ? begin(key.get(), 2 * Day, 3650 * Day) : Certificate();
    if (!certificate)
        return {};
    X509 *self = certificate.get();
    // The date tells two authorities of one machine apart in a browser's list.
    X509_NAME *name = X509_get_subject_name(self);
    const QByteArray commonName =
        "Gantry Inspector CA " + QDate::currentDate().toString(Qt::ISODate).toLatin1();
    const bool done = addName(name, "O", "Gantry Inspector") && addName(name, "CN", commonName)
        && X509_set_issuer_name(self, name) == 1
        && addExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        && addExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign")
        && addExtension(self, self, NID_subject_key_identifier, "hash")
        && addExtension(self, self, NID_authority_key_identifier, "keyid:always")
        && X509_sign(self, key.get(), EVP_sha256()) > 0;
    return done ? pemOf(self) : QByteArray();
}

bool CertificateMaker::use(const QByteArray &keyPem, const QByteArray &certificatePem)
{
    d->authorityKey = keyFromPem(keyPem);
    d->authority = certificateIn(certificatePem);
    d->leafKey = newKey();
    return d->authorityKey && d->authority && d->leafKey
        && X509_check_private_key(d->authority.get(), d->authorityKey.get()) == 1;
}

QByteArray CertificateMaker::leafKey()
{
    return pemOf(d->leafKey.get());
}

QByteArray CertificateMaker::sign(const QString &name)
{
    const Certificate certificate = begin(d->leafKey.get(), Day, 364 * Day);
    if (!certificate)
        return {};
    X509 *leaf = certificate.get();
    X509 *authority = d->authority.get();
    const bool done = addName(X509_get_subject_name(leaf), "CN", name.toUtf8().left(MaxCommonName))
        && X509_set_issuer_name(leaf, X509_get_subject_name(authority)) == 1 && addAlternativeName(leaf, name)
        && addExtension(leaf, authority, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(leaf, authority, NID_key_usage, "critical,digitalSignature")
        && addExtension(leaf, authority, NID_ext_key_usage, "serverAuth")
        && addExtension(leaf, authority, NID_subject_key_identifier, "hash")
        && addExtension(leaf, authority, NID_authority_key_identifier, "keyid:always")
        && X509_sign(leaf, d->authorityKey.get(), EVP_sha256()) > 0;
    return done ? pemOf(leaf) : QByteArray();
}

} // namespace Gantry::Inspector

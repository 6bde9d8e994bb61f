// SPDX-License-Identifier: MIT
#include "core/channelbinding.h"

#include <QtCore/QCryptographicHash>

#include <algorithm>
#include <optional>

namespace Gantry::Core {

namespace {

using Hash = QCryptographicHash::Algorithm;

// ASN.1 tags (X.690 section 8.1.2).
constexpr quint8 SequenceTag = 0x30;
constexpr quint8 ObjectIdentifierTag = 0x06;
constexpr quint8 FirstContextTag = 0xA0; //!< [0], constructed

struct Element
{
    quint8 tag = 0;
    QByteArrayView content;
};

//! Takes the first element off \a der; nullopt when there is no whole one. DER has
//! definite lengths only.
std::optional<Element> takeElement(QByteArrayView &der)
{
    if (der.size() < 2)
        return std::nullopt;
    const auto tag = quint8(der[0]);
    qsizetype size = quint8(der[1]);
    qsizetype at = 2;
    if (size >= 0x80) {
        const qsizetype octets = size & 0x7F;
        if (octets == 0 || octets > 4 || der.size() < at + octets)
            return std::nullopt;
        size = 0;
        for (const qsizetype end = at + octets; at < end; ++at)
            size = size << 8 | quint8(der[at]);
    }
    if (der.size() - at < size)
        return std::nullopt;
    const Element element{.tag = tag, .content = der.sliced(at, size)};
    der = der.sliced(at + size);
    return element;
}

//! The content of the next element, which has to have \a tag.
std::optional<QByteArrayView> take(QByteArrayView &der, quint8 tag)
{
    const auto element = takeElement(der);
    return element && element->tag == tag ? std::optional(element->content) : std::nullopt;
}

struct Algorithm
{
    QByteArrayView identifier; //!< an OBJECT IDENTIFIER's content in hexadecimal
    Hash hash;
};

constexpr QByteArrayView RsaPss("2a864886f70d01010a");

// RFC 8017 appendix A.2, RFC 5758, RFC 3279, and NIST's register of algorithms. MD5 and
// SHA-1 stand as SHA-256 (RFC 5929 section 4.1).
constexpr Algorithm SignatureAlgorithms[] = {
    {"2a864886f70d010104", Hash::Sha256}, // md5WithRSAEncryption
    {"2a864886f70d010105", Hash::Sha256}, // sha1WithRSAEncryption
    {"2a864886f70d01010e", Hash::Sha224}, // sha224WithRSAEncryption
    {"2a864886f70d01010b", Hash::Sha256}, // sha256WithRSAEncryption
    {"2a864886f70d01010c", Hash::Sha384}, // sha384WithRSAEncryption
    {"2a864886f70d01010d", Hash::Sha512}, // sha512WithRSAEncryption
    {"2a8648ce3d0401", Hash::Sha256}, // ecdsa-with-SHA1
    {"2a8648ce3d040301", Hash::Sha224}, // ecdsa-with-SHA224
    {"2a8648ce3d040302", Hash::Sha256}, // ecdsa-with-SHA256
    {"2a8648ce3d040303", Hash::Sha384}, // ecdsa-with-SHA384
    {"2a8648ce3d040304", Hash::Sha512}, // ecdsa-with-SHA512
    {"2a8648ce380403", Hash::Sha256}, // id-dsa-with-sha1
    {"608648016503040301", Hash::Sha224}, // id-dsa-with-sha224
    {"608648016503040302", Hash::Sha256}, // id-dsa-with-sha256
};

constexpr Algorithm HashAlgorithms[] = {
    {"2b0e03021a", Hash::Sha256}, // id-sha1
    {"608648016503040204", Hash::Sha224}, // id-sha224
    {"608648016503040201", Hash::Sha256}, // id-sha256
    {"608648016503040202", Hash::Sha384}, // id-sha384
    {"608648016503040203", Hash::Sha512}, // id-sha512
};

template<size_t N>
std::optional<Hash> find(const Algorithm (&table)[N], QByteArrayView identifier)
{
    const QByteArray hex = identifier.toByteArray().toHex();
    const auto *const found =
        std::ranges::find_if(table, [&hex](const Algorithm &known) { return known.identifier == hex; });
    return found != std::end(table) ? std::optional(found->hash) : std::nullopt;
}

//! RFC 4055 section 3.1: RSASSA-PSS says in its parameters which hash it uses, SHA-1 when
//! it says nothing.
std::optional<Hash> pssHash(QByteArrayView algorithm)
{
    auto parameters = take(algorithm, SequenceTag);
    if (!parameters)
        return std::nullopt;
    auto field = take(*parameters, FirstContextTag);
    if (!field)
        return Hash::Sha256;
    auto hash = take(*field, SequenceTag);
    const auto identifier = hash ? take(*hash, ObjectIdentifierTag) : std::nullopt;
    return identifier ? find(HashAlgorithms, *identifier) : std::nullopt;
}

//! RFC 5280 section 4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm,
//! signatureValue }.
std::optional<Hash> signatureHash(QByteArrayView der)
{
    auto certificate = take(der, SequenceTag);
    if (!certificate || !take(*certificate, SequenceTag))
        return std::nullopt;
    auto algorithm = take(*certificate, SequenceTag);
    const auto identifier = algorithm ? take(*algorithm, ObjectIdentifierTag) : std::nullopt;
    if (!identifier)
        return std::nullopt;
    return identifier->toByteArray().toHex() == RsaPss ? pssHash(*algorithm)
                                                       : find(SignatureAlgorithms, *identifier);
}

} // namespace

QByteArray tlsServerEndPoint(QByteArrayView certificate)
{
    const auto hash = signatureHash(certificate);
    if (!hash)
        return {};
    QCryptographicHash digest(*hash);
    digest.addData(certificate);
    return digest.result();
}

} // namespace Gantry::Core

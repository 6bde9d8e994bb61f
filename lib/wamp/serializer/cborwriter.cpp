// SPDX-License-Identifier: MIT
// CBOR (RFC 8949) with definite lengths and the shortest heads. Written by hand, a head
// being a few lines, because QCborStreamWriter wants lengths before or makes them
// indefinite, and allocates.
#include "wamp/serializer/valuewriter.h"

#include <QtCore/qendian.h>

namespace Gantry::Wamp::Wire {

namespace {

//! A head of major type \a type; how many of the 9 octets at \a head it took.
int writeHead(quint8 type, quint64 value, char *head) noexcept
{
    const quint8 major = quint8(type << 5);
    if (value < 24) {
        head[0] = char(major | value);
        return 1;
    }
    if (value <= 0xff) {
        head[0] = char(major | 24);
        head[1] = char(value);
        return 2;
    }
    if (value <= 0xffff) {
        head[0] = char(major | 25);
        qToBigEndian(quint16(value), head + 1);
        return 3;
    }
    if (value <= 0xffff'ffff) {
        head[0] = char(major | 26);
        qToBigEndian(quint32(value), head + 1);
        return 5;
    }
    head[0] = char(major | 27);
    qToBigEndian(value, head + 1);
    return 9;
}

} // namespace

void CborWriter::head(quint8 majorType, quint64 value)
{
    char octets[9];
    append(QByteArrayView(octets, writeHead(majorType, value, octets)));
}

void CborWriter::null()
{
    count();
    append(char(0xf6));
}

void CborWriter::boolean(bool value)
{
    count();
    append(value ? char(0xf5) : char(0xf4));
}

void CborWriter::integer(qint64 value)
{
    count();
    if (value < 0)
        head(1, quint64(-1 - value));
    else
        head(0, quint64(value));
}

void CborWriter::unsignedInteger(quint64 value)
{
    count();
    head(0, value);
}

void CborWriter::real(double value)
{
    count();
    char octets[9] = {char(0xfb)};
    qToBigEndian(value, octets + 1);
    append(QByteArrayView(octets, 9));
}

void CborWriter::text(QByteArrayView utf8)
{
    count();
    writeText(utf8);
}

void CborWriter::writeText(QByteArrayView utf8)
{
    head(3, quint64(utf8.size()));
    append(utf8);
}

void CborWriter::bytes(QByteArrayView octets)
{
    count();
    head(2, quint64(octets.size()));
    append(octets);
}

int CborWriter::containerHead(bool isMap, quint32 count, char *head) const
{
    return writeHead(isMap ? 5 : 4, count, head);
}

} // namespace Gantry::Wamp::Wire

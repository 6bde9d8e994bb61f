// SPDX-License-Identifier: MIT
#include "wamp/serializer/valuewriter.h"

#include <QtCore/qendian.h>

#include <msgpack.hpp>

namespace Gantry::Wamp::Wire {

namespace {

struct Stream
{
    QByteArray &out;
    void write(const char *octets, size_t size) { out.append(octets, qsizetype(size)); }
};

template<typename Pack>
void pack(QByteArray &out, Pack &&pack)
{
    Stream stream{out};
    msgpack::packer<Stream> packer(stream);
    pack(packer);
}

} // namespace

void MsgPackWriter::null()
{
    count();
    append(char(0xc0));
}

void MsgPackWriter::boolean(bool value)
{
    count();
    append(value ? char(0xc3) : char(0xc2));
}

void MsgPackWriter::integer(qint64 value)
{
    count();
    pack(out(), [value](auto &packer) { packer.pack_int64(value); });
}

void MsgPackWriter::unsignedInteger(quint64 value)
{
    count();
    pack(out(), [value](auto &packer) { packer.pack_uint64(value); });
}

void MsgPackWriter::real(double value)
{
    count();
    // Not pack_double(), which makes integers of whole numbers in newer versions.
    char octets[9] = {char(0xcb)};
    qToBigEndian(value, octets + 1);
    append(QByteArrayView(octets, 9));
}

void MsgPackWriter::text(QByteArrayView utf8)
{
    count();
    writeText(utf8);
}

void MsgPackWriter::writeText(QByteArrayView utf8)
{
    pack(out(), [utf8](auto &packer) {
        packer.pack_str(quint32(utf8.size()));
        packer.pack_str_body(utf8.data(), quint32(utf8.size()));
    });
}

void MsgPackWriter::bytes(QByteArrayView octets)
{
    count();
    pack(out(), [octets](auto &packer) {
        packer.pack_bin(quint32(octets.size()));
        packer.pack_bin_body(octets.data(), quint32(octets.size()));
    });
}

int MsgPackWriter::containerHead(bool isMap, quint32 count, char *head) const
{
    if (count < 16) {
        head[0] = char((isMap ? 0x80 : 0x90) | count);
        return 1;
    }
    if (count <= 0xffff) {
        head[0] = char(isMap ? 0xde : 0xdc);
        qToBigEndian(quint16(count), head + 1);
        return 3;
    }
    head[0] = char(isMap ? 0xdf : 0xdd);
    qToBigEndian(count, head + 1);
    return 5;
}

} // namespace Gantry::Wamp::Wire

// SPDX-License-Identifier: MIT
#include "deflateterms.h"

#include <zlib.h>

namespace Gantry::Bench {

namespace {

constexpr int MemLevel = 8;
constexpr char Tail[] = "\x00\x00\xff\xff"; // RFC 7692 section 7.2.1: is not sent

QByteArray windowParameter(const char *name, int bits)
{
    return bits < 15 ? "; " + QByteArray(name) + "=" + QByteArray::number(bits) : QByteArray();
}

QByteArray deflateOne(z_stream &stream, const QByteArray &message)
{
    QByteArray out(qsizetype(deflateBound(&stream, uLong(message.size()))) + 16, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(message.constData()));
    stream.avail_in = uInt(message.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_SYNC_FLUSH);
    out.resize(out.size() - qsizetype(stream.avail_out) - qsizetype(sizeof Tail - 1));
    return out;
}

} // namespace

QByteArray deflateOffer(const DeflateSettings &settings)
{
    QByteArray offer = "permessage-deflate; client_max_window_bits=" + QByteArray::number(settings.windowBits)
        + windowParameter("server_max_window_bits", settings.windowBits);
    if (!settings.takeover)
        offer += "; client_no_context_takeover; server_no_context_takeover";
    return offer;
}

QByteArray deflateAnswer(const DeflateAgreement &agreement, bool clientKnowsWindow)
{
    QByteArray answer =
        "permessage-deflate" + windowParameter("server_max_window_bits", agreement.server.windowBits);
    if (clientKnowsWindow)
        answer += windowParameter("client_max_window_bits", agreement.client.windowBits);
    if (!agreement.client.takeover)
        answer += "; client_no_context_takeover";
    if (!agreement.server.takeover)
        answer += "; server_no_context_takeover";
    return answer;
}

std::optional<DeflateAgreement> readDeflateField(const QByteArray &field)
{
    const QByteArrayList parts = field.split(',').constFirst().split(';');
    if (parts.constFirst().trimmed().toLower() != "permessage-deflate")
        return std::nullopt;
    DeflateAgreement agreement;
    for (const QByteArray &part : parts) {
        const QByteArray name = part.split('=').constFirst().trimmed().toLower();
        const int bits = part.split('=').value(1).trimmed().replace("\"", "").toInt();
        if (name == "client_no_context_takeover")
            agreement.client.takeover = false;
        else if (name == "server_no_context_takeover")
            agreement.server.takeover = false;
        else if (name == "client_max_window_bits" && bits > 0)
            agreement.client.windowBits = bits;
        else if (name == "server_max_window_bits" && bits > 0)
            agreement.server.windowBits = bits;
    }
    return agreement;
}

QByteArrayList compressed(const QByteArrayList &messages, const DeflateTerms &terms, int level)
{
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, -terms.windowBits, MemLevel, Z_DEFAULT_STRATEGY);
    QByteArrayList result;
    for (const QByteArray &message : messages) {
        if (!terms.takeover)
            deflateReset(&stream);
        result.append(deflateOne(stream, message));
    }
    deflateEnd(&stream);
    return result;
}

std::optional<QByteArray> inflated(const QByteArray &message)
{
    z_stream stream{};
    inflateInit2(&stream, -15);
    QByteArray input = message + QByteArray(Tail, sizeof Tail - 1);
    QByteArray out(qsizetype(1) << 20, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const int status = inflate(&stream, Z_SYNC_FLUSH);
    const bool isWhole = (status == Z_OK || status == Z_STREAM_END) && stream.avail_in == 0;
    out.truncate(out.size() - qsizetype(stream.avail_out));
    inflateEnd(&stream);
    return isWhole ? std::optional(out) : std::nullopt;
}

} // namespace Gantry::Bench

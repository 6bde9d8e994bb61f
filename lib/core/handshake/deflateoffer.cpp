// SPDX-License-Identifier: MIT
#include "core/handshake/deflateoffer.h"

#include <utility>

namespace Gantry::Core {

namespace {

constexpr QByteArrayView DeflateName("permessage-deflate");
constexpr QByteArrayView ServerNoTakeover("server_no_context_takeover");
constexpr QByteArrayView ClientNoTakeover("client_no_context_takeover");
constexpr QByteArrayView ServerWindow("server_max_window_bits");
constexpr QByteArrayView ClientWindow("client_max_window_bits");
constexpr int MaxWindowBits = 15;
constexpr int MinWindowBits = 8;

//! RFC 7692 section 7.1.2: "a decimal integer value without leading zeroes between 8
//! to 15, inclusive".
std::optional<int> windowBits(const std::optional<QByteArray> &value)
{
    for (int bits = MinWindowBits; bits <= MaxWindowBits; ++bits) {
        if (value == QByteArray::number(bits))
            return bits;
    }
    return std::nullopt;
}

bool setFlag(bool &flag, const ExtensionParameter &parameter)
{
    // Neither repeated nor with a value.
    return !std::exchange(flag, true) && !parameter.value;
}

bool setServerWindow(DeflateOffer &raw, const ExtensionParameter &parameter)
{
    const bool isRepeated = raw.serverMaxWindowBits.has_value();
    raw.serverMaxWindowBits = windowBits(parameter.value);
    return raw.serverMaxWindowBits && !isRepeated;
}

bool setClientWindow(DeflateOffer &raw, const ExtensionParameter &parameter)
{
    const bool isRepeated = std::exchange(raw.acceptsClientMaxWindowBits, true);
    raw.clientMaxWindowBits = windowBits(parameter.value);
    return !isRepeated && (raw.clientMaxWindowBits || !parameter.value);
}

bool setParameter(DeflateOffer &raw, const ExtensionParameter &parameter)
{
    if (parameter.name == ServerNoTakeover)
        return setFlag(raw.serverNoContextTakeover, parameter);
    if (parameter.name == ClientNoTakeover)
        return setFlag(raw.clientNoContextTakeover, parameter);
    if (parameter.name == ServerWindow)
        return setServerWindow(raw, parameter);
    if (parameter.name == ClientWindow)
        return setClientWindow(raw, parameter);
    return false;
}

//! nullopt when a parameter is unknown, repeated or malformed.
std::optional<DeflateOffer> readParameters(const Extension &extension)
{
    if (extension.name != DeflateName)
        return std::nullopt;
    DeflateOffer raw;
    for (const ExtensionParameter &parameter : extension.parameters) {
        if (!setParameter(raw, parameter))
            return std::nullopt;
    }
    return raw;
}

int boundedWindow(int bits)
{
    return qBound(MinWindowBits, bits, MaxWindowBits);
}

void appendWindow(QByteArray &header, QByteArrayView name, int bits)
{
    // The default is 15 and goes without saying.
    if (bits < MaxWindowBits)
        header.append("; ").append(name).append('=').append(QByteArray::number(bits));
}

QByteArray elementWithFlags(bool serverNoContextTakeover, bool clientNoContextTakeover)
{
    QByteArray element = DeflateName.toByteArray();
    if (serverNoContextTakeover)
        element.append("; ").append(ServerNoTakeover);
    if (clientNoContextTakeover)
        element.append("; ").append(ClientNoTakeover);
    return element;
}

DeflateAgreement agreement(const DeflateOffer &offer, const DeflateOptions &options)
{
    DeflateParameters agreed;
    // RFC 7692 sections 7.1.1 and 7.1.2.1: the server takes over what the offer asks
    // for and may add each of these on its own.
    agreed.serverNoContextTakeover = offer.serverNoContextTakeover || options.serverNoContextTakeover;
    agreed.clientNoContextTakeover = offer.clientNoContextTakeover || options.clientNoContextTakeover;
    agreed.serverMaxWindowBits =
        qMin(boundedWindow(options.serverMaxWindowBits), offer.serverMaxWindowBits.value_or(MaxWindowBits));
    // Section 7.1.2.2: without client_max_window_bits in the offer the server "MUST
    // NOT include" it, so the client is free to use all 15 bits.
    if (offer.acceptsClientMaxWindowBits)
        agreed.clientMaxWindowBits = qMin(boundedWindow(options.clientMaxWindowBits),
                                          offer.clientMaxWindowBits.value_or(MaxWindowBits));

    QByteArray response = elementWithFlags(agreed.serverNoContextTakeover, agreed.clientNoContextTakeover);
    appendWindow(response, ServerWindow, agreed.serverMaxWindowBits);
    appendWindow(response, ClientWindow, agreed.clientMaxWindowBits);
    return {agreed, response};
}

} // namespace

QByteArray deflateOffer(const DeflateOptions &options)
{
    QByteArray offer = elementWithFlags(options.serverNoContextTakeover, options.clientNoContextTakeover);
    appendWindow(offer, ServerWindow, boundedWindow(options.serverMaxWindowBits));
    // Always named: only then may the server ask for a smaller window.
    const int clientBits = boundedWindow(options.clientMaxWindowBits);
    if (clientBits == MaxWindowBits)
        offer.append("; ").append(ClientWindow);
    appendWindow(offer, ClientWindow, clientBits);
    return offer;
}

QList<DeflateOffer> readDeflateOffers(const QList<Extension> &offers)
{
    QList<DeflateOffer> read;
    for (const Extension &offer : offers) {
        if (const auto parameters = readParameters(offer))
            read.append(*parameters);
    }
    return read;
}

std::optional<DeflateAgreement> acceptDeflateOffer(const QList<Extension> &offers,
                                                   const DeflateOptions &options)
{
    for (const Extension &offer : offers) {
        if (const auto raw = readParameters(offer))
            return agreement(*raw, options);
    }
    return std::nullopt;
}

std::optional<DeflateParameters> checkDeflateResponse(const Extension &response,
                                                      const DeflateOptions &offered)
{
    const auto raw = readParameters(response);
    if (!raw)
        return std::nullopt;
    // RFC 7692 section 7.1.1.1: what was asked of the server has to be confirmed.
    if (offered.serverNoContextTakeover && !raw->serverNoContextTakeover)
        return std::nullopt;
    // Section 7.1.2.1: confirmed with "the same or smaller value".
    const int serverBits = raw->serverMaxWindowBits.value_or(MaxWindowBits);
    if (serverBits > boundedWindow(offered.serverMaxWindowBits))
        return std::nullopt;
    // Section 7.1.2.2: in a response this one has a value, which is not larger than
    // the offered one.
    const int offeredBits = boundedWindow(offered.clientMaxWindowBits);
    if (raw->acceptsClientMaxWindowBits && raw->clientMaxWindowBits.value_or(MaxWindowBits + 1) > offeredBits)
        return std::nullopt;
    // The two things said of the client are hints in an offer: it keeps to them
    // whether or not the server repeats them.
    return DeflateParameters{
        .serverNoContextTakeover = raw->serverNoContextTakeover,
        .clientNoContextTakeover = raw->clientNoContextTakeover || offered.clientNoContextTakeover,
        .serverMaxWindowBits = serverBits,
        .clientMaxWindowBits = raw->clientMaxWindowBits.value_or(offeredBits),
    };
}

} // namespace Gantry::Core

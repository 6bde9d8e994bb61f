// SPDX-License-Identifier: MIT
// RFC 6455 section 4: from the first octet to the open connection.
#include "core/connection_p.h"

namespace Gantry::Core {

void Connection::Private::beginOpening(HttpHeadReader::Kind kind, TimePoint now)
{
    work().opening =
        std::make_unique<OpeningHandshake>(OpeningHandshake{.reader = {kind, m_options->limits}});
    m_report.setPhase(ClosePhase::OpeningHandshake);
    if (m_options->openHandshakeTimeout.count() > 0)
        m_handshakeDeadline = later(now, m_options->openHandshakeTimeout);
}

void Connection::Private::processHandshake(QByteArrayView &bytes, TimePoint now)
{
    if (opening()->awaitsDecision) {
        work().pending.append(bytes);
        bytes = {};
        limitEarlyData(now);
        return;
    }
    HttpHeadReader &reader = opening()->reader;
    const qsizetype size = reader.feed(bytes);
    m_preopenIncoming += quint32(size);
    bytes = bytes.sliced(size);
    switch (reader.status()) {
    case HttpHeadReader::Status::NeedMore:
        return;
    case HttpHeadReader::Status::Error:
        if (m_options->role == Role::Server)
            reject({.status = reader.error().status, .body = reader.error().text + '\n'}, now);
        else
            failClientHandshake({.text = reader.error().text}, now);
        return;
    case HttpHeadReader::Status::Complete:
        if (m_options->role == Role::Client)
            return processResponse(reader.response(), now);
        // What follows the request waits while the application decides, and is there
        // when it gives the transport to somebody else.
        work().pending.prepend(bytes);
        bytes = {};
        processRequest(reader.request(), now);
        limitEarlyData(now);
        return;
    }
}

//! RFC 6455 section 4.1: a client waits for the answer. One that does not is put up with as
//! long as it costs no more than a head may.
void Connection::Private::limitEarlyData(TimePoint now)
{
    if (!opening() || !opening()->awaitsDecision || work().pending.size() <= m_options->limits.maxHeaderBytes)
        return;
    reject({.status = opening()->isPlain ? 413 : 400, .body = "data came before the request was answered\n"},
           now);
}

void Connection::Private::processRequest(const HttpRequestHead &head, TimePoint now)
{
    auto outcome = readServerHandshake(head, m_options->versions);
    opening()->isHead = head.method == "HEAD";
    if (const auto *rejection = std::get_if<HandshakeRejection>(&outcome)) {
        reject(*rejection, now);
    } else if (const auto *plain = std::get_if<PlainRequest>(&outcome)) {
        processPlainRequest(*plain, now);
    } else {
        opening()->serverRequest = std::get<HandshakeRequest>(std::move(outcome));
        opening()->awaitsDecision = true;
        const HandshakeRequest request = opening()->serverRequest;
        m_discarding |= !report([&](ConnectionSink &sink) { return sink.requestReceived(request); });
    }
}

void Connection::Private::processPlainRequest(const PlainRequest &plain, TimePoint now)
{
    if (!m_options->reportPlainRequests) {
        reject(plainAnswer(plain, m_options->webStatus, m_options->serverName), now);
        return;
    }
    opening()->isPlain = true;
    opening()->awaitsDecision = true;
    m_discarding |= !report([&](ConnectionSink &sink) { return sink.plainRequestReceived(plain); });
}

void Connection::Private::processResponse(const HttpResponseHead &head, TimePoint now)
{
    auto outcome = readClientHandshake(head, opening()->clientRequest, opening()->key);
    if (const auto *failure = std::get_if<HandshakeFailure>(&outcome)) {
        failClientHandshake(*failure, now);
        return;
    }
    const auto response = std::get<HandshakeResponse>(std::move(outcome));
    if (!report([&](ConnectionSink &sink) { return sink.responseReceived(response); })) {
        m_discarding = true;
        return;
    }
    // The application may have closed or aborted on what it saw.
    if (m_state == ConnectionState::Connecting)
        open(response.deflate, m_options->deflate, response.subprotocol, now);
}

void Connection::Private::accept(const HandshakeAcceptance &acceptance, TimePoint now)
{
    const HandshakeRequest &request = opening()->serverRequest;
    const std::optional<DeflateOptions> terms =
        acceptance.decidesDeflate ? acceptance.deflate : m_options->deflate;
    std::optional<DeflateAgreement> agreement;
    if (terms)
        agreement = acceptDeflateOffer(request.extensions, *terms);
    sender().sendRaw(acceptanceResponse(request, acceptance, agreement ? agreement->response : QByteArray(),
                                        m_options->serverName));
    open(agreement ? std::optional(agreement->parameters) : std::nullopt, terms, acceptance.subprotocol, now);
    // Nothing but the next arrival would come back to what waited.
    if (!m_receiving && !m_discarding)
        receive({}, now);
}

void Connection::Private::reject(const HandshakeRejection &rejection, TimePoint now)
{
    sender().sendRaw(rejectionResponse(rejection, m_options->serverName, opening()->isHead));
    const QByteArrayView phrase = rejection.reasonPhrase.isEmpty() ? httpReasonPhrase(rejection.status)
                                                                   : QByteArrayView(rejection.reasonPhrase);
    m_report.ended(ClosedBy::Local, CloseCode::Abnormal,
                   (opening()->isPlain ? "plain request answered: HTTP " : "opening handshake refused: HTTP ")
                       + QByteArray::number(rejection.status) + ' ' + phrase.toByteArray(),
                   rejection.status);
    work().opening.reset();
    m_discarding = true;
    move(ConnectionInput::HandshakeFailed);
    startClosing(now);
    endTransport(TransportAction::CloseGracefully);
}

QByteArray Connection::Private::release()
{
    QByteArray octets = opening()->reader.raw() + std::exchange(work().pending, {});
    m_report.ended(ClosedBy::Local, CloseCode::Abnormal, "the connection was handed over");
    work().opening.reset();
    m_discarding = true;
    move(ConnectionInput::Dropped);
    return octets;
}

void Connection::Private::failClientHandshake(const HandshakeFailure &failure, TimePoint now)
{
    m_report.ended(failure.status != 0 ? ClosedBy::Remote : ClosedBy::Local, CloseCode::Abnormal,
                   failure.text, failure.status);
    work().opening.reset();
    m_discarding = true;
    move(ConnectionInput::HandshakeFailed);
    startClosing(now);
    endTransport(TransportAction::CloseGracefully);
}

void Connection::Private::open(const std::optional<DeflateParameters> &deflate,
                               const std::optional<DeflateOptions> &terms, const QByteArray &subprotocol,
                               TimePoint now)
{
    if (!move(ConnectionInput::HandshakeDone))
        return;
    countOutput();
    m_wasOpen = true;
    if (!subprotocol.isEmpty())
        agreement().subprotocol = subprotocol;
    if (deflate)
        useDeflate(*deflate, *terms);
    work().opening.reset();
    m_handshakeDeadline = NoDeadline;
    m_report.setPhase(ClosePhase::Open);
    m_keepalive.start(now);
    m_discarding |= !report([](ConnectionSink &sink) { return sink.opened(); });
}

void Connection::Private::useDeflate(const DeflateParameters &parameters, const DeflateOptions &terms)
{
    const bool isServer = m_options->role == Role::Server;
    const int ownBits = isServer ? parameters.serverMaxWindowBits : parameters.clientMaxWindowBits;
    const int peerBits = isServer ? parameters.clientMaxWindowBits : parameters.serverMaxWindowBits;
    const bool ownReset = isServer ? parameters.serverNoContextTakeover : parameters.clientNoContextTakeover;
    const bool peerReset = isServer ? parameters.clientNoContextTakeover : parameters.serverNoContextTakeover;
    // RFC 7692 section 7.1.2 gives a side the right to use less than was agreed on, so
    // that our own choice of memory holds also against a peer that asks for nothing.
    const int chosenBits = isServer ? terms.serverMaxWindowBits : terms.clientMaxWindowBits;
    const bool chosenReset = isServer ? terms.serverNoContextTakeover : terms.clientNoContextTakeover;
    agreement().deflate = parameters;
    agreement().minimumBytes = terms.minimumBytes;
    sender().enableDeflate(std::min(ownBits, chosenBits), ownReset || chosenReset, terms);
    intake().enableInflate(peerBits, peerReset);
}

} // namespace Gantry::Core

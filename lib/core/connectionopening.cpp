// SPDX-License-Identifier: MIT
// RFC 6455 section 4: from the first octet to the open connection.
#include "core/connection_p.h"

namespace Gantry::Core {

void Connection::Private::beginOpening(HttpHeadReader::Kind kind, TimePoint now)
{
    m_opening = std::make_unique<OpeningHandshake>(OpeningHandshake{.reader = {kind, m_options.limits}});
    m_report.setPhase(ClosePhase::OpeningHandshake);
    if (m_options.openHandshakeTimeout.count() > 0)
        m_handshakeDeadline = later(now, m_options.openHandshakeTimeout);
}

void Connection::Private::processHandshake(QByteArrayView &bytes, TimePoint now)
{
    if (m_opening->awaitsDecision) {
        // RFC 6455 section 4.1: a client waits for the answer. One that does not is
        // put up with as long as it costs no more than a head may.
        m_pending.append(bytes);
        bytes = {};
        if (m_pending.size() > m_options.limits.maxHeaderBytes)
            reject({.status = 400, .body = "data came before the handshake was answered\n"}, now);
        return;
    }
    HttpHeadReader &reader = m_opening->reader;
    bytes = bytes.sliced(reader.feed(bytes));
    switch (reader.status()) {
    case HttpHeadReader::Status::NeedMore:
        return;
    case HttpHeadReader::Status::Error:
        if (m_options.role == Role::Server)
            reject({.status = reader.error().status, .body = reader.error().text + '\n'}, now);
        else
            failClientHandshake({.text = reader.error().text}, now);
        return;
    case HttpHeadReader::Status::Complete:
        // What follows the request waits in m_pending while the application decides.
        if (m_options.role == Role::Server)
            processRequest(reader.request(), now);
        else
            processResponse(reader.response(), now);
        if (m_opening && m_opening->awaitsDecision) {
            m_pending.prepend(bytes);
            bytes = {};
        }
        return;
    }
}

void Connection::Private::processRequest(const HttpRequestHead &head, TimePoint now)
{
    auto outcome = readServerHandshake(head);
    if (const auto *rejection = std::get_if<HandshakeRejection>(&outcome)) {
        reject(*rejection, now);
    } else if (std::holds_alternative<PlainRequest>(outcome)) {
        reject(statusPage(m_options.webStatus, m_options.serverName), now);
    } else {
        m_opening->serverRequest = std::get<HandshakeRequest>(std::move(outcome));
        m_opening->awaitsDecision = true;
        const HandshakeRequest request = m_opening->serverRequest;
        m_discarding |= !report([&](ConnectionSink &sink) { return sink.requestReceived(request); });
    }
}

void Connection::Private::processResponse(const HttpResponseHead &head, TimePoint now)
{
    auto outcome = readClientHandshake(head, m_opening->clientRequest, m_opening->key);
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
        open(response.deflate, response.subprotocol, now);
}

void Connection::Private::accept(const HandshakeAcceptance &acceptance, TimePoint now)
{
    const HandshakeRequest &request = m_opening->serverRequest;
    std::optional<DeflateAgreement> agreement;
    if (m_options.deflate)
        agreement = acceptDeflateOffer(request.extensions, *m_options.deflate);
    m_sender.sendRaw(acceptanceResponse(request, acceptance, agreement ? agreement->response : QByteArray(),
                                        m_options.serverName));
    open(agreement ? std::optional(agreement->parameters) : std::nullopt, acceptance.subprotocol, now);
    // Nothing but the next arrival would come back to what waited.
    if (!m_receiving && !m_discarding)
        receive({}, now);
}

void Connection::Private::reject(const HandshakeRejection &rejection, TimePoint now)
{
    m_sender.sendRaw(rejectionResponse(rejection, m_options.serverName));
    const QByteArrayView phrase = rejection.reasonPhrase.isEmpty() ? httpReasonPhrase(rejection.status)
                                                                   : QByteArrayView(rejection.reasonPhrase);
    m_report.ended(ClosedBy::Local, CloseCode::Abnormal,
                   "opening handshake refused: HTTP " + QByteArray::number(rejection.status) + ' '
                       + phrase.toByteArray(),
                   rejection.status);
    m_opening.reset();
    m_discarding = true;
    move(ConnectionInput::HandshakeFailed);
    startClosing(now);
    endTransport(TransportAction::CloseGracefully);
}

void Connection::Private::failClientHandshake(const HandshakeFailure &failure, TimePoint now)
{
    m_report.ended(failure.status != 0 ? ClosedBy::Remote : ClosedBy::Local, CloseCode::Abnormal,
                   failure.text, failure.status);
    m_opening.reset();
    m_discarding = true;
    move(ConnectionInput::HandshakeFailed);
    startClosing(now);
    endTransport(TransportAction::CloseGracefully);
}

void Connection::Private::open(const std::optional<DeflateParameters> &deflate, const QByteArray &subprotocol,
                               TimePoint now)
{
    if (!move(ConnectionInput::HandshakeDone))
        return;
    m_deflate = deflate;
    m_subprotocol = subprotocol;
    if (deflate)
        useDeflate(*deflate);
    m_opening.reset();
    m_handshakeDeadline.reset();
    m_report.setPhase(ClosePhase::Open);
    m_keepalive.start(now);
    m_discarding |= !report([](ConnectionSink &sink) { return sink.opened(); });
}

void Connection::Private::useDeflate(const DeflateParameters &parameters)
{
    const bool isServer = m_options.role == Role::Server;
    const int ownBits = isServer ? parameters.serverMaxWindowBits : parameters.clientMaxWindowBits;
    const int peerBits = isServer ? parameters.clientMaxWindowBits : parameters.serverMaxWindowBits;
    const bool ownReset = isServer ? parameters.serverNoContextTakeover : parameters.clientNoContextTakeover;
    const bool peerReset = isServer ? parameters.clientNoContextTakeover : parameters.serverNoContextTakeover;
    // RFC 7692 section 7.1.2 gives a side the right to use less than was agreed on, so
    // that our own choice of memory holds also against a peer that asks for nothing.
    const DeflateOptions &options = *m_options.deflate;
    const int chosenBits = isServer ? options.serverMaxWindowBits : options.clientMaxWindowBits;
    const bool chosenReset = isServer ? options.serverNoContextTakeover : options.clientNoContextTakeover;
    m_sender.enableDeflate(std::min(ownBits, chosenBits), ownReset || chosenReset, options);
    m_intake.enableInflate(peerBits, peerReset);
}

} // namespace Gantry::Core

// SPDX-License-Identifier: GPL-3.0-only
#include "decode/closetext.h"

#include "decode/words.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

using Core::CloseCode;

namespace {

struct Explanation
{
    CloseCode code;
    const char *text;
};

// RFC 6455 section 7.4.1 and the IANA registry of close codes.
constexpr Explanation Explanations[] = {
    {CloseCode::Normal,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "The purpose of the connection is fulfilled.")},
    {CloseCode::GoingAway,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "An endpoint goes away: a server shuts down, or a page was left.")},
    {CloseCode::ProtocolError,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "The other side broke a rule of the WebSocket protocol.")},
    {CloseCode::UnsupportedData,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "A kind of data came that this endpoint does not take, such as binary where only text "
                       "is understood.")},
    {CloseCode::NoStatus,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "A close frame without a code came. Never on the wire.")},
    {CloseCode::Abnormal,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "The connection ended without a close frame: it broke, or a process was ended. Never "
                       "on the wire.")},
    {CloseCode::InvalidPayload,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "A message did not hold what its type promises, such as text that is not UTF-8.")},
    {CloseCode::PolicyViolation,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "A message broke a policy of the endpoint; no other code fits.")},
    {CloseCode::MessageTooBig,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "A message is larger than the endpoint accepts.")},
    {CloseCode::MandatoryExtension,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "The client needs an extension that the server did not agree to.")},
    {CloseCode::InternalError,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "The endpoint met something unexpected that keeps it from going on.")},
    {CloseCode::ServiceRestart,
     QT_TRANSLATE_NOOP("Gantry::Inspector",
                       "The service restarts; a client may come back after a random wait.")},
    {CloseCode::TryAgainLater,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "The server is overloaded; a client may come back later.")},
    {CloseCode::BadGateway,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "A gateway got an invalid answer from the server behind it.")},
    {CloseCode::TlsHandshake,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "The TLS handshake failed. Never on the wire.")},
};

} // namespace

ClosePayload parseClosePayload(QByteArrayView payload) noexcept
{
    if (payload.size() < 2) {
        return {};
    }
    return {.code = qFromBigEndian<quint16>(payload.data()), .reason = payload.sliced(2)};
}

QString closeCodeText(quint16 code)
{
    const QByteArrayView name = Core::closeCodeName(code);
    if (!name.isEmpty()) {
        return QString::number(code) + u' ' + QString::fromLatin1(name);
    }
    if (code >= 3000 && code < 4000) {
        return Words::tr("%1 (registered with IANA)").arg(code);
    }
    if (code >= 4000 && code < 5000) {
        return Words::tr("%1 (private use)").arg(code);
    }
    return Words::tr("%1 (reserved)").arg(code);
}

QString explainCloseCode(quint16 code)
{
    for (const Explanation &explanation : Explanations) {
        if (quint16(explanation.code) == code) {
            return Words::tr(explanation.text);
        }
    }
    // RFC 6455 section 7.4.2, the ranges.
    if (code >= 4000 && code < 5000) {
        return Words::tr("The two applications agreed on what this code means; no standard does.");
    }
    if (code >= 3000 && code < 4000) {
        return Words::tr("A library, framework or application registered this code with IANA.");
    }
    if (code < 1000 || code >= 5000) {
        return Words::tr("No endpoint may use this code.");
    }
    return Words::tr("This code is reserved for later versions of the protocol; no endpoint may use it now.");
}

QString closedByText(Core::ClosedBy by)
{
    switch (by) {
    case Core::ClosedBy::Local:
        return Words::tr("closed by this endpoint");
    case Core::ClosedBy::Remote:
        return Words::tr("closed by the peer");
    case Core::ClosedBy::Transport:
        return Words::tr("the transport ended");
    case Core::ClosedBy::Nobody:
        break;
    }
    return Words::tr("nobody said that it closes");
}

} // namespace Gantry::Inspector

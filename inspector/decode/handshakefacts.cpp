// SPDX-License-Identifier: GPL-3.0-only
#include "decode/handshakefacts.h"

#include "core/handshake/extensions.h"
#include "core/handshake/serverhandshake.h"
#include "decode/payloadtext.h"
#include "decode/words.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

struct KnownName
{
    QByteArrayView beginning;
    const char *text;
};

// Of the IANA registry and of practice; the longest beginning first.
constexpr KnownName Subprotocols[] = {
    {"wamp.2.json", QT_TRANSLATE_NOOP("Gantry::Inspector", "WAMP, messages in JSON")},
    {"wamp.2.msgpack", QT_TRANSLATE_NOOP("Gantry::Inspector", "WAMP, messages in MessagePack")},
    {"wamp.2.cbor", QT_TRANSLATE_NOOP("Gantry::Inspector", "WAMP, messages in CBOR")},
    {"wamp", QT_TRANSLATE_NOOP("Gantry::Inspector", "WAMP: remote procedures and publications")},
    {"graphql-transport-ws", QT_TRANSLATE_NOOP("Gantry::Inspector", "GraphQL over WebSocket")},
    {"graphql-ws", QT_TRANSLATE_NOOP("Gantry::Inspector", "GraphQL over WebSocket, the older protocol")},
    {"mqtt", QT_TRANSLATE_NOOP("Gantry::Inspector", "MQTT packets in binary messages")},
    {"ocpp", QT_TRANSLATE_NOOP("Gantry::Inspector", "OCPP: charging stations and their back office")},
    {"v10.stomp", QT_TRANSLATE_NOOP("Gantry::Inspector", "STOMP 1.0")},
    {"v11.stomp", QT_TRANSLATE_NOOP("Gantry::Inspector", "STOMP 1.1")},
    {"v12.stomp", QT_TRANSLATE_NOOP("Gantry::Inspector", "STOMP 1.2")},
    {"xmpp", QT_TRANSLATE_NOOP("Gantry::Inspector", "XMPP (RFC 7395)")},
    {"sip", QT_TRANSLATE_NOOP("Gantry::Inspector", "SIP (RFC 7118)")},
    {"soap", QT_TRANSLATE_NOOP("Gantry::Inspector", "SOAP")},
    {"binary", QT_TRANSLATE_NOOP("Gantry::Inspector", "a byte stream, as websockify carries it")},
};

constexpr KnownName Parameters[] = {
    {"server_no_context_takeover",
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the server compresses each message by itself")},
    {"client_no_context_takeover",
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the client compresses each message by itself")},
    {"server_max_window_bits",
     QT_TRANSLATE_NOOP("Gantry::Inspector", "how far back the server's compressor looks, as a power of two")},
    {"client_max_window_bits",
     QT_TRANSLATE_NOOP("Gantry::Inspector", "how far back the client's compressor looks, as a power of two")},
};

QString explainParameter(const QByteArray &name)
{
    for (const KnownName &parameter : Parameters) {
        if (parameter.beginning == name) {
            return Words::tr(parameter.text);
        }
    }
    return Words::tr("not a parameter of permessage-deflate");
}

QString explainExtension(const QByteArray &name)
{
    return name == "permessage-deflate" ? Words::tr("messages may be compressed (RFC 7692)")
                                        : Words::tr("an extension that is not known here");
}

FrameField transportField(const QByteArray &url)
{
    const bool isEncrypted = url.startsWith("wss:") || url.startsWith("https:");
    return {.name = Words::tr("Transport"),
            .value = url.isEmpty() ? Words::tr("not known")
                : isEncrypted      ? u"TLS"_s
                                   : Words::tr("plain"),
            .meaning = isEncrypted ? Words::tr("encrypted on the wire; the octets here are those inside")
                : url.isEmpty()    ? QString()
                                   : Words::tr("anybody on the way can read and change it")};
}

void addExtensions(FieldGroup &group, const QByteArray &value)
{
    const auto extensions = Core::parseExtensions(value);
    if (value.isEmpty()) {
        group.fields << FrameField{Words::tr("Extensions"), Words::tr("none"),
                                   Words::tr("messages travel as they are")};
        return;
    }
    if (!extensions) {
        group.fields << FrameField{Words::tr("Extensions"), previewLine(value),
                                   Words::tr("against the grammar (RFC 6455 section 9.1)"), true};
        return;
    }
    for (const Core::Extension &extension : *extensions) {
        group.fields << FrameField{Words::tr("Extension"), previewLine(extension.name),
                                   explainExtension(extension.name)};
        for (const Core::ExtensionParameter &parameter : extension.parameters) {
            group.fields << FrameField{u"  "_s + previewLine(parameter.name),
                                       parameter.value ? previewLine(*parameter.value) : Words::tr("yes"),
                                       explainParameter(parameter.name)};
        }
    }
}

FrameField statusField(const Tap::OpenRecord &open)
{
    const bool isSwitched = open.statusLine.contains(" 101");
    return {.name = Words::tr("Status"),
            .value = previewLine(open.statusLine),
            .meaning = isSwitched ? Words::tr("the server switched to WebSocket")
                                  : Words::tr("the server did not switch to WebSocket"),
            .isSuspicious = !isSwitched};
}

FrameField keyField(const QByteArray &key)
{
    constexpr qsizetype KeyOctets = 16;
    const auto decoded = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    const bool isValid = decoded && (*decoded).size() == KeyOctets;
    return {.name = u"Sec-WebSocket-Key"_s,
            .value = previewLine(key),
            .meaning = isValid ? Words::tr("16 octets in base64, as it has to be (section 4.1)")
                               : Words::tr("not 16 octets in base64 (section 4.1)"),
            .isSuspicious = !isValid};
}

FrameField acceptField(const QByteArray &key, const QByteArray &accept)
{
    const QByteArray expected = Core::acceptKey(key);
    const bool isRight = accept == expected;
    return {.name = u"Sec-WebSocket-Accept"_s,
            .value = accept.isNull() ? Words::tr("missing") : previewLine(accept),
            .meaning = isRight ? Words::tr("verified: the server made it of this key")
                               : Words::tr("wrong: this key gives %1").arg(previewLine(expected)),
            .isSuspicious = !isRight};
}

FrameField versionField(const QByteArray &version)
{
    const bool isRight = version == "13";
    return {.name = u"Sec-WebSocket-Version"_s,
            .value = version.isNull() ? Words::tr("missing") : previewLine(version),
            .meaning = isRight ? Words::tr("that of RFC 6455") : Words::tr("RFC 6455 has version 13"),
            .isSuspicious = !isRight};
}

FrameField upgradeField(const QString &name, const Core::HeaderFields &fields)
{
    const bool isRight = fields.hasToken("Upgrade", "websocket") && fields.hasToken("Connection", "upgrade");
    return {.name = name,
            .value = isRight ? Words::tr("as it has to be") : Words::tr("not as it has to be"),
            .meaning = Words::tr("Upgrade: websocket and Connection: Upgrade"),
            .isSuspicious = !isRight};
}

FrameField subprotocolField(const Tap::OpenRecord &open)
{
    const QByteArray offered = open.request.joined("Sec-WebSocket-Protocol");
    const QList<QByteArray> names = Core::splitList(offered);
    const bool isOffered = open.subprotocol.isEmpty() || names.contains(open.subprotocol);
    const QString offers =
        offered.isNull() ? Words::tr("none was offered") : Words::tr("offered: %1").arg(previewLine(offered));
    return {.name = Words::tr("Subprotocol"),
            .value = open.subprotocol.isEmpty() ? Words::tr("none") : previewLine(open.subprotocol),
            .meaning =
                isOffered ? offers : Words::tr("the server chose what was not offered; %1").arg(offers),
            .isSuspicious = !isOffered};
}

} // namespace

QString explainSubprotocol(QByteArrayView name)
{
    const auto *known =
        std::find_if(std::begin(Subprotocols), std::end(Subprotocols),
                     [name](const KnownName &entry) { return name.startsWith(entry.beginning); });
    return known == std::end(Subprotocols) ? QString() : Words::tr(known->text);
}

FieldGroup agreedGroup(const Tap::OpenRecord &open)
{
    FieldGroup group{.title = Words::tr("Agreed")};
    group.fields << FrameField{Words::tr("URL"), previewLine(open.url, 4096)}
                 << FrameField{Words::tr("Peer"), previewLine(open.peer)} << transportField(open.url);
    const QString meaning = explainSubprotocol(open.subprotocol);
    group.fields << FrameField{
        Words::tr("Subprotocol"),
        open.subprotocol.isEmpty() ? Words::tr("none") : previewLine(open.subprotocol),
        open.subprotocol.isEmpty() ? Words::tr("what messages mean is up to the applications") : meaning};
    addExtensions(group, open.extensions);
    return group;
}

FieldGroup checkedGroup(const Tap::OpenRecord &open)
{
    FieldGroup group{.title = Words::tr("Checked")};
    if (open.request.size() == 0) {
        return group;
    }
    const QByteArray key = open.request.value("Sec-WebSocket-Key");
    group.fields << upgradeField(Words::tr("Request"), open.request)
                 << versionField(open.request.value("Sec-WebSocket-Version")) << keyField(key);
    if (open.statusLine.isEmpty()) {
        return group;
    }
    group.fields << statusField(open);
    if (!group.fields.back().isSuspicious) {
        group.fields << upgradeField(Words::tr("Answer"), open.response)
                     << acceptField(key, open.response.value("Sec-WebSocket-Accept"))
                     << subprotocolField(open);
    }
    return group;
}

} // namespace Gantry::Inspector

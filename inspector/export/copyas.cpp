// SPDX-License-Identifier: GPL-3.0-only
#include "export/copyas.h"

#include "core/message/utf8validator.h"
#include "export/harentry.h"

#include <QtCore/QUrl>

#include <initializer_list>
#include <limits>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Core::Opcode;

namespace {

bool isOneOf(QByteArrayView name, std::initializer_list<QByteArrayView> names)
{
    for (const QByteArrayView other : names) {
        if (Core::equalsIgnoringCase(name, other))
            return true;
    }
    return false;
}

//! Fields that every client makes itself.
bool isOfHandshake(QByteArrayView name)
{
    return isOneOf(name,
                   {"Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
                    "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"});
}

bool isText(const Tap::FrameRecord &frame)
{
    return frame.messageOpcode == quint8(Opcode::Text) && Core::isValidUtf8(frame.payload);
}

QByteArray protocolsOf(const Tap::OpenRecord &open)
{
    return open.request.joined("Sec-WebSocket-Protocol");
}

//! A C++ literal that holds every octet.
QByteArray cppLiteral(QByteArrayView octets)
{
    static constexpr char Digits[] = "01234567";
    QByteArray out = "\"";
    for (const char c : octets) {
        const auto code = uchar(c);
        if (c == '"' || c == '\\')
            out += '\\';
        // '?' could begin a trigraph; three octal digits end where they should.
        if (c == '\n') {
            out += "\\n";
        } else if (code < 0x20 || code >= 0x7f || c == '?') {
            out += '\\';
            out += Digits[code >> 6];
            out += Digits[code >> 3 & 7];
            out += Digits[code & 7];
        } else {
            out += c;
        }
    }
    return out + '"';
}

QByteArray cppString(QByteArrayView text)
{
    return "QString::fromUtf8(" + cppLiteral(text) + ')';
}

//! The lines that say what the client asked for.
QByteArray cppRequest(const Tap::OpenRecord &open)
{
    QByteArray out;
    QByteArrayList headers;
    for (const Core::HeaderField &field : open.request.all()) {
        if (isOfHandshake(field.name))
            continue;
        if (isOneOf(field.name, {"Origin"}))
            out += "    factory.setOrigin(" + cppString(field.value) + ");\n";
        else if (isOneOf(field.name, {"User-Agent"}))
            out += "    factory.setUserAgent(" + cppString(field.value) + ");\n";
        else
            headers.append('{' + cppLiteral(field.name) + ", " + cppLiteral(field.value) + '}');
    }
    if (!headers.isEmpty())
        out += "    factory.setHeaders({" + headers.join(",\n                        ") + "});\n";
    QByteArrayList protocols;
    for (const QByteArray &protocol : Core::splitList(protocolsOf(open)))
        protocols.append(cppString(protocol));
    if (!protocols.isEmpty())
        out += "    factory.setSubprotocols({" + protocols.join(", ") + "});\n";
    return out;
}

} // namespace

QByteArray shellQuoted(QByteArrayView text)
{
    QByteArray out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else if (c != '\0')
            out += c;
    }
    return out + '\'';
}

QByteArray websocatCommand(const Tap::OpenRecord &open, const Tap::FrameRecord *frame)
{
    QByteArray out;
    if (frame && isText(*frame) && !frame->payload.contains('\0')) {
        // With -0, a line break does not end a message.
        out += "printf '%s\\0' " + shellQuoted(frame->payload) + " | websocat -0 --text --no-close";
    } else if (frame) {
        out += "printf %s " + frame->payload.toBase64() + " | base64 -d | websocat --binary --no-close";
    } else {
        out += "websocat";
    }
    const QByteArray protocols = protocolsOf(open);
    if (!protocols.isEmpty())
        out += " --protocol=" + shellQuoted(protocols);
    for (const Core::HeaderField &field : open.request.all()) {
        // "=": a separate argument would swallow those behind it.
        if (!isOfHandshake(field.name))
            out += " -H=" + shellQuoted(field.name + ": " + field.value);
    }
    return out + ' ' + shellQuoted(open.url);
}

QByteArray curlCommand(const Tap::OpenRecord &open)
{
    QByteArray url = open.url;
    if (url.startsWith("ws://"))
        url.replace(0, 5, "http://");
    else if (url.startsWith("wss://"))
        url.replace(0, 6, "https://");
    // The upgrade is HTTP/1.1's; brackets in a URL are no pattern.
    QByteArray out = "curl --include --no-buffer --http1.1 --globoff";
    const QByteArray host = open.request.value("Host");
    for (const Core::HeaderField &field : open.request.all()) {
        const bool isImplied = isOneOf(field.name, {"Host"})
            && QUrl::fromEncoded(url).authority(QUrl::EncodeReserved).toLatin1() == host;
        if (isImplied)
            continue;
        // "Name;" is how curl is told of an empty value.
        out +=
            " -H " + shellQuoted(field.value.isEmpty() ? field.name + ';' : field.name + ": " + field.value);
    }
    const std::initializer_list<Core::HeaderField> needed{{"Connection", "Upgrade"},
                                                          {"Upgrade", "websocket"},
                                                          {"Sec-WebSocket-Version", "13"},
                                                          {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    for (const Core::HeaderField &field : needed) {
        if (!open.request.contains(field.name))
            out += " -H " + shellQuoted(field.name + ": " + field.value);
    }
    return out + ' ' + shellQuoted(url);
}

QByteArray gantryProgram(const Tap::OpenRecord &open, const Tap::FrameRecord *frame)
{
    QByteArray out = "#include <Gantry/ConnectWS>\n"
                     "#include <Gantry/WebSocketClientFactory>\n"
                     "#include <QtCore/QCoreApplication>\n"
                     "\n"
                     "int main(int argc, char **argv)\n"
                     "{\n"
                     "    QCoreApplication application(argc, argv);\n"
                     "    Gantry::WebSocketClientFactory factory(QUrl::fromEncoded("
        + cppLiteral(open.url) + "));\n";
    out += cppRequest(open);
    out += "    QObject::connect(&factory, &Gantry::WebSocketClientFactory::protocolCreated,\n"
           "                     [](Gantry::WebSocketClientProtocol *p) {\n";
    if (frame) {
        // Qt counts: a literal may hold zeros.
        out += "        QObject::connect(p, &Gantry::WebSocketClientProtocol::onOpen, p, [p] {\n"
               "            p->sendMessage(QByteArray("
            + cppLiteral(frame->payload) + ", " + QByteArray::number(frame->payload.size()) + "), "
            + (frame->messageOpcode == quint8(Opcode::Binary) ? "true" : "false") + ");\n        });\n";
    }
    out += "        QObject::connect(p, &Gantry::WebSocketClientProtocol::onMessage, p,\n"
           "                         [](const QByteArray &payload) { qInfo() << payload; });\n"
           "    });\n"
           "    Gantry::connectWS(&factory);\n"
           "    return QCoreApplication::exec();\n"
           "}\n";
    return out;
}

QByteArray harEntry(const QList<Tap::Record> &records)
{
    Tap::OpenRecord open;
    QByteArrayList messages;
    QByteArrayList frames;
    QByteArray close;
    MessageJoiner joiner(std::numeric_limits<qsizetype>::max(), [&](JoinedMessage &&message) {
        const bool isWhole = message.isBegin && message.isEnd;
        QByteArray &text = (isWhole ? messages : frames).emplaceBack();
        isWhole ? appendHarMessage(message, {}, text) : appendHarFrame(message, text);
    });
    for (const Tap::Record &record : records) {
        if (const auto *opened = std::get_if<Tap::OpenRecord>(&record)) {
            open = *opened;
        } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
            if (MessageJoiner::isData(*frame))
                joiner.add(*frame);
            else
                appendHarFrame(*frame, {}, frames.emplaceBack());
        } else if (const auto *octets = std::get_if<Tap::OctetsRecord>(&record)) {
            appendHarFrame(*octets, {}, frames.emplaceBack());
        } else if (const auto *closed = std::get_if<Tap::CloseRecord>(&record)) {
            close.clear();
            appendHarClose(*closed, close);
        }
    }
    joiner.finish();
    QByteArray out;
    const Tap::RecordHead last = records.isEmpty() ? Tap::RecordHead{} : Tap::headOf(records.last());
    appendHarEntryHead(open, last.connection, last.timeNs, out);
    out += ",\"_webSocketMessages\":[" + messages.join(",\n") + ']';
    if (!frames.isEmpty())
        out += ",\"_wsFrames\":[" + frames.join(",\n") + ']';
    if (!close.isEmpty())
        out += ",\"_webSocketClose\":" + close;
    return out + "}\n";
}

} // namespace Gantry::Inspector

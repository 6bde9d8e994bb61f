// SPDX-License-Identifier: MIT
// RFC 6455 section 4.1: answers that a client takes, and those it refuses.
#include "openingvectors.h"

namespace Gantry::Test {

using namespace Core;

namespace {

QByteArrayList withStatus(const QByteArray &line)
{
    return QByteArrayList{line} + sampleResponseLines().sliced(1);
}

void addGood(RuleTable &table)
{
    const QByteArrayList lines = sampleResponseLines();
    const auto good = [&table](const QByteArray &name, const QByteArrayList &answer,
                               const QByteArray &subprotocol = {}) {
        table.addOpening(Role::Client, name, headText(answer) + hello(Role::Client),
                         clientOpens(subprotocol));
    };
    good("4.1 as the RFC shows it", lines);
    good("9112 4 no reason phrase", withStatus("HTTP/1.1 101"));
    good("9112 4 empty reason phrase", withStatus("HTTP/1.1 101 "));
    good("9112 4 reason phrase that is not ASCII", withStatus("HTTP/1.1 101 Gr\xc3\xbc\xc3\x9f"));
    good("9110 2.5 higher minor version", withStatus("HTTP/1.7 101 Switching Protocols"));
    good("9110 5.1 names in another case", without(lines, "Upgrade") << "UPGRADE: WebSocket");
    good("Connection is a list", with(lines, "Connection: keep-alive, Upgrade"));
    good("4.1 item 6 subprotocol", lines + QByteArrayList{"Sec-WebSocket-Protocol: superchat"}, "superchat");
    table.addOpening(Role::Client, "9110 15.2 interim answers",
                     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                         + headText(lines) + hello(Role::Client),
                     clientOpens());
}

void addBad(RuleTable &table)
{
    const QByteArrayList lines = sampleResponseLines();
    const auto refused = [&table](const QByteArray &name, const QByteArrayList &answer,
                                  const QByteArray &text, int status = 101) {
        table.addOpening(Role::Client, name, headText(answer) + hello(Role::Client),
                         clientRefuses(status, text));
    };
    const auto added = [&](const QByteArray &line, const QByteArray &text) {
        refused("added " + line, lines + QByteArrayList{line}, text);
    };
    for (const auto &[status, phrase] : std::initializer_list<std::pair<int, const char *>>{{200, "OK"},
                                                                                            {204, "No"},
                                                                                            {301, "Moved"},
                                                                                            {400, "Bad"},
                                                                                            {401, "Who"},
                                                                                            {407, "Proxy"},
                                                                                            {503, "Busy"}}) {
        const QByteArray code = QByteArray::number(status) + ' ' + phrase;
        refused("4.1 item 1, " + code, withStatus("HTTP/1.1 " + code), "the server answered " + code, status);
    }
    const QByteArray upgrade = "the answer's Upgrade header field is not websocket";
    refused("4.1 item 2, no Upgrade", without(lines, "Upgrade"), upgrade);
    refused("4.1 item 2, other Upgrade", with(lines, "Upgrade: h2c"), upgrade);
    refused("4.1 item 2, list", with(lines, "Upgrade: websocket, h2c"), upgrade);
    added("Upgrade: websocket", upgrade);
    const QByteArray connection = "the answer's Connection header field does not name Upgrade";
    refused("4.1 item 3, no Connection", without(lines, "Connection"), connection);
    refused("4.1 item 3, other Connection", with(lines, "Connection: close"), connection);
    const QByteArray accept = "the answer's Sec-WebSocket-Accept header field does not belong to the request";
    refused("4.1 item 4, no Accept", without(lines, "Sec-WebSocket-Accept"), accept);
    refused("4.1 item 4, other Accept", with(lines, "Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
            accept);
    refused("4.1 item 4, other case", with(lines, "Sec-WebSocket-Accept: " + SampleAccept.toLower()), accept);
    added("Sec-WebSocket-Accept: " + SampleAccept, accept);
    const QByteArray notOffered = "the server chose an extension that was not offered";
    const QByteArray malformed = "malformed Sec-WebSocket-Extensions header field";
    added("Sec-WebSocket-Extensions: x-other", notOffered);
    added("Sec-WebSocket-Extensions: x-other, permessage-deflate; server_max_window_bits=12", notOffered);
    added("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12, x-other",
          "the server chose more extensions than were offered");
    added("Sec-WebSocket-Extensions: ", malformed);
    added("Sec-WebSocket-Extensions: permessage-deflate;", malformed);
    added("Sec-WebSocket-Extensions: permessage-deflate; a=\"", malformed);
    const QByteArray subprotocol = "the server chose a subprotocol that was not offered";
    for (const char *chosen : {"other", "Chat", "chat, superchat", ""})
        added(QByteArray("Sec-WebSocket-Protocol: ") + chosen, subprotocol);
    refused("4.1 item 6, two lines",
            lines + QByteArrayList{"Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat"},
            "the server chose more than one subprotocol");
    table.addOpening(Role::Client, "7692 5.1 compression that was not offered",
                     headText(lines + QByteArrayList{"Sec-WebSocket-Extensions: permessage-deflate"})
                         + hello(Role::Client),
                     clientRefuses(101, notOffered), {.options = {.deflate = std::nullopt}});
}

//! What is no HTTP/1.1 at all, or more of it than there may be.
void addUnreadable(RuleTable &table)
{
    const auto bad = [&table](const char *name, const QByteArray &octets, const QByteArray &text,
                              const Limits &limits = {}) {
        table.addOpening(Role::Client, name, octets, clientRefuses(0, text), {.options = {.limits = limits}});
    };
    const QByteArray line = "HTTP/1.1 101 Switching Protocols\r\n";
    bad("another protocol", "SSH-2.0-OpenSSH\r\n", "malformed start line");
    bad("a frame instead of an answer", "\x81\x05Hello", "malformed start line");
    bad("an empty line first", "\r\nHTTP/1.1 101 x\r\n", "empty line instead of a start line");
    bad("HTTP/1.0", "HTTP/1.0 101 Switching Protocols\r\n", "HTTP/1.1 needed");
    bad("status of two digits", "HTTP/1.1 10 x\r\n", "malformed status line");
    bad("status of four digits", "HTTP/1.1 1010 x\r\n", "malformed status line");
    bad("status with a sign", "HTTP/1.1 +10 x\r\n", "malformed status line");
    bad("lone line feed", "HTTP/1.1 101 x\n", "line feed without carriage return");
    bad("lone carriage return", line + "A: b\rC", "carriage return without line feed");
    bad("folded line", line + "A: b\r\n\tc\r\n", "malformed header field");
    bad("no colon", line + "Upgrade\r\n", "malformed header field");
    bad("NUL in a value", line + "A: b" + QByteArray(1, '\0'), "control character");
    bad("too many fields", line + "A: b\r\nC: d\r\nE: f\r\n", "more header fields than maxHeaderFields",
        {.maxHeaderFields = 2});
    bad("fields too long", line + "A: " + QByteArray(200, 'x'), "header exceeds maxHeaderBytes",
        {.maxHeaderBytes = 100});
    QByteArray interim;
    for (int i = 0; i < 10; ++i)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    bad("interim answers without an end", interim, "header exceeds maxHeaderBytes", {.maxHeaderBytes = 100});
}

} // namespace

RuleTable responseVectors()
{
    RuleTable table;
    addGood(table);
    addBad(table);
    addUnreadable(table);
    return table;
}

} // namespace Gantry::Test

// SPDX-License-Identifier: MIT
// RFC 6455 section 4.2.1: requests that a server takes, and those it refuses.
#include "openingvectors.h"

namespace Gantry::Test {

using namespace Core;

namespace {

QByteArrayList aimedAt(const QByteArray &target)
{
    QByteArrayList lines = sampleRequestLines();
    lines[0] = "GET " + target + " HTTP/1.1";
    return lines;
}

void addGood(RuleTable &table)
{
    const QByteArrayList lines = sampleRequestLines();
    const auto good = [&table](const QByteArray &name, const QByteArrayList &request,
                               const Outcome &outcome = serverOpens()) {
        table.addOpening(Role::Server, name, headText(request) + hello(Role::Server), outcome);
    };
    good("4.2.1 as the RFC shows it", lines);
    table.addOpening(Role::Server, "9112 2.2 an empty line before it",
                     "\r\n" + headText(lines) + hello(Role::Server), serverOpens());
    good("9112 3.2.2 absolute form", aimedAt("http://other.example:81/chat?room=1"));
    good("target of a query alone", aimedAt("ws://other.example?a=/b"), serverOpens({}, "/?a=/b"));
    good("9110 5.1 names in another case", without(lines, "Upgrade") << "uPGRADE: wEBsOCKET");
    good("lists", with(with(lines, "Connection: keep-alive, Upgrade"), "Upgrade: h2c, websocket"));
    good("9110 5.5 blanks around a value", with(lines, "Upgrade: \t websocket \t "));
    good("no blank before a value", with(lines, "Host:server.example.com"));
    good("octets above 127 in a value", lines + QByteArrayList{"Cookie: a=\xff\x85\xa0"});
    good("an empty body", lines + QByteArrayList{"Content-Length: 0"});
    good("subprotocol", lines + QByteArrayList{"Sec-WebSocket-Protocol: chat, superchat"},
         serverOpens(" chat"));
    good("subprotocols in two lines",
         lines + QByteArrayList{"Sec-WebSocket-Protocol: b", "Sec-WebSocket-Protocol: a"}, serverOpens(" b"));
    good("extension nobody knows", lines + QByteArrayList{"Sec-WebSocket-Extensions: constructor, toString"});
    good("compression that is offered and not wanted",
         lines + QByteArrayList{"Sec-WebSocket-Extensions: permessage-deflat"});
}

void addBad(RuleTable &table)
{
    const QByteArrayList lines = sampleRequestLines();
    const auto refused = [&table](const QByteArray &name, const QByteArrayList &request, int status = 400,
                                  const QByteArray &phrase = "Bad Request") {
        table.addOpening(Role::Server, name, headText(request) + hello(Role::Server),
                         serverRefuses(status, phrase));
    };
    const auto changed = [&](const QByteArray &line) { refused("wrong " + line, with(lines, line)); };
    const auto added = [&](const QByteArray &line) {
        refused("added " + line, lines + QByteArrayList{line});
    };
    const auto removed = [&](const QByteArray &name) { refused("no " + name, without(lines, name)); };
    for (const char *name : {"Host", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
        removed(name);
    for (const char *line :
         {"Host: ", "Host: a, b", "Host: a b", "Host: u@b", "Upgrade: websockets", "Upgrade: h2c",
          "Connection: close", "Connection: upgraded", "Sec-WebSocket-Key: ",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j-g==",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAAA", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=",
          "Sec-WebSocket-Version: ", "Sec-WebSocket-Version: 13a", "Sec-WebSocket-Version: 13, 8",
          "Sec-WebSocket-Version: +13", "Sec-WebSocket-Version: 4294967309"})
        changed(line);
    for (const char *line :
         {"Host: server.example.com",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "Content-Length: 5",
          "Content-Length: 00", "Content-Length: -1", "Transfer-Encoding: chunked",
          "Transfer-Encoding: identity", "Sec-WebSocket-Protocol: ", "Sec-WebSocket-Protocol: ,",
          "Sec-WebSocket-Protocol: a, a", "Sec-WebSocket-Protocol: a b", "Sec-WebSocket-Protocol: \xc3\xa4",
          "Sec-WebSocket-Extensions: ", "Sec-WebSocket-Extensions: ,", "Sec-WebSocket-Extensions: a; b=\"c",
          "Sec-WebSocket-Extensions: a;;b"})
        added(line);
    for (const char *target : {"*", "chat", "server.example.com:80", "/chat#a", "ftp://a/", "http:///a"})
        refused(QByteArray("target ") + target, aimedAt(target));
    refused("Origin twice", lines + QByteArrayList{"Origin: http://a", "Origin: http://a"});
    refused("no Upgrade", without(lines, "Upgrade"), 426, "Upgrade Required");
    for (const char *version : {"0", "7", "12", "14", "777", "013"}) {
        refused(QByteArray("4.4 version ") + version,
                with(lines, QByteArray("Sec-WebSocket-Version: ") + version), 426, "Upgrade Required");
    }
    for (const char *method : {"POST", "HEAD", "OPTIONS", "CONNECT", "get", "PRI"}) {
        QByteArrayList request = lines;
        request[0].replace("GET", method);
        refused(QByteArray("method ") + method, request, 405, "Method Not Allowed");
    }
    refused("a page", {"GET / HTTP/1.1", "Host: a"}, 200, "OK");
}

//! What is no HTTP/1.1 at all, or more of it than there may be.
void addUnreadable(RuleTable &table)
{
    const QByteArray text = headText(sampleRequestLines());
    const auto bad = [&table](const char *name, const QByteArray &octets, int status = 400,
                              const QByteArray &phrase = "Bad Request", const Limits &limits = {}) {
        table.addOpening(Role::Server, name, octets, serverRefuses(status, phrase),
                         {.options = {.limits = limits}});
    };
    const QByteArray line = "GET / HTTP/1.1\r\n";
    bad("TLS hello", QByteArray::fromHex("16030102000100"));
    bad("noise", "\xff\xfe");
    bad("two empty lines", "\r\n\r\n" + text);
    bad("no version", "GET /\r\n\r\n");
    bad("blank in the target", "GET /a b HTTP/1.1\r\n\r\n");
    bad("HTTP/1.0", "GET / HTTP/1.0\r\n", 505, "HTTP Version Not Supported");
    bad("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP Version Not Supported");
    bad("9112 2.2 lone line feed", line + "Host: a\n");
    bad("9112 2.2 lone carriage return", line + "Host: a\rB");
    bad("9112 5.1 blank before the colon", line + "Host : a\r\n");
    bad("9112 5.2 folded line", line + "A: b\r\n c\r\n");
    bad("no colon", line + "Host\r\n");
    bad("empty name", line + ": a\r\n");
    bad("NUL in a value", line + "A: b" + QByteArray(1, '\0'));
    bad("DEL in a value", line + "A: b\x7f");
    bad("name that is not ASCII", line + "H\xc3\xb6st: a\r\n");
    const Limits few{.maxHeaderFields = 6};
    const Limits small{.maxHeaderBytes = 100};
    bad("6585 5 too many fields", text.chopped(2) + "A: b\r\nC: d\r\n", 431,
        "Request Header Fields Too Large", few);
    bad("6585 5 fields too long", line + "A: " + QByteArray(200, 'x'), 431, "Request Header Fields Too Large",
        small);
    bad("9112 3 target too long", "GET /" + QByteArray(200, 'x'), 414, "URI Too Long", small);
    bad("6585 5 method too long", QByteArray(200, 'x'), 431, "Request Header Fields Too Large", small);
}

} // namespace

RuleTable requestVectors()
{
    RuleTable table;
    addGood(table);
    addBad(table);
    addUnreadable(table);
    return table;
}

} // namespace Gantry::Test

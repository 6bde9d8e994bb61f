// SPDX-License-Identifier: MIT
// RFC 6455 sections 5.1 to 5.5, one frame after the other.
#include "rulevectors.h"

namespace Gantry::Test {

namespace {

using Core::Role;

constexpr quint8 Continuation = 0;
constexpr quint8 Text = 1;
constexpr quint8 Binary = 2;
constexpr quint8 Close = 8;
constexpr quint8 Ping = 9;
constexpr quint8 Pong = 10;

QByteArray shown(const QByteArray &payload)
{
    return payload.size() > 40 ? QByteArray::number(payload.size()) + " octets" : payload;
}

QByteArray hexNumber(quint64 number)
{
    return "0x" + QByteArray::number(number, 16);
}

} // namespace

RuleTable headerVectors()
{
    RuleTable table;
    for (const int size : {0, 1, 124, 125, 126, 127, 128, 65535, 65536, 65537}) {
        const QByteArray payload(size, 'x');
        table.add("5.2 length " + QByteArray::number(size), {{.opcode = Binary, .payload = payload}},
                  staysOpen({"binary " + shown(payload)}));
    }
    for (const int size : {0, 1, 125}) {
        table.add("5.2 length " + QByteArray::number(size) + " in 16 bits",
                  {{.opcode = Binary, .payload = QByteArray(size, 'x'), .lengthOctets = 2}},
                  fails(1002, "payload length not in its shortest form"));
    }
    for (const int size : {0, 1, 125, 126, 127, 65535}) {
        table.add("5.2 length " + QByteArray::number(size) + " in 64 bits",
                  {{.opcode = Binary, .payload = QByteArray(size, 'x'), .lengthOctets = 8}},
                  fails(1002, "payload length not in its shortest form"));
    }
    constexpr quint64 topBit = quint64(1) << 63;
    for (const quint64 length : {topBit, topBit + 1, topBit + 65536, ~quint64(0), ~quint64(0) - 3}) {
        table.add("5.2 length " + hexNumber(length), {{.opcode = Binary, .announced = length}},
                  fails(1002, "payload length with its top bit set"));
    }
    for (quint8 rsv = 1; rsv < 8; ++rsv) {
        for (const quint8 opcode : {Text, Binary, Close, Ping, Pong}) {
            table.add("5.2 RSV " + QByteArray::number(rsv) + " and opcode " + QByteArray::number(opcode),
                      {{.opcode = opcode, .rsv = rsv}}, fails(1002, "reserved bits set"));
        }
        table.add("5.2 RSV " + QByteArray::number(rsv) + " of a continuation",
                  {{.payload = "a", .fin = false}, {.opcode = Continuation, .payload = "b", .rsv = rsv}},
                  fails(1002, "reserved bits set"));
    }
    for (const quint8 opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        const QByteArray name = "5.2 opcode " + QByteArray::number(opcode);
        table.add(name, {{.opcode = opcode, .payload = "x"}}, fails(1002, "reserved opcode"));
        table.add(name + " without FIN", {{.opcode = opcode, .fin = false}}, fails(1002, "reserved opcode"));
        table.add(name + " between fragments", {{.payload = "a", .fin = false}, {.opcode = opcode}},
                  fails(1002, "reserved opcode"));
    }
    table.add("5.2 many frames in one piece",
              {{.payload = "a"}, {.opcode = Binary, .payload = "b"}, {.payload = ""}, {.payload = "c"}},
              staysOpen({"text a", "binary b", "text ", "text c"}));
    table.add("5.2 nothing behind a broken rule is read",
              {{.payload = "a"}, {.payload = "b", .rsv = 2}, {.payload = "c"}, {.opcode = Ping}},
              fails(1002, "reserved bits set", {"text a"}));
    return table;
}

RuleTable maskVectors()
{
    RuleTable table;
    for (const quint32 key : {0U, 0xFFFFFFFFU, 0x00000001U, 0x80000000U, 0x37FA213DU}) {
        table.addFor(Role::Server, "5.3 key " + hexNumber(key), {{.payload = "Hello, masks", .maskKey = key}},
                     staysOpen({"text Hello, masks"}));
    }
    table.addFor(Role::Server, "5.1 not masked", {{.payload = "x", .masked = false}},
                 fails(1002, "unmasked client frame"));
    table.addFor(Role::Server, "5.1 not masked and empty", {{.masked = false}},
                 fails(1002, "unmasked client frame"));
    table.addFor(Role::Server, "5.1 ping not masked", {{.opcode = Ping, .masked = false}},
                 fails(1002, "unmasked client frame"));
    table.addFor(Role::Server, "5.1 second frame not masked",
                 {{.payload = "a"}, {.payload = "b", .masked = false}},
                 fails(1002, "unmasked client frame", {"text a"}));
    table.addFor(Role::Client, "5.1 masked", {{.payload = "x", .masked = true}},
                 fails(1002, "masked server frame"));
    table.addFor(Role::Client, "5.1 masked and empty", {{.masked = true}},
                 fails(1002, "masked server frame"));
    table.addFor(Role::Client, "5.1 close masked", {{.opcode = Close, .masked = true}},
                 fails(1002, "masked server frame"));

    const QList<Frame> mixed{{.payload = "a", .masked = true}, {.payload = "b", .masked = false}};
    table.addFor(Role::Server, "5.1 let pass when asked for", mixed, staysOpen({"text a", "text b"}),
                 {.options = {.requireMaskedClientFrames = false}});
    table.addFor(Role::Client, "5.1 let pass when asked for", mixed, staysOpen({"text a", "text b"}),
                 {.options = {.acceptMaskedServerFrames = true}});
    return table;
}

RuleTable fragmentationVectors()
{
    RuleTable table;
    const auto first = [](const char *payload) { return Frame{.payload = payload, .fin = false}; };
    const auto middle = [](const char *payload) {
        return Frame{.opcode = Continuation, .payload = payload, .fin = false};
    };
    const auto last = [](const char *payload) { return Frame{.opcode = Continuation, .payload = payload}; };
    const Frame ping{.opcode = Ping, .payload = "p"};
    const Frame pong{.opcode = Pong, .payload = "q"};

    table.add("5.4 two fragments", {first("Hel"), last("lo")}, staysOpen({"text Hello"}));
    table.add("5.4 three fragments", {first("H"), middle("el"), last("lo")}, staysOpen({"text Hello"}));
    table.add("5.4 empty fragments", {first(""), middle(""), middle("a"), middle(""), last("")},
              staysOpen({"text a"}));
    table.add("5.4 binary in fragments", {{.opcode = Binary, .payload = "\xff", .fin = false}, last("\xfe")},
              staysOpen({"binary \xff\xfe"}));
    table.add("5.4 two messages in fragments", {first("a"), last("b"), first("c"), last("d")},
              staysOpen({"text ab", "text cd"}));
    table.add("5.4 control frames between fragments", {first("a"), ping, middle("b"), pong, last("c"), ping},
              staysOpen({"ping p", "pong q", "text abc", "ping p"}, {"pong p", "pong p"}));
    table.add("5.4 close between fragments",
              {first("a"), {.opcode = Close, .payload = "\x03\xe8"}, last("b")}, closes(1000, ""));
    table.add("5.4 never ended", {first("a"), middle("b")}, staysOpen({}));

    const QByteArray outside = "continuation frame outside a message";
    table.add("5.4 continuation without a start", {last("x")}, fails(1002, outside));
    table.add("5.4 continuation without start or end", {middle("x")}, fails(1002, outside));
    table.add("5.4 continuation behind a whole message", {{.payload = "a"}, last("b")},
              fails(1002, outside, {"text a"}));
    table.add("5.4 continuation behind an ended message", {first("a"), last("b"), last("c")},
              fails(1002, outside, {"text ab"}));
    table.add("5.4 continuation behind a ping", {ping, last("c")},
              fails(1002, outside, {"ping p"}, {"pong p"}));

    const QByteArray inside = "new message inside a fragmented one";
    table.add("5.4 text inside a message", {first("a"), {.payload = "b"}}, fails(1002, inside));
    table.add("5.4 binary inside a message", {first("a"), {.opcode = Binary}}, fails(1002, inside));
    table.add("5.4 another first fragment", {first("a"), first("b")}, fails(1002, inside));
    table.add("5.4 text behind a ping inside a message", {first("a"), ping, {.payload = "b"}},
              fails(1002, inside, {"ping p"}, {"pong p"}));
    return table;
}

RuleTable controlVectors()
{
    RuleTable table;
    for (const int size : {0, 1, 124, 125}) {
        const QByteArray payload(size, 'p');
        const QByteArray bytes = QByteArray::number(size);
        table.add("5.5.2 ping of " + bytes, {{.opcode = Ping, .payload = payload}},
                  staysOpen({"ping " + payload}, {"pong " + payload}));
        table.add("5.5.3 pong of " + bytes + " nobody asked for", {{.opcode = Pong, .payload = payload}},
                  staysOpen({"pong " + payload}));
    }
    for (const int size : {126, 127, 65535, 65536}) {
        for (const quint8 opcode : {Close, Ping, Pong}) {
            table.add("5.5 opcode " + QByteArray::number(opcode) + " with " + QByteArray::number(size),
                      {{.opcode = opcode, .announced = size}},
                      fails(1002, "control frame longer than 125 octets"));
        }
    }
    for (const quint8 opcode : {Close, Ping, Pong}) {
        const QByteArray name = "5.5 opcode " + QByteArray::number(opcode);
        table.add(name + " without FIN", {{.opcode = opcode, .fin = false}},
                  fails(1002, "fragmented control frame"));
        table.add(name + " with a length in 16 bits",
                  {{.opcode = opcode, .payload = "ab", .lengthOctets = 2}},
                  fails(1002, "payload length not in its shortest form"));
    }
    table.add("5.5.2 each ping has its pong",
              {{.opcode = Ping, .payload = "1"}, {.opcode = Ping, .payload = "2"}, {.opcode = Ping}},
              staysOpen({"ping 1", "ping 2", "ping "}, {"pong 1", "pong 2", "pong "}));
    table.add("5.5.2 a ping is no text", {{.opcode = Ping, .payload = "\xff\xc0"}},
              staysOpen({"ping \xff\xc0"}, {"pong \xff\xc0"}));
    table.add("5.5.1 no pong is told of behind a close",
              {{.opcode = Close}, {.opcode = Pong, .payload = "x"}}, closes(1005, ""));
    table.add("5.5.2 no pong behind a close", {{.opcode = Close}, {.opcode = Ping}}, closes(1005, ""));
    return table;
}

} // namespace Gantry::Test

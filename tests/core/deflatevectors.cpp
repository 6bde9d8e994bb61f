// SPDX-License-Identifier: MIT
// RFC 7692 sections 6 to 8: compressed messages, in octets that the RFC shows and in
// such as zlib makes when it is asked for them one message after the other.
#include "rulevectors.h"

#include <zlib.h>

namespace Gantry::Test {

namespace {

constexpr quint8 Continuation = 0;
constexpr quint8 Text = 1;
constexpr quint8 Binary = 2;
constexpr quint8 Ping = 9;

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

//! RFC 7692 section 7.2.3: "Hello" as each kind of block, and by reference.
const QByteArray Hello = hex("f248cdc9c90700");
const QByteArray HelloAgain = hex("f200110000");

//! What a sender with context takeover makes of \a messages.
QByteArrayList compressed(const QByteArrayList &messages, int windowBits = 15)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -windowBits, 8, Z_DEFAULT_STRATEGY);
    QByteArrayList result;
    for (QByteArray message : messages) {
        QByteArray out(message.size() + 100, '\0');
        stream.next_in = reinterpret_cast<Bytef *>(message.data());
        stream.avail_in = uInt(message.size());
        stream.next_out = reinterpret_cast<Bytef *>(out.data());
        stream.avail_out = uInt(out.size());
        deflate(&stream, Z_SYNC_FLUSH);
        out.chop(stream.avail_out + 4); // section 7.2.1: without 00 00 FF FF
        result.append(out);
    }
    deflateEnd(&stream);
    return result;
}

Frame whole(const QByteArray &wire, quint8 opcode = Text)
{
    return {.opcode = opcode, .payload = wire, .rsv = 4};
}

void addFragments(RuleTable &table)
{
    const Setup setup = deflateSetup();
    for (qsizetype cut = 0; cut <= Hello.size(); ++cut) {
        table.add("7692 6.1 two fragments, " + QByteArray::number(cut),
                  {{.payload = Hello.first(cut), .fin = false, .rsv = 4},
                   {.opcode = Ping},
                   {.opcode = Continuation, .payload = Hello.sliced(cut)}},
                  staysOpen({"ping ", "text Hello"}, {"pong "}), setup);
    }
    QList<Frame> single{{.payload = "", .fin = false, .rsv = 4}};
    for (const char octet : Hello)
        single.append(Frame{.opcode = Continuation, .payload = QByteArray(1, octet), .fin = false});
    single.append(Frame{.opcode = Continuation});
    table.add("7692 6.1 an octet a fragment", single, staysOpen({"text Hello"}), setup);
}

void addReservedBits(RuleTable &table)
{
    const Setup setup = deflateSetup();
    const QByteArray misplaced = "compression bit on a control or continuation frame";
    for (const quint8 opcode : {8, 9, 10}) {
        table.add("7692 6.1 RSV1 of opcode " + QByteArray::number(opcode), {{.opcode = opcode, .rsv = 4}},
                  fails(1002, misplaced), setup);
    }
    table.add("7692 6.1 RSV1 of a continuation",
              {{.payload = Hello.first(3), .fin = false, .rsv = 4},
               {.opcode = Continuation, .payload = Hello.sliced(3), .rsv = 4}},
              fails(1002, misplaced), setup);
    table.add("7692 6.1 RSV1 of a continuation alone",
              {{.payload = "a", .fin = false}, {.opcode = Continuation, .payload = "b", .rsv = 4}},
              fails(1002, misplaced), setup);
    for (const quint8 rsv : {1, 2, 3, 5, 6, 7}) {
        table.add("5.2 RSV " + QByteArray::number(rsv) + " with compression",
                  {{.payload = Hello, .rsv = rsv}}, fails(1002, "reserved bits set"), setup);
    }
    table.add("5.2 RSV1 and a reserved opcode with compression", {{.opcode = 3, .rsv = 4}},
              fails(1002, "reserved opcode"), setup);
    table.add("7692 6.1 RSV1 without compression", {whole(Hello)}, fails(1002, "reserved bits set"));
    table.add("7692 6 a message that is not compressed",
              {{.payload = "plain"}, whole(Hello), {.payload = "x"}},
              staysOpen({"text plain", "text Hello", "text x"}), setup);
}

void addBlocks(RuleTable &table)
{
    const Setup setup = deflateSetup();
    const auto good = [&](const char *name, const QByteArrayList &wires, const QByteArrayList &texts) {
        QList<Frame> frames;
        QByteArrayList events;
        for (const QByteArray &wire : wires)
            frames.append(whole(wire));
        for (const QByteArray &text : texts)
            events.append("text " + text);
        table.add(QByteArray("7692 7.2 ") + name, frames, staysOpen(events), setup);
    };
    good("fixed block", {Hello}, {"Hello"});
    good("stored block", {hex("000500faff48656c6c6f00")}, {"Hello"});
    good("final block", {hex("f348cdc9c9070000")}, {"Hello"});
    good("two blocks", {hex("f248050000 00ffffcac9c90700")}, {"Hello"});
    good("empty message", {hex("00")}, {""});
    good("message without an octet", {""}, {""});
    good("empty blocks", {hex("000000ffff 000000ffff 000000ffff") + Hello}, {"Hello"});
    good("empty final blocks", {hex("010000ffff 010000ffff") + Hello}, {"Hello"});
    good("final blocks in a row", {hex("f348cdc9c90700f348cdc9c9070000")}, {"HelloHello"});
    good("final block without the octet behind it", {hex("f348cdc9c90700"), HelloAgain}, {"Hello", "Hello"});
    good("shared window", {Hello, HelloAgain, HelloAgain}, {"Hello", "Hello", "Hello"});
    good("shared window after a final block", {hex("f348cdc9c9070000"), HelloAgain}, {"Hello", "Hello"});
    good("shared window after an empty message", {Hello, hex("00"), HelloAgain}, {"Hello", "", "Hello"});

    const auto bad = [&](const char *name, const QByteArray &wire) {
        table.add(QByteArray("7692 7.2.2 ") + name, {{.payload = "before"}, whole(wire, Binary)},
                  fails(1007, "corrupt compressed data", {"text before"}), setup);
    };
    bad("block type 3", hex("06"));
    bad("ones", hex("ffffffff"));
    bad("reference to nothing", HelloAgain);
    bad("lengths that disagree", hex("000500ffff48656c6c6f00"));
    bad("message cut short", Hello.first(3));
    bad("stored block cut short", hex("000500faff4865"));
    bad("garbage behind a final block", hex("f348cdc9c90700ffff"));
    bad("too many codes", hex("fcffffffff"));
}

void addContent(RuleTable &table)
{
    const Setup setup = deflateSetup();
    const QByteArray notUtf8 = "text is not UTF-8";
    const auto stored = [](const QByteArray &plain) {
        const auto size = char(plain.size());
        return QByteArray(1, '\0') + QByteArray(1, size) + QByteArray(1, '\0') + QByteArray(1, char(~size))
            + '\xff' + plain + QByteArray(1, '\0');
    };
    table.add("8.1 compressed code point over two frames",
              {{.payload = stored("\xc3\xa4").first(6), .fin = false, .rsv = 4},
               {.opcode = Continuation, .payload = stored("\xc3\xa4").sliced(6)}},
              staysOpen({"text \xc3\xa4"}), setup);
    table.add("8.1 compressed text with FF", {whole(stored("a\xff"))}, fails(1007, notUtf8), setup);
    table.add("8.1 compressed surrogate", {whole(stored("\xed\xa0\x80"))}, fails(1007, notUtf8), setup);
    table.add("8.1 compressed text cut short", {whole(stored("\xe2\x82"))}, fails(1007, notUtf8), setup);
    table.add("8.1 compressed binary with FF", {whole(stored("a\xff"), Binary)}, staysOpen({"binary a\xff"}),
              setup);

    const QByteArray bomb = compressed({QByteArray(1001, 'x')}).constFirst();
    const QByteArray tooBig = "message exceeds maxMessageBytes (maxMessageBytes 1000)";
    const Setup atTheLimit = deflateSetup({}, {.maxMessageBytes = 1001});
    const Setup past = deflateSetup({}, {.maxMessageBytes = 1000});
    table.add("10.4 inflated to the limit", {whole(bomb, Binary)}, staysOpen({"binary 1001 octets"}),
              atTheLimit);
    table.add("10.4 inflated past the limit", {whole(bomb, Binary)}, fails(1009, tooBig), past);
    table.add("10.4 inflated past the limit in fragments",
              {{.opcode = Binary, .payload = bomb.first(2), .fin = false, .rsv = 4},
               {.opcode = Continuation, .payload = bomb.sliced(2)}},
              fails(1009, tooBig), past);
    const QByteArrayList twice = compressed({QByteArray(900, 'x'), QByteArray(1001, 'x')});
    table.add("10.4 inflated past the limit by an earlier window",
              {whole(twice[0], Binary), whole(twice[1], Binary)}, fails(1009, tooBig, {"binary 900 octets"}),
              past);
    table.add("10.4 compressed frame past its limit", {{.opcode = Binary, .rsv = 4, .announced = 101}},
              fails(1009, "frame exceeds maxFrameBytes (maxFrameBytes 100)"),
              deflateSetup({}, {.maxFrameBytes = 100}));
}

//! Section 7.1: each side keeps, or forgets, its own window.
void addTakeover(RuleTable &table)
{
    using Core::Role;
    const auto corrupt = fails(1007, "corrupt compressed data", {"text Hello"});
    const auto shared = staysOpen({"text Hello", "text Hello"});
    const QList<Frame> again{whole(Hello), whole(HelloAgain)};
    for (const bool server : {false, true}) {
        for (const bool client : {false, true}) {
            QByteArray parameters;
            parameters += server ? "; server_no_context_takeover" : "";
            parameters += client ? "; client_no_context_takeover" : "";
            const QByteArray name = "7692 7.1.1" + parameters;
            const Setup setup = deflateSetup(parameters);
            table.addFor(Role::Server, name + ", reference into the last message", again,
                         client ? corrupt : shared, setup);
            table.addFor(Role::Client, name + ", reference into the last message", again,
                         server ? corrupt : shared, setup);
            table.add(name + ", each message alone", {whole(Hello), whole(Hello)}, shared, setup);
        }
    }
    // A window of 8 bits is none that zlib makes; stored blocks and short ones do.
    for (int bits = 9; bits <= 15; ++bits) {
        const QByteArray number = QByteArray::number(bits);
        const QByteArrayList plain{"{\"n\":1,\"list\":[1,2,3]}", "{\"n\":2,\"list\":[1,2,3]}"};
        const QByteArrayList wires = compressed(plain, bits);
        table.add("7692 7.1.2 window of " + number, {whole(wires[0]), whole(wires[1])},
                  staysOpen({"text " + plain[0], "text " + plain[1]}),
                  deflateSetup("; server_max_window_bits=" + number + "; client_max_window_bits=" + number));
    }
    table.add("7692 7.1.2 window of 8", {whole(Hello), whole(HelloAgain)}, shared,
              deflateSetup("; server_max_window_bits=8; client_max_window_bits=8"));
}

} // namespace

RuleTable deflateVectors()
{
    RuleTable table;
    addBlocks(table);
    addFragments(table);
    addReservedBits(table);
    addContent(table);
    addTakeover(table);
    return table;
}

} // namespace Gantry::Test

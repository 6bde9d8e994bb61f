// SPDX-License-Identifier: MIT
// What is inside of frames: close codes and reasons, UTF-8, and sizes.
#include "rulevectors.h"

#include <QtCore/QtEndian>

namespace Gantry::Test {

namespace {

constexpr quint8 Continuation = 0;
constexpr quint8 Binary = 2;
constexpr quint8 Close = 8;
constexpr quint8 Ping = 9;

Frame closeFrame(quint16 code, const QByteArray &reason = {})
{
    QByteArray payload(2, '\0');
    qToBigEndian(code, payload.data());
    return {.opcode = Close, .payload = payload + reason};
}

struct Sample
{
    const char *name;
    const char *octets; //!< in hexadecimal
    bool isBroken = true; //!< at an octet and not only by its end
};

//! The table of RFC 3629 section 4, row by row, at both ends.
constexpr Sample GoodText[] = {
    {"nothing", ""},
    {"U+0001", "01"},
    {"U+007F", "7f"},
    {"U+0080", "c280"},
    {"U+07FF", "dfbf"},
    {"U+0800", "e0a080"},
    {"U+0FFF", "e0bfbf"},
    {"U+1000", "e18080"},
    {"U+CFFF", "ecbfbf"},
    {"U+D7FF, before the surrogates", "ed9fbf"},
    {"U+E000, after the surrogates", "ee8080"},
    {"U+FEFF, a byte order mark", "efbbbf"},
    {"U+FFFF, no character but a scalar", "efbfbf"},
    {"U+10000", "f0908080"},
    {"U+3FFFF", "f0bfbfbf"},
    {"U+40000", "f1808080"},
    {"U+FFFFF", "f3bfbfbf"},
    {"U+10FFFF", "f48fbfbf"},
    {"kosme", "cebae1bdb9cf83cebcceb5"},
};

constexpr Sample BadText[] = {
    {"continuation alone", "80"},
    {"last continuation alone", "bf"},
    {"C0, overlong NUL", "c080"},
    {"C0 AF, overlong slash", "c0af"},
    {"C1, overlong", "c1bf"},
    {"E0 80, overlong", "e08080"},
    {"E0 9F, overlong", "e09fbf"},
    {"F0 80, overlong", "f0808080"},
    {"F0 8F, overlong", "f08fbfbf"},
    {"U+D800, surrogate", "eda080"},
    {"U+DFFF, surrogate", "edbfbf"},
    {"pair of surrogates", "eda080edb080"},
    {"U+110000", "f4908080"},
    {"F5", "f5808080"},
    {"F8, five octets", "f888808080"},
    {"FC, six octets", "fc8480808080"},
    {"FE", "fe"},
    {"FF", "ff"},
    {"two octets broken by ASCII", "c241"},
    {"three octets broken by ASCII", "e28241"},
    {"four octets broken by a lead", "f09f98c3a4"},
    {"a continuation too many", "c2a0a0"},
    {"cut behind 1 of 2", "c3", false},
    {"cut behind 1 of 3", "e2", false},
    {"cut behind 2 of 3", "e282", false},
    {"cut behind 1 of 4", "f0", false},
    {"cut behind 2 of 4", "f09f", false},
    {"cut behind 3 of 4", "f09f98", false},
};

} // namespace

RuleTable closeVectors()
{
    RuleTable table;
    for (const quint16 code :
         {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999}) {
        table.add("7.4 close code " + QByteArray::number(code), {closeFrame(code, "why")},
                  closes(code, "why"));
    }
    for (const quint16 code :
         {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535}) {
        table.add("7.4 close code " + QByteArray::number(code), {closeFrame(code)},
                  fails(1002, "invalid close code"));
    }
    table.add("5.5.1 close without a code", {{.opcode = Close}}, closes(1005, ""));
    table.add("5.5.1 close of one octet", {{.opcode = Close, .payload = "\x03"}},
              fails(1002, "close frame with half a code"));
    table.add("5.5.1 reason of 123 octets", {closeFrame(1000, QByteArray(123, 'r'))},
              closes(1000, QByteArray(123, 'r')));
    table.add("5.5.1 reason of 124 octets", {closeFrame(1000, QByteArray(124, 'r'))},
              fails(1002, "control frame longer than 125 octets"));
    table.add(
        "5.5.1 nothing behind a close is read",
        {{.payload = "a"}, closeFrame(1000), {.payload = "b"}, {.payload = "c", .rsv = 7}, closeFrame(0)},
        closes(1000, "", {"text a"}));
    Outcome echoed = closes(4000, "gr\xc3\xbc\xc3\x9f dich");
    echoed.answers = {"close 4000 gr\xc3\xbc\xc3\x9f dich"};
    table.add("5.5.1 reason sent back when asked for", {closeFrame(4000, "gr\xc3\xbc\xc3\x9f dich")}, echoed,
              {.options = {.echoCloseCodeReason = true}});
    for (const Sample &good : GoodText) {
        const QByteArray reason = QByteArray::fromHex(good.octets);
        table.add(QByteArray("5.5.1 reason: ") + good.name, {closeFrame(1000, reason)}, closes(1000, reason));
    }
    for (const Sample &bad : BadText) {
        table.add(QByteArray("5.5.1 reason: ") + bad.name,
                  {closeFrame(1000, "a" + QByteArray::fromHex(bad.octets))},
                  fails(1007, "close reason is not UTF-8"));
    }
    return table;
}

RuleTable utf8Vectors()
{
    RuleTable table;
    const QByteArray notUtf8 = "text is not UTF-8";
    const QByteArray ascii(64, 'a'); // long enough for the ways that take many octets at once
    for (const Sample &good : GoodText) {
        const QByteArray name = QByteArray("8.1 ") + good.name;
        const QByteArray text = QByteArray::fromHex(good.octets);
        table.add(name, {{.payload = text}}, staysOpen({"text " + text}));
        const QByteArray twice = ascii + text + ascii + text;
        table.add(name + " amid ASCII", {{.payload = twice}},
                  staysOpen({"text " + QByteArray::number(twice.size()) + " octets"}));
        for (qsizetype cut = 1; cut < text.size() && text.size() <= 4; ++cut) {
            table.add(name + " over two frames, " + QByteArray::number(cut),
                      {{.payload = text.first(cut), .fin = false},
                       {.opcode = Ping},
                       {.opcode = Continuation, .payload = text.sliced(cut)}},
                      staysOpen({"ping ", "text " + text}, {"pong "}));
        }
    }
    for (const Sample &bad : BadText) {
        const QByteArray name = QByteArray("8.1 ") + bad.name;
        const QByteArray text = QByteArray::fromHex(bad.octets);
        table.add(name, {{.payload = text}}, fails(1007, notUtf8));
        table.add(name + " behind ASCII", {{.payload = ascii + text}}, fails(1007, notUtf8));
        table.add(name + " in a binary message", {{.opcode = Binary, .payload = text}},
                  staysOpen({"binary " + text}));
        table.add(name + " when nobody checks", {{.payload = text}}, staysOpen({"text " + text}),
                  {.options = {.validateUtf8 = false}});
        table.add(name + " in the last fragment",
                  {{.payload = "", .fin = false}, {.opcode = Continuation, .payload = text}},
                  fails(1007, notUtf8));
        if (bad.isBroken) { // known before the message, and even the frame, has ended
            table.add(name + " in a first fragment", {{.payload = text, .fin = false}}, fails(1007, notUtf8));
            table.add(name + " in an unfinished frame",
                      {{.payload = text, .announced = quint64(text.size()) + 9}}, fails(1007, notUtf8));
        }
        for (qsizetype cut = 1; cut < text.size(); ++cut) {
            table.add(name + " over two frames, " + QByteArray::number(cut),
                      {{.payload = text.first(cut), .fin = false},
                       {.opcode = Continuation, .payload = text.sliced(cut)}},
                      fails(1007, notUtf8));
        }
    }
    table.add("8.1 half a code point does not reach into the next message",
              {{.payload = "\xc3", .fin = false}, {.opcode = Continuation}, {.payload = "\xa4"}},
              fails(1007, notUtf8));
    return table;
}

RuleTable limitVectors()
{
    RuleTable table;
    const Setup frame{.options = {.limits = {.maxFrameBytes = 100}}};
    const Setup message{.options = {.limits = {.maxFrameBytes = 0, .maxMessageBytes = 100}}};
    const QByteArray frameTooBig = "frame exceeds maxFrameBytes (maxFrameBytes 100)";
    const QByteArray messageTooBig = "message exceeds maxMessageBytes (maxMessageBytes 100)";
    const QByteArray full(100, 'x');
    const Frame sixty{.opcode = Binary, .payload = QByteArray(60, 'x'), .fin = false};

    table.add("10.4 frame of the limit", {{.opcode = Binary, .payload = full}},
              staysOpen({"binary 100 octets"}), frame);
    table.add("10.4 message of the limit", {{.opcode = Binary, .payload = full}},
              staysOpen({"binary 100 octets"}), message);
    table.add("10.4 message of the limit in fragments",
              {sixty, {.opcode = Continuation, .payload = QByteArray(40, 'x')}},
              staysOpen({"binary 100 octets"}), message);
    table.add("10.4 the next message counts anew",
              {{.opcode = Binary, .payload = full}, {.opcode = Binary, .payload = full}},
              staysOpen({"binary 100 octets", "binary 100 octets"}), message);
    table.add("10.4 control frames do not count", {{.opcode = Ping, .payload = QByteArray(125, 'p')}},
              staysOpen({"ping " + QByteArray(125, 'p')}, {"pong " + QByteArray(125, 'p')}), frame);
    // Said as soon as the length is known, and no octet of the payload is waited for.
    constexpr quint64 one = 1;
    for (const quint64 length :
         {one + 100, one << 16, (one << 31) - 1, one << 31, (one << 31) + 1, (one << 32) - 1, one << 32,
          (one << 32) + 1, (one << 32) + 100, (one << 62), (one << 63) - 4, (one << 63) - 1}) {
        const QByteArray name = "10.4 length 0x" + QByteArray::number(length, 16);
        table.add(name + " of a frame", {{.opcode = Binary, .announced = length}}, fails(1009, frameTooBig),
                  frame);
        table.add(name + " of a message", {{.opcode = Binary, .announced = length}},
                  fails(1009, messageTooBig), message);
        table.add(name + " behind a fragment", {sixty, {.opcode = Continuation, .announced = length}},
                  fails(1009, messageTooBig), message);
    }
    table.add("10.4 sum of fragments", {sixty, {.opcode = Continuation, .announced = 41}},
              fails(1009, messageTooBig), message);
    return table;
}

} // namespace Gantry::Test

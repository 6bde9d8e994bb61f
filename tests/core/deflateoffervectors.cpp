// SPDX-License-Identifier: MIT
// RFC 7692 section 7.1: every set of parameters there is, offered to a server and
// answered to a client, and those that are none. What is agreed on is worked out here
// a second time, by the RFC's words.
#include "openingvectors.h"

namespace Gantry::Test {

using namespace Core;

namespace {

constexpr QByteArrayView ExtensionField("Sec-WebSocket-Extensions: permessage-deflate");

//! The name and, if there is one, the value of a window; -1: not named at all, 0: named alone.
QByteArray window(const char *name, int bits)
{
    if (bits < 0)
        return {};
    return QByteArray("; ") + name + (bits == 0 ? QByteArray() : '=' + QByteArray::number(bits));
}

QByteArray flag(const char *name, bool on)
{
    return on ? QByteArray("; ") + name : QByteArray();
}

QByteArray parameters(bool serverForgets, bool clientForgets, int serverBits, int clientBits)
{
    return flag("server_no_context_takeover", serverForgets)
        + flag("client_no_context_takeover", clientForgets) + window("server_max_window_bits", serverBits)
        + window("client_max_window_bits", clientBits);
}

//! A whole opening with the extension in its last line, cut there and behind it only.
void addLine(RuleTable &table, Role role, const QByteArray &name, const QByteArrayList &lines,
             const QByteArray &extension, const QByteArray &behind, const Outcome &outcome,
             const Setup &setup, bool everywhere)
{
    const QByteArray octets =
        headText(lines + QByteArrayList{ExtensionField.toByteArray() + extension}) + behind;
    QList<qsizetype> cuts;
    for (qsizetype i = headText(lines).size(); everywhere && i < octets.size(); ++i)
        cuts.append(i);
    table.addOpening(role, name + extension, octets, outcome, setup,
                     cuts.isEmpty() ? QList<qsizetype>{1} : cuts);
}

const QByteArray Hello = QByteArray::fromHex("f248cdc9c90700");

void addOffers(RuleTable &table, const DeflateOptions &options, bool everywhere)
{
    const QByteArray behind = onTheWire({.payload = Hello, .rsv = 4}, Role::Server);
    const QList<int> windows{-1, 8, 9, 10, 11, 12, 13, 14, 15};
    for (int set = 0; set < 4; ++set) {
        const bool serverForgets = set & 1;
        const bool clientForgets = set & 2;
        for (const int serverBits : windows) {
            for (const int clientBits : windows + QList<int>{0}) {
                const auto smaller = [](int own, int offered) {
                    const int bits = offered <= 0 ? own : std::min(own, offered);
                    return bits == 15 ? -1 : bits; // the default goes without saying
                };
                const QByteArray answer =
                    parameters(serverForgets || options.serverNoContextTakeover,
                               clientForgets || options.clientNoContextTakeover,
                               smaller(options.serverMaxWindowBits, serverBits),
                               clientBits == -1 ? -1 : smaller(options.clientMaxWindowBits, clientBits));
                addLine(table, Role::Server, "7692 7.1 offer", sampleRequestLines(),
                        parameters(serverForgets, clientForgets, serverBits, clientBits), behind,
                        serverOpens(" permessage-deflate" + answer), {.options = {.deflate = options}},
                        everywhere);
            }
        }
    }
}

void addAnswers(RuleTable &table, const DeflateOptions &options, bool everywhere)
{
    const QByteArray behind = onTheWire({.payload = Hello, .rsv = 4}, Role::Client);
    const Outcome refused =
        clientRefuses(101, "the server's permessage-deflate parameters do not answer the offer");
    const QList<int> windows{-1, 8, 9, 10, 11, 12, 13, 14, 15};
    for (int set = 0; set < 4; ++set) {
        const bool serverForgets = set & 1;
        const bool clientForgets = set & 2;
        for (const int serverBits : windows) {
            for (const int clientBits : windows + QList<int>{0}) {
                // Section 7.1.1.1 and 7.1.2: what was asked of the server is confirmed, and
                // no window is larger than the one offered. An answer's has a value.
                const bool isGood = (serverForgets || !options.serverNoContextTakeover)
                    && (serverBits == -1 ? 15 : serverBits) <= options.serverMaxWindowBits && clientBits != 0
                    && clientBits <= options.clientMaxWindowBits;
                addLine(table, Role::Client, "7692 7.1 answer", sampleResponseLines(),
                        parameters(serverForgets, clientForgets, serverBits, clientBits), behind,
                        isGood ? clientOpens() : refused, {.options = {.deflate = options}}, everywhere);
            }
        }
    }
}

//! Section 7.1: what "MUST" be declined, and as an answer "MUST" fail the connection.
void addMalformed(RuleTable &table)
{
    for (const char *bad : {"; server_max_window_bits",
                            "; server_max_window_bits=0",
                            "; server_max_window_bits=7",
                            "; server_max_window_bits=16",
                            "; server_max_window_bits=08",
                            "; server_max_window_bits=015",
                            "; server_max_window_bits=+9",
                            "; server_max_window_bits=-9",
                            "; server_max_window_bits=9.5",
                            "; server_max_window_bits=0x9",
                            "; server_max_window_bits=99999999999999999999",
                            "; server_max_window_bits=4294967305",
                            "; server_max_window_bits=nine",
                            "; client_max_window_bits=0",
                            "; client_max_window_bits=7",
                            "; client_max_window_bits=16",
                            "; client_max_window_bits=08",
                            "; client_max_window_bits=1000",
                            "; server_no_context_takeover=1",
                            "; client_no_context_takeover=true",
                            "; server_no_context_takeover; server_no_context_takeover",
                            "; client_no_context_takeover; client_no_context_takeover",
                            "; server_max_window_bits=9; server_max_window_bits=9",
                            "; server_max_window_bits=7; server_max_window_bits=9",
                            "; client_max_window_bits=9; client_max_window_bits=9",
                            "; Server_Max_Window_Bits=9",
                            "; unknown",
                            "; unknown=1",
                            "; server_max_window_bits=9; mux"}) {
        const QByteArray compressed = onTheWire({.payload = Hello, .rsv = 4}, Role::Server);
        Outcome declined = fails(1002, "reserved bits set", {"request /chat?room=1", "open"}, {"HTTP 101"});
        addLine(table, Role::Server, "7692 7.1 malformed offer", sampleRequestLines(), bad, compressed,
                declined, {}, true);
        addLine(table, Role::Client, "7692 7.1 malformed answer", sampleResponseLines(), bad,
                hello(Role::Client),
                clientRefuses(101, "the server's permessage-deflate parameters do not answer the offer"), {},
                true);
    }
    const auto offer = [&table](const char *text, const Outcome &outcome) {
        addLine(table, Role::Server, "9.1 offer", sampleRequestLines(), text, hello(Role::Server), outcome,
                {}, true);
    };
    const Outcome plain = serverOpens(" permessage-deflate; server_max_window_bits=12");
    offer(", permessage-deflate; server_max_window_bits=9", plain);
    offer("; unknown, permessage-deflate", plain);
    offer("; server_max_window_bits=16, x-other, permessage-deflate; server_max_window_bits=\"9\"",
          serverOpens(" permessage-deflate; server_max_window_bits=9"));
    offer(" ; server_max_window_bits = 9 ", serverOpens(" permessage-deflate; server_max_window_bits=9"));
    for (const char *broken : {";", "; =9", "; a=", "; a=\"", "; a=\"b\\", "; a=\"b c\"", " b", "; a b",
                               "; a=1=2", "; \xc3\xa4", "; a=\"\"", "/x", "=1"})
        offer(broken, serverRefuses(400, "Bad Request"));
}

} // namespace

RuleTable deflateOfferVectors()
{
    RuleTable table;
    addOffers(table, DeflateOptions{}, true);
    for (const bool forgets : {false, true}) {
        for (const int bits : {8, 15}) {
            const DeflateOptions options{.serverNoContextTakeover = forgets,
                                         .clientNoContextTakeover = !forgets,
                                         .serverMaxWindowBits = bits,
                                         .clientMaxWindowBits = 23 - bits};
            addOffers(table, options, false);
            addAnswers(table, options, false);
        }
    }
    addAnswers(table, DeflateOptions{}, false);
    addMalformed(table);
    return table;
}

} // namespace Gantry::Test

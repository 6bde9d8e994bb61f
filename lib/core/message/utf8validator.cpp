// SPDX-License-Identifier: MIT
#include "core/message/utf8validator.h"

#include <array>
#include <cstring>

#ifdef GANTRY_HAVE_SIMDJSON
#include <simdjson.h>
#endif

namespace Gantry::Core {

namespace {

// What may come next, RFC 3629 section 4. The four special states exist because the
// octet after E0, ED, F0 and F4 is restricted: overlong forms, surrogates and code
// points beyond U+10FFFF are wrong at that octet already.
enum State : quint8 { Accept, One, Two, Three, AfterE0, AfterED, AfterF0, AfterF4, Reject };

struct Continuation
{
    quint8 first;
    quint8 last;
    State next;
};

constexpr std::array<Continuation, Reject> Continuations{{
    {0xFF, 0x00, Reject}, // Accept: takes a lead octet, see Leads
    {0x80, 0xBF, Accept}, // One
    {0x80, 0xBF, One}, // Two
    {0x80, 0xBF, Two}, // Three
    {0xA0, 0xBF, One}, // AfterE0
    {0x80, 0x9F, One}, // AfterED
    {0x90, 0xBF, Two}, // AfterF0
    {0x80, 0x8F, Two}, // AfterF4
}};

constexpr State stateAfterLead(int octet)
{
    if (octet < 0x80)
        return Accept;
    if (octet < 0xC2 || octet > 0xF4) // continuation, overlong, beyond U+10FFFF
        return Reject;
    if (octet < 0xE0)
        return One;
    if (octet < 0xF0)
        return octet == 0xE0 ? AfterE0 : octet == 0xED ? AfterED : Two;
    return octet == 0xF0 ? AfterF0 : octet == 0xF4 ? AfterF4 : Three;
}

constexpr auto Leads = [] {
    std::array<quint8, 256> table{};
    for (int octet = 0; octet < 256; ++octet)
        table[size_t(octet)] = stateAfterLead(octet);
    return table;
}();

quint8 nextState(quint8 state, quint8 octet) noexcept
{
    if (state == Accept)
        return Leads[octet];
    const Continuation &expected = Continuations[state];
    return octet >= expected.first && octet <= expected.last ? expected.next : Reject;
}

//! How many octets from \a data on are ASCII, in steps of sixteen and eight.
qsizetype asciiRun(const char *data, qsizetype size) noexcept
{
    constexpr quint64 beyond = Q_UINT64_C(0x8080808080808080);
    qsizetype length = 0;
    for (; length + 16 <= size; length += 16) {
        std::array<quint64, 2> words;
        std::memcpy(words.data(), data + length, sizeof words);
        if ((words[0] | words[1]) & beyond)
            break;
    }
    for (; length + 8 <= size; length += 8) {
        quint64 word;
        std::memcpy(&word, data + length, sizeof word);
        if (word & beyond)
            break;
    }
    return length;
}

quint8 runStates(quint8 state, QByteArrayView bytes) noexcept
{
    for (qsizetype i = 0; i < bytes.size() && state != Reject; ++i) {
        if (state == Accept) {
            i += asciiRun(bytes.data() + i, bytes.size() - i);
            if (i == bytes.size())
                break;
        }
        state = nextState(state, quint8(bytes[i]));
    }
    return state;
}

#ifdef GANTRY_HAVE_SIMDJSON
// Below this the call costs more than the states do.
constexpr qsizetype MinimumSimdBytes = 48;

constexpr qsizetype ManyBytes = 512;

bool isAscii(QByteArrayView bytes) noexcept
{
    const char *const last = bytes.data() + bytes.size() - 16;
    quint64 all = 0;
    for (const char *at = bytes.data(); at < last; at += 16) {
        std::array<quint64, 2> words;
        std::memcpy(words.data(), at, sizeof words);
        all |= words[0] | words[1];
    }
    std::array<quint64, 2> words; // of the end, some of them once more
    std::memcpy(words.data(), last, sizeof words);
    return ((all | words[0] | words[1]) & Q_UINT64_C(0x8080808080808080)) == 0;
}

constexpr qsizetype sequenceLength(quint8 lead)
{
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

//! How many octets at the end of \a bytes begin a code point without ending it.
qsizetype incompleteTail(QByteArrayView bytes) noexcept
{
    for (qsizetype back = 1; back <= qMin<qsizetype>(3, bytes.size()); ++back) {
        const auto octet = quint8(bytes[bytes.size() - back]);
        if ((octet & 0xC0) != 0x80)
            return sequenceLength(octet) > back ? back : 0;
    }
    return 0;
}
#endif

} // namespace

bool Utf8Validator::feed(QByteArrayView bytes) noexcept
{
#ifdef GANTRY_HAVE_SIMDJSON
    if (bytes.size() >= MinimumSimdBytes) {
        // Most short texts are ASCII, which is seen sooner than the call is made.
        if (m_state == Accept && bytes.size() < ManyBytes && isAscii(bytes))
            return true;
        // The states finish the code point that the last piece left open and begin
        // the one that this piece leaves open; between them lie whole ones.
        while (m_state != Accept && m_state != Reject) {
            m_state = nextState(m_state, quint8(bytes.front()));
            bytes = bytes.sliced(1);
        }
        const QByteArrayView whole = bytes.chopped(incompleteTail(bytes));
        if (m_state == Reject || !simdjson::validate_utf8(whole.data(), size_t(whole.size()))) {
            m_state = Reject;
            return false;
        }
        bytes = bytes.sliced(whole.size());
    }
#endif
    m_state = runStates(m_state, bytes);
    return m_state != Reject;
}

bool isValidUtf8(QByteArrayView text) noexcept
{
    Utf8Validator validator;
    return validator.feed(text) && validator.isComplete();
}

qsizetype textCut(QByteArrayView text, qsizetype size) noexcept
{
    if (text.size() <= size)
        return text.size();
    // A code point has at most three octets behind its first one.
    for (qsizetype cut = size; cut > 0 && cut > size - 4; --cut) {
        if ((quint8(text[cut]) & 0xC0) != 0x80)
            return cut;
    }
    return size;
}

} // namespace Gantry::Core

// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/httpfollower.h"

#include <algorithm>
#include <optional>

namespace Gantry::Inspector {

using Core::HeaderField;
using Tap::HeadCollector;

namespace {

//! The longest registered HTTP method has 17 letters.
constexpr qsizetype LongestMethod = 20;

//! Decimal digits and nothing else (RFC 9110 section 8.6).
std::optional<quint64> lengthIn(const QByteArray &text)
{
    const bool areDigits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool fits = false;
    const quint64 length = text.toULongLong(&fits);
    return areDigits && fits ? std::optional(length) : std::nullopt;
}

//! Blanks before the colon, or a line that goes on: readers differ in what they make of
//! these (RFC 9112 sections 5.1 and 5.2).
bool isAmbiguous(const HeaderField &field)
{
    return field.name.isEmpty() || field.name.front() == ' ' || field.name.front() == '\t'
        || field.name.back() == ' ' || field.name.back() == '\t';
}

} // namespace

int statusOf(const HeadCollector &head)
{
    const QByteArray code = head.startLine().split(' ').value(1);
    const auto status = lengthIn(code);
    return code.size() == 3 && status ? int(*status) : 0;
}

QByteArray methodOf(const HeadCollector &head)
{
    return head.startLine().split(' ').first();
}

HttpFollower::HttpFollower(Kind kind)
    : m_kind(kind)
    , m_head(kind)
{ }

HttpFollower::Step HttpFollower::feed(QByteArrayView octets)
{
    qsizetype taken = 0;
    for (;;) {
        const QByteArrayView rest = octets.sliced(taken);
        switch (m_state) {
        case State::Head: {
            const Step step = takeHead(rest);
            return {.taken = taken + step.taken, .event = step.event};
        }
        case State::Counted:
            taken += takeCounted(rest, State::Over);
            break;
        case State::ChunkData:
            taken += takeCounted(rest, State::ChunkEnd);
            break;
        case State::UntilEnd:
            return {.taken = octets.size(), .event = Event::None};
        case State::ChunkLine:
        case State::ChunkEnd:
        case State::Trailer: {
            bool isComplete = false;
            taken += takeLine(rest, isComplete);
            if (isComplete)
                m_state = afterChunkLine();
            break;
        }
        case State::Over:
            m_state = State::Head;
            m_head = HeadCollector(m_kind);
            return {.taken = taken, .event = Event::MessageEnded};
        case State::Lost:
            return {.taken = taken, .event = Event::Lost};
        }
        const bool isTold = m_state == State::Over || m_state == State::Lost;
        if (taken == octets.size() && !isTold)
            return {.taken = taken, .event = Event::None};
    }
}

HttpFollower::Step HttpFollower::takeHead(QByteArrayView octets)
{
    if (octets.isEmpty())
        return {};
    const qsizetype taken = m_head.feed(octets);
    if (m_head.status() == HeadCollector::Status::TooLong || !looksLikeHttp())
        m_state = State::Lost;
    else if (m_head.status() == HeadCollector::Status::Complete)
        m_state = bodyOf(m_head);
    else
        return {.taken = taken, .event = Event::None};
    return {.taken = taken, .event = m_state == State::Lost ? Event::Lost : Event::HeadEnded};
}

// As early as it can be told, so that nothing is kept of what is no HTTP.
bool HttpFollower::looksLikeHttp() const
{
    const QByteArray &line = m_head.startLine();
    if (m_kind == Kind::Response) {
        static constexpr QByteArrayView Begin = "HTTP/1.";
        const QByteArrayView raw = line.isEmpty() ? QByteArrayView(m_head.raw()) : QByteArrayView(line);
        return raw.first(std::min(raw.size(), Begin.size()))
            == Begin.first(std::min(raw.size(), Begin.size()));
    }
    if (!line.isEmpty()) {
        const QByteArray version = line.sliced(line.lastIndexOf(' ') + 1);
        return line.count(' ') == 2 && line.indexOf(' ') > 0 && version.startsWith("HTTP/1.");
    }
    const QByteArray begin = m_head.raw().left(LongestMethod + 2).trimmed();
    const auto end = std::find_if_not(begin.begin(), begin.end(), Core::isTokenOctet);
    return end == begin.end() ? begin.size() < LongestMethod : *end == ' ' && end != begin.begin();
}

HttpFollower::State HttpFollower::bodyOf(const HeadCollector &head)
{
    const QList<HeaderField> &fields = head.fields().all();
    if (std::any_of(fields.begin(), fields.end(), isAmbiguous))
        return State::Lost;
    return m_kind == Kind::Request ? requestBody(head) : responseBody(head);
}

HttpFollower::State HttpFollower::requestBody(const HeadCollector &head)
{
    const QByteArray coding = head.fields().joined("Transfer-Encoding");
    if (coding.isNull())
        return countedBody(head, State::Over);
    // Both lengths, or a coding whose end cannot be seen: how requests are smuggled
    // (RFC 9112 section 6.1).
    const bool isChunked = Core::equalsIgnoringCase(coding, "chunked");
    return isChunked && !head.fields().contains("Content-Length") ? State::ChunkLine : State::Lost;
}

HttpFollower::State HttpFollower::responseBody(const HeadCollector &head)
{
    const int status = statusOf(head);
    if (status < 100)
        return State::Lost;
    if (status < 200 || status == 204 || status == 304)
        return State::Over;
    const QByteArray coding = head.fields().joined("Transfer-Encoding");
    if (coding.isNull())
        return countedBody(head, State::UntilEnd);
    const QList<QByteArray> codings = Core::splitList(coding);
    const bool isChunked = !codings.isEmpty() && Core::equalsIgnoringCase(codings.last(), "chunked");
    return isChunked ? State::ChunkLine : State::UntilEnd;
}

HttpFollower::State HttpFollower::countedBody(const HeadCollector &head, State otherwise)
{
    // Repeated equal values count as one (RFC 9112 section 6.3).
    const QList<QByteArray> lengths = Core::splitList(head.fields().joined("Content-Length"));
    if (lengths.isEmpty())
        return head.fields().contains("Content-Length") ? State::Lost : otherwise;
    const auto length = lengthIn(lengths.first());
    const bool areEqual = std::all_of(lengths.begin(), lengths.end(),
                                      [&](const QByteArray &each) { return each == lengths.first(); });
    if (!length || !areEqual)
        return State::Lost;
    m_remaining = *length;
    return m_remaining > 0 ? State::Counted : State::Over;
}

void HttpFollower::dropBody()
{
    m_state = State::Over;
}

qsizetype HttpFollower::takeCounted(QByteArrayView octets, State next)
{
    const auto taken = qsizetype(std::min(quint64(octets.size()), m_remaining));
    m_remaining -= quint64(taken);
    if (m_remaining == 0)
        m_state = next;
    return taken;
}

qsizetype HttpFollower::takeLine(QByteArrayView octets, bool &isComplete)
{
    const qsizetype end = octets.indexOf('\n');
    isComplete = end >= 0;
    const qsizetype taken = isComplete ? end + 1 : octets.size();
    m_line.append(octets.first(std::min(taken, MaxChunkLineBytes + 1 - m_line.size())));
    if (m_line.size() > MaxChunkLineBytes) {
        m_state = State::Lost;
        isComplete = false;
    }
    return taken;
}

HttpFollower::State HttpFollower::afterChunkLine()
{
    const QByteArray line = std::exchange(m_line, {}).trimmed();
    if (m_state == State::ChunkEnd)
        return line.isEmpty() ? State::ChunkLine : State::Lost;
    if (m_state == State::Trailer) {
        m_trailerBytes += line.size();
        if (m_trailerBytes > MaxTrailerBytes)
            return State::Lost;
        return line.isEmpty() ? State::Over : State::Trailer;
    }
    const QByteArray size = line.split(';').first().trimmed(); // what follows are extensions
    const bool areDigits =
        !size.isEmpty() && size.size() <= 15 && std::all_of(size.begin(), size.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
    if (!areDigits)
        return State::Lost;
    m_remaining = size.toULongLong(nullptr, 16);
    m_trailerBytes = 0;
    return m_remaining > 0 ? State::ChunkData : State::Trailer;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "import/harreader.h"

#include "core/frame/opcode.h"
#include "import/jsonnumber.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Core::Opcode;

namespace {

constexpr int RecordsAtOnce = 200;
constexpr qsizetype BufferBytes = 16 * 1024;

//! An element of `_webSocketMessages` or `_wsFrames`.
struct HarMessage
{
    QByteArray type;
    QByteArray data;
    QByteArray base64;
    QByteArray note;
    std::optional<qint64> timeNs;
    std::optional<qint64> opcode;
    bool hasData = false;
    bool fin = true;
};

//! What Chrome's importer asks for, too.
bool isComplete(const HarMessage &message)
{
    return message.hasData && message.timeNs && message.opcode && !message.type.isEmpty();
}

HarMessage readMessage(JsonScanner &scanner)
{
    HarMessage message;
    QByteArray text;
    QByteArray name;
    if (!scanner.enterObject())
        return message;
    while (scanner.nextMember(name)) {
        if (name == "type")
            scanner.readString(message.type);
        else if (name == "data")
            message.hasData = scanner.readString(message.data);
        else if (name == "_base64")
            scanner.readString(message.base64);
        else if (name == "_note")
            scanner.readString(message.note);
        else if (name == "_fin")
            scanner.readFlag(message.fin);
        else if (name == "time" && scanner.next() == JsonScanner::Type::Number)
            scanner.readNumber(text), message.timeNs = jsonNanoseconds(text);
        else if (name == "opcode" && scanner.next() == JsonScanner::Type::Number)
            scanner.readNumber(text), message.opcode = jsonInteger(text);
        else
            scanner.skip();
    }
    return message;
}

//! \a isFrame: of `_wsFrames`, whose data is base64 in any case.
Tap::Record recordOf(HarMessage &&message, bool isFrame, const Tap::OpenRecord &open)
{
    const Tap::RecordHead head{.connection = open.head.connection, .timeNs = *message.timeNs};
    const auto direction = message.type == "send" ? Tap::Direction::Sent : Tap::Direction::Received;
    const bool isText = *message.opcode == qint64(Opcode::Text) && !isFrame;
    QByteArray payload = std::move(message.data);
    if (!message.base64.isEmpty())
        payload = QByteArray::fromBase64(message.base64);
    else if (isFrame || (!isText && *message.opcode >= 0))
        payload = QByteArray::fromBase64(payload);
    if (*message.opcode < 0) {
        // Chrome's words for what went wrong, or octets that were no frame.
        Tap::OctetsRecord octets{.head = head, .direction = direction, .octets = payload};
        octets.note = isFrame ? message.note : payload;
        if (!isFrame)
            octets.octets.clear();
        return octets;
    }
    Tap::FrameRecord frame{.head = head, .direction = direction};
    frame.header.opcode = quint8(*message.opcode & 0xf);
    frame.header.fin = message.fin;
    // As Chrome has it: clients mask.
    frame.header.masked = (direction == Tap::Direction::Sent) == (open.role == Core::Role::Client);
    frame.header.payloadLength = quint64(payload.size());
    frame.messageOpcode = frame.header.opcode;
    frame.payload = std::move(payload);
    frame.note = std::move(message.note);
    return frame;
}

} // namespace

//! One connection: its lists are read side by side.
class HarReader::Conversation
{
public:
    Conversation(QIODevice *device, HarIndexEntry entry)
        : m_entry(std::move(entry))
    {
        m_next = m_entry.open;
        m_timeNs = m_entry.open.head.timeNs;
        for (const qint64 offset : {m_entry.messagesOffset, m_entry.framesOffset}) {
            List &list = m_lists[offset == m_entry.messagesOffset ? 0 : 1];
            if (offset < 0)
                continue;
            list.scanner.emplace(device, offset, BufferBytes);
            if (!list.scanner->enterArray())
                list.scanner.reset();
        }
        for (List &list : m_lists)
            advance(list);
    }

    qint64 timeNs() const { return m_timeNs; }
    bool isOver() const { return !m_next; }
    quint64 leftOut() const { return m_leftOut; }
    //! Why its messages end before their time.
    const QString &error() const { return m_error; }
    qint64 octetsRead() const
    {
        qint64 octets = 0;
        for (const List &list : m_lists) {
            if (list.scanner)
                octets += list.scanner->offset();
        }
        return octets;
    }

    Tap::Record take()
    {
        Tap::Record record = *std::move(m_next);
        m_next.reset();
        List *earliest = nullptr;
        for (List &list : m_lists) {
            if (list.next && (!earliest || timeOf(list) < timeOf(*earliest)))
                earliest = &list;
        }
        if (earliest) {
            m_next = std::move(earliest->next);
            earliest->next.reset();
            // Whatever the file says: time does not run backwards.
            m_timeNs = std::max(m_timeNs, Tap::headOf(*m_next).timeNs);
            advance(*earliest);
        } else if (std::exchange(m_entry.isClosed, false)) {
            m_entry.close.head.connection = m_entry.open.head.connection;
            if (!m_entry.hasCloseTime)
                m_entry.close.head.timeNs = m_timeNs;
            m_timeNs = std::max(m_timeNs, m_entry.close.head.timeNs);
            m_next = m_entry.close;
        }
        return record;
    }

private:
    struct List
    {
        std::optional<JsonScanner> scanner;
        std::optional<Tap::Record> next;
    };

    static qint64 timeOf(const List &list) { return Tap::headOf(*list.next).timeNs; }

    void advance(List &list)
    {
        while (list.scanner && list.scanner->nextElement()) {
            HarMessage message = readMessage(*list.scanner);
            if (list.scanner->hasError())
                break;
            if (isComplete(message)) {
                list.next = recordOf(std::move(message), &list == &m_lists[1], m_entry.open);
                return;
            }
            ++m_leftOut;
        }
        if (list.scanner && list.scanner->hasError())
            m_error = list.scanner->errorText();
    }

    HarIndexEntry m_entry;
    std::array<List, 2> m_lists; //!< messages, frames
    std::optional<Tap::Record> m_next;
    qint64 m_timeNs = 0;
    quint64 m_leftOut = 0;
    QString m_error;
};

HarReader::HarReader(QIODevice *device, qint64 offset, Output output)
    : m_device(device)
    , m_output(std::move(output))
    , m_index(std::in_place, device, offset)
{ }

HarReader::~HarReader() = default;

qint64 HarReader::position() const
{
    // Half of the way is the first reading.
    return m_index ? m_index->position() / 2 : m_indexed / 2 + m_read / 2;
}

QString HarReader::errorText() const
{
    if (!m_error.isEmpty())
        return m_error;
    if (m_leftOut > 0)
        return u"%1 messages lack a type, a time, an opcode or data"_s.arg(m_leftOut);
    if (m_lastNumber == 0 && !m_index)
        return u"none of its %1 entries is a WebSocket"_s.arg(m_entryCount);
    return {};
}

bool HarReader::readSome()
{
    if (m_index) {
        if (!m_index->readSome())
            startConversations();
        return true;
    }
    for (int i = 0; i < RecordsAtOnce; ++i) {
        if (!giveNext())
            return false;
    }
    return true;
}

void HarReader::startConversations()
{
    m_error = m_index->errorText();
    m_indexed = m_index->position();
    m_entryCount = m_index->entryCount();
    m_entries = m_index->takeEntries();
    m_index.reset();
    std::stable_sort(m_entries.begin(), m_entries.end(), [](const HarIndexEntry &a, const HarIndexEntry &b) {
        return std::tie(a.open.head.timeNs, a.order) < std::tie(b.open.head.timeNs, b.order);
    });
}

bool HarReader::giveNext()
{
    const auto isLater = [](const auto &a, const auto &b) { return a->timeNs() > b->timeNs(); };
    while (m_nextEntry < m_entries.size()
           && (m_conversations.empty()
               || m_entries[m_nextEntry].open.head.timeNs <= m_conversations.front()->timeNs())) {
        HarIndexEntry entry = std::exchange(m_entries[m_nextEntry++], {});
        entry.open.head.connection = ++m_lastNumber;
        m_conversations.push_back(std::make_unique<Conversation>(m_device, std::move(entry)));
        std::push_heap(m_conversations.begin(), m_conversations.end(), isLater);
    }
    if (m_conversations.empty())
        return false;
    std::pop_heap(m_conversations.begin(), m_conversations.end(), isLater);
    Conversation &conversation = *m_conversations.back();
    const qint64 before = conversation.octetsRead();
    m_output(conversation.take());
    m_read += conversation.octetsRead() - before;
    if (conversation.isOver()) {
        m_leftOut += conversation.leftOut();
        if (m_error.isEmpty())
            m_error = conversation.error();
        m_conversations.pop_back();
    } else {
        std::push_heap(m_conversations.begin(), m_conversations.end(), isLater);
    }
    return true;
}

} // namespace Gantry::Inspector

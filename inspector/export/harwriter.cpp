// SPDX-License-Identifier: GPL-3.0-only
#include "export/harwriter.h"

#include "export/jsonescape.h"
#include "export/jsonlines.h"

namespace Gantry::Inspector {

struct HarWriter::Entry
{
    Tap::OpenRecord open;
    qint64 lastTimeNs = 0;
    std::optional<Tap::CloseRecord> close;
    SpilledText messages;
    SpilledText frames;
    std::unique_ptr<MessageJoiner> joiner;
    QByteArray comment; //!< of the frame that is being added
};

namespace {

//! Past it, parts of a message are written where frames are.
constexpr qsizetype MaxMessageBytes = 256 * 1024 * 1024;

//! The place for the next element of a list.
QByteArray &nextIn(SpilledText &list)
{
    QByteArray &tail = list.tail();
    if (!list.isEmpty())
        tail += ",\n";
    return tail;
}

} // namespace

HarWriter::HarWriter(QByteArray creatorVersion)
    : m_creatorVersion(std::move(creatorVersion))
{ }

HarWriter::~HarWriter() = default;

bool HarWriter::open(const QString &path)
{
    if (!m_file.open(path))
        return false;
    QByteArray &out = m_file.buffer();
    out += "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Gantry Inspector\",\"version\":";
    appendJsonOctets(m_creatorVersion, out);
    out += "},\"pages\":[],\"entries\":[";
    return m_file.flush();
}

bool HarWriter::add(int source, const Tap::Record &record, const QByteArray &comment)
{
    if (const auto *drop = std::get_if<Tap::DropRecord>(&record)) {
        m_dropped += drop->count;
        return true;
    }
    const Tap::RecordHead &head = Tap::headOf(record);
    const quint64 number = m_numbers.of(source, head.connection);
    if (number == 0)
        return true; // HAR has no place for what belongs to no connection
    Entry &entry = entryOf(number);
    if (entry.open.head.timeNs == 0)
        entry.open.head.timeNs = head.timeNs; // in case nobody saw it open
    entry.lastTimeNs = head.timeNs;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        entry.open = *open;
    } else if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        entry.comment = comment;
        if (MessageJoiner::isData(*frame))
            entry.joiner->add(*frame);
        else
            appendHarFrame(*frame, comment, nextIn(entry.frames));
    } else if (const auto *octets = std::get_if<Tap::OctetsRecord>(&record)) {
        appendHarFrame(*octets, comment, nextIn(entry.frames));
    } else if (const auto *close = std::get_if<Tap::CloseRecord>(&record)) {
        entry.close = *close;
        m_numbers.forget(source, head.connection);
        return writeEntry(number);
    }
    return spill(entry) && m_file.drain();
}

bool HarWriter::finish()
{
    while (!m_entries.empty()) {
        if (!writeEntry(m_entries.begin()->first))
            return false;
    }
    QByteArray &out = m_file.buffer();
    out += "\n]";
    if (m_dropped > 0)
        out += ",\"comment\":\"" + QByteArray::number(m_dropped) + " records are missing\"";
    out += "}}\n";
    return m_file.flush();
}

QString HarWriter::errorString() const
{
    return m_spillFile.hasFailed() ? m_spillFile.errorString() : m_file.errorString();
}

HarWriter::Entry &HarWriter::entryOf(quint64 number)
{
    std::unique_ptr<Entry> &entry = m_entries[number];
    if (!entry) {
        entry = std::make_unique<Entry>();
        entry->open.role = Core::Role::Client;
        entry->joiner = std::make_unique<MessageJoiner>(
            MaxMessageBytes,
            [this, e = entry.get()](JoinedMessage &&message) { addMessage(*e, message, e->comment); });
    }
    return *entry;
}

void HarWriter::addMessage(Entry &entry, const JoinedMessage &message, QByteArrayView comment)
{
    if (message.isBegin && message.isEnd)
        appendHarMessage(message, comment, nextIn(entry.messages));
    else
        appendHarFrame(message, nextIn(entry.frames));
}

bool HarWriter::spill(Entry &entry)
{
    return entry.messages.spill(m_spillFile) && entry.frames.spill(m_spillFile);
}

bool HarWriter::writeEntry(quint64 number)
{
    const auto position = m_entries.find(number);
    const std::unique_ptr<Entry> entry = std::move(position->second);
    m_entries.erase(position);
    entry->joiner->finish();
    QByteArray &out = m_file.buffer();
    out += m_hasEntries ? ",\n" : "\n";
    m_hasEntries = true;
    appendHarEntryHead(entry->open, number, entry->lastTimeNs, out);
    // Chrome's importer wants the list, also an empty one.
    out += ",\"_webSocketMessages\":[";
    if (!entry->messages.writeTo(m_spillFile, m_file))
        return false;
    out += ']';
    if (!entry->frames.isEmpty()) {
        out += ",\"_wsFrames\":[";
        if (!entry->frames.writeTo(m_spillFile, m_file))
            return false;
        out += ']';
    }
    if (entry->close) {
        out += ",\"_webSocketClose\":";
        appendHarClose(*entry->close, out);
        out += ",\"_closed\":{\"timeNs\":" + QByteArray::number(entry->close->head.timeNs);
        out += entry->close->wasClean ? ",\"wasClean\":true" : ",\"wasClean\":false";
        out += ",\"by\":\"";
        out.append(closedByName(entry->close->by));
        out += "\"}";
    }
    out += '}';
    return m_file.drain();
}

} // namespace Gantry::Inspector

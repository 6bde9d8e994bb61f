// SPDX-License-Identifier: MIT
#include "attach/clientoutput.h"

#include "tap/hub.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Gantry::Attach {

using Tap::RecordKind;

namespace {

//! Small records share a chunk of this size.
constexpr qsizetype ChunkBytes = 64 * 1024;
constexpr size_t ChunksPerWrite = 16;

Tap::DropRecord decodedDrop(QByteArrayView record)
{
    Tap::RecordReader reader;
    reader.feed(record);
    const std::optional<Tap::Record> read = reader.next();
    const auto *drop = read ? std::get_if<Tap::DropRecord>(&*read) : nullptr;
    return drop ? *drop : Tap::DropRecord{};
}

} // namespace

ClientOutput::ClientOutput(int descriptor, Tap::RecordKinds kinds, qsizetype maxPendingBytes)
    : m_descriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
    , m_maxPendingBytes(maxPendingBytes)
    , m_kinds(kinds)
    , m_isDead(m_descriptor < 0)
{ }

ClientOutput::~ClientOutput()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void ClientOutput::open(QByteArray replay, QSet<quint64> replayed)
{
    m_replayed = std::move(replayed);
    m_pendingBytes += replay.size();
    if (!replay.isEmpty())
        m_chunks.push_front(std::move(replay));
    m_isOpen = true;
}

void ClientOutput::take(const Tap::EncodedHead &head, QByteArrayView record, const QByteArray *beside)
{
    const auto kind = RecordKind(head.kind);
    if (m_isDead || !m_kinds.testFlag(kind))
        return;
    if (kind == RecordKind::Open && m_replayed.remove(head.head.connection))
        return;
    if (kind == RecordKind::Drop)
        return takeDrop(decodedDrop(record));
    if (!hasRoomFor(record.size()))
        return takeDrop({.head = head.head, .count = 1, .octets = quint64(record.size())});
    sayDrops(head.head.timeNs);
    if (beside)
        appendChunk(*beside);
    else
        append(record);
}

void ClientOutput::takeDrop(const Tap::DropRecord &drop)
{
    m_drop.count += drop.count;
    m_drop.octets += drop.octets;
}

//! A full queue takes nothing before it is half empty: drops then come as one long
//! gap that is said once, not as a thousand short ones.
bool ClientOutput::hasRoomFor(qsizetype size) noexcept
{
    if (m_isFull && m_pendingBytes > m_maxPendingBytes / 2)
        return false;
    // A record that is larger than all of the queue may still go through alone.
    m_isFull = m_pendingBytes != 0 && m_pendingBytes + size > m_maxPendingBytes;
    return !m_isFull;
}

void ClientOutput::sayDrops(qint64 timeNs)
{
    if (m_drop.count == 0)
        return;
    m_drop.head.timeNs = timeNs;
    QByteArray octets;
    Tap::encodeRecord(std::exchange(m_drop, {}), octets);
    if (m_kinds.testFlag(RecordKind::Drop))
        append(octets);
}

void ClientOutput::append(QByteArrayView octets)
{
    if (m_chunks.empty() || m_chunks.back().size() + octets.size() > m_chunks.back().capacity()) {
        QByteArray chunk;
        chunk.reserve(std::max(ChunkBytes, octets.size()));
        m_chunks.push_back(std::move(chunk));
    }
    m_chunks.back().append(octets);
    m_pendingBytes += octets.size();
}

void ClientOutput::appendChunk(QByteArray octets)
{
    m_pendingBytes += octets.size();
    m_chunks.push_back(std::move(octets));
}

void ClientOutput::flush()
{
    if (m_drop.count != 0 && hasRoomFor(Tap::encodedSize(m_drop)))
        sayDrops(Tap::Hub::now());
    while (wantsToWrite()) {
        std::array<iovec, ChunksPerWrite> pieces;
        const size_t count = std::min(pieces.size(), m_chunks.size());
        for (size_t i = 0; i < count; ++i) {
            QByteArray &chunk = m_chunks[i];
            const qsizetype offset = i == 0 ? m_firstOffset : 0;
            pieces[i] = {const_cast<char *>(chunk.constData()) + offset, size_t(chunk.size() - offset)};
        }
        msghdr message = {};
        message.msg_iov = pieces.data();
        message.msg_iovlen = count;
        const ssize_t sent = ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            m_isDead = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
            return;
        }
        removeSent(qsizetype(sent));
    }
}

void ClientOutput::removeSent(qsizetype size)
{
    m_pendingBytes -= size;
    m_firstOffset += size;
    while (!m_chunks.empty() && m_firstOffset >= m_chunks.front().size()) {
        m_firstOffset -= m_chunks.front().size();
        m_chunks.pop_front();
    }
}

} // namespace Gantry::Attach

// SPDX-License-Identifier: MIT
// Records as octets: the frames of the attach socket. Little-endian, each record
// preceded by its length (u32) and kind (u8); unknown kinds are skipped by readers,
// so that a newer program can be watched with an older inspector.
#pragma once

#include "core/export.h"
#include "tap/record.h"

#include <optional>

namespace Gantry::Tap {

inline constexpr quint16 RecordCodecVersion = 1;
//! A record larger than this is malformed; the writer cuts payloads to stay below.
inline constexpr quint32 MaxEncodedRecordBytes = 80 * 1024 * 1024;
//! Payloads are cut here, which leaves room for everything else in a record.
inline constexpr qsizetype MaxEncodedPayloadBytes = qsizetype(MaxEncodedRecordBytes) - 1024 * 1024;

//! How many octets encodeRecord() will append.
GANTRY_WEBSOCKET_EXPORT qsizetype encodedSize(const Record &record);
GANTRY_WEBSOCKET_EXPORT void encodeRecord(const Record &record, QByteArray &out);
//! As above into memory of exactly encodedSize() octets.
GANTRY_WEBSOCKET_EXPORT void encodeRecord(const Record &record, char *out);

//! What the first octets of an encoded record say, for those who pass records on
//! without reading them.
struct EncodedHead
{
    quint8 kind = 0; //!< a RecordKind, or one of a newer program
    RecordHead head = {};
};
inline constexpr qsizetype EncodedHeadBytes = 4 + 1 + 8 + 8;
//! \a bytes are at least EncodedHeadBytes that encodeRecord() wrote.
GANTRY_WEBSOCKET_EXPORT EncodedHead readEncodedHead(const char *bytes) noexcept;
//! Gives the record that encodeRecord() wrote to \a bytes another connection.
GANTRY_WEBSOCKET_EXPORT void setEncodedConnection(char *bytes, quint64 connection) noexcept;

//! What encoded octets begin with.
struct RecordView
{
    //! Of the encoded record; 0: it is malformed or not whole.
    qsizetype size = 0;
    //! Its byte arrays point into the encoded octets. Nothing with a size: a record of a
    //! newer program.
    std::optional<Record> record = std::nullopt;
};
//! Reads the first record of \a bytes and copies nothing.
GANTRY_WEBSOCKET_EXPORT RecordView viewRecord(QByteArrayView bytes);

//! Splits a stream into records, fed in any pieces.
class GANTRY_WEBSOCKET_EXPORT RecordReader
{
public:
    void feed(QByteArrayView bytes);
    //! The next whole record; nullopt when more octets are needed or hasError().
    std::optional<Record> next();
    //! A malformed record came; nothing more will.
    bool hasError() const noexcept { return m_error; }

private:
    QByteArray m_buffer;
    qsizetype m_offset = 0;
    bool m_error = false;
};

} // namespace Gantry::Tap

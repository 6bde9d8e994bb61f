// SPDX-License-Identifier: MIT
// What travels on the attach socket besides records. The server speaks first, with
// one greeting; records follow (tap/recordcodec.h). The client sends requests. Both
// may grow at their ends: readers ignore what they do not know there.
//
//   greeting  magic "GTAP", u16 protocol version, u16 record codec version,
//             u32 length, then that many octets of QDataStream (pid, start time,
//             program, Gantry version, Qt version)
//   request   u16 length, u8 type, then length - 1 octets; type 1: u8 kinds
//
// Integers are little-endian.
#pragma once

#include "attach/processinfo.h"
#include "tap/record.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <optional>

namespace Gantry::Attach {

inline constexpr quint16 ProtocolVersion = 1;

QByteArray encodeGreeting(const ProcessInfo &process);
QByteArray encodeKindsRequest(Tap::RecordKinds kinds);

//! Reads the greeting, fed in any pieces.
class GreetingReader
{
public:
    enum class Status : quint8 { NeedMore, Complete, Error };

    GreetingReader();

    //! Takes octets from the front of \a bytes and returns how many: none beyond the
    //! greeting.
    qsizetype feed(QByteArrayView bytes);
    Status status() const noexcept { return m_status; }
    const ProcessInfo &process() const noexcept { return m_process; }
    const QString &errorText() const noexcept { return m_errorText; }

private:
    void readHead();
    void readBody(QByteArrayView body);
    void fail(const QString &text);

    QByteArray m_buffer;
    qsizetype m_wanted;
    bool m_headRead = false;
    Status m_status = Status::NeedMore;
    ProcessInfo m_process;
    QString m_errorText;
};

//! Reads a client's requests, fed in any pieces.
class RequestReader
{
public:
    void feed(QByteArrayView bytes) { m_buffer.append(bytes); }
    //! The kinds that the next whole request asks for; nullopt: no more of them.
    //! Requests of unknown types are passed over.
    std::optional<Tap::RecordKinds> next();

private:
    QByteArray m_buffer;
};

} // namespace Gantry::Attach

// SPDX-License-Identifier: MIT
// RawSocket's handshake and frames: octets in, frames out. Knows no socket and no clock.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

namespace Gantry::Wamp::RawSocket {

// Longest message that an end takes: 2 to the power of 9 to 24.
inline constexpr int MinLengthExponent = 9;
inline constexpr int MaxLengthExponent = 24;

inline constexpr qsizetype HandshakeSize = 4;
inline constexpr qsizetype HeaderSize = 4;

//! What a server's refusal says.
enum class Refusal : quint8 {
    None = 0,
    SerializerUnsupported = 1,
    LengthUnacceptable = 2,
    ReservedBits = 3,
    TooManyConnections = 4,
};
//! English; a number that the specification does not have is told as such.
QString textOf(Refusal refusal);

//! The first four octets of either side.
struct Handshake
{
    int lengthExponent = MaxLengthExponent;
    int serializerId = 0; //!< 1 json, 2 msgpack, 3 cbor; 0: a refusal
    Refusal refusal = Refusal::None;
    bool hasReservedBits = false; //!< something is in the octets that have to be 0
    bool operator==(const Handshake &) const = default;
};
QByteArray encode(const Handshake &handshake);
//! nullopt: these four octets are not RawSocket's.
std::optional<Handshake> decodeHandshake(QByteArrayView octets);
//! Whether \a octets, some of the first four, may still become a handshake.
bool mayBeHandshake(QByteArrayView octets);

enum class FrameType : quint8 { Message = 0, Ping = 1, Pong = 2 };

//! Writes the header of a frame with \a length octets, 2^24 at most.
void writeHeader(char *header, FrameType type, qsizetype length);

//! Where the memory of payloads comes from and goes to.
struct FrameBuffers
{
    QByteArray (*take)(qsizetype capacity) = nullptr; //!< empty, with that much room
    void (*give)(QByteArray &&buffer) = nullptr; //!< which others may still have copies of
};

class FrameReader
{
public:
    //! Frames longer than \a maxLength are an error. Without \a buffers they are made anew.
    explicit FrameReader(qsizetype maxLength = qsizetype(1) << MaxLengthExponent,
                         const FrameBuffers &buffers = {})
        : m_maxLength(maxLength)
        , m_buffers(buffers)
    { }

    enum class Result : quint8 { NeedsMore, HasFrame, Failed };
    //! Takes what the next frame needs of \a octets, which become less. Memory grows with
    //! what has come, not with what a header announces. After Failed it stays at that.
    Result read(QByteArrayView &octets);

    // Of the frame that read() has found, until giveBack() or read() is called.
    FrameType type() const noexcept { return m_type; }
    //! Safe to keep.
    const QByteArray &payload() const noexcept { return m_payload; }
    //! The frame was looked at: between two of them this holds no memory.
    void giveBack();

    //! English; what was wrong.
    const QString &error() const noexcept { return m_error; }
    //! Whether a part of a frame has come.
    bool isInsideFrame() const noexcept { return m_headerSize > 0; }

private:
    bool takeHeader(QByteArrayView &octets);
    bool readHeader();
    void startPayload(qsizetype capacity);
    bool takePayload(QByteArrayView &octets);

    qsizetype m_maxLength;
    FrameBuffers m_buffers;
    QByteArray m_payload;
    QString m_error;
    qsizetype m_length = 0;
    char m_header[HeaderSize] = {};
    quint8 m_headerSize = 0; //!< octets of it that have come
    FrameType m_type = FrameType::Message;
    bool m_isDone = false; //!< the payload was handed out
};

} // namespace Gantry::Wamp::RawSocket

// SPDX-License-Identifier: MIT
// Cuts one direction of an open connection into frames and annotates them. Goes on
// after every broken rule but a length that cannot be one: from there on only
// octets can be shown.
#pragma once

#include "tap/connectiondecoder.h"
#include "tap/framenotes.h"
#include "tap/messagecontent.h"

#include <array>
#include <optional>

namespace Gantry::Tap {

//! The first close frame of a direction.
struct SeenClose
{
    quint16 code = 0;
    QByteArray reason;
};

class FrameDecoder
{
public:
    //! \a options and \a output are borrowed.
    FrameDecoder(quint64 connection, Direction direction, const DecoderOptions &options,
                 const ConnectionDecoder::Output &output);

    //! permessage-deflate was agreed on.
    void enableInflate(const Core::DeflateParameters &parameters);

    void feed(QByteArrayView octets, qint64 timeNs);
    //! Says what is left of a frame that will not be completed.
    void feedEof(qint64 timeNs);

    const std::optional<SeenClose> &seenClose() const noexcept { return m_close; }

private:
    //! What is known of the frame being read.
    struct Frame
    {
        Core::FrameHeader header;
        quint8 messageOpcode = 0;
        bool isData = false; //!< its payload belongs to a message
        bool isInflated = false; //!< its payload is in content
        quint64 position = 0; //!< octets of the payload that came
        QByteArray octets; //!< of those, what is kept, unmasked
        QByteArray content; //!< what they inflate to
        FrameNotes notes;
    };

    QByteArrayView takeHeader(QByteArrayView octets);
    QByteArrayView takePayload(QByteArrayView octets);
    void beginFrame(const Core::FrameHeader &header);
    void beginData();
    void addPayload(QByteArrayView wire);
    void finishFrame();
    void noteClose();
    void emitFrame(qint64 timeNs);
    void emitOctets(QByteArrayView octets, QByteArray note, qint64 timeNs);

    const quint64 m_connection;
    const Direction m_direction;
    const DecoderOptions &m_options;
    const ConnectionDecoder::Output &m_output;

    std::array<char, Core::MaxFrameHeaderSize> m_header{};
    qsizetype m_headerSize = 0; //!< octets of the next header that came
    std::optional<Frame> m_frame;
    bool m_unframeable = false;
    MessageContent m_content;
    bool m_insideMessage = false;
    quint8 m_messageOpcode = 0;
    std::optional<SeenClose> m_close;
};

} // namespace Gantry::Tap

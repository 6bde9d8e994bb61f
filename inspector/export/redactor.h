// SPDX-License-Identifier: GPL-3.0-only
// Takes secrets out of records on their way into a file. What belongs to a message in
// several frames is held back until the message can be read as a whole, and so is what
// its connection says meanwhile; other connections go on.
#pragma once

#include "export/redaction.h"
#include "export/redactionpath.h"
#include "export/wampredaction.h"
#include "tap/record.h"

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace Gantry::Inspector {

class Redactor
{
public:
    //! What a frame or message is to be checked for is held up to here; beyond, it is
    //! replaced as a whole.
    static constexpr qsizetype MaxHeldBytes = 32 * 1024 * 1024;

    //! False: no more, please.
    using Output = std::function<bool(int source, const Tap::Record &record, const QByteArray &comment)>;

    //! Paths that cannot be read are ignored: whoever takes them from people checks them
    //! with RedactionPath::parse().
    Redactor(const RedactionOptions &options, Output output);
    ~Redactor();

    //! The lengths of frames that are not compressed are those of what is in them then;
    //! of compressed ones the size on the wire stays.
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment);
    //! \a record is not written, but says how to read those that are.
    void learn(int source, const Tap::Record &record);
    //! Gives out what is held.
    [[nodiscard]] bool finish();

    const RedactionPlan &plan() const noexcept { return m_plan; }

private:
    struct Held
    {
        Tap::Record record;
        QByteArray comment;
        bool isReady = true;
    };
    struct Stream
    {
        std::vector<size_t> parts; //!< of the message so far, places among those that are held
        qsizetype octets = 0;
        bool isInside = false; //!< a message whose frames are held
        bool isTooLarge = false;
        bool hasHole = false; //!< a frame of it is not written
        bool isCompressed = false;
    };
    struct Connection
    {
        WampForm wamp = {.wire = WampWire::Json}; //!< until the opening says what it is
        std::deque<Held> held;
        size_t released = 0; //!< how many were held before the first that is now
        std::array<Stream, 2> streams;
    };

    void redactOpen(Tap::OpenRecord &open, Connection &connection);
    bool mustCheck(const Connection &connection, quint8 opcode) const;
    std::optional<QByteArray> checked(QByteArrayView payload, const Connection &connection, quint8 opcode);
    void addFrame(Connection &connection, const Tap::FrameRecord &frame, const QByteArray &comment);
    void learnFrame(Connection &connection, const Tap::FrameRecord &frame);
    void endMessage(Connection &connection, Stream &stream, bool isWhole);
    [[nodiscard]] bool release(int source, Connection &connection);

    const RedactionOptions m_options;
    const Output m_output;
    QList<RedactionPath> m_paths;
    RedactionPlan m_plan;
    std::map<std::pair<int, quint64>, Connection> m_connections; // those that are open
};

//! What would be replaced in \a records of one source.
RedactionPlan previewRedaction(const QList<Tap::Record> &records, const RedactionOptions &options);

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// CBOR (RFC 8949) as nodes, found by Qt's reader.
#include "decode/documentreader.h"
#include "decode/words.h"

#include <QtCore/QCborStreamReader>

namespace Gantry::Inspector {

namespace {

//! Keys are read over, by recursion; nobody nests them.
constexpr int MaxKeyDepth = 32;

class CborDocumentReader
{
public:
    CborDocumentReader(DocumentBuilder &builder, qsizetype begin, qsizetype end)
        : m_builder(builder)
        , m_begin(begin)
        , m_reader(builder.octets().data() + begin, end - begin)
    { }

    //! Reads one value with all that is in it; where it ends.
    qsizetype run()
    {
        do {
            step();
        } while (m_builder.isGoing() && !m_levels.empty());
        return offset();
    }

private:
    struct Level
    {
        bool isMap;
        bool hasKey = false; //!< the next value's was read
    };

    qsizetype offset() const { return m_begin + m_reader.currentOffset(); }

    void step()
    {
        if (hasFailed()) {
            return;
        }
        if (!m_levels.empty() && !m_reader.hasNext()) {
            leave();
        } else if (!m_levels.empty() && m_levels.back().isMap && !m_levels.back().hasKey) {
            takeKey();
        } else {
            takeValue();
        }
        hasFailed();
    }

    bool hasFailed()
    {
        const QCborError error = m_reader.lastError();
        if (error != QCborError::NoError) {
            m_builder.fail(Words::tr("No well-formed CBOR: %1").arg(error.toString()), offset());
        }
        return error != QCborError::NoError;
    }

    void leave()
    {
        // Fails if the input ended rather than the container.
        if (m_reader.leaveContainer()) {
            m_levels.pop_back();
            m_builder.close(offset());
        } else if (m_reader.lastError() == QCborError::NoError) {
            m_builder.fail(Words::tr("The CBOR is cut short."), offset());
        }
    }

    void takeKey()
    {
        const qsizetype begin = offset();
        while (m_reader.isTag() && m_reader.next()) { }
        if (m_reader.next(MaxKeyDepth)) {
            m_builder.setKey(begin, offset());
            m_levels.back().hasKey = true;
        }
    }

    void takeValue()
    {
        const qsizetype begin = offset();
        while (m_reader.isTag() && m_reader.next()) { }
        if (m_reader.lastError() != QCborError::NoError) {
            return;
        }
        if (!m_levels.empty()) {
            m_levels.back().hasKey = false;
        }
        if (m_reader.isContainer()) {
            const bool isMap = m_reader.isMap();
            if (m_reader.enterContainer()) {
                m_builder.open(isMap ? NodeType::Object : NodeType::Array, begin);
                m_levels.push_back({isMap});
            }
            return;
        }
        const NodeType type = typeOfValue();
        if (m_reader.next()) {
            m_builder.addLeaf(type, begin, offset());
        }
    }

    NodeType typeOfValue() const
    {
        switch (m_reader.type()) {
        case QCborStreamReader::UnsignedInteger:
        case QCborStreamReader::NegativeInteger:
            return NodeType::Integer;
        case QCborStreamReader::ByteString:
            return NodeType::Bytes;
        case QCborStreamReader::TextString:
            return NodeType::Text;
        case QCborStreamReader::Float16:
        case QCborStreamReader::Float:
        case QCborStreamReader::Double:
            return NodeType::Real;
        default:
            break;
        }
        return m_reader.isBool()     ? NodeType::Boolean
            : m_reader.isNull()      ? NodeType::Null
            : m_reader.isUndefined() ? NodeType::Undefined
                                     : NodeType::Simple;
    }

    DocumentBuilder &m_builder;
    qsizetype m_begin;
    QCborStreamReader m_reader;
    std::vector<Level> m_levels;
};

} // namespace

void readCbor(DocumentBuilder &builder, qsizetype begin, qsizetype end)
{
    // One value after the other (RFC 8742).
    while (builder.isGoing() && begin < end) {
        const qsizetype behind = CborDocumentReader(builder, begin, end).run();
        if (behind <= begin) {
            builder.fail(Words::tr("The CBOR is cut short."), begin);
        }
        begin = behind;
    }
}

} // namespace Gantry::Inspector

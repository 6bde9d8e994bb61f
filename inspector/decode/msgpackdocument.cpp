// SPDX-License-Identifier: GPL-3.0-only
// MessagePack as nodes. By hand, as the library's visitors do not tell where values are.
#include "decode/documentreader.h"
#include "decode/msgpackhead.h"
#include "decode/words.h"

#include <optional>

namespace Gantry::Inspector {

namespace {

class MessagePackReader
{
public:
    MessagePackReader(DocumentBuilder &builder, qsizetype begin, qsizetype end)
        : m_builder(builder)
        , m_octets(builder.octets().first(end))
        , m_at(begin)
    { }

    void run()
    {
        while (m_builder.isGoing() && (m_at < m_octets.size() || !m_levels.empty())) {
            step();
        }
    }

private:
    struct Level
    {
        quint64 rest; //!< values that are still to come, keys included
        bool isMap;
    };

    void step()
    {
        if (m_levels.empty()) {
            takeValue();
            return;
        }
        Level &level = m_levels.back();
        if (level.rest == 0) {
            m_levels.pop_back();
            m_builder.close(m_at);
            return;
        }
        // Keys are those with an even number of values before the end.
        const bool isKey = level.isMap && level.rest % 2 == 0;
        --level.rest;
        if (isKey) {
            takeKey();
        } else {
            takeValue();
        }
    }

    std::optional<MessagePackHead> head()
    {
        const MessagePackHead head = messagePackHead(m_octets.sliced(m_at));
        const auto rest = quint64(m_octets.size() - m_at);
        if (head.status == MessagePackHead::Status::Reserved) {
            m_builder.fail(Words::tr("The octet 0xc1 is never used in MessagePack."), m_at);
        } else if (head.status == MessagePackHead::Status::CutShort || head.body > rest - head.size
                   || head.size > rest) {
            m_builder.fail(Words::tr("The MessagePack is cut short."), m_at);
        }
        return m_builder.isGoing() ? std::optional(head) : std::nullopt;
    }

    void takeValue()
    {
        const qsizetype begin = m_at;
        const auto value = head();
        if (!value) {
            return;
        }
        m_at += qsizetype(value->size + value->body);
        if (isContainer(value->type)) {
            m_builder.open(value->type, begin);
            m_levels.push_back({value->items, value->type == NodeType::Object});
        } else {
            m_builder.addLeaf(value->type, begin, m_at);
        }
    }

    //! A key may be any value, a list too: read over, without recursion.
    void takeKey()
    {
        const qsizetype begin = m_at;
        for (quint64 pending = 1; pending > 0; --pending) {
            const auto value = head();
            if (!value) {
                return;
            }
            m_at += qsizetype(value->size + value->body);
            pending += value->items;
        }
        m_builder.setKey(begin, m_at);
    }

    DocumentBuilder &m_builder;
    QByteArrayView m_octets;
    qsizetype m_at;
    std::vector<Level> m_levels;
};

} // namespace

void readMessagePack(DocumentBuilder &builder, qsizetype begin, qsizetype end)
{
    MessagePackReader(builder, begin, end).run();
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
#include "wamp/serializer/valuewriter.h"

namespace Gantry::Wamp::Wire {

void BinaryWriter::raw(QByteArrayView octets)
{
    count();
    append(octets);
}

void BinaryWriter::key(QByteArrayView utf8)
{
    count();
    writeText(utf8);
}

void BinaryWriter::open()
{
    count();
    m_open[size_t(m_depth++)] = {.head = out().size(), .count = 0};
    append(char(0));
}

void BinaryWriter::close(bool isMap)
{
    const Open container = m_open[size_t(--m_depth)];
    char head[5];
    const int size = containerHead(isMap, isMap ? container.count / 2 : container.count, head);
    out()[container.head] = head[0];
    if (size > 1)
        out().insert(container.head + 1, QByteArrayView(head + 1, size - 1));
}

} // namespace Gantry::Wamp::Wire

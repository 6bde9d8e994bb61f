// SPDX-License-Identifier: GPL-3.0-only
#include "decode/msgpackhead.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

namespace {

using Head = MessagePackHead;

//! A number of 1, 2, 4 or 8 octets at \a octets.
quint64 bigEndian(const char *octets, quint32 size) noexcept
{
    switch (size) {
    case 1:
        return quint8(*octets);
    case 2:
        return qFromBigEndian<quint16>(octets);
    case 4:
        return qFromBigEndian<quint32>(octets);
    default:
        return qFromBigEndian<quint64>(octets);
    }
}

//! A head whose length stands in the \a lengthSize octets behind the first.
Head withLength(QByteArrayView octets, NodeType type, quint32 lengthSize) noexcept
{
    Head head{.type = type, .size = 1 + lengthSize};
    const bool isExtension = type == NodeType::Extension;
    head.size += isExtension ? 1 : 0;
    if (octets.size() < qsizetype(head.size)) {
        head.status = Head::Status::CutShort;
        return head;
    }
    const quint64 length = bigEndian(octets.data() + 1, lengthSize);
    head.body = isContainer(type) ? 0 : length;
    head.items = type == NodeType::Object ? 2 * length : type == NodeType::Array ? length : 0;
    head.extensionType = isExtension ? qint8(octets[qsizetype(lengthSize) + 1]) : qint8(0);
    return head;
}

Head fixedExtension(QByteArrayView octets, quint32 size) noexcept
{
    if (octets.size() < 2) {
        return {.status = Head::Status::CutShort, .type = NodeType::Extension};
    }
    return {.type = NodeType::Extension, .extensionType = qint8(octets[1]), .size = 2, .body = size};
}

Head scalar(NodeType type, quint64 body) noexcept
{
    return {.type = type, .body = body};
}

//! First octets from 0xc0 to 0xdf.
Head special(QByteArrayView octets) noexcept
{
    const auto first = quint8(octets.front());
    switch (first) {
    case 0xC0:
        return scalar(NodeType::Null, 0);
    case 0xC2:
    case 0xC3:
        return scalar(NodeType::Boolean, 0);
    case 0xC4:
    case 0xC5:
    case 0xC6:
        return withLength(octets, NodeType::Bytes, 1U << (first - 0xC4));
    case 0xC7:
    case 0xC8:
    case 0xC9:
        return withLength(octets, NodeType::Extension, 1U << (first - 0xC7));
    case 0xCA:
        return scalar(NodeType::Real, 4);
    case 0xCB:
        return scalar(NodeType::Real, 8);
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        return scalar(NodeType::Integer, 1U << (first - 0xCC));
    case 0xD0:
    case 0xD1:
    case 0xD2:
    case 0xD3:
        return scalar(NodeType::Integer, 1U << (first - 0xD0));
    case 0xD4:
    case 0xD5:
    case 0xD6:
    case 0xD7:
    case 0xD8:
        return fixedExtension(octets, 1U << (first - 0xD4));
    case 0xD9:
    case 0xDA:
    case 0xDB:
        return withLength(octets, NodeType::Text, 1U << (first - 0xD9));
    case 0xDC:
        return withLength(octets, NodeType::Array, 2);
    case 0xDD:
        return withLength(octets, NodeType::Array, 4);
    case 0xDE:
        return withLength(octets, NodeType::Object, 2);
    case 0xDF:
        return withLength(octets, NodeType::Object, 4);
    default:
        break;
    }
    return {.status = Head::Status::Reserved};
}

} // namespace

MessagePackHead messagePackHead(QByteArrayView octets) noexcept
{
    if (octets.isEmpty()) {
        return {.status = Head::Status::CutShort};
    }
    const auto first = quint8(octets.front());
    if (first < 0x80 || first >= 0xE0) {
        return scalar(NodeType::Integer, 0);
    }
    if (first < 0x90) {
        return {.type = NodeType::Object, .items = 2 * quint64(first & 0x0F)};
    }
    if (first < 0xA0) {
        return {.type = NodeType::Array, .items = quint64(first & 0x0F)};
    }
    if (first < 0xC0) {
        return scalar(NodeType::Text, first & 0x1F);
    }
    return special(octets);
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
#include "wamp/serializer/cborwalk.h"
#include "wamp/serializer/wirereader.h"

namespace Gantry::Wamp::Wire {

namespace {

Problem readElement(CborWalk &walk, Tape &tape)
{
    const CborWalk::Major major = walk.nextMajor();
    if (!tape.isAtPayload() || (major != CborWalk::List && major != CborWalk::Map))
        return walk.value(&tape, 2);
    const qsizetype begin = walk.offset();
    if (const Problem problem = walk.value(nullptr, 2))
        return problem;
    tape.raw(major == CborWalk::List ? TokenKind::RawList : TokenKind::RawMap, quint32(begin),
             quint32(walk.offset() - begin));
    return nullptr;
}

} // namespace

Problem readCborMessage(QByteArrayView octets, Tape &tape)
{
    tape.begin(octets);
    CborWalk walk(octets);
    CborWalk::Head head;
    if (const Problem problem = walk.head(head))
        return problem;
    if (head.major != CborWalk::List)
        return Problems::notAList;
    for (quint64 i = 0; head.isIndefinite() ? !walk.takeBreak() : i < head.value; ++i) {
        if (const Problem problem = tape.beginElement())
            return problem;
        if (const Problem problem = readElement(walk, tape))
            return problem;
    }
    return walk.isAtEnd() ? nullptr : Problems::trailing;
}

Problem readCborValue(QByteArrayView octets, ValueSink &sink, int level)
{
    CborWalk walk(octets);
    if (const Problem problem = walk.value(&sink, level))
        return problem;
    return walk.isAtEnd() ? nullptr : Problems::trailing;
}

} // namespace Gantry::Wamp::Wire

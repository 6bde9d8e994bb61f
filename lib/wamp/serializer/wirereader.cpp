// SPDX-License-Identifier: MIT
#include "wamp/serializer/wirereader.h"

namespace Gantry::Wamp::Wire {

Problem readMessage(Encoding encoding, QByteArrayView octets, Tape &tape)
{
    Problem problem = nullptr;
    switch (encoding) {
    case Encoding::Json:
        problem = readJsonMessage(octets, tape);
        break;
    case Encoding::MsgPack:
        problem = readMsgPackMessage(octets, tape);
        break;
    case Encoding::Cbor:
        problem = readCborMessage(octets, tape);
        break;
    }
    return problem ? problem : tape.endMessage();
}

Problem readValue(Encoding encoding, QByteArrayView octets, ValueSink &sink, int level)
{
    switch (encoding) {
    case Encoding::Json:
        return readJsonValue(octets, sink, level);
    case Encoding::MsgPack:
        return readMsgPackValue(octets, sink, level);
    case Encoding::Cbor:
        return readCborValue(octets, sink, level);
    }
    return nullptr;
}

void trimInput()
{
    trimJsonInput();
}

} // namespace Gantry::Wamp::Wire

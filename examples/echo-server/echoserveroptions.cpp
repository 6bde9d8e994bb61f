// SPDX-License-Identifier: MIT
#include "echoserveroptions.h"

#include "support/programarguments.h"

#include <Gantry/SettingsCheck>

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Incompressible data grows when it is deflated, by 5 octets a 16 KiB block at
//! most (zlib's deflateBound); a message of exactly the limit must still pass.
quint64 largestFrameOf(quint64 messageBytes)
{
    return messageBytes == 0 ? 0 : messageBytes + messageBytes / 1024 + 64;
}

QStringList readOrigins(ProgramArguments &arguments)
{
    const QStringList patterns = arguments.values(u"origin"_s);
    if (const QString complaint = complaintAboutOrigins(patterns); !complaint.isEmpty())
        arguments.addComplaint(u"--origin: %1"_s.arg(complaint));
    return patterns;
}

ServerOptions readProtocolOptions(ProgramArguments &arguments)
{
    ServerOptions options;
    if (arguments.isSet(u"no-deflate"_s))
        options.perMessageDeflate.reset();
    if (arguments.isSet(u"no-ping"_s))
        options.autoPingInterval = std::chrono::milliseconds::zero();
    if (arguments.isSet(u"max-message-bytes"_s)) {
        options.maxMessageBytes =
            quint64(arguments.number(u"max-message-bytes"_s, 0, std::numeric_limits<qint64>::max() / 2));
        options.maxFrameBytes = largestFrameOf(options.maxMessageBytes);
    }
    if (arguments.isSet(u"open-timeout-ms"_s)) {
        options.openHandshakeTimeout = std::chrono::milliseconds(
            arguments.number(u"open-timeout-ms"_s, 0, std::numeric_limits<int>::max()));
    }
    if (arguments.isSet(u"origin"_s))
        options.allowedOrigins = readOrigins(arguments);
    return options;
}

TransportPolicy readTransport(ProgramArguments &arguments)
{
    const QString name = arguments.choice(u"transport"_s, {u"auto"_s, u"stream"_s, u"epoll"_s});
    if (name == "stream"_L1)
        return TransportPolicy::Stream;
    return name == "epoll"_L1 ? TransportPolicy::Epoll : TransportPolicy::Auto;
}

//! One thread is the program's own, which needs no other.
int readThreads(ProgramArguments &arguments)
{
    const int threads = int(arguments.number(u"threads"_s, 1, 1024));
    return threads > 1 ? threads : 0;
}

} // namespace

void declareEchoServerOptions(ProgramArguments &arguments)
{
    declareListenArguments(arguments);
    arguments.addFlag(u"no-deflate"_s, u"Does not accept permessage-deflate."_s);
    arguments.addFlag(u"no-ping"_s, u"Does not ping silent clients."_s);
    arguments.addValue(u"deliver"_s, u"How text travels inside: bytes (UTF-8) or text (QString)."_s,
                       u"bytes|text"_s, u"bytes"_s);
    arguments.addValue(u"transport"_s,
                       u"What carries the octets: Qt's sockets (stream), or the system's by way of epoll, "
                       "on Linux and without TLS; auto chooses."_s,
                       u"auto|stream|epoll"_s, u"auto"_s);
    arguments.addValue(
        u"threads"_s,
        u"Worker threads that the connections of an address are spread over; 1: none, all is done "
        "in the thread that listens."_s,
        u"N"_s, u"1"_s);
    arguments.addValue(u"max-message-bytes"_s,
                       u"Limit for one message, after inflating; 0: none. Default: 64 MiB."_s, u"N"_s);
    arguments.addValue(u"open-timeout-ms"_s, u"Time for the opening handshake; 0: any. Default: 5000."_s,
                       u"N"_s);
    arguments.addValue(u"origin"_s,
                       u"Web pages that may connect, as scheme://host[:port] with '*' for any "
                       "run of characters; may be given several times. Default: all."_s,
                       u"PATTERN"_s);
    arguments.addValue(u"subprotocol"_s, u"A subprotocol to speak; may be given several times."_s, u"NAME"_s);
}

EchoServerOptions readEchoServerOptions(ProgramArguments &arguments)
{
    EchoServerOptions options;
    arguments.expectNoPositional();
    options.listen = readListenArguments(arguments);
    options.subprotocols = arguments.subprotocols(u"subprotocol"_s);
    options.deliverText = arguments.choice(u"deliver"_s, {u"bytes"_s, u"text"_s}) == "text"_L1;
    options.protocol = readProtocolOptions(arguments);
    options.transport = readTransport(arguments);
    options.threads = readThreads(arguments);
    return options;
}

} // namespace Gantry::Examples

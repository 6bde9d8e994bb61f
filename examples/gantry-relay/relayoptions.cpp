// SPDX-License-Identifier: MIT
#include "relayoptions.h"

#include "support/programarguments.h"
#include "targetconnection.h"

#include <Gantry/SettingsCheck>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int MostSeconds = 7 * 24 * 3600;

std::chrono::seconds seconds(ProgramArguments &arguments, const QString &name)
{
    return std::chrono::seconds(arguments.number(name, 0, MostSeconds));
}

ServerOptions readProtocolOptions(ProgramArguments &arguments)
{
    ServerOptions options;
    if (arguments.isSet(u"no-deflate"_s))
        options.perMessageDeflate.reset();
    if (arguments.isSet(u"heartbeat"_s))
        options.autoPingInterval = seconds(arguments, u"heartbeat"_s);
    if (arguments.isSet(u"origin"_s)) {
        options.allowedOrigins = arguments.values(u"origin"_s);
        if (const QString complaint = complaintAboutOrigins(options.allowedOrigins); !complaint.isEmpty())
            arguments.addComplaint(u"--origin: %1"_s.arg(complaint));
    }
    // The request waits for the target.
    options.openHandshakeTimeout += TargetConnection::ConnectTimeout;
    // The close frame waits behind the stream that is still on its way.
    options.closeHandshakeTimeout = std::chrono::seconds(30);
    // Each direction has its own brake: a client that sends much before it reads what
    // the target says must not come to a stand.
    options.pauseReadingWhenFull = false;
    // However long a client's messages are, they are passed on as they come.
    options.delivery = Delivery::Streaming;
    return options;
}

void readTarget(ProgramArguments &arguments, RelayOptions &options)
{
    options.tokenFile = arguments.value(u"token-file"_s);
    if (arguments.isSet(u"target"_s) == arguments.isSet(u"token-file"_s))
        arguments.addComplaint(u"either --target or --token-file is wanted; --help explains"_s);
    // It would be the current folder.
    if (arguments.isSet(u"token-file"_s) && options.tokenFile.isEmpty())
        arguments.addComplaint(u"--token-file wants a file or a folder"_s);
    if (arguments.isSet(u"target"_s)) {
        const QString text = arguments.value(u"target"_s);
        options.target = parseTargetAddress(text);
        if (!options.target)
            arguments.addComplaint(u"--target wants HOST:PORT or unix:/PATH, not '%1'"_s.arg(text));
    }
    options.isTargetTls = arguments.isSet(u"target-tls"_s);
    options.targetAuthorityFile = arguments.value(u"ca"_s);
    options.isTargetUnverified = arguments.isSet(u"insecure"_s);
    if (!options.isTargetTls && (arguments.isSet(u"ca"_s) || options.isTargetUnverified))
        arguments.addComplaint(u"--ca and --insecure are about --target-tls"_s);
    if (options.isTargetTls && options.target && options.target->isLocal())
        arguments.addComplaint(u"--target-tls needs a target with a host"_s);
}

} // namespace

void declareRelayOptions(ProgramArguments &arguments)
{
    declareListenArguments(arguments);
    arguments.addValue(u"target"_s, u"Where every connection goes: HOST:PORT or unix:/PATH."_s, u"TARGET"_s);
    arguments.addValue(u"token-file"_s,
                       u"Where a connection goes by the token in its address, ?token=...: a file of "
                       "lines 'token: TARGET', or a folder of such files; read anew for each request."_s,
                       u"FILE"_s);
    arguments.addFlag(u"target-tls"_s, u"Speaks TLS to the target, which must show a valid certificate."_s);
    arguments.addValue(u"ca"_s, u"Trusts these authorities for the target and no others, PEM."_s, u"FILE"_s);
    arguments.addFlag(u"insecure"_s, u"Does not verify the target's certificate."_s);
    arguments.addValue(u"heartbeat"_s,
                       u"Pings a client that was silent for S seconds; 0: never. Default: 30."_s, u"S"_s);
    arguments.addValue(
        u"idle-timeout"_s,
        u"Closes a connection over which nothing was relayed for S seconds; 0: never. Default: 0."_s, u"S"_s,
        u"0"_s);
    arguments.addValue(u"origin"_s,
                       u"Web pages that may connect, as scheme://host[:port] with '*' for any "
                       "run of characters; may be given several times. Default: all."_s,
                       u"PATTERN"_s);
    arguments.addFlag(u"no-deflate"_s, u"Does not accept permessage-deflate."_s);
}

RelayOptions readRelayOptions(ProgramArguments &arguments)
{
    RelayOptions options;
    arguments.expectNoPositional();
    options.listen = readListenArguments(arguments);
    readTarget(arguments, options);
    options.idleTimeout = seconds(arguments, u"idle-timeout"_s);
    options.protocol = readProtocolOptions(arguments);
    return options;
}

} // namespace Gantry::Examples

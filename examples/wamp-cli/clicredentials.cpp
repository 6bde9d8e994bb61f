// SPDX-License-Identifier: MIT
#include "clicredentials.h"

#include "support/programarguments.h"

#include <Gantry/WampCryptosign>

#include <QtCore/QFile>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The value of \a name, or the first line of the file that "@FILE" names: arguments are
//! seen by everybody on the machine.
QString secretOf(ProgramArguments &arguments, const QString &name)
{
    const QString value = arguments.value(name);
    if (!value.startsWith(u'@'))
        return value;
    QFile file(value.mid(1));
    if (!file.open(QIODevice::ReadOnly)) {
        arguments.addComplaint(u"--%1: cannot read %2: %3"_s.arg(name, file.fileName(), file.errorString()));
        return {};
    }
    return QString::fromUtf8(file.readLine()).trimmed();
}

Wamp::ClientAuthPtr signing(ProgramArguments &arguments, const QString &authid)
{
    const auto key = Wamp::cryptosignKey(secretOf(arguments, u"private-key"_s).toLatin1());
    if (!key)
        arguments.addComplaint(u"--private-key wants 64 hexadecimal digits, or @FILE"_s);
    return Wamp::cryptosignAuth(key.value_or(QByteArray()), {.authid = authid});
}

} // namespace

void declareCredentials(ProgramArguments &arguments)
{
    arguments.addValue(u"authid"_s, u"Who joins; needs one of the following but for --private-key."_s,
                       u"NAME"_s);
    arguments.addValue(
        u"ticket"_s, u"Shows a ticket. @FILE: the first line of a file, as with all secrets."_s, u"TICKET"_s);
    arguments.addValue(u"secret"_s, u"Authenticates with WAMP-CRA."_s, u"SECRET"_s);
    arguments.addValue(u"password"_s, u"Authenticates with SCRAM."_s, u"PASSWORD"_s);
    arguments.addValue(u"private-key"_s,
                       u"Authenticates with cryptosign: an Ed25519 key, 64 hexadecimal digits."_s, u"KEY"_s);
}

Wamp::ClientAuths readCredentials(ProgramArguments &arguments)
{
    const QString authid = arguments.value(u"authid"_s);
    QStringList given;
    for (const QString &name : {u"ticket"_s, u"secret"_s, u"password"_s, u"private-key"_s}) {
        if (arguments.isSet(name))
            given.append(name);
    }
    if (given.size() > 1)
        arguments.addComplaint(u"one of --%1 is enough"_s.arg(given.join(u" and --"_s)));
    if (given.isEmpty()) {
        if (!authid.isEmpty())
            arguments.addComplaint(u"--authid alone proves nothing; --help explains"_s);
        return {};
    }
    const QString &method = given.first();
    if (method == "private-key"_L1)
        return {signing(arguments, authid)};
    if (authid.isEmpty())
        arguments.addComplaint(u"--%1 needs --authid"_s.arg(method));
    const QString secret = secretOf(arguments, method);
    if (method == "ticket"_L1)
        return {Wamp::ticketAuth(authid, secret)};
    if (method == "secret"_L1)
        return {Wamp::wampCraAuth(authid, secret)};
    return {Wamp::scramAuth(authid, secret)};
}

} // namespace Gantry::Examples

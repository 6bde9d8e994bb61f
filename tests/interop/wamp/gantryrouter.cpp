// SPDX-License-Identifier: MIT
#include "gantryrouter.h"

#include "logins.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject authentication()
{
    QJsonObject methods{{u"anonymous"_s, QJsonObject{{u"role"_s, u"anonymous"_s}}}};
    for (const auto &[name, login] : logins()) {
        QJsonObject principal = login.principal;
        principal.insert(u"authid"_s, login.authid);
        principal.insert(u"role"_s, u"user"_s);
        QJsonArray principals = methods.value(login.method)["principals"_L1].toArray();
        principals.append(principal);
        methods.insert(login.method, QJsonObject{{u"principals"_s, principals}});
    }
    return methods;
}

QJsonObject configuration(const QString &socket)
{
    // Interpreters are slow on a busy machine.
    const QJsonObject patience{{u"openTimeoutMs"_s, 60'000}};
    const auto listener = [&patience](const QString &url) {
        return QJsonObject{{u"url"_s, url}, {u"limits"_s, patience}};
    };
    const auto trusted = [](const QString &role) {
        return QJsonObject{{u"name"_s, role}, {u"trusted"_s, true}};
    };
    const QJsonObject realm{{u"name"_s, u"realm1"_s},
                            {u"authentication"_s, authentication()},
                            {u"roles"_s, QJsonArray{trusted(u"anonymous"_s), trusted(u"user"_s)}}};
    return {{u"listeners"_s,
             QJsonArray{listener(u"ws://127.0.0.1:0"_s), listener(u"tcp://127.0.0.1:0"_s),
                        listener(u"unix:"_s + socket)}},
            {u"realms"_s, QJsonArray{realm}},
            {u"limits"_s, patience}};
}

} // namespace

GantryRouter::GantryRouter()
    : m_process(QJsonDocument(configuration(socket())).toJson())
    , m_isReady(m_process.isReady(3))
{ }

bool GantryRouter::end()
{
    PeerProcess &process = m_process.process();
    process.terminate();
    return process.waitForEnd() && process.exitStatus() == 0;
}

QString GantryRouter::url(const QString &manner) const
{
    if (manner.endsWith("@tcp"_L1))
        return u"rs://127.0.0.1:%1"_s.arg(m_process.url(1).port());
    if (manner.endsWith("@unix"_L1))
        return u"unix:"_s + socket();
    return m_process.url(0).toString();
}

} // namespace Gantry::Interop

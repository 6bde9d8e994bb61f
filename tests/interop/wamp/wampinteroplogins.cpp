// SPDX-License-Identifier: MIT
#include "logins.h"
#include "wampinterop.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject orderedBy(const Login &login, const QString &secret)
{
    return {{u"method"_s, login.method}, {u"authid"_s, login.authid}, {u"secret"_s, secret}};
}

} // namespace

void WampInteropTest::addLogins(const QStringList &manners)
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("manner");
    for (const QString &manner : manners) {
        for (const auto &[name, login] : logins())
            QTest::addRow("%s, %s", qUtf8Printable(name), qUtf8Printable(manner)) << name << manner;
    }
}

void WampInteropTest::clientsLogIn_data()
{
    addLogins(m_theirs.manners);
}

void WampInteropTest::clientsLogIn()
{
    QFETCH(QString, name);
    QFETCH(QString, manner);
    const Seat who = seat(!m_theirs.peer, manner);
    SKIP_UNLESS(who, name);
    const Login login = loginNamed(name);
    WampClient client(who, url(who), orderedBy(login, login.secret));
    const QJsonObject heard = client.joined();
    const QJsonObject expected{
        {u"what"_s, u"joined"_s}, {u"authid"_s, login.authid}, {u"authrole"_s, u"user"_s}};
    QVERIFY2(includes(heard, expected), qPrintable(client.tale(heard, expected)));
    // "wamp-scram" is the protocol's name for autobahn's "scram".
    QVERIFY(heard.value("authmethod"_L1).toString().endsWith(login.method));
    EXPECT(client, client.tell(u"call"_s, calling(u"wamp.session.count"_s)), said(u"result"_s));
}

void WampInteropTest::wrongSecretsAreRefused_data()
{
    addLogins({m_theirs.manners.first()});
}

void WampInteropTest::wrongSecretsAreRefused()
{
    QFETCH(QString, name);
    QFETCH(QString, manner);
    const Seat who = seat(!m_theirs.peer, manner);
    SKIP_UNLESS(who, name);
    const Login login = loginNamed(name);
    const QString wrong = login.method == "cryptosign"_L1 ? u"02"_s.repeated(32) : login.secret + u'x';
    WampClient client(who, url(who), orderedBy(login, wrong));
    EXPECT(client, client.joining(),
           {{u"what"_s, u"refused"_s}, {u"reason"_s, u"wamp.error.authentication_failed"_s}});
}

} // namespace Gantry::Interop

// SPDX-License-Identifier: MIT
// Clients of python3-autobahn at our router.
#include "wamp/auth/cryptosign.h"
#include "wamp/auth/cryptosignauth.h"
#include "wamp/auth/scramauth.h"
#include "wamp/auth/wampcra.h"
#include "wamp/auth/wampcraauth.h"
#include "wamp/authlogins.h"
#include "wamp/authscene.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtTest/QTest>

using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto python = u"/usr/bin/python3"_s;

bool hasAutobahn()
{
    QProcess process;
    process.start(python,
                  {u"-c"_s, u"import autobahn.wamp.cryptosign, nacl.pwhash, passlib.utils, twisted"_s});
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

//! One login, in a process of its own.
class AutobahnExchange final : public ClientAuthExchange
{
public:
    AutobahnExchange(const QString &method, const QVariantMap &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(python, {QStringLiteral(GANTRY_PEERS "/autobahn_auth.py"), method});
        m_arguments = arguments;
    }
    ~AutobahnExchange() override
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

    std::variant<QVariantMap, AuthFailure> begin() override
    {
        return ask(m_arguments).value(u"authextra"_s).toMap();
    }
    std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) override
    {
        return Authenticate{ask(challenge.extra).value(u"signature"_s).toString(), {}};
    }
    std::optional<AuthFailure> check(const WelcomeDetails &welcome) override
    {
        const QVariantMap said = ask(welcome.authextra);
        if (said.contains(u"error"_s) && said.value(u"error"_s).isNull())
            return std::nullopt;
        return AuthFailure{{}, said.value(u"error"_s).toString()};
    }

private:
    QVariantMap ask(const QVariantMap &question)
    {
        m_process.write(QJsonDocument(QJsonObject::fromVariantMap(question)).toJson(QJsonDocument::Compact)
                        + '\n');
        while (!m_process.canReadLine() && m_process.waitForReadyRead()) { }
        return QJsonDocument::fromJson(m_process.readLine()).object().toVariantMap();
    }

    QProcess m_process;
    QVariantMap m_arguments;
};

class AutobahnAuth final : public ClientAuth
{
public:
    AutobahnAuth(QString method, QVariantMap arguments)
        : m_method(std::move(method))
        , m_arguments(std::move(arguments))
    { }
    QStringList names() const override { return {m_method}; }
    QString authid() const override { return m_arguments.value(u"authid"_s).toString(); }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &) const override
    {
        return std::make_unique<AutobahnExchange>(m_method, m_arguments);
    }

private:
    QString m_method;
    QVariantMap m_arguments;
};

std::unique_ptr<AuthMethod> routerFor(const QString &method, bool isSalted)
{
    Principal principal{.authid = u"peter"_s, .authrole = u"user"_s, .secret = u"secret1"_s};
    if (method == u"wampcra") {
        if (isSalted) {
            principal.salt = u"salt123"_s;
            principal.secret = QString::fromLatin1(deriveKey(principal.secret, principal.salt));
        }
        return std::make_unique<WampCraAuth>(onlyOne(u"peter"_s, principal));
    }
    if (method == u"scram") {
        principal.scram = deriveScramCredential(u"peter@example.com"_s, u"secret1"_s);
        return std::make_unique<ScramAuth>(onlyOne(u"peter"_s, principal));
    }
    const QByteArray key = cryptosignPublicKey(QByteArray(32, 'k'));
    return std::make_unique<CryptosignAuth>(onlyOne(QString::fromLatin1(key.toHex()), principal));
}

} // namespace

void TestAuth::autobahnLogsIn_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<bool>("isSalted");

    const auto row = [](const char *name, const QString &key, const QString &right, const QString &wrong) {
        const QString method = QString::fromLatin1(name).section(u' ', 0, 0);
        QTest::newRow(name) << method << key << right << wrong << QByteArray(name).endsWith("salted");
    };
    row("wampcra", u"secret"_s, u"secret1"_s, u"secret2"_s);
    row("wampcra salted", u"secret"_s, u"secret1"_s, u"secret2"_s);
    row("scram", u"password"_s, u"secret1"_s, u"secret2"_s);
    row("cryptosign", u"privkey"_s, u"6b"_s.repeated(32), u"77"_s.repeated(32));
}

void TestAuth::autobahnLogsIn()
{
    QFETCH(QString, method);
    QFETCH(QString, key);
    QFETCH(QString, right);
    QFETCH(QString, wrong);
    QFETCH(bool, isSalted);
    static const bool isThere = hasAutobahn();
    if (!isThere)
        QSKIP("needs /usr/bin/python3 with autobahn, nacl, passlib and twisted");

    const auto router = routerFor(method, isSalted);
    const auto client = [&](const QString &secret) {
        return ClientAuths{
            std::make_shared<AutobahnAuth>(method, QVariantMap{{u"authid"_s, u"peter"_s}, {key, secret}})};
    };
    const Login result = login(*router, client(right));
    QVERIFY(result.accept);
    QVERIFY2(result.isIn(), qPrintable(result.failure.value_or(AuthFailure()).message));
    const Login refused = login(*router, client(wrong));
    QVERIFY(refused.deny && !refused.answer->signature.isEmpty());
    if (method != u"scram")
        return;
    LoginScene falseRouter;
    falseRouter.onWelcome = [](AuthAccept &accept) {
        accept.authextra[u"scram_server_signature"_s] = QString::fromLatin1(QByteArray(32, 'x').toBase64());
    };
    const Login warned = login(*router, client(right), falseRouter);
    QVERIFY(warned.failure && warned.failure->message.startsWith("Verification"_L1));
}

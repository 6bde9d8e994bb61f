// SPDX-License-Identifier: MIT
// How a session says who it is.
#include "sessiontest.h"

#include "sessionscene.h"

#include <QtTest/QTest>

using namespace Gantry::Test;
using State = ApplicationSession::State;

namespace {

//! A method whose secret is its answer.
class WordAuth : public ClientAuth
{
public:
    QStringList names() const override { return {u"word"_s}; }
    QString authid() const override { return u"anna"_s; }
    std::unique_ptr<ClientAuthExchange> exchange(const ClientAuthMeans &means) const override
    {
        return std::make_unique<Exchange>(means);
    }

private:
    class Exchange : public ClientAuthExchange
    {
    public:
        explicit Exchange(ClientAuthMeans means)
            : m_means(std::move(means))
        { }
        std::variant<QVariantMap, AuthFailure> begin() override
        {
            return QVariantMap{{u"octets"_s, m_means.random(5).size()}};
        }
        std::variant<Authenticate, AuthFailure> answer(const Challenge &challenge) override
        {
            if (challenge.extra.contains(u"trap"_s))
                return AuthFailure{.reason = Uris::authenticationFailed, .message = u"a trap"_s};
            const auto channel = m_means.channelId(u"tls-server-end-point"_s);
            return Authenticate{.signature = u"word "_s + QString::fromUtf8(channel.value_or("none"))};
        }
        std::optional<AuthFailure> check(const WelcomeDetails &welcome) override
        {
            if (welcome.authextra.contains(u"forged"_s))
                return AuthFailure{.reason = Uris::authenticationDenied, .message = u"forged"_s};
            return std::nullopt;
        }

    private:
        ClientAuthMeans m_means;
    };
};

//! Answers challenges, and welcomes, as it was told.
class CarefulSession : public ApplicationSession
{
public:
    using ApplicationSession::ApplicationSession;
    std::optional<ApplicationError> refusal;

protected:
    ChallengeAnswer challengeReceived(const Challenge &) override { return ChallengeAnswer::later(); }
    std::optional<ApplicationError> welcomeReceived(const Welcome &) override { return refusal; }
};

} // namespace

void SessionTest::offersItsAuthenticators()
{
    SessionScene scene;
    scene.session->addAuthenticator(std::make_shared<WordAuth>());
    scene.open();
    const HelloDetails details = scene.wire.take<Hello>().details;
    QCOMPARE(details.authmethods, QStringList{u"word"_s});
    QCOMPARE(details.authid, u"anna"_s);
    QCOMPARE(details.authextra, (QVariantMap{{u"octets"_s, 5}}));
}

void SessionTest::answersAChallenge()
{
    SessionScene scene;
    scene.wire.channel = "tls";
    scene.session->setJoinOptions({.auths = {std::make_shared<WordAuth>()}});
    scene.open();
    scene.forget();
    scene.receive(Challenge{.method = u"word"_s});
    QCOMPARE(scene.log, QStringList{u"challenge word"_s});
    QCOMPARE(scene.wire.take<Authenticate>().signature, u"word tls"_s);
    scene.welcome();
    QVERIFY(scene.session->isJoined());
}

void SessionTest::refusesAChallenge()
{
    SessionScene scene;
    scene.session->addAuthenticator(std::make_shared<WordAuth>());
    scene.open();
    scene.forget();
    scene.receive(Challenge{.method = u"word"_s, .extra = {{u"trap"_s, 1}}});
    QCOMPARE(scene.wire.take<Abort>().details.message, u"a trap"_s);
    QCOMPARE(scene.log.last(), u"leave wamp.error.authentication_failed"_s);
    QVERIFY(scene.wire.wasClosed);
}

void SessionTest::answersAChallengeLater()
{
    SessionScene scene(std::make_unique<CarefulSession>(u"realm1"_s));
    QVERIFY(!scene.session->answerChallenge(ChallengeAnswer::sign(u"early"_s)));
    scene.session->setOptions({.joinTimeout = std::chrono::milliseconds(1)});
    scene.open();
    scene.forget();
    scene.receive(Challenge{.method = u"ticket"_s});
    QVERIFY(scene.wire.sent.isEmpty());
    // joinTimeout does not count while a person thinks: one that began later is over sooner.
    SessionScene other;
    other.session->setOptions(scene.session->options());
    other.open();
    QTRY_COMPARE(other.session->state(), State::Ended);
    QCOMPARE(scene.session->state(), State::Joining);
    QVERIFY(scene.session->answerChallenge(ChallengeAnswer::sign(u"secret"_s, {{u"a"_s, 1}})));
    const Authenticate sent = scene.wire.take<Authenticate>();
    QCOMPARE(sent.signature, u"secret"_s);
    QCOMPARE(sent.extra, (QVariantMap{{u"a"_s, 1}}));
    QVERIFY(!scene.session->answerChallenge(ChallengeAnswer::sign(u"again"_s)));
}

void SessionTest::abortsOnASecondChallenge()
{
    for (const bool isWelcome : {false, true}) {
        SessionScene scene(std::make_unique<CarefulSession>(u"realm1"_s));
        scene.open();
        scene.receive(Challenge{.method = u"ticket"_s});
        if (isWelcome)
            scene.welcome();
        else
            scene.receive(Challenge{.method = u"ticket"_s});
        QVERIFY(scene.isAborted());
        QVERIFY(!scene.session->answerChallenge(ChallengeAnswer::sign(u"late"_s)));
    }
}

void SessionTest::asksWhetherToEnter()
{
    auto session = std::make_unique<CarefulSession>(u"realm1"_s);
    session->refusal = ApplicationError(u"app.error.impostor"_s, {u"who are you"_s});
    SessionScene scene(std::move(session));
    scene.open();
    scene.forget();
    scene.welcome();
    const Abort abort = scene.wire.take<Abort>();
    QCOMPARE(abort.reason, Utf8(u"app.error.impostor"_s));
    QCOMPARE(abort.details.message, u"who are you"_s);
    QCOMPARE(scene.log, QStringList{u"leave app.error.impostor"_s});

    SessionScene other;
    other.session->addAuthenticator(std::make_shared<WordAuth>());
    other.open();
    other.receive(Challenge{.method = u"word"_s});
    other.receive(Welcome{.session = 1, .details = {.authextra = {{u"forged"_s, 1}}}});
    QCOMPARE(other.log.last(), u"leave wamp.error.authentication_denied"_s);
}

// SPDX-License-Identifier: MIT
#include "core/handshake/deflateoffer.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_DeflateOffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offerNamesWhatDiffersFromTheDefault_data();
    void offerNamesWhatDiffersFromTheDefault();
    void serverAnswersAnOffer_data();
    void serverAnswersAnOffer();
    void serverDeclinesAnOffer_data();
    void serverDeclinesAnOffer();
    void serverTakesTheFirstOfferItCan();
    void serverIgnoresOtherExtensions();
    void offersAreReadInTheirOrder();
    void clientReadsAnAnswer_data();
    void clientReadsAnAnswer();
    void clientRefusesAnAnswer_data();
    void clientRefusesAnAnswer();
    void everyAgreementIsOneTheClientAccepts();
};

namespace {

//! All 15 bits and takeover on both sides.
constexpr DeflateOptions Plain{.serverMaxWindowBits = 15, .clientMaxWindowBits = 15};

DeflateOptions windows(int server, int client)
{
    return {.serverMaxWindowBits = server, .clientMaxWindowBits = client};
}

Extension deflate(const QByteArray &parameters)
{
    const auto parsed = parseExtensions("permessage-deflate" + parameters);
    Q_ASSERT(parsed);
    return parsed->first();
}

} // namespace

void tst_DeflateOffer::offersAreReadInTheirOrder()
{
    const auto offers =
        parseExtensions("permessage-deflate; server_max_window_bits=10; client_max_window_bits, x-other, "
                        "permessage-deflate; bogus, permessage-deflate; client_no_context_takeover; "
                        "server_no_context_takeover; client_max_window_bits=9");
    QCOMPARE(readDeflateOffers(*offers),
             (QList<DeflateOffer>{{.serverMaxWindowBits = 10, .acceptsClientMaxWindowBits = true},
                                  {.serverNoContextTakeover = true,
                                   .clientNoContextTakeover = true,
                                   .acceptsClientMaxWindowBits = true,
                                   .clientMaxWindowBits = 9}}));
}

void tst_DeflateOffer::offerNamesWhatDiffersFromTheDefault_data()
{
    QTest::addColumn<DeflateOptions>("options");
    QTest::addColumn<QByteArray>("offer");

    const auto row = [](const char *name, DeflateOptions options, QByteArray offer) {
        QTest::newRow(name) << options << "permessage-deflate" + offer;
    };
    row("all defaults", Plain, "; client_max_window_bits");
    row("both windows", windows(9, 10), "; server_max_window_bits=9; client_max_window_bits=10");
    row("smallest windows", windows(8, 8), "; server_max_window_bits=8; client_max_window_bits=8");
    row("windows out of range are brought into it", windows(3, 20),
        "; server_max_window_bits=8; client_max_window_bits");
    row("no takeover",
        {.serverNoContextTakeover = true,
         .clientNoContextTakeover = true,
         .serverMaxWindowBits = 15,
         .clientMaxWindowBits = 15},
        "; server_no_context_takeover; client_no_context_takeover; client_max_window_bits");
}

void tst_DeflateOffer::offerNamesWhatDiffersFromTheDefault()
{
    QFETCH(DeflateOptions, options);
    QTEST(deflateOffer(options), "offer");
}

void tst_DeflateOffer::serverAnswersAnOffer_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<DeflateOptions>("options");
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<DeflateParameters>("parameters");

    const auto row = [](const char *name, QByteArray offer, DeflateOptions options, QByteArray response,
                        DeflateParameters parameters) {
        QTest::newRow(name) << offer << options << "permessage-deflate" + response << parameters;
    };
    row("nothing asked, nothing wanted", "", Plain, "", {});
    row("7.1.1.1 client asks the server for no takeover", "; server_no_context_takeover", Plain,
        "; server_no_context_takeover", {.serverNoContextTakeover = true});
    row("7.1.1.2 client will not take over", "; client_no_context_takeover", Plain,
        "; client_no_context_takeover", {.clientNoContextTakeover = true});
    row("7.1.1 server wants no takeover unasked", "",
        {.serverNoContextTakeover = true,
         .clientNoContextTakeover = true,
         .serverMaxWindowBits = 15,
         .clientMaxWindowBits = 15},
        "; server_no_context_takeover; client_no_context_takeover",
        {.serverNoContextTakeover = true, .clientNoContextTakeover = true});
    row("7.1.2.1 client limits the server", "; server_max_window_bits=10", Plain,
        "; server_max_window_bits=10", {.serverMaxWindowBits = 10});
    row("7.1.2.1 down to 8", "; server_max_window_bits=8", Plain, "; server_max_window_bits=8",
        {.serverMaxWindowBits = 8});
    row("7.1.2.1 server limits itself unasked", "", windows(11, 15), "; server_max_window_bits=11",
        {.serverMaxWindowBits = 11});
    row("the smaller of both", "; server_max_window_bits=13", windows(11, 15), "; server_max_window_bits=11",
        {.serverMaxWindowBits = 11});
    row("7.1.2.2 client can be limited", "; client_max_window_bits", windows(15, 10),
        "; client_max_window_bits=10", {.clientMaxWindowBits = 10});
    row("client limits itself", "; client_max_window_bits=9", Plain, "; client_max_window_bits=9",
        {.clientMaxWindowBits = 9});
    row("client limits itself further", "; client_max_window_bits=9", windows(15, 12),
        "; client_max_window_bits=9", {.clientMaxWindowBits = 9});
    row("7.1.2.2 client cannot be limited", "", windows(15, 10), "", {.clientMaxWindowBits = 15});
    row("the default goes without saying", "; server_max_window_bits=15; client_max_window_bits=15", Plain,
        "", {});
    row("quoted value", "; server_max_window_bits=\"15\"", Plain, "", {});
    row("everything at once",
        "; client_max_window_bits; server_max_window_bits=9; client_no_context_takeover; "
        "server_no_context_takeover",
        DeflateOptions{},
        "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9;"
        " client_max_window_bits=12",
        {.serverNoContextTakeover = true,
         .clientNoContextTakeover = true,
         .serverMaxWindowBits = 9,
         .clientMaxWindowBits = 12});
}

void tst_DeflateOffer::serverAnswersAnOffer()
{
    QFETCH(QByteArray, offer);
    QFETCH(DeflateOptions, options);
    const auto agreement = acceptDeflateOffer({deflate(offer)}, options);
    QVERIFY(agreement);
    QTEST(agreement->response, "response");
    QTEST(agreement->parameters, "parameters");
}

void tst_DeflateOffer::serverDeclinesAnOffer_data()
{
    QTest::addColumn<QByteArray>("offer");

    for (const QByteArray name : {"server_max_window_bits", "client_max_window_bits"}) {
        for (const QByteArray value : {"0", "7", "16", "007", "08", "+8", "8.0", "0x8", "-8", "huge",
                                       "\"16\"", "4294967304", "18446744073709551624"})
            QTest::addRow("%s=%s", name.constData(), value.constData()) << "; " + name + '=' + value;
        QTest::addRow("%s twice", name.constData()) << "; " + name + "=10; " + name + "=10";
    }
    const auto row = [](const char *name, QByteArray offer) { QTest::newRow(name) << offer; };
    row("7.1.2.1 server_max_window_bits without a value", "; server_max_window_bits");
    row("client_max_window_bits twice without a value", "; client_max_window_bits; client_max_window_bits");
    row("server_no_context_takeover twice", "; server_no_context_takeover; server_no_context_takeover");
    row("client_no_context_takeover twice", "; client_no_context_takeover; client_no_context_takeover");
    row("server_no_context_takeover with a value", "; server_no_context_takeover=1");
    row("client_no_context_takeover with a value", "; client_no_context_takeover=true");
    row("unknown parameter", "; mux");
    row("parameter in upper case", "; SERVER_NO_CONTEXT_TAKEOVER");
}

void tst_DeflateOffer::serverDeclinesAnOffer()
{
    QFETCH(QByteArray, offer);
    QVERIFY(!acceptDeflateOffer({deflate(offer)}, Plain));
    QVERIFY(acceptDeflateOffer({deflate(offer), deflate("")}, Plain));
}

void tst_DeflateOffer::serverTakesTheFirstOfferItCan()
{
    const auto offers =
        parseExtensions("permessage-deflate; future, permessage-deflate; server_max_window_bits=10, "
                        "permessage-deflate");
    const auto agreement = acceptDeflateOffer(*offers, Plain);
    QVERIFY(agreement);
    QCOMPARE(agreement->parameters.serverMaxWindowBits, 10);
}

void tst_DeflateOffer::serverIgnoresOtherExtensions()
{
    QVERIFY(!acceptDeflateOffer({}, Plain));
    QVERIFY(!acceptDeflateOffer(*parseExtensions("permessage-bzip2, x-webkit-deflate-frame"), Plain));
    QVERIFY(acceptDeflateOffer(*parseExtensions("permessage-bzip2, permessage-deflate"), Plain));
}

void tst_DeflateOffer::clientReadsAnAnswer_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<DeflateOptions>("offered");
    QTest::addColumn<DeflateParameters>("parameters");

    const auto row = [](const char *name, QByteArray response, DeflateOptions offered,
                        DeflateParameters parameters) {
        QTest::newRow(name) << response << offered << parameters;
    };
    row("bare", "", Plain, {});
    row("all of it",
        "; client_max_window_bits=9; server_max_window_bits=10; client_no_context_takeover;"
        " server_no_context_takeover",
        Plain, {true, true, 10, 9});
    row("quoted value", "; server_max_window_bits=\"15\"", Plain, {});
    row("7.1.1.1 no takeover unasked", "; server_no_context_takeover", Plain,
        {.serverNoContextTakeover = true});
    row("7.1.2.1 window limited unasked", "; server_max_window_bits=8", Plain, {.serverMaxWindowBits = 8});
    row("7.1.2.1 smaller than asked", "; server_max_window_bits=9", windows(10, 15),
        {.serverMaxWindowBits = 9});
    row("7.1.2.2 smaller than offered", "; client_max_window_bits=9", windows(15, 10),
        {.clientMaxWindowBits = 9});
    row("the client keeps to its own hint", "", windows(15, 10), {.clientMaxWindowBits = 10});
    row("the client keeps to its own promise", "",
        {.clientNoContextTakeover = true, .serverMaxWindowBits = 15, .clientMaxWindowBits = 15},
        {.clientNoContextTakeover = true});
}

void tst_DeflateOffer::clientReadsAnAnswer()
{
    QFETCH(QByteArray, response);
    QFETCH(DeflateOptions, offered);
    const auto parameters = checkDeflateResponse(deflate(response), offered);
    QVERIFY(parameters);
    QTEST(*parameters, "parameters");
}

void tst_DeflateOffer::clientRefusesAnAnswer_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<DeflateOptions>("offered");

    const auto row = [](const char *name, QByteArray response, DeflateOptions offered = Plain) {
        QTest::newRow(name) << response << offered;
    };
    row("unknown parameter", "; mux");
    row("repeated parameter", "; server_max_window_bits=10; server_max_window_bits=10");
    row("server window 7", "; server_max_window_bits=7");
    row("server window 16", "; server_max_window_bits=16");
    row("server window with a leading zero", "; server_max_window_bits=010");
    row("server window without a value", "; server_max_window_bits");
    row("client window 7", "; client_max_window_bits=7");
    row("client window 16", "; client_max_window_bits=16");
    row("7.1.2.2 client window without a value", "; client_max_window_bits");
    row("takeover with a value", "; server_no_context_takeover=1");
    row("7.1.1.1 no takeover was asked and not confirmed", "",
        {.serverNoContextTakeover = true, .serverMaxWindowBits = 15, .clientMaxWindowBits = 15});
    row("7.1.2.1 window was limited and not confirmed", "", windows(10, 15));
    row("7.1.2.1 window larger than asked", "; server_max_window_bits=11", windows(10, 15));
    row("7.1.2.2 window larger than offered", "; client_max_window_bits=11", windows(15, 10));
}

void tst_DeflateOffer::clientRefusesAnAnswer()
{
    QFETCH(QByteArray, response);
    QFETCH(DeflateOptions, offered);
    QVERIFY(!checkDeflateResponse(deflate(response), offered));
}

void tst_DeflateOffer::everyAgreementIsOneTheClientAccepts()
{
    for (int clientServer = 8; clientServer <= 15; ++clientServer) {
        for (int clientClient = 8; clientClient <= 15; ++clientClient) {
            for (int flags = 0; flags < 16; ++flags) {
                const DeflateOptions client{.serverNoContextTakeover = (flags & 1) != 0,
                                            .clientNoContextTakeover = (flags & 2) != 0,
                                            .serverMaxWindowBits = clientServer,
                                            .clientMaxWindowBits = clientClient};
                const DeflateOptions server{.serverNoContextTakeover = (flags & 4) != 0,
                                            .clientNoContextTakeover = (flags & 8) != 0,
                                            .serverMaxWindowBits = 23 - clientServer,
                                            .clientMaxWindowBits = 23 - clientClient};
                const auto agreement = acceptDeflateOffer(*parseExtensions(deflateOffer(client)), server);
                QVERIFY(agreement);
                const auto response = parseExtensions(agreement->response);
                QVERIFY(response && response->size() == 1);
                const auto checked = checkDeflateResponse(response->first(), client);
                QVERIFY(checked);
                QCOMPARE(*checked, agreement->parameters);
            }
        }
    }
}

QTEST_APPLESS_MAIN(tst_DeflateOffer)
#include "tst_deflateoffer.moc"

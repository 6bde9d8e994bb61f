// SPDX-License-Identifier: MIT
// Who a session is, and what may go wrong until it has joined.
#include "byname.h"
#include "routersessiontest.h"

using namespace Gantry::Test;

void TestRouterSession::anonymousSessionsDoNotChooseTheirName()
{
    RouterScene scene(realmByName());
    RouterClient watcher(scene.router);
    QVERIFY(joinAs(u"root"_s, watcher));
    QSet<QString> names;
    for (int i = 0; i < 2; ++i) {
        RouterClient client(scene.router);
        client.hello({.roles = allRoles(), .authid = u"control"_s});
        const Welcome welcome = client.take<Welcome>();
        QCOMPARE(welcome.details.authmethod, u"anonymous"_s);
        QVERIFY(!welcome.details.authid.isEmpty());
        names.insert(welcome.details.authid);
        client.subscribe("a");
        watcher.publish("a", {}, {.eligibleAuthid = QStringList{u"control"_s}});
        QVERIFY(client.isSilent());
    }
    QVERIFY(!names.contains(u"control"_s));
    QCOMPARE(names.size(), 2);
}

void TestRouterSession::overlongNamesAreRefused()
{
    RouterScene scene(realmByName());
    RouterClient longest(scene.router);
    QVERIFY(joinAs(QString(1024, u'x'), longest));
    RouterClient tooLong(scene.router);
    QVERIFY(!joinAs(QString(1025, u'x'), tooLong));
    QCOMPARE(tooLong.take<Abort>().reason, QByteArrayView("wamp.error.authentication_failed"));
    QVERIFY(tooLong.wire.wasClosed);
}

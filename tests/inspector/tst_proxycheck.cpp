// SPDX-License-Identifier: GPL-3.0-only
#include "ui/proxycheck.h"

#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

QList<ProxyField> fieldsOf(const QList<ProxyProblem> &problems)
{
    QList<ProxyField> fields;
    for (const ProxyProblem &problem : problems) {
        fields << problem.field;
    }
    return fields;
}

} // namespace

class TestProxyCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pointsAtTheFieldThatIsWrong_data()
    {
        using Fields = QList<ProxyField>;
        const QString ws = u"ws://127.0.0.1:9000"_s;
        const QString wss = u"wss://127.0.0.1:9000"_s;
        QTemporaryFile file;
        QVERIFY(file.open());
        file.setAutoRemove(false);
        m_file = file.fileName();
        const QString none = u"/no/such/file"_s;

        QTest::addColumn<ProxySettings>("settings");
        QTest::addColumn<Fields>("fields");
        const auto row = [](const char *name, const ProxySettings &settings, const Fields &fields) {
            QTest::newRow(name) << settings << fields;
        };
        row("ws to ws", {.listen = ws, .target = ws}, {});
        row("any free port", {.listen = u"ws://127.0.0.1:0"_s, .target = ws}, {});
        row("blanks around", {.listen = u" ws://127.0.0.1:1 "_s, .target = ws}, {});
        row("nothing entered", {}, {ProxyField::Listen, ProxyField::Target});
        row("http is no WebSocket", {.listen = u"http://a/"_s, .target = ws}, {ProxyField::Listen});
        row("no scheme", {.listen = ws, .target = u"127.0.0.1:9000"_s}, {ProxyField::Target});
        row("port out of range", {.listen = ws, .target = u"ws://a:99999/"_s}, {ProxyField::Target});
        row("fragment", {.listen = ws, .target = u"ws://a/#x"_s}, {ProxyField::Target});
        row("wss listener without a certificate", {.listen = wss, .target = ws},
            {ProxyField::Certificate, ProxyField::Key});
        row("wss listener, files are missing",
            {.listen = wss, .target = ws, .certificateFile = none, .keyFile = none},
            {ProxyField::Certificate, ProxyField::Key});
        row("wss listener, files are there",
            {.listen = wss, .target = ws, .certificateFile = m_file, .keyFile = m_file}, {});
        row("certificate of a ws listener does not matter",
            {.listen = ws, .target = ws, .certificateFile = none}, {});
        row("wss target with the system's certificates", {.listen = ws, .target = wss}, {});
        row("wss target, CA is missing", {.listen = ws, .target = wss, .caFile = none}, {ProxyField::Ca});
        row("wss target without verification",
            {.listen = ws, .target = wss, .caFile = none, .insecure = true}, {});
    }

    void pointsAtTheFieldThatIsWrong()
    {
        QFETCH(ProxySettings, settings);
        const QList<ProxyProblem> problems = checkProxy(settings);
        QTEST(fieldsOf(problems), "fields");
        for (const ProxyProblem &problem : problems) {
            QVERIFY(problem.text.endsWith(u'.') || problem.text.contains(u": "_s));
        }
    }

    void cleanupTestCase() { QFile::remove(m_file); }

private:
    QString m_file;
};

QTEST_APPLESS_MAIN(TestProxyCheck)
#include "tst_proxycheck.moc"

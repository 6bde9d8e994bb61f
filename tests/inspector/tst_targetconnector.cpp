// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyroute.h"
#include "capture/targetconnector.h"
#include "inspector/rawsocket.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTargetConnector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connects();
    void saysWhyNobodyAnswers();
    void saysThatThereAreNoMoreDescriptors();
};

namespace {

Core::WebSocketAddress addressOf(const QString &url)
{
    return std::get<ProxyRoute>(makeProxyRoute(u"ws://127.0.0.1:0"_s, url)).target;
}

//! While it lives, the process gets no further descriptor.
class DescriptorShortage
{
public:
    DescriptorShortage()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int free = ::open("/dev/null", O_RDONLY | O_CLOEXEC); // the lowest that is
        ::close(free);
        rlimit limit = m_before;
        limit.rlim_cur = rlim_t(free);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~DescriptorShortage() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    Q_DISABLE_COPY_MOVE(DescriptorShortage)

private:
    rlimit m_before = {};
};

} // namespace

void TestTargetConnector::connects()
{
    RawListener target;
    TargetConnector connector(addressOf(target.url()), {});
    QSignalSpy connected(&connector, &TargetConnector::connected);
    connector.start();
    QVERIFY(connected.wait());
    const std::unique_ptr<Link> link = connector.takeLink();
    QVERIFY(link);
    link->write("hello");
    QCOMPARE(target.accept().receive(5), QByteArray("hello"));
}

void TestTargetConnector::saysWhyNobodyAnswers()
{
    const QString url = RawListener().url();
    TargetConnector connector(addressOf(url), {});
    QSignalSpy failed(&connector, &TargetConnector::failed);
    connector.start();
    QVERIFY(failed.wait());
    QVERIFY2(failed.first().first().toString().contains("refused"_L1),
             qPrintable(failed.first().first().toString()));
}

void TestTargetConnector::saysThatThereAreNoMoreDescriptors()
{
    RawListener target;
    TargetConnector connector(addressOf(target.url()), {});
    QSignalSpy connected(&connector, &TargetConnector::connected);
    QSignalSpy failed(&connector, &TargetConnector::failed);
    connector.start(); // has its socket; the link needs one more
    const DescriptorShortage shortage;
    QTRY_COMPARE(failed.size() + connected.size(), 1);
    QCOMPARE(connected.size(), 0);
    QCOMPARE(failed.first().first().toString(), qt_error_string(EMFILE));
}

QTEST_GUILESS_MAIN(TestTargetConnector)
#include "tst_targetconnector.moc"

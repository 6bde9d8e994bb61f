// SPDX-License-Identifier: MIT
// Which processes can be watched, found out beside a server that answers, one that
// does not, and one that is no more.
#include "attach/attachserver.h"
#include "attach/processinfo.h"
#include "attach/socketdirectory.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Qt::Literals::StringLiterals;

class tst_ProcessList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutADirectoryThereIsNobody();
    void processesAreListedWithWhatTheySay();
    void socketsOfDeadProcessesAreRemoved();

private:
    QTemporaryDir m_runtime;
};

void tst_ProcessList::initTestCase()
{
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
}

void tst_ProcessList::withoutADirectoryThereIsNobody()
{
    QVERIFY(runningProcesses().isEmpty());
}

void tst_ProcessList::processesAreListedWithWhatTheySay()
{
    AttachServer server;
    QCOMPARE(server.start(socketDirectory()), QString());
    // Asked from another thread, as this one has to answer.
    QList<ProcessInfo> processes;
    std::atomic<bool> done{false};
    std::thread asking([&] {
        processes = runningProcesses(20'000);
        done = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(done.load(), 30'000);
    asking.join();
    QCOMPARE(processes.size(), 1);
    QCOMPARE(processes.at(0).pid, QCoreApplication::applicationPid());
    QCOMPARE(processes.at(0).program, u"tst_processlist"_s);

    // One that does not answer is listed by what the system knows.
    const QList<ProcessInfo> silent = runningProcesses(1);
    QCOMPARE(silent.size(), 1);
    QCOMPARE(silent.at(0).pid, QCoreApplication::applicationPid());
    QVERIFY(silent.at(0).gantryVersion.isEmpty());
}

void tst_ProcessList::socketsOfDeadProcessesAreRemoved()
{
    AttachServer server;
    QCOMPARE(server.start(socketDirectory()), QString());
    // A file as a killed process leaves it: a socket that nobody listens on.
    const QString left = socketDirectory() + u"/999999999"_s;
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, left.toLocal8Bit().constData(), sizeof address.sun_path);
    QCOMPARE(::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ::close(descriptor);
    QVERIFY(QFileInfo::exists(left));
    QCOMPARE(runningProcesses(1).size(), 1);
    QVERIFY(!QFileInfo::exists(left));
}

QTEST_GUILESS_MAIN(tst_ProcessList)
#include "tst_processlist.moc"

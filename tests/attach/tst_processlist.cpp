// SPDX-License-Identifier: MIT
// Which processes can be watched, found out beside a server that answers, one that
// does not, and one that is no more.
#include "attach/attachserver.h"
#include "attach/processinfo.h"
#include "attach/socketdirectory.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
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
    void anotherVersionIsTold();
    void programsThatWereNotAskedAreTold();

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

void tst_ProcessList::anotherVersionIsTold()
{
    // A process that greets in a version of its own: this one, with a pid of its own.
    QCOMPARE(prepareDirectory(socketDirectory()), QString());
    const QByteArray path = QFile::encodeName(socketPath(QCoreApplication::applicationPid()));
    ::unlink(path.constData());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::copy(path.cbegin(), path.cend(), address.sun_path);
    QCOMPARE(::bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    QCOMPARE(::listen(listener, 8), 0);
    std::thread greeting([listener] {
        const int peer = ::accept(listener, nullptr, nullptr);
        const QByteArray head = QByteArray("GTAP").append("\xff\x7f\1\0\0\0\0\0", 8);
        [[maybe_unused]] const ssize_t sent =
            ::send(peer, head.constData(), size_t(head.size()), MSG_NOSIGNAL);
        ::close(peer);
    });
    const QList<ProcessOffer> offers = gantryProcesses(20'000);
    greeting.join();
    ::close(listener);
    ::unlink(path.constData());
    const auto own = std::find_if(offers.begin(), offers.end(), [](const ProcessOffer &offer) {
        return offer.process.pid == QCoreApplication::applicationPid();
    });
    QVERIFY(own != offers.end());
    QCOMPARE(own->obstacle, ProcessObstacle::OtherVersion);
    QVERIFY2(own->detail.contains(u"32767"_s), qPrintable(own->detail));
}

void tst_ProcessList::programsThatWereNotAskedAreTold()
{
#ifndef GANTRY_ECHO_SERVER
    QSKIP("needs a program that uses the library: the examples were not built");
#else
    for (const bool isAsked : {false, true}) {
        QProcess server;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(u"GANTRY_INSPECT"_s);
        if (isAsked) {
            environment.insert(u"GANTRY_INSPECT"_s, u"1"_s);
            // Serves where nobody looks, as if it could not.
            environment.insert(u"XDG_RUNTIME_DIR"_s, m_runtime.filePath(u"elsewhere"_s));
        }
        server.setProcessEnvironment(environment);
        server.start(QStringLiteral(GANTRY_ECHO_SERVER), {u"--listen"_s, u"ws://127.0.0.1:0"_s});
        QVERIFY(server.waitForReadyRead(30'000));
        const QList<ProcessOffer> offers = gantryProcesses();
        const auto found = std::find_if(offers.begin(), offers.end(), [&](const ProcessOffer &offer) {
            return offer.process.pid == server.processId();
        });
        QVERIFY(found != offers.end());
        QCOMPARE(found->process.program, QFileInfo(QStringLiteral(GANTRY_ECHO_SERVER)).fileName());
        QCOMPARE(found->obstacle, isAsked ? ProcessObstacle::NotServing : ProcessObstacle::NotAsked);
        server.kill();
        QVERIFY(server.waitForFinished());
    }
#endif
}

QTEST_GUILESS_MAIN(tst_ProcessList)
#include "tst_processlist.moc"

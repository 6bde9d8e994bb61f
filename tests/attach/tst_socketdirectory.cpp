// SPDX-License-Identifier: MIT
#include "attach/socketdirectory.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Gantry::Attach;
using namespace Qt::Literals::StringLiterals;

class tst_SocketDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runtimeDirectoryIsPreferred();
    void withoutOneThereIsADirectoryForEachUser();
    void directoryIsMadeForItsUserAlone();
    void openDirectoriesAreRefused_data();
    void openDirectoriesAreRefused();
    void linksAreNotFollowed();
    void filesAreRefused();
    void directoriesOfOthersAreRefused();
    void onlyPidsAreListed();

private:
    QTemporaryDir m_temporary;
    QString path(const QString &name) const { return m_temporary.filePath(name); }
};

void tst_SocketDirectory::runtimeDirectoryIsPreferred()
{
    qputenv("XDG_RUNTIME_DIR", "/run/somewhere");
    QCOMPARE(socketDirectory(), u"/run/somewhere/gantry"_s);
    QCOMPARE(socketPath(42), u"/run/somewhere/gantry/42"_s);
}

void tst_SocketDirectory::withoutOneThereIsADirectoryForEachUser()
{
    const QString expected = QDir::tempPath() + u"/gantry-"_s + QString::number(::geteuid());
    qunsetenv("XDG_RUNTIME_DIR");
    QCOMPARE(socketDirectory(), expected);
    qputenv("XDG_RUNTIME_DIR", "relative");
    QCOMPARE(socketDirectory(), expected);
}

void tst_SocketDirectory::directoryIsMadeForItsUserAlone()
{
    const QString directory = path(u"made"_s);
    const mode_t before = ::umask(0);
    const QString complaint = prepareDirectory(directory);
    ::umask(before);
    QCOMPARE(complaint, QString());
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(directory).constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t(0700));
    QCOMPARE(prepareDirectory(directory), QString()); // also when it is there
}

void tst_SocketDirectory::openDirectoriesAreRefused_data()
{
    QTest::addColumn<int>("mode");
    for (const int mode : {0710, 0720, 0740, 0701, 0702, 0704, 0777})
        QTest::newRow(qPrintable(QString::number(mode, 8))) << mode;
}

void tst_SocketDirectory::openDirectoriesAreRefused()
{
    QFETCH(int, mode);
    const QString directory = path(u"open"_s + QString::number(mode));
    QVERIFY(QDir().mkdir(directory));
    QCOMPARE(::chmod(QFile::encodeName(directory).constData(), mode_t(mode)), 0);
    QVERIFY(prepareDirectory(directory).contains(u"0700"_s));
}

void tst_SocketDirectory::linksAreNotFollowed()
{
    QCOMPARE(prepareDirectory(path(u"target"_s)), QString());
    QVERIFY(QFile::link(path(u"target"_s), path(u"link"_s)));
    QVERIFY(prepareDirectory(path(u"link"_s)).contains(u"not a directory"_s));
}

void tst_SocketDirectory::filesAreRefused()
{
    QFile file(path(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(prepareDirectory(file.fileName()).contains(u"not a directory"_s));
    QVERIFY(!complaintAboutDirectory(path(u"missing"_s)).isEmpty());
}

void tst_SocketDirectory::directoriesOfOthersAreRefused()
{
    const QString directory = path(u"foreign"_s);
    QCOMPARE(prepareDirectory(directory), QString());
    if (::chown(QFile::encodeName(directory).constData(), 12345, gid_t(-1)) != 0)
        QSKIP("only root can give a directory away");
    QVERIFY(prepareDirectory(directory).contains(u"another user"_s));
    QVERIFY(listedPids(directory).isEmpty());
}

void tst_SocketDirectory::onlyPidsAreListed()
{
    const QString directory = path(u"listed"_s);
    QCOMPARE(prepareDirectory(directory), QString());
    for (const auto &name : {u"12"_s, u"7"_s, u"x"_s, u"0"_s, u"-3"_s, u"12a"_s}) {
        QFile file(directory + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QCOMPARE(listedPids(directory), (QList<qint64>{7, 12}));
    QCOMPARE(listedPids(path(u"missing"_s)), QList<qint64>());
}

QTEST_APPLESS_MAIN(tst_SocketDirectory)
#include "tst_socketdirectory.moc"

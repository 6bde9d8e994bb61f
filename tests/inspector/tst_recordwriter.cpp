// SPDX-License-Identifier: GPL-3.0-only
#include "export/recordwriter.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

class TestRecordWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersConnectionsUniquely();
    void forgetsConnectionsThatClosed();
    void linesAreThereWhenWriteReturns();
    void writesABatchOfManyMegabytes();
    void saysWhatItCannotOpen();
    void saysWhenTheDiskIsFull();
};

namespace {

void appendNumberLine(const Tap::Record &, quint64 connection, QByteArray &out)
{
    out += QByteArray::number(connection) + '\n';
}

Tap::Record of(quint64 connection)
{
    Tap::FrameRecord record;
    record.head.connection = connection;
    return record;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace

void TestRecordWriter::numbersConnectionsUniquely()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"out"_s);
    RecordWriter writer(appendNumberLine);
    QVERIFY(writer.open(path));
    QVERIFY(writer.write(0, {of(7), of(1), of(7)}));
    QVERIFY(writer.write(1, {of(7), of(0)}));
    QVERIFY(writer.write(0, {of(1)}));
    QCOMPARE(contentsOf(path), QByteArray("1\n2\n1\n3\n0\n2\n"));
}

void TestRecordWriter::forgetsConnectionsThatClosed()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"out"_s);
    RecordWriter writer(appendNumberLine);
    QVERIFY(writer.open(path));
    const Tap::Record close = Tap::CloseRecord{.head = {.connection = 1, .timeNs = 0}};
    // The close still has the number; who comes later gets none that was there.
    QVERIFY(writer.write(0, {of(1), of(2), close, of(3), of(2), of(1)}));
    QCOMPARE(contentsOf(path), QByteArray("1\n2\n1\n3\n2\n4\n"));
}

void TestRecordWriter::linesAreThereWhenWriteReturns()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"out"_s);
    RecordWriter writer(appendNumberLine);
    QVERIFY(writer.open(path));
    QVERIFY(writer.write(0, {of(1)}));
    QCOMPARE(contentsOf(path), QByteArray("1\n"));
    QVERIFY(writer.write(0, {of(2)}));
    QCOMPARE(contentsOf(path), QByteArray("1\n2\n"));
}

void TestRecordWriter::writesABatchOfManyMegabytes()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"out"_s);
    const QByteArray line = QByteArray(700'000, 'x') + '\n';
    RecordWriter writer([&](const Tap::Record &, quint64, QByteArray &out) { out += line; });
    QVERIFY(writer.open(path));
    QVERIFY(writer.write(0, {of(1), of(1), of(1), of(1), of(1)}));
    QCOMPARE(contentsOf(path), line.repeated(5));
}

void TestRecordWriter::saysWhatItCannotOpen()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"no/such/folder"_s);
    RecordWriter writer(appendNumberLine);
    QVERIFY(!writer.open(path));
    QVERIFY2(writer.errorString().contains(path), qPrintable(writer.errorString()));
}

void TestRecordWriter::saysWhenTheDiskIsFull()
{
    const QString path = u"/dev/full"_s;
    if (!QFile::exists(path))
        QSKIP("needs /dev/full, a device on which every write fails");
    RecordWriter writer(appendNumberLine);
    QVERIFY(writer.open(path));
    QVERIFY(!writer.write(0, {of(1)}));
    QVERIFY2(writer.errorString().contains(path), qPrintable(writer.errorString()));
}

QTEST_APPLESS_MAIN(TestRecordWriter)
#include "tst_recordwriter.moc"

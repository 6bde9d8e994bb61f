// SPDX-License-Identifier: GPL-3.0-only
// What stands on documents: formats guessed, octets found, the model and the loader.
#include "decode/documentreader.h"
#include "decode/documenttext.h"
#include "models/documentloader.h"
#include "models/documentmodel.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

Document json(const QByteArray &payload)
{
    return readDocument(payload, {.chosen = DocumentFormat::Json});
}

//! Reading 5 MiB takes many times as long, and what is measured takes hardly any time, even
//! on a machine that has much else to do.
constexpr qint64 HeldUpMs = 200;

} // namespace

class TestDocumentModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void formatsAreGuessed_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("isText");
        QTest::addColumn<QByteArray>("subprotocol");
        QTest::addColumn<int>("format");
        const auto row = [](const char *name, const QByteArray &payload, bool isText,
                            const QByteArray &subprotocol, DocumentFormat format) {
            QTest::newRow(name) << payload << isText << subprotocol << int(format);
        };
        row("JSON text", " {\"a\":1}", true, {}, DocumentFormat::Json);
        row("plain text", "hello", true, {}, DocumentFormat::None);
        row("text that is nearly JSON", "[hello", true, {}, DocumentFormat::Json);
        row("JSON in a binary message", "[1,2]", false, {}, DocumentFormat::Json);
        row("by subprotocol", QByteArray::fromHex("01"), false, "wamp.2.cbor", DocumentFormat::Cbor);
        row("text on a MessagePack connection", "hello", true, "wamp.2.msgpack", DocumentFormat::None);
        row("CBOR list", QByteArray::fromHex("83010203"), false, {}, DocumentFormat::Cbor);
        row("CBOR with its tag", QByteArray::fromHex("d9d9f78101"), false, {}, DocumentFormat::Cbor);
        row("MessagePack list", QByteArray::fromHex("93010203"), false, {}, DocumentFormat::MessagePack);
        row("MessagePack map", QByteArray::fromHex("81a16101"), false, {}, DocumentFormat::MessagePack);
        row("CBOR map", QByteArray::fromHex("a1616101"), false, {}, DocumentFormat::Cbor);
        row("picture", QByteArray::fromHex("89504e470d0a1a0a0000000d"), false, {}, DocumentFormat::None);
        row("one octet", QByteArray::fromHex("01"), false, {}, DocumentFormat::None);
        row("nothing", {}, false, {}, DocumentFormat::None);
    }

    void formatsAreGuessed()
    {
        QFETCH(QByteArray, payload);
        QFETCH(bool, isText);
        QFETCH(QByteArray, subprotocol);
        QFETCH(int, format);
        QCOMPARE(int(guessFormat(payload, {.isText = isText, .subprotocol = subprotocol})), format);
    }

    void binaryBatchesAreReadByTheirLengths()
    {
        const QByteArray batch = QByteArray::fromHex("0000000382010200000001 80");
        const Document document = readDocument(batch, {.subprotocol = "wamp.2.cbor.batched"});
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QCOMPARE(document.at(0).children, 2U);
        QCOMPARE(nodePath(document, 3), u"$[0][1]"_s);
        const Document cut = readDocument(batch.chopped(1), {.subprotocol = "wamp.2.cbor.batched"});
        QVERIFY(!cut.isComplete());
        QCOMPARE(int(cut.problemOffset()), 7);
    }

    void octetsLeadToTheInnermostNode()
    {
        const QByteArray payload = R"({"a":[10,20],"b":"text"})";
        const Document document = json(payload);
        const auto pathAt = [&](qsizetype first, qsizetype last) {
            return nodePath(document, document.innermostAt(first, last));
        };
        QCOMPARE(pathAt(0, 0), u"$"_s);
        QCOMPARE(pathAt(payload.indexOf("20"), payload.indexOf("20") + 1), u"$.a[1]"_s);
        QCOMPARE(pathAt(payload.indexOf("10"), payload.indexOf("20")), u"$.a"_s);
        QCOMPARE(pathAt(payload.indexOf("\"b\""), payload.indexOf("\"b\"")), u"$.b"_s); // a key belongs to it
        QCOMPARE(pathAt(payload.size() - 1, payload.size() - 1), u"$"_s);
        // Every node is found by its own octets.
        for (quint32 node = 1; node < document.nodeCount(); ++node) {
            const DocumentNode &entry = document.at(node);
            QCOMPARE(document.innermostAt(entry.begin(), qsizetype(entry.end()) - 1), node);
        }
    }

    void modelShowsTheTree()
    {
        DocumentModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setDocument(std::make_shared<const Document>(json(R"({"a":{"b":[1,2,{"c":"x"}]},"d":null})")));
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex root = model.index(0, 0);
        QCOMPARE(root.data().toString(), u"$"_s);
        QCOMPARE(model.rowCount(root), 2);
        const QModelIndex list = model.index(0, 0, model.index(0, 0, root));
        QCOMPARE(list.data().toString(), u"b"_s);
        QCOMPARE(model.rowCount(list), 3);
        const QModelIndex leaf = model.index(0, 0, model.index(2, 0, list));
        QCOMPARE(model.pathOf(leaf), u"$.a.b[2].c"_s);
        QCOMPARE(leaf.siblingAtColumn(DocumentModel::Value).data().toString(), u"\"x\""_s);
        QCOMPARE(leaf.siblingAtColumn(DocumentModel::Type).data().toString(), u"text"_s);
        QCOMPARE(leaf.data(Qt::AccessibleTextRole).toString(), u"c: \"x\""_s);
    }

    void everyNodeHasItsIndexAndBack()
    {
        QByteArray payload = "[";
        for (int i = 0; i < 2500; ++i) {
            payload += i == 0 ? "[1,2]" : ",{\"k\":[3]}";
        }
        const auto document = std::make_shared<const Document>(json(payload + "]"));
        QVERIFY(document->isComplete());
        DocumentModel model;
        model.setDocument(document);
        for (quint32 node = 1; node < document->nodeCount(); ++node) {
            const QModelIndex index = model.indexOf(node);
            QCOMPARE(model.nodeOf(index), node);
            QCOMPARE(model.index(index.row(), 0, index.parent()), index);
        }
        const QModelIndex list = model.index(0, 0);
        QCOMPARE(model.rowCount(list), 3);
        QCOMPARE(model.index(2, 0, list).data().toString(), u"2000 … 2499"_s);
        QCOMPARE(model.rowCount(model.index(2, 0, list)), 500);
        QCOMPARE(model.pathOf(model.index(499, 0, model.index(2, 0, list))), u"$[2499]"_s);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void largeDocumentIsReadInAWorker()
    {
        QByteArray payload = "[";
        while (payload.size() < 5 * 1024 * 1024) {
            payload += R"({"id":1234,"name":"sensor","values":[1.5,2.5,3.5],"ok":true},)";
        }
        payload += "null]";
        DocumentLoader loader;
        QSignalSpy spy(&loader, &DocumentLoader::loaded);
        QElapsedTimer timer;
        timer.start();
        loader.load(payload, {.isText = true});
        const qint64 loadMs = timer.elapsed();
        QVERIFY2(loadMs < HeldUpMs, qPrintable(QString::number(loadMs)));
        QVERIFY(loader.isLoading());
        QVERIFY(spy.isEmpty());
        QVERIFY(spy.wait(30'000));
        qInfo("5 MiB of JSON: %lld ms in the worker", timer.elapsed());
        const auto document = spy.first().first().value<DocumentPointer>();
        QVERIFY2(document->isComplete(), qPrintable(document->problem()));
        QVERIFY(document->nodeCount() > 600'000);

        DocumentModel model;
        timer.restart();
        model.setDocument(document);
        const QModelIndex list = model.index(0, 0);
        const QModelIndex last = model.index(model.rowCount(list) - 1, 0, list);
        QVERIFY(model.index(model.rowCount(last) - 1, 0, last).isValid());
        const quint32 node = document->innermostAt(payload.size() / 2, payload.size() / 2);
        QVERIFY(model.indexOf(node).isValid());
        QVERIFY(model.indexOf(node).parent().parent().isValid());
        QVERIFY2(timer.elapsed() < HeldUpMs, qPrintable(QString::number(timer.elapsed())));
    }

    void onlyTheLastLoadCounts()
    {
        const QByteArray large = "[" + QByteArray("1,").repeated(500'000) + "1]";
        DocumentLoader loader;
        QSignalSpy spy(&loader, &DocumentLoader::loaded);
        loader.load(large, {.isText = true});
        loader.load("[2]", {.isText = true});
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.first().first().value<DocumentPointer>()->nodeCount(), 3U);
        loader.load(large, {.isText = true});
        loader.load(large + ' ', {.isText = true});
        QVERIFY(spy.wait(30'000));
        QCOMPARE(spy.count(), 2);
        QCOMPARE(spy.last().first().value<DocumentPointer>()->payload().size(), large.size() + 1);
        loader.load(large, {.isText = true});
        loader.cancel();
        QCoreApplication::processEvents();
        QCOMPARE(spy.count(), 2);
    }
};

QTEST_GUILESS_MAIN(TestDocumentModel)
#include "tst_documentmodel.moc"

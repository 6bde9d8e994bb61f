// SPDX-License-Identifier: GPL-3.0-only
// The pages of the detail pane used by mouse and key: tree beside octets, frames, compression,
// WAMP, handshake, differences. With GANTRY_PICTURES set to a folder, pictures of each page in
// light and dark are left there.
#include "decode/handshakefacts.h"
#include "inspector/wampsamples.h"
#include "models/trafficnumbers.h"
#include "models/wampindex.h"
#include "ui/detailpane.h"
#include "ui/diffpage.h"
#include "ui/documentview.h"
#include "ui/fieldpage.h"
#include "ui/framespage.h"
#include "ui/hexview.h"
#include "ui/structurepage.h"
#include "ui/theme.h"
#include "ui/wamppage.h"

#include <QtCore/QDir>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeWidget>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Places in conversation().
constexpr quint64 JsonRecord = 2;
constexpr quint64 JsonAnswer = 3;
constexpr quint64 CompressedRecord = 6;
constexpr quint64 PingRecord = 7;
constexpr quint64 BinaryRecord = 9;
constexpr quint64 MiddleFragment = 11;
//! Before the records of wampSession().
constexpr quint64 WampBefore = 23;

void savePicture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("GANTRY_PICTURES");
    if (folder.isEmpty()) {
        return;
    }
    QDir().mkpath(folder);
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        applyTheme(theme);
        QCoreApplication::processEvents();
        const QString file =
            u"%1/%2-%3.png"_s.arg(folder, name, theme == Theme::Light ? u"light"_s : u"dark"_s);
        QVERIFY(widget.grab().save(file));
    }
    applyTheme(Theme::Light);
}

} // namespace

class TestDetailPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(Theme::Light);
    }

    void init()
    {
        m_store = std::make_unique<RecordStore>();
        m_index = std::make_unique<WampIndex>(m_store.get());
        m_numbers = std::make_unique<TrafficNumbers>(m_store.get());
        m_store->append(0, conversation());
        m_store->append(1, wampSession());
        m_index->finish();
        m_numbers->finish();
        m_details = std::make_unique<DetailPane>(m_store.get());
        m_details->setWampIndex(m_index.get());
        m_details->setTrafficNumbers(m_numbers.get());
        m_details->resize(1100, 420);
        m_details->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_details.get()));
    }

    void cleanup()
    {
        m_details.reset();
        m_numbers.reset();
        m_index.reset();
        m_store.reset();
    }

    void valueAndOctetsAreChosenTogether()
    {
        show(JsonAnswer, DetailPane::Hex);
        DocumentView *tree = m_details->structurePage()->tree();
        HexView *hex = m_details->structurePage()->hex();
        QVERIFY(tree->isVisible());
        const QByteArray payload = hex->data();

        // By key: from the top to "members".
        tree->setFocus();
        tree->setCurrentIndex(tree->model()->index(0, 0));
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(tree, Qt::Key_Down);
        }
        QCOMPARE(tree->documentModel().pathOf(tree->currentIndex()), u"$.members"_s);
        QCOMPARE(hex->selectionFirst(), payload.indexOf("\"members\""));
        QCOMPARE(hex->selectionEnd(), payload.indexOf(",\"topic\""));
        QVERIFY(hasLabel(u"$.members"_s));
        savePicture(*m_details, u"tree"_s);

        // By key in the octets: the caret moves into "Lin".
        hex->setFocus();
        const qsizetype lin = payload.indexOf("Lin");
        hex->select(lin - 1, lin - 1);
        QTest::keyClick(hex, Qt::Key_Right);
        QCOMPARE(tree->documentModel().pathOf(tree->currentIndex()), u"$.members[1]"_s);
        QTest::keyClick(hex, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(hex->selectionEnd() - hex->selectionFirst(), 2);

        QTest::keySequence(tree, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"Lin"_s);
        tree->copyPath();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"$.members[1]"_s);
        QCOMPARE(tree->filterOfChosen(), u"json.$.members[1] == \"Lin\""_s);
    }

    void octetsOnlyWhereThereIsNoTree()
    {
        show(BinaryRecord, DetailPane::Hex);
        QVERIFY(!m_details->structurePage()->tree()->isVisible());
        QVERIFY(hasLabel(u"31 octets, no structure that is known"_s));
        auto *format = m_details->structurePage()->findChild<QComboBox *>();
        format->setCurrentIndex(1); // JSON
        Q_EMIT format->activated(1);
        QVERIFY(hasLabelWith(u"⚠ What stands here is no JSON value."_s));
        savePicture(*m_details, u"tree-problem"_s);
    }

    void largeMessageIsReadBehindTheScenes()
    {
        const QByteArray large = "[" + QByteArray("{\"a\":1},").repeated(300'000) + "1]";
        m_store->append(0, {text(1, large)});
        StructurePage *page = m_details->structurePage();
        QSignalSpy shown(page, &StructurePage::documentShown);
        show(m_store->endSequence() - 1, DetailPane::Hex);
        QVERIFY(page->isLoading());
        QVERIFY(shown.wait(30'000));
        QVERIFY(hasLabel(u"JSON, 600,002 values"_s));
        page->hex()->setFocus();
        page->hex()->select(large.size() / 2, large.size() / 2);
        QTest::keyClick(page->hex(), Qt::Key_Right);
        QVERIFY(page->tree()->documentModel().pathOf(page->tree()->currentIndex()).startsWith(u"$[1"_s));
        savePicture(*m_details, u"tree-large"_s);
    }

    void fragmentsAreListed()
    {
        show(MiddleFragment, DetailPane::Frame);
        auto *list = m_details->currentWidget()->findChild<QTreeWidget *>();
        QVERIFY(list->isVisible());
        QCOMPARE(list->topLevelItemCount(), 3);
        QCOMPARE(list->currentItem()->text(0), u"11"_s);
        QCOMPARE(list->topLevelItem(1)->text(5), u"17 … 30"_s);
        QVERIFY(hasLabelWith(u"3 frames make a message of 64 octets"_s));
        savePicture(*m_details, u"frames"_s);
        QSignalSpy jump(m_details.get(), &DetailPane::jumpRequested);
        Q_EMIT list->itemActivated(list->topLevelItem(2), 0);
        QCOMPARE(jump.first().first().toULongLong(), 12U);
        show(JsonRecord, DetailPane::Frame);
        QVERIFY(!m_details->currentWidget()->findChild<QTreeWidget *>()->isVisible());
    }

    void compressionIsExplained()
    {
        show(CompressedRecord, DetailPane::Deflate);
        const QList<FieldGroup> groups = deflate();
        QCOMPARE(groups.size(), 3);
        QCOMPARE(groups[0].fields[0].value, u"yes"_s);
        QCOMPARE(groups[0].fields[1].value, u"87 octets"_s);
        QCOMPARE(groups[0].fields[2].value, u"41 octets"_s);
        QCOMPARE(groups[0].fields[3].value, u"47.1 %"_s);
        QCOMPARE(groups[1].fields[1].value, u"15"_s);
        QCOMPARE(groups[1].fields[3].value, u"12"_s);
        QVERIFY(groups[1].fields[3].meaning.contains(u"4,096 octets"_s));
        QVERIFY(groups[2].title.startsWith(u"Received"_s));
        savePicture(*m_details, u"deflate"_s);
        show(JsonRecord, DetailPane::Deflate);
        QVERIFY(deflate()[0].fields[0].meaning.contains(u"did not agree"_s));
        show(PingRecord, DetailPane::Deflate);
        QVERIFY(deflate()[0].fields[0].meaning.contains(u"Control frames are never compressed"_s));
    }

    void wampMessageHasItsElementsAndItsPair()
    {
        show(WampBefore + 7, DetailPane::Wamp);
        auto *tree = m_details->wampPage()->findChild<QTreeWidget *>();
        QCOMPARE(tree->topLevelItem(0)->text(1), u"CALL (48)"_s);
        QCOMPARE(tree->topLevelItem(3)->text(0), u"Procedure"_s);
        QCOMPARE(tree->topLevelItem(4)->text(1), u"[2, 3]"_s);
        QVERIFY(hasLabel(u"CALL com.example.add"_s));
        QVERIFY(hasLabel(u"answered by record 32 after 3.0 ms"_s));
        savePicture(*m_details, u"wamp"_s);
        QSignalSpy jump(m_details.get(), &DetailPane::jumpRequested);
        QTest::mouseClick(m_details->wampPage()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(jump.takeFirst().first().toULongLong(), WampBefore + 9);
        show(WampBefore + 9, DetailPane::Wamp);
        QVERIFY(m_details->jumpToPair());
        QCOMPARE(jump.takeFirst().first().toULongLong(), WampBefore + 7);

        show(WampBefore + 25, DetailPane::Wamp);
        QCOMPARE(tree->topLevelItem(0)->text(1), u"⚠ ERROR (8)"_s);
        savePicture(*m_details, u"wamp-error"_s);
        show(JsonRecord, DetailPane::Message);
        QVERIFY(!m_details->isTabEnabled(DetailPane::Wamp));
        QVERIFY(!m_details->jumpToPair());
    }

    void pairAppearsWhenTheAnswerComes()
    {
        m_store->append(1, {sent(200, R"([48,50,{},"com.example.late"])")});
        const quint64 call = m_store->endSequence() - 1;
        m_index->finish();
        show(call, DetailPane::Wamp);
        QVERIFY(!m_details->wampPage()->findChild<QPushButton *>()->isVisible());
        m_store->append(1, {received(1450, R"([50,50,{}])")});
        m_index->finish();
        QVERIFY(hasLabel(u"answered by record %1 after 1.2 s"_s.arg(call + 1))
                || hasLabel(u"answered by record %1 after 1.3 s"_s.arg(call + 1)));
    }

    void handshakeIsVerified()
    {
        show(JsonRecord, DetailPane::Handshake);
        savePicture(*m_details, u"handshake"_s);
        Tap::OpenRecord good =
            open(1, "wss://x/", "chat.v1", "permessage-deflate; server_max_window_bits=10");
        good.request.append("Sec-WebSocket-Protocol", "chat.v1, chat.v2");
        const auto meaning = [](const FieldGroup &group, const QString &name) {
            for (const FrameField &field : group.fields) {
                if (field.name.trimmed() == name) {
                    return (field.isSuspicious ? u"! "_s : QString()) + field.meaning;
                }
            }
            return u"missing"_s;
        };
        QVERIFY(meaning(checkedGroup(good), u"Sec-WebSocket-Accept"_s).startsWith(u"verified"_s));
        QCOMPARE(meaning(checkedGroup(good), u"Subprotocol"_s), u"offered: chat.v1, chat.v2"_s);
        QVERIFY(meaning(agreedGroup(good), u"server_max_window_bits"_s).contains(u"power of two"_s));
        QVERIFY(meaning(agreedGroup(good), u"Transport"_s).startsWith(u"encrypted"_s));
        Tap::OpenRecord bad = good;
        bad.response = {
            {"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", "wrong"}};
        bad.subprotocol = "chat.v3";
        QCOMPARE(meaning(checkedGroup(bad), u"Sec-WebSocket-Accept"_s),
                 u"! wrong: this key gives s3pPLMBiTxaQ9kYGzzhZRbK+xOo="_s);
        QVERIFY(meaning(checkedGroup(bad), u"Subprotocol"_s).startsWith(u"! the server chose"_s));
    }

    void twoMessagesAreCompared()
    {
        QSignalSpy compared(m_details->diffPage(), &DiffPage::compared);
        m_details->showDiff(JsonRecord, JsonAnswer);
        QCOMPARE(m_details->currentIndex(), int(DetailPane::Diff));
        QVERIFY(compared.wait());
        const DiffModel &model = m_details->diffPage()->model();
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(0, DiffModel::Place).data().toString(), u"$.type"_s);
        QVERIFY(hasLabel(u"2 and 3: 4 values differ."_s));
        savePicture(*m_details, u"diff"_s);
        m_store->append(0,
                        {text(1, "one line\nwhich stays\nand the quick brown fox\nthe end"),
                         text(1, "one line\nwhich stays\nand the slow brown fox\nthe end")});
        m_details->showDiff(m_store->endSequence() - 2, m_store->endSequence() - 1);
        QVERIFY(compared.wait());
        QCOMPARE(model.diff().manner, MessageDiff::Manner::Lines);
        savePicture(*m_details, u"diff-lines"_s);
        m_details->showDiff(1'000'000, JsonRecord); // gone: nothing happens
    }

private:
    void show(quint64 sequence, DetailPane::Page page)
    {
        m_details->showRecord(sequence);
        m_details->setCurrentIndex(page);
        QCoreApplication::processEvents();
    }

    QList<FieldGroup> deflate() const
    {
        return qobject_cast<FieldPage *>(m_details->widget(DetailPane::Deflate))->groups();
    }

    bool hasLabel(const QString &text) const
    {
        const QList<QLabel *> labels = m_details->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }

    bool hasLabelWith(const QString &text) const
    {
        const QList<QLabel *> labels = m_details->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    std::unique_ptr<RecordStore> m_store;
    std::unique_ptr<WampIndex> m_index;
    std::unique_ptr<TrafficNumbers> m_numbers;
    std::unique_ptr<DetailPane> m_details;
};

QTEST_MAIN(TestDetailPages)
#include "tst_detailpages.moc"

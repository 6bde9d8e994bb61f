// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "store/recordstore.h"
#include "ui/detailpane.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QTreeWidget>

#include <algorithm>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Places in conversation().
constexpr int JsonRow = 1;
constexpr int BinaryRow = 8;
constexpr int MiddleFragmentRow = 10;
constexpr int MalformedRow = 14;
constexpr int CloseFrameRow = 15;
constexpr int LostRow = 17;

} // namespace

class TestDetailPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_store = std::make_unique<RecordStore>();
        m_store->append(0, conversation());
        m_details = std::make_unique<DetailPane>(m_store.get());
        m_details->resize(1000, 400);
        m_details->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_details.get()));
    }

    void cleanup()
    {
        m_details.reset();
        m_store.reset();
    }

    void jsonIsIndentedUnlessOneWantsItAsSent()
    {
        choose(JsonRow);
        QVERIFY(messageText().startsWith(u"{\n  \"type\": \"join\""_s));
        m_details->widget(DetailPane::Message)->findChild<QCheckBox *>()->setChecked(false);
        QCOMPARE(messageText(), u"{\"type\":\"join\",\"room\":\"harbour\",\"name\":\"Ada\"}"_s);
    }

    void fragmentShowsItsWholeMessage()
    {
        choose(MiddleFragmentRow);
        QCOMPARE(messageText(), u"A longer message that comes in three frames.\nWith a second line."_s);
    }

    void closeFrameIsExplained()
    {
        choose(CloseFrameRow);
        QVERIFY(messageText().contains(u"1002"_s));
        QVERIFY(messageText().contains(u"broke a rule"_s));
        QVERIFY(messageText().contains(u"frame not masked"_s));
    }

    void malformedFrameSaysWhatIsWrong()
    {
        choose(MalformedRow);
        m_details->setCurrentIndex(DetailPane::Frame);
        QVERIFY(hasLabel(u"⚠ a client must mask its frames (RFC 6455 section 5.1)"_s));
    }

    void pagesThatARecordLacksAreClosedAndTheWantedOneComesBack()
    {
        choose(BinaryRow);
        m_details->setCurrentIndex(DetailPane::Hex);
        choose(LostRow);
        QCOMPARE(m_details->currentIndex(), int(DetailPane::Message));
        QVERIFY(!m_details->isTabEnabled(DetailPane::Hex));
        QVERIFY(!m_details->isTabEnabled(DetailPane::Handshake));
        choose(BinaryRow);
        QCOMPARE(m_details->currentIndex(), int(DetailPane::Hex));
    }

    void handshakeIsThereForEveryRecordOfItsConnection()
    {
        choose(JsonRow);
        m_details->setCurrentIndex(DetailPane::Handshake);
        auto *tree = m_details->currentWidget()->findChild<QTreeWidget *>();
        QCOMPARE(tree->topLevelItemCount(), 4);
        QCOMPARE(tree->topLevelItem(2)->text(1), u"GET /chat HTTP/1.1"_s);
        QCOMPARE(tree->topLevelItem(3)->childCount(), 3);
    }

    void hugeTextIsCutAndSaysSo()
    {
        m_store->append(0, {text(1, QByteArray("0123456789abcde\n").repeated(100'000))});
        choose(23);
        QCOMPARE(messageText().size(), 1024 * 1024);
        QVERIFY(hasLabel(u"… 551,424 more octets"_s));
    }

    void endlessLineDoesNotHoldThePaneUp()
    {
        m_store->append(0, {text(1, QByteArray(1024 * 1024, 'x'))});
        QElapsedTimer timer;
        timer.start();
        choose(23);
        m_details->repaint();
        // Unfolded it takes minutes.
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(messageText().contains(u'\n'));
    }

private:
    void choose(int row) { m_details->showRecord(m_store->firstSequence() + quint64(row)); }

    bool hasLabel(const QString &text) const
    {
        const QList<QLabel *> labels = m_details->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }

    QString messageText() const { return m_details->findChild<QPlainTextEdit *>()->toPlainText(); }

    std::unique_ptr<RecordStore> m_store;
    std::unique_ptr<DetailPane> m_details;
};

QTEST_MAIN(TestDetailPane)
#include "tst_detailpane.moc"

// SPDX-License-Identifier: GPL-3.0-only
// A window with a table that shows what a test delivers, and all that is around it.
#pragma once

#include "inspector/scriptedsource.h"
#include "inspector/wampsamples.h"
#include "models/annotations.h"
#include "models/framemodel.h"
#include "models/wampindex.h"
#include "ui/capturepage.h"
#include "ui/filterbar.h"
#include "ui/filteredit.h"
#include "ui/findbar.h"
#include "ui/frameview.h"
#include "ui/mainwindow.h"
#include "ui/tableactions.h"
#include "ui/windowactions.h"

#include <QtCore/QPointer>
#include <QtTest/QTest>

namespace Gantry::Inspector::Test {

using namespace Qt::Literals::StringLiterals;

class TableScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_window = std::make_unique<MainWindow>(WindowServices{});
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
    }

    void cleanup() { m_window.reset(); }

protected:
    void start(const QList<Tap::Record> &records)
    {
        auto source = std::make_unique<ScriptedSource>(u"Proxy"_s, u"ws://127.0.0.1:8899"_s);
        m_source = source.get();
        m_window->addSource(std::move(source));
        m_source->deliver(records);
        model()->publishAll();
    }

    void type(const QString &text)
    {
        edit()->setFocus();
        edit()->clear();
        QTest::keyClicks(edit(), text);
    }

    int rowsWith(bool (*passes)(const Tap::FrameRecord &)) const
    {
        int rows = 0;
        for (const Tap::Record &record : conversation()) {
            const auto *frame = std::get_if<Tap::FrameRecord>(&record);
            rows += frame && passes(*frame) ? 1 : 0;
        }
        return rows;
    }

    TableActions *tableActions() const { return m_window->tableActions(); }
    WindowActions *actions() const { return m_window->findChild<WindowActions *>(); }
    FrameModel *model() const { return m_window->frameModel(); }
    FrameView *view() const { return m_window->page()->view(); }
    FilterBar *bar() const { return m_window->page()->filterBar(); }
    FilterEdit *edit() const { return bar()->edit(); }
    FindBar *findBar() const { return m_window->page()->findBar(); }
    Annotations *annotations() const { return m_window->page()->annotations(); }

    std::unique_ptr<MainWindow> m_window;
    QPointer<ScriptedSource> m_source;
};

} // namespace Gantry::Inspector::Test

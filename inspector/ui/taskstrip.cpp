// SPDX-License-Identifier: GPL-3.0-only
#include "ui/taskstrip.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>

namespace Gantry::Inspector {

namespace {

// A progress bar counts in int, files do not.
constexpr int Steps = 1000;

} // namespace

Task::Task(const QString &text, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setRange(0, Steps);
    m_bar->setMaximumWidth(320);
    m_cancel->setAutoDefault(false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 6, 4);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_cancel);
    setText(text);
    connect(m_cancel, &QPushButton::clicked, this, &Task::cancel);
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, &QWidget::show);
    m_delay.start(ShowDelay);
    hide();
}

QString Task::text() const
{
    return m_text->text();
}

void Task::setText(const QString &text)
{
    m_text->setText(text);
    m_bar->setAccessibleName(tr("Progress: %1").arg(text));
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(text));
}

void Task::setProgress(qint64 done, qint64 total)
{
    m_bar->setMaximum(total > 0 ? Steps : 0);
    m_bar->setValue(total > 0 ? int(double(done) / double(total) * Steps) : 0);
}

void Task::finish()
{
    m_delay.stop();
    hide();
    deleteLater();
}

void Task::cancel()
{
    m_cancel->setEnabled(false); // it may take a moment
    Q_EMIT cancelled();
}

TaskStrip::TaskStrip(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setAccessibleName(tr("What goes on"));
}

Task *TaskStrip::add(const QString &text)
{
    auto *task = new Task(text, this);
    layout()->addWidget(task);
    task->hide(); // the layout would show it
    return task;
}

} // namespace Gantry::Inspector

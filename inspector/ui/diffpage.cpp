// SPDX-License-Identifier: GPL-3.0-only
#include "ui/diffpage.h"

#include "ui/diffdelegate.h"

#include <QtCore/QPromise>
#include <QtCore/QThreadPool>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <memory>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

DiffPage::DiffPage(QWidget *parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_asOctets(new QCheckBox(tr("As &octets"), this))
    , m_view(new QTreeView(this))
    , m_model(new DiffModel(this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new DiffDelegate(m_view));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setLayoutDirection(Qt::LeftToRight);
    m_view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_view->header()->setFont(QApplication::font());
    m_view->setAccessibleName(tr("Differences of the two messages"));
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_asOctets->setToolTip(tr("Compare the octets, not what they mean"));
    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->addWidget(m_summary, 1);
    top->addWidget(m_asOctets);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    connect(m_asOctets, &QCheckBox::toggled, this, &DiffPage::start);
    connect(&m_watcher, &QFutureWatcher<MessageDiff>::finished, this, &DiffPage::finish);
}

DiffPage::~DiffPage()
{
    m_watcher.cancel();
}

void DiffPage::clear()
{
    m_watcher.cancel();
    m_isComparing = false;
    m_model->setDiff({});
    m_summary->clear();
}

void DiffPage::compare(const DiffSide &first, const QString &firstName, const DiffSide &second,
                       const QString &secondName)
{
    m_first = first;
    m_second = second;
    m_names = tr("%1 and %2").arg(firstName, secondName);
    start();
}

void DiffPage::start()
{
    m_watcher.cancel();
    m_summary->setText(tr("Comparing %1…").arg(m_names));
    const auto promise = std::make_shared<QPromise<MessageDiff>>();
    promise->start();
    m_isComparing = true;
    m_watcher.setFuture(promise->future());
    const bool asOctets = m_asOctets->isChecked();
    QThreadPool::globalInstance()->start([promise, first = m_first, second = m_second, asOctets] {
        const StopTest stop = [&promise] { return promise->isCanceled(); };
        const auto octetsOf = [](const DiffSide &side) {
            return QByteArrayView(side.payload).first(std::min(side.payload.size(), MaxComparedOctets));
        };
        promise->addResult(asOctets ? diffOctets(octetsOf(first), octetsOf(second), stop)
                                    : diffMessages(first, second, stop));
        promise->finish();
    });
}

void DiffPage::finish()
{
    if (m_isComparing && !m_watcher.isCanceled()) {
        m_isComparing = false;
        showDiff(m_watcher.result());
    }
}

void DiffPage::showDiff(const MessageDiff &diff)
{
    m_model->setDiff(diff);
    m_summary->setText(u"%1: %2"_s.arg(m_names, diffSummary(diff)));
    const int width = m_view->viewport()->width();
    m_view->resizeColumnToContents(DiffModel::Kind);
    m_view->resizeColumnToContents(DiffModel::Place);
    const int place = std::min(m_view->columnWidth(DiffModel::Place), width / 4);
    m_view->setColumnWidth(DiffModel::Place, place);
    m_view->setColumnWidth(DiffModel::Before, (width - m_view->columnWidth(DiffModel::Kind) - place) / 2);
    Q_EMIT compared();
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/statusline.h"

#include "models/framemodel.h"

#include <QtCore/QLocale>
#include <QtWidgets/QLabel>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Often enough to see it move, seldom enough to read it.
constexpr std::chrono::milliseconds CountsInterval{500};

constexpr int PartSpacing = 12;

} // namespace

StatusLine::StatusLine(const RecordStore *store, const FrameModel *model, QWidget *parent)
    : QStatusBar(parent)
    , m_store(store)
    , m_model(model)
    , m_shown(addPart(tr("Rows shown")))
    , m_rate(addPart(tr("Rate")))
    , m_connections(addPart(tr("Connections")))
    , m_dropped(addPart(tr("Dropped records")))
    , m_size(addPart(tr("Size of the capture")))
    , m_sources(new QLabel(this))
    , m_lastEnd(store->endSequence())
{
    m_sources->setAccessibleName(tr("Sources"));
    m_sources->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addPermanentWidget(m_sources);
    m_sinceMeasured.start();
    m_timer.setInterval(CountsInterval);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::measureRate);
    m_timer.start();
    measureRate();
    setSources({});
}

QLabel *StatusLine::addPart(const QString &name)
{
    auto *part = new QLabel(this);
    part->setAccessibleName(name);
    part->setIndent(PartSpacing);
    addWidget(part);
    return part;
}

void StatusLine::refresh()
{
    const QLocale locale;
    const quint64 kept = m_store->endSequence() - m_store->firstSequence();
    m_shown->setText(tr("%1 of %2 shown").arg(locale.toString(m_model->rowCount()), locale.toString(kept)));
    m_connections->setText(tr("%1 open").arg(locale.toString(m_store->liveConnections())));
    m_connections->setToolTip(tr("Connections that opened and did not close yet"));
    m_dropped->setText(tr("%1 dropped").arg(locale.toString(m_store->droppedRecords())));
    m_dropped->setToolTip(
        tr("%1 dropped here to keep the bound of disk, %2 lost at the sources, %3 not stored")
            .arg(locale.toString(m_store->trimmedRecords()), locale.toString(m_store->lostRecords()),
                 locale.toString(m_store->unstoredRecords())));
    m_size->setText(locale.formattedDataSize(m_store->bytes(), 0));
    m_size->setToolTip(tr("Disk that the capture takes; at %1 the oldest records go")
                           .arg(locale.formattedDataSize(m_store->maxBytes())));
}

void StatusLine::measureRate()
{
    const qint64 elapsed = std::max<qint64>(1, m_sinceMeasured.restart());
    const double perSecond = double(m_store->endSequence() - m_lastEnd) * 1000.0 / double(elapsed);
    m_lastEnd = m_store->endSequence();
    m_rate->setText(tr("%1/s").arg(QLocale().toString(perSecond, 'f', 0)));
    m_rate->setToolTip(tr("Records a second"));
    refresh();
}

void StatusLine::setSources(const QStringList &descriptions)
{
    m_sources->setText(descriptions.isEmpty() ? tr("no source") : descriptions.join(u"   "_s));
    refresh(); // connections of a source that ended are closed
}

} // namespace Gantry::Inspector

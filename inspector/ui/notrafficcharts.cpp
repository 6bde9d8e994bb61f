// SPDX-License-Identifier: GPL-3.0-only
// Stands in for trafficcharts.cpp in a build without Qt Charts.
#include "ui/trafficcharts.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

struct TrafficCharts::Parts
{ };

TrafficCharts::TrafficCharts(QWidget *parent)
    : QWidget(parent)
{
    auto *text = new QLabel(tr("This program was built without Qt Charts (qt6-charts-dev), which plots need. "
                               "The table has all numbers."),
                            this);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text);
}

TrafficCharts::~TrafficCharts() = default;

bool TrafficCharts::isAvailable() noexcept
{
    return false;
}

void TrafficCharts::showNumbers(const TrafficNumbers::Numbers &) { }

void TrafficCharts::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
}

} // namespace Gantry::Inspector

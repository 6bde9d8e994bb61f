// SPDX-License-Identifier: GPL-3.0-only
// Throughput and sizes of messages as plots, by Qt Charts. In a build without it there is a
// line that says so.
#pragma once

#include "models/trafficnumbers.h"

#include <QtWidgets/QWidget>

#include <memory>

namespace Gantry::Inspector {

class TrafficCharts final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficCharts(QWidget *parent = nullptr);
    ~TrafficCharts() override;

    //! Whether this build has plots.
    static bool isAvailable() noexcept;
    void showNumbers(const TrafficNumbers::Numbers &numbers);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Parts; // hides the includes of Qt Charts
    std::unique_ptr<Parts> m_parts;
};

} // namespace Gantry::Inspector

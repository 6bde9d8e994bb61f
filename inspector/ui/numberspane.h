// SPDX-License-Identifier: GPL-3.0-only
// Traffic in numbers, live: plots, and the same as a table; of all connections or of one.
#pragma once

#include "models/trafficnumbers.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QComboBox;
class QTableView;

namespace Gantry::Inspector {

class NumbersModel;
class TrafficCharts;

class NumbersPane final : public QWidget
{
    Q_OBJECT

public:
    //! Three times a second: fast enough to be live, slow enough to be read.
    static constexpr std::chrono::milliseconds RefreshInterval{333};

    //! \a numbers is borrowed and must outlive the pane.
    explicit NumbersPane(const TrafficNumbers *numbers, QWidget *parent = nullptr);

    //! 0: all connections.
    void setConnection(quint64 connection);
    quint64 connection() const;
    //! Shows what is known now; done by itself as long as the pane is visible.
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void listConnections();

    const TrafficNumbers *m_numbers;
    QComboBox *m_connection;
    TrafficCharts *m_charts;
    QTableView *m_table;
    NumbersModel *m_model;
    QTimer m_timer;
    bool m_isStale = true;
};

} // namespace Gantry::Inspector

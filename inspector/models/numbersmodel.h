// SPDX-License-Identifier: GPL-3.0-only
// Traffic in numbers as a table of names and values: what the plots show, for those who read
// or listen rather than look.
#pragma once

#include "models/trafficnumbers.h"

#include <QtCore/QAbstractTableModel>

namespace Gantry::Inspector {

class NumbersModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Value };
    static constexpr int ColumnCount = 2;

    using QAbstractTableModel::QAbstractTableModel;

    //! Rows stay where they are as long as there are as many as before.
    void showNumbers(const TrafficNumbers::Numbers &numbers);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString name;
        QString value;
        bool operator==(const Row &) const = default;
    };
    static QList<Row> rowsOf(const TrafficNumbers::Numbers &numbers);
    static void addLatency(QList<Row> &rows, const QString &name, const LatencyDigest &digest);
    static void addSizes(QList<Row> &rows, const SizeHistogram &sizes);

    QList<Row> m_rows;
};

//! "128 … 255 octets": what a bin of a SizeHistogram holds.
QString sizeBinText(int bin);
//! Messages a second in the last whole bins, about a second of them.
double currentRate(const TimeBins &bins);

} // namespace Gantry::Inspector

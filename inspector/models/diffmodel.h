// SPDX-License-Identifier: GPL-3.0-only
// The rows of a diff as a table. Which words differ is a role; how that looks is the
// delegate's.
#pragma once

#include "decode/messagediff.h"

#include <QtCore/QAbstractTableModel>

namespace Gantry::Inspector {

class DiffModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Kind, Place, Before, After };
    static constexpr int ColumnCount = 4;
    enum Role {
        ChangeRole = Qt::UserRole, //!< Change as int
        MarksRole, //!< QList<TextRange>
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setDiff(const MessageDiff &diff);
    const MessageDiff &diff() const noexcept { return m_diff; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    MessageDiff m_diff;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// What a redaction takes out of the records, as a table of before and after with a
// sum. Looks in a thread; a new question ends the one before.
#pragma once

#include "export/redactionpreview.h"

#include <QtCore/QThreadPool>
#include <QtWidgets/QWidget>

class QLabel;
class QTreeWidget;

namespace Gantry::Inspector {

class RedactionTable final : public QWidget
{
    Q_OBJECT

public:
    explicit RedactionTable(QWidget *parent = nullptr);
    ~RedactionTable() override;

    void preview(const RecordSnapshot &records, const RedactionOptions &options);
    //! Nothing is taken out.
    void showNone();

    QString summary() const;

private:
    void display(const RedactionPreview &preview);
    QString summaryOf(const RedactionPreview &preview) const;

    QLabel *m_summary;
    QTreeWidget *m_table;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    QThreadPool m_thread;
};

} // namespace Gantry::Inspector

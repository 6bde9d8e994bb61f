// SPDX-License-Identifier: GPL-3.0-only
// File > Export: asks, gathers the rows that are meant, and writes them in the
// background. Says how far it is and what came of it.
#pragma once

#include "export/exportrequest.h"
#include "ui/exportdialog.h"
#include "ui/windowparts.h"

#include <QtCore/QObject>

#include <functional>

class QAction;

namespace Gantry::Inspector {

class Exporter final : public QObject
{
    Q_OBJECT

public:
    explicit Exporter(const WindowParts &parts, QObject *parent = nullptr);

    QAction *action() const { return m_action; }
    //! What people wrote about records; formats that have a place for it write it, too.
    std::function<QHash<quint64, QByteArray>()> comments;
    //! What the dialog begins with.
    void setRedacting(bool redacts) { m_redacts = redacts; }

    void askAndWrite();
    void write(ExportRequest request);
    bool isWriting() const noexcept { return m_writing > 0; }

private:
    std::optional<std::vector<quint64>> sequencesOf(ExportDialog::Rows rows) const;
    std::vector<quint64> selected() const;
    quint64 selectedCount() const;

    const WindowParts m_parts;
    QAction *m_action;
    QString m_folder;
    bool m_redacts = true;
    int m_writing = 0; //!< files
};

} // namespace Gantry::Inspector

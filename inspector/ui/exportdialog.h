// SPDX-License-Identifier: GPL-3.0-only
// Asks what is written into which file, and shows what is taken out of it before it
// is. Redaction is on until somebody switches it off.
#pragma once

#include "export/exportrequest.h"

#include <QtWidgets/QDialog>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Gantry::Inspector {

class RedactionTable;

class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Rows : quint8 { All, Shown, Selected };
    struct Counts
    {
        quint64 all = 0;
        quint64 shown = 0;
        quint64 selected = 0;
    };

    //! \a folder: where the file is proposed.
    ExportDialog(const RecordSnapshot &records, const Counts &counts, const QString &folder,
                 QWidget *parent = nullptr);

    Rows rows() const;
    //! With the snapshot of the dialog's beginning; which rows, the window knows.
    ExportRequest request() const;

    void setPath(const QString &path);
    void setFormat(ExportFormat format);
    void setRows(Rows rows);
    void setRedacting(bool redacts);

private:
    void addRows(QFormLayout *form, const Counts &counts);
    void addFile(QFormLayout *form, const QString &folder);
    QWidget *makeRedaction();
    RedactionOptions redaction() const;
    //! The first of the paths that cannot be read.
    QString wrongPath() const;
    void formatChanged();
    void browse();
    void check();
    void updatePreview();

    const RecordSnapshot m_records;
    QComboBox *m_format = nullptr;
    QComboBox *m_mode = nullptr;
    QButtonGroup *m_rows = nullptr;
    QLineEdit *m_path = nullptr;
    QCheckBox *m_redacts = nullptr;
    QCheckBox *m_handshakes = nullptr;
    QCheckBox *m_logins = nullptr;
    QLineEdit *m_ownPaths = nullptr;
    RedactionTable *m_table = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace Gantry::Inspector

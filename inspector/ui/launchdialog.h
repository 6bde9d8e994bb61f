// SPDX-License-Identifier: GPL-3.0-only
// Asks which program is started to be watched, and how it is seen.
#pragma once

#include "ui/windowservices.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Gantry::Inspector {

class LaunchDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit LaunchDialog(QWidget *parent = nullptr);

    LaunchSettings settings() const;
    void setSettings(const LaunchSettings &settings);

private:
    void browse(QLineEdit *edit, bool forFolder);
    QWidget *withBrowse(QLineEdit *edit, const QString &name, bool forFolder);
    void check();

    QLineEdit *m_command;
    QLineEdit *m_folder;
    QCheckBox *m_tap;
    QCheckBox *m_proxy;
    QLabel *m_problem;
    QPushButton *m_start = nullptr;
};

} // namespace Gantry::Inspector

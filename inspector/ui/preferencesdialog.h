// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "ui/preferences.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QComboBox;
class QFontComboBox;
class QSpinBox;

namespace Gantry::Inspector {

class PreferencesDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit PreferencesDialog(const Preferences &preferences, QWidget *parent = nullptr);

    Preferences preferences() const;

private:
    void fill(const Preferences &preferences);

    QComboBox *m_theme;
    QSpinBox *m_store;
    QCheckBox *m_redacts;
    QCheckBox *m_ownFont;
    QFontComboBox *m_family;
    QSpinBox *m_points;
};

} // namespace Gantry::Inspector

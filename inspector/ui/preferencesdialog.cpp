// SPDX-License-Identifier: GPL-3.0-only
#include "ui/preferencesdialog.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFontComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

PreferencesDialog::PreferencesDialog(const Preferences &preferences, QWidget *parent)
    : QDialog(parent)
    , m_theme(new QComboBox(this))
    , m_store(new QSpinBox(this))
    , m_redacts(new QCheckBox(tr("E&xports take out secrets unless told otherwise"), this))
    , m_ownFont(new QCheckBox(tr("Own &font for messages and hex"), this))
    , m_family(new QFontComboBox(this))
    , m_points(new QSpinBox(this))
{
    setWindowTitle(tr("Preferences"));
    m_theme->addItems({tr("as the desktop"), tr("light"), tr("dark")});
    m_store->setRange(1, 16 * 1024 * 1024);
    m_store->setSuffix(tr(" MiB"));
    m_store->setGroupSeparatorShown(true);
    m_store->setToolTip(tr("Beyond it the oldest records go, and the window says how many"));
    m_family->setFontFilters(QFontComboBox::MonospacedFonts);
    m_family->setAccessibleName(tr("Font of messages and hex"));
    m_points->setRange(6, 48);
    m_points->setSuffix(tr(" pt"));
    m_points->setAccessibleName(tr("Size of the font"));

    auto *font = new QHBoxLayout;
    font->addWidget(m_family, 1);
    font->addWidget(m_points);
    auto *form = new QFormLayout;
    form->addRow(tr("&Colours:"), m_theme);
    form->addRow(tr("&Disk for a capture:"), m_store);
    form->addRow(QString(), m_redacts);
    form->addRow(QString(), m_ownFont);
    form->addRow(QString(), font);
    auto *buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            [this] { fill(Preferences()); });
    connect(m_ownFont, &QCheckBox::toggled, m_family, &QWidget::setEnabled);
    connect(m_ownFont, &QCheckBox::toggled, m_points, &QWidget::setEnabled);
    fill(preferences);
}

void PreferencesDialog::fill(const Preferences &preferences)
{
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_theme->setCurrentIndex(int(preferences.theme));
    m_store->setValue(preferences.storeMebibytes);
    m_redacts->setChecked(preferences.redacts);
    const bool isOwn = !preferences.fontFamily.isEmpty();
    m_ownFont->setChecked(isOwn);
    m_family->setCurrentFont(isOwn ? QFont(preferences.fontFamily) : fixed);
    m_points->setValue(preferences.fontPoints > 0 ? preferences.fontPoints : fixed.pointSize());
    m_family->setEnabled(isOwn);
    m_points->setEnabled(isOwn);
}

Preferences PreferencesDialog::preferences() const
{
    const bool isOwn = m_ownFont->isChecked();
    return {.theme = Theme(m_theme->currentIndex()),
            .storeMebibytes = m_store->value(),
            .redacts = m_redacts->isChecked(),
            .fontFamily = isOwn ? m_family->currentFont().family() : QString(),
            .fontPoints = isOwn ? m_points->value() : 0};
}

} // namespace Gantry::Inspector

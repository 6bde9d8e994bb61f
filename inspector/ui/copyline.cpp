// SPDX-License-Identifier: GPL-3.0-only
#include "ui/copyline.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace Gantry::Inspector {

CopyLine::CopyLine(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
{
    m_edit->setReadOnly(true);
    m_edit->setAccessibleName(name);
    m_edit->setLayoutDirection(Qt::LeftToRight); // paths and commands
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setAutoDefault(false);
    copy->setAccessibleName(tr("Copy: %1").arg(name));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_edit->text()); });
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit, 1);
    layout->addWidget(copy);
    setFocusProxy(m_edit);
}

void CopyLine::setText(const QString &text)
{
    m_edit->setText(text);
    m_edit->setCursorPosition(0);
}

QString CopyLine::text() const
{
    return m_edit->text();
}

} // namespace Gantry::Inspector

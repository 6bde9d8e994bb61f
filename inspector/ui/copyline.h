// SPDX-License-Identifier: GPL-3.0-only
// A line of text to be taken elsewhere, with a button that copies it.
#pragma once

#include <QtWidgets/QWidget>

class QLineEdit;

namespace Gantry::Inspector {

class CopyLine final : public QWidget
{
    Q_OBJECT

public:
    //! \a name: what it is, for people who do not see it.
    explicit CopyLine(const QString &name, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const;

private:
    QLineEdit *m_edit;
};

} // namespace Gantry::Inspector

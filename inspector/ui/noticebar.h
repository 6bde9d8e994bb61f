// SPDX-License-Identifier: GPL-3.0-only
// What went wrong, or what came of something, in place and without stopping anybody:
// the last notice stays until it is dismissed.
#pragma once

#include <QtWidgets/QFrame>

class QLabel;

namespace Gantry::Inspector {

class NoticeBar final : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    void showProblem(const QString &text);
    //! Good news: what was done.
    void showInformation(const QString &text);
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColors();

    QLabel *m_text;
    bool m_isProblem = true;
    bool m_coloring = false;
};

} // namespace Gantry::Inspector

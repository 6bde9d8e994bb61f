// SPDX-License-Identifier: GPL-3.0-only
// What an empty window shows: the ways to see frames, a sentence each.
#pragma once

#include <QtWidgets/QWidget>

class QAction;
class QHBoxLayout;

namespace Gantry::Inspector {

class StartPage final : public QWidget
{
    Q_OBJECT

public:
    StartPage(QAction *attach, QAction *proxy, QAction *demo, QWidget *parent = nullptr);

    //! Further ways, as small buttons below the doors.
    void addWays(const QList<QAction *> &actions);

private:
    QHBoxLayout *m_ways;

    QWidget *makeDoor(QAction *action, const QString &title, const QString &sentence);
};

} // namespace Gantry::Inspector

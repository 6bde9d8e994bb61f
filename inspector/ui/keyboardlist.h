// SPDX-License-Identifier: GPL-3.0-only
// All keys of the window, from its actions, with those that the table has by itself.
#pragma once

#include <QtWidgets/QDialog>

#include <utility>

namespace Gantry::Inspector {

//! What can be done, and the keys for it as they are shown, in the order of the menus.
QList<std::pair<QString, QString>> keysOf(const QWidget &window);

class KeyboardList final : public QDialog
{
    Q_OBJECT

public:
    explicit KeyboardList(QWidget *window);
};

} // namespace Gantry::Inspector

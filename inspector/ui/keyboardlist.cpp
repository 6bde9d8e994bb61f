// SPDX-License-Identifier: GPL-3.0-only
#include "ui/keyboardlist.h"

#include <QtGui/QAction>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

namespace {

QString keyText(const QAction &action)
{
    return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText)
        .replace(QStringLiteral("; "), QStringLiteral(", "));
}

//! Without the mark of the mnemonic and the dots of a dialog.
QString plainText(const QAction &action)
{
    QString text = action.text();
    return text.remove(u'&').remove(u'…');
}

} // namespace

QList<std::pair<QString, QString>> keysOf(const QWidget &window)
{
    QList<std::pair<QString, QString>> keys;
    const QList<QAction *> actions = window.findChildren<QAction *>();
    for (const QAction *action : actions) {
        if (!action->shortcuts().isEmpty()) {
            keys.append({plainText(*action), keyText(*action)});
        }
    }
    const auto native = [](Qt::Key key) { return QKeySequence(key).toString(QKeySequence::NativeText); };
    keys.append({KeyboardList::tr("Filter: apply"), native(Qt::Key_Return)});
    keys.append({KeyboardList::tr("Filter: clear, keep the chosen row"), native(Qt::Key_Escape)});
    keys.append({KeyboardList::tr("Next or previous row"), native(Qt::Key_Down) + u' ' + native(Qt::Key_Up)});
    keys.append({KeyboardList::tr("A page further or back"),
                 native(Qt::Key_PageDown) + u' ' + native(Qt::Key_PageUp)});
    keys.append({KeyboardList::tr("First row"), native(Qt::Key_Home)});
    return keys;
}

KeyboardList::KeyboardList(QWidget *window)
    : QDialog(window)
{
    setWindowTitle(tr("Keyboard"));
    auto *list = new QTreeWidget(this);
    list->setHeaderLabels({tr("What"), tr("Keys")});
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAlternatingRowColors(true);
    list->setAccessibleName(tr("Keys of the window"));
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(false);
    const auto keys = keysOf(*window);
    for (const auto &[what, key] : keys) {
        new QTreeWidgetItem(list, {what, key});
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list, 1);
    layout->addWidget(buttons);
    resize(460, 520);
}

} // namespace Gantry::Inspector

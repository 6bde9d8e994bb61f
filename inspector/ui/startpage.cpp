// SPDX-License-Identifier: GPL-3.0-only
#include "ui/startpage.h"

#include <QtGui/QAction>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

namespace {

constexpr int DoorWidth = 260;

QLabel *makeTitle(const QString &text, qreal scale, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

StartPage::StartPage(QAction *attach, QAction *proxy, QAction *demo, QWidget *parent)
    : QWidget(parent)
    , m_ways(new QHBoxLayout)
{
    auto *doors = new QHBoxLayout;
    doors->setSpacing(16);
    doors->addWidget(makeDoor(attach, tr("Attach"),
                              tr("Watch a running program that uses Gantry and was started with "
                                 "GANTRY_INSPECT=1, without touching its connections.")));
    doors->addWidget(makeDoor(proxy, tr("Proxy"),
                              tr("Put the inspector between any client and any server, over ws or wss, and "
                                 "see every frame as it was sent.")));
    doors->addWidget(makeDoor(demo, tr("Demo"),
                              tr("Look around with a chat, a sensor feed and a client that misbehaves, all "
                                 "built in.")));

    auto *title = makeTitle(tr("See what your WebSockets say"), 1.8, this);
    title->setAlignment(Qt::AlignHCenter);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(title);
    layout->addSpacing(24);
    auto *centred = new QHBoxLayout;
    centred->addStretch();
    centred->addLayout(doors);
    centred->addStretch();
    layout->addLayout(centred);
    layout->addSpacing(16);
    layout->addLayout(m_ways);
    layout->addStretch(3);
    m_ways->addStretch();
    m_ways->addStretch();
}

void StartPage::addWays(const QList<QAction *> &actions)
{
    for (QAction *action : actions) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus); // for keys, as the doors
        m_ways->insertWidget(m_ways->count() - 1, button);
    }
}

QWidget *StartPage::makeDoor(QAction *action, const QString &title, const QString &sentence)
{
    auto *door = new QFrame(this);
    door->setFrameShape(QFrame::StyledPanel);
    door->setBackgroundRole(QPalette::Base);
    door->setAutoFillBackground(true);
    door->setFixedWidth(DoorWidth);

    auto *text = new QLabel(sentence, door);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    // An own button: its text is a verb, and it follows whether the action is there.
    auto *button = new QPushButton(action->icon(), action->text(), door);
    button->setEnabled(action->isEnabled());
    button->setAccessibleDescription(sentence);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);

    auto *layout = new QVBoxLayout(door);
    layout->setContentsMargins(20, 18, 20, 18);
    layout->setSpacing(10);
    layout->addWidget(makeTitle(title, 1.25, door));
    layout->addWidget(text, 1);
    layout->addWidget(button, 0, Qt::AlignLeft);
    return door;
}

} // namespace Gantry::Inspector

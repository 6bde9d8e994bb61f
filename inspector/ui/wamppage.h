// SPDX-License-Identifier: GPL-3.0-only
// A WAMP message element by element, what it is the answer to or what answers it, and a way
// to get there.
#pragma once

#include "decode/wampframe.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace Gantry::Inspector {

class WampIndex;

class WampPage final : public QWidget
{
    Q_OBJECT

public:
    explicit WampPage(QWidget *parent = nullptr);

    //! \a message is complete in the record \a sequence. \a index may be nullptr, and may
    //! not have got there yet.
    void showMessage(quint64 sequence, const QByteArray &message, const QByteArray &subprotocol,
                     const WampIndex *index);
    //! Only the pair, which is known some time after the message.
    void showPair(const WampIndex *index);
    void clear();
    quint64 sequence() const noexcept { return m_sequence; }

Q_SIGNALS:
    //! The user wants to see the record on the other side of the pair.
    void jumpRequested(quint64 sequence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void addFrame(QTreeWidgetItem *parent, const WampFrame &frame);
    void addNode(QTreeWidgetItem *parent, const QString &name, quint32 node, int &budget);

    QLabel *m_title;
    QLabel *m_pair;
    QPushButton *m_jump;
    QLabel *m_problem;
    QTreeWidget *m_tree;
    WampFrames m_frames;
    QString m_problemText;
    quint64 m_sequence = 0;
    quint64 m_pairSequence = 0;
};

} // namespace Gantry::Inspector

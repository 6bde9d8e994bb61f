// SPDX-License-Identifier: GPL-3.0-only
// Finds the next or the previous record whose payload has something, over all
// connections and also among rows that the filter hides. There while it is needed.
#pragma once

#include "models/framefinder.h"

#include <QtWidgets/QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace Gantry::Inspector {

class FindBar final : public QFrame
{
    Q_OBJECT

public:
    //! \a store is borrowed and must outlive the bar.
    explicit FindBar(const RecordStore *store, QWidget *parent = nullptr);

    void open();
    //! Goes on with what is written there; without it, asks what to find.
    void findAgain(FrameFinder::Way way);
    //! Where searching goes on: the record that the user looks at.
    void setOrigin(quint64 sequence) { m_origin = sequence; }
    //! Ends a search; whoever clears the store does so.
    void cancel();

    //! What was found has no row in the table.
    void sayHidden();

    QLineEdit *edit() const { return m_edit; }
    QString message() const;

Q_SIGNALS:
    void found(quint64 sequence);
    //! Escape: the focus belongs to the table.
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *addButton(const QString &text, const QString &tip);
    void leave();
    FindQuery query() const;
    void showFound(quint64 sequence, bool wrapped);
    void say(const QString &text, bool isProblem);
    void colorMessage();

    FrameFinder m_finder;
    QLineEdit *m_edit;
    QComboBox *m_kind;
    QCheckBox *m_case;
    QLabel *m_message;
    QToolButton *m_stop;
    FrameFinder::Way m_way = FrameFinder::Way::Forward;
    quint64 m_origin = 0;
    bool m_isProblem = false;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// What a record says to a person: the text of a message (of the whole message, if
// the record is a fragment), JSON indented, a close code explained.
#pragma once

#include "tap/record.h"

#include <QtWidgets/QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;

namespace Gantry::Inspector {

class RecordStore;

class MessagePage final : public QWidget
{
    Q_OBJECT

public:
    //! \a store is borrowed: fragments are looked up there.
    explicit MessagePage(const RecordStore *store, QWidget *parent = nullptr);

    void showRecord(const Tap::Record &record, quint64 sequence);
    void clear();

private:
    void showFrame(const Tap::FrameRecord &frame, quint64 sequence);
    void showText(const QString &summary, const QString &text);
    void showPayload();

    const RecordStore *m_store;
    QLabel *m_summary;
    QCheckBox *m_indent;
    QPlainTextEdit *m_text;
    QLabel *m_omitted;
    QByteArray m_payload;
    bool m_isText = false;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// The frames that a message came in, and the header of one of them bit by bit.
#pragma once

#include "core/role.h"
#include "models/messagefragments.h"

#include <QtWidgets/QWidget>

#include <optional>

class QLabel;
class QTreeWidget;

namespace Gantry::Inspector {

class FramePage;

class FramesPage final : public QWidget
{
    Q_OBJECT

public:
    //! \a store is borrowed: the frames are looked up there.
    explicit FramesPage(const RecordStore *store, QWidget *parent = nullptr);

    //! \a frame, at \a sequence, is one of \a message.
    void showFrames(quint64 sequence, const Tap::FrameRecord &frame, const MessageFragments &message,
                    std::optional<Core::Role> role);
    //! Once more, in the colours of the palette.
    void showAgain();

Q_SIGNALS:
    //! The user wants to see the row of another frame.
    void jumpRequested(quint64 sequence);

private:
    void fillList(const MessageFragments &message);
    void showChosen();

    const RecordStore *m_store;
    QLabel *m_summary;
    QTreeWidget *m_list;
    FramePage *m_header;
    std::optional<Core::Role> m_role;
    Tap::FrameRecord m_frame;
};

} // namespace Gantry::Inspector

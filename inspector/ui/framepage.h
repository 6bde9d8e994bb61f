// SPDX-License-Identifier: GPL-3.0-only
// A frame's header field by field, and above it what is wrong with the frame.
#pragma once

#include "tap/record.h"

#include <QtWidgets/QWidget>

#include <optional>

class QLabel;
class QTreeWidget;

namespace Gantry::Inspector {

class FramePage final : public QWidget
{
    Q_OBJECT

public:
    explicit FramePage(QWidget *parent = nullptr);

    void showFrame(const Tap::FrameRecord &frame, std::optional<Core::Role> role);

private:
    QLabel *m_note;
    QTreeWidget *m_fields;
};

} // namespace Gantry::Inspector

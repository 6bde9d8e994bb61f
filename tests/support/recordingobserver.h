// SPDX-License-Identifier: MIT
#pragma once

#include "core/frame/frameobserver.h"

#include <QtCore/QByteArrayList>

namespace Gantry::Test {

//! Writes each frame down as a line: "received 1- rsv4 payload"; '-' stands for no FIN.
class RecordingObserver : public Core::FrameObserver
{
public:
    QByteArrayList lines;
    void frameSeen(Core::Direction direction, const Core::FrameHeader &header,
                   QByteArrayView payload) override
    {
        lines.append((direction == Core::Direction::Sent ? "sent " : "received ")
                     + QByteArray::number(header.opcode) + (header.fin ? "" : "-") + " rsv"
                     + QByteArray::number(header.rsv) + ' ' + payload.toByteArray());
    }
};

} // namespace Gantry::Test

// SPDX-License-Identifier: GPL-3.0-only
// The opening handshake of a connection: what was asked, what was answered and what
// both agreed on.
#pragma once

#include "tap/record.h"

#include <QtWidgets/QWidget>

class QTreeWidget;

namespace Gantry::Inspector {

class HandshakePage final : public QWidget
{
    Q_OBJECT

public:
    explicit HandshakePage(QWidget *parent = nullptr);

    void showHandshake(const Tap::OpenRecord &open);

private:
    void addGroup(const QString &title, const QByteArray &line, const Core::HeaderFields &fields);

    QTreeWidget *m_tree;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// What tests of a window do with it, and look up in it.
#pragma once

#include "store/recordstore.h"

#include <QtCore/QFile>
#include <QtTest/QTest>
#include <QtWidgets/QPushButton>

namespace Gantry::Inspector::Test {

inline QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! One line of an export in JSON lines.
inline QByteArray lineWith(const QByteArray &text)
{
    return R"({"v":1,"t_ns":1767268800000000000,"conn":1,"dir":"send","op":1,"fin":true,"len":)"
        + QByteArray::number(text.size()) + R"(,"data":")" + text + "\"}\n";
}

//! Direction, opcode and payload of the frames.
inline QList<std::tuple<Core::Direction, quint8, QByteArray>> framesOf(const RecordStore &store)
{
    QList<std::tuple<Core::Direction, quint8, QByteArray>> frames;
    for (quint64 sequence = store.firstSequence(); sequence < store.endSequence(); ++sequence) {
        const Tap::Record record = store.at(sequence);
        if (const auto *each = std::get_if<Tap::FrameRecord>(&record)) {
            frames.append({each->direction, each->header.opcode, each->payload});
        }
    }
    return frames;
}

//! The button called \a text.
inline void click(QWidget *parent, const QString &text)
{
    QVERIFY(parent);
    for (QPushButton *button : parent->findChildren<QPushButton *>()) {
        if (button->text() == text) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("no button ") + text));
}

inline QPushButton *defaultButton(QWidget *parent)
{
    for (QPushButton *button : parent->findChildren<QPushButton *>()) {
        if (button->isDefault()) {
            return button;
        }
    }
    return nullptr;
}

} // namespace Gantry::Inspector::Test

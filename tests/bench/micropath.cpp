// SPDX-License-Identifier: MIT
#include "micromeasure.h"

#include "support/echoscene.h"

#include <QtCore/QCoreApplication>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;
using Testing::EchoScene;

namespace {

struct Way
{
    const char16_t *name;
    EchoScene::Signal signal;
    Core::Opcode opcode;
    bool isMixed;
};

constexpr Way Ways[] = {
    {u"binary", EchoScene::Signal::Message, Core::Opcode::Binary, false},
    {u"bytes ascii", EchoScene::Signal::Message, Core::Opcode::Text, false},
    {u"bytes mixed", EchoScene::Signal::Message, Core::Opcode::Text, true},
    {u"QString ascii", EchoScene::Signal::Text, Core::Opcode::Text, false},
    {u"QString mixed", EchoScene::Signal::Text, Core::Opcode::Text, true},
};

//! Nanoseconds a message when each read brings \a perRead of them.
double measureEcho(const Way &way, qsizetype size, int perRead)
{
    EchoScene scene(way.signal);
    scene.transport().setRecording(false);
    const QByteArray octets = EchoScene::masked(textOf(size, way.isMixed), way.opcode, perRead);
    int reads = 0;
    const quint64 before = scene.transport().octetsWritten();
    scene.receive(octets);
    if (scene.transport().octetsWritten() - before < quint64(size) * quint64(perRead))
        return 0;
    return nsOf([&] {
               scene.receive(octets);
               // An event loop has its turn between reads; here it has it now and then.
               if ((++reads & 255) == 0)
                   QCoreApplication::processEvents();
           })
        / perRead;
}

} // namespace

QList<MicroFigure> measurePath()
{
    QList<MicroFigure> figures;
    for (const Way &way : Ways) {
        for (const qsizetype size : {16, 125, 1024, 65536, 1048576}) {
            const QString name = u"echo "_s + QString::fromUtf16(way.name);
            figures.append({name, size, measureEcho(way, size, 1)});
            if (size <= 1024)
                figures.append({name + u" x16"_s, size, measureEcho(way, size, 16)});
        }
    }
    return figures;
}

} // namespace Gantry::Bench

// SPDX-License-Identifier: MIT
#include "websocket/transport/loopwaker.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QSocketNotifier>

#ifdef Q_OS_LINUX
#include <sys/eventfd.h>
#include <unistd.h>
#endif

namespace Gantry {

LoopWaker::LoopWaker(std::function<void()> woken, QObject *parent)
    : QObject(parent)
    , m_woken(std::move(woken))
{
#ifdef Q_OS_LINUX
    m_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_descriptor < 0)
        return;
    auto *notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &LoopWaker::descriptorReady);
#endif
}

LoopWaker::~LoopWaker()
{
#ifdef Q_OS_LINUX
    qDeleteAll(children()); // the notifier has no descriptor to look at after this
    if (m_descriptor >= 0)
        ::close(m_descriptor);
#endif
}

void LoopWaker::wake() noexcept
{
#ifdef Q_OS_LINUX
    // The counter is only ever full of calls that nobody has come for yet.
    if (m_descriptor >= 0) {
        (void)::eventfd_write(m_descriptor, 1);
        return;
    }
#endif
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

void LoopWaker::descriptorReady()
{
#ifdef Q_OS_LINUX
    eventfd_t calls = 0;
    (void)::eventfd_read(m_descriptor, &calls);
#endif
    call();
}

bool LoopWaker::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    call();
    return true;
}

} // namespace Gantry

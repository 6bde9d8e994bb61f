// SPDX-License-Identifier: MIT
// Calls one thread's event loop from any other: a descriptor of the system where there
// is one made for it, since ThreadSanitizer cannot see what Qt does for a queued call.
#pragma once

#include <QtCore/QObject>

#include <functional>

namespace Gantry {

class LoopWaker final : public QObject
{
public:
    //! \a woken is called from the event loop of this object's thread.
    LoopWaker(std::function<void()> woken, QObject *parent);
    ~LoopWaker() override;

    //! In any thread, as long as this lives. Several calls may lead to one of woken().
    void wake() noexcept;
    //! In its own thread: nothing is called any more.
    void forget() noexcept { m_isForgotten = true; }

protected:
    bool event(QEvent *event) override;

private:
    void descriptorReady();
    void call() const
    {
        if (!m_isForgotten)
            m_woken();
    }

    const std::function<void()> m_woken;
    bool m_isForgotten = false;
    int m_descriptor = -1; //!< -1: calls are queued by Qt
};

} // namespace Gantry

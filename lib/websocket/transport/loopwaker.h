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
    //! \a woken is called from the event loop of the thread that this is made in, and
    //! follows this to another one.
    explicit LoopWaker(std::function<void()> woken);
    ~LoopWaker() override;

    //! In any thread, as long as this lives. Several calls may lead to one of woken().
    void wake() noexcept;

protected:
    bool event(QEvent *event) override;

private:
    void descriptorReady();

    const std::function<void()> m_woken;
    int m_descriptor = -1; //!< -1: calls are queued by Qt
};

} // namespace Gantry

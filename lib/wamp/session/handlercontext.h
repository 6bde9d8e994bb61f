// SPDX-License-Identifier: MIT
// The object that a handler was given with, as long as which it is called.
#pragma once

#include <QtCore/QPointer>

namespace Gantry::Wamp {

class HandlerContext
{
public:
    //! None: the handler is always called.
    HandlerContext() = default;
    explicit HandlerContext(QObject *object)
        : m_object(object)
        , m_isSet(true)
    { }

    bool isGone() const { return m_isSet && !m_object; }
    QObject *object() const { return m_object; }

private:
    QPointer<QObject> m_object;
    bool m_isSet = false;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
#pragma once

#include "core/export.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry {

//! deleteLater() for \a object, which has no parent, that keeps its word where the
//! thread's event loop has ended: what is given up while a thread or the application is
//! torn down then goes with the event dispatcher. At once where there is none.
GANTRY_WEBSOCKET_EXPORT void deleteSoon(QObject *object);

//! The same for what is no QObject.
template<typename T>
void deleteSoon(std::unique_ptr<T> object)
{
    class Holder final : public QObject
    {
    public:
        std::unique_ptr<T> held;
    };
    auto *holder = new Holder;
    holder->held = std::move(object);
    deleteSoon(holder);
}

} // namespace Gantry

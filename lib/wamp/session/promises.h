// SPDX-License-Identifier: MIT
// Futures of requests: each is finished once.
#pragma once

#include <QtCore/QFuture>
#include <QtCore/QPromise>

#include <utility>

namespace Gantry::Wamp {

template<typename Value>
QPromise<Value> startedPromise()
{
    QPromise<Value> promise;
    promise.start();
    return promise;
}

//! What continues runs in here, and may delete anything.
template<typename Value>
void finishPromise(QPromise<Value> promise, Value value)
{
    promise.addResult(std::move(value));
    promise.finish();
}

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// The futures that were handed out for one connection and are not finished yet. Each is
// finished exactly once. Every caller gets a future of their own, since Qt's futures run
// one continuation each.
#pragma once

#include "websocket/openresult.h"

#include <QtCore/QFuture>
#include <QtCore/QPromise>

#include <vector>

namespace Gantry {

class ConnectionPromises
{
public:
    QFuture<OpenResult> addOpen() { return add(m_open); }
    QFuture<CloseInfo> addClosed() { return add(m_closed); }

    // What continues on a future runs inside these and may delete whoever calls, and this
    // object with it.
    void finishOpen(const OpenResult &result) { finish(m_open, result); }
    void finishClosed(const CloseInfo &info) { finish(m_closed, info); }

private:
    template<typename Value>
    static QFuture<Value> add(std::vector<QPromise<Value>> &promises)
    {
        QPromise<Value> &promise = promises.emplace_back();
        promise.start();
        return promise.future();
    }
    template<typename Value>
    static void finish(std::vector<QPromise<Value>> &promises, const Value &value)
    {
        const Value kept = value;
        std::vector<QPromise<Value>> taken = std::move(promises);
        promises.clear();
        for (QPromise<Value> &promise : taken) {
            promise.addResult(kept);
            promise.finish();
        }
    }

    std::vector<QPromise<OpenResult>> m_open;
    std::vector<QPromise<CloseInfo>> m_closed;
};

} // namespace Gantry

// SPDX-License-Identifier: GPL-3.0-only
// The built-in demo as a source: a server and its clients talk over real sockets in a
// thread of their own, and the process's own tap is watched. Both ends are in this
// process; shown is the server's side of each connection, so that nothing is seen
// twice.
#pragma once

#include "capture/recordqueue.h"
#include "capture/source.h"

#include <QtCore/QThread>

#include <memory>

namespace Gantry::Inspector {

class DemoPlay;
class HubTap;

class DemoSource : public Source
{
    Q_OBJECT

public:
    explicit DemoSource(QObject *parent = nullptr);
    ~DemoSource() override;

    QString title() const override;
    void start() override;
    void stop() override;

private:
    void onThreadFinished();

    RecordQueue m_queue;
    std::unique_ptr<HubTap> m_tap;
    QThread m_thread;
    bool m_hasFailed = false;
};

} // namespace Gantry::Inspector

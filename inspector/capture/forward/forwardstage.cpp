// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardstage.h"

#include "websocket/deletesoon.h"

namespace Gantry::Inspector {

std::unique_ptr<Link> ForwardStage::take(std::unique_ptr<Link> &link, QObject *stage)
{
    if (link)
        link->disconnect(stage);
    return std::move(link);
}

void ForwardStage::dismiss(std::unique_ptr<Link> &link)
{
    if (!link)
        return;
    link->disconnect();
    link->abort();
    deleteSoon(link.release());
}

} // namespace Gantry::Inspector

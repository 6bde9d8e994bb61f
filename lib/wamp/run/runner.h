// SPDX-License-Identifier: MIT
// A session as a whole program.
#pragma once

#include "component.h"

#include <functional>

namespace Gantry::Wamp {

struct RunnerOptions
{
    //! As Component has it; its url is the runner's.
    ComponentTransport transport = {};
    JoinOptions join = {};
    SessionOptions session = {};
};

/*!
    Connects to a router, joins a realm, and again when that was lost, until the session is
    left.

    \code
    int main(int argc, char *argv[])
    {
        QCoreApplication application(argc, argv);
        Runner runner(QUrl(u"ws://127.0.0.1:8080/ws"_s), u"realm1"_s);
        return runner.run([](ApplicationSession *session) {
            session->call(u"com.example.now"_s).future().then([session](const CallOutcome &outcome) {
                qInfo() << outcome.value();
                (void)session->leave();
            });
        });
    }
    \endcode
*/
class GANTRY_WAMP_EXPORT Runner
{
public:
    Runner(const QUrl &url, const QString &realm, const RunnerOptions &options = {});

    //! Runs an event loop, which needs an application object, and calls \a joined in each
    //! session. Returns 0 when the session was left or the application quits, and 1, with
    //! a line on stderr, when the component gave up.
    int run(const std::function<void(ApplicationSession *)> &joined);
    //! The same with sessions that \a maker makes, and that know themselves what to do.
    int runSessions(const Component::SessionMaker &maker);

private:
    int run(Component &component);

    ComponentOptions m_options;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// Every signal of every public class times everything that people do in slots. Signals
// are found by themselves; one that no conversation below emits needs a line in the
// table of scenarios, and everySignalIsReached() says so.
#include "signalscene.h"
#include "support/soak.h"

#include <QtCore/QMetaMethod>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;

namespace {

struct Emission
{
    const char *signal; //!< class::name
    Scenario atServer;
    Scenario atClient;
};

//! Signals that a plain conversation does not emit.
constexpr Emission Emissions[] = {
    {"WebSocketAdapterProtocol::drained", Scenario::Overflow, Scenario::Overflow},
    {"WebSocketAdapterProtocol::messagesDropped", Scenario::Overflow, Scenario::Overflow},
    {"WebSocketAdapterProtocol::onAutoPong", Scenario::AutoPing, Scenario::AutoPing},
    {"WebSocketAdapterProtocol::onAutoPingTimeout", Scenario::SilentOpen, Scenario::SilentOpen},
    {"WebSocketAdapterProtocol::onOpenHandshakeTimeout", Scenario::SilentOpening, Scenario::SilentOpening},
    {"WebSocketAdapterProtocol::onCloseHandshakeTimeout", Scenario::SilentClosing, Scenario::SilentClosing},
    {"WebSocketAdapterProtocol::onServerConnectionDropTimeout", Scenario::Never, Scenario::LingeringServer},
    {"WebSocketAdapterProtocol::onMessageBegin", Scenario::Frames, Scenario::Frames},
    {"WebSocketAdapterProtocol::onMessageFrame", Scenario::Frames, Scenario::Frames},
    {"WebSocketAdapterProtocol::onMessageEnd", Scenario::Frames, Scenario::Frames},
    {"WebSocketAdapterProtocol::onMessageFrameBegin", Scenario::Streaming, Scenario::Streaming},
    {"WebSocketAdapterProtocol::onMessageFrameData", Scenario::Streaming, Scenario::Streaming},
    {"WebSocketAdapterProtocol::onMessageFrameEnd", Scenario::Streaming, Scenario::Streaming},
    {"WebSocketConnector::errorOccurred", Scenario::RefusedPort, Scenario::RefusedPort},
    {"WebSocketConnector::reconnectScheduled", Scenario::GivingUp, Scenario::GivingUp},
    {"WebSocketConnector::messagesDropped", Scenario::GivingUp, Scenario::GivingUp},
    {"WebSocketListener::errorOccurred", Scenario::UnusableUrl, Scenario::UnusableUrl},
    {"WebSocketListener::stopped", Scenario::StopListening, Scenario::StopListening},
};

struct Signal
{
    QMetaMethod method;
    bool atServer = false; //!< of those that both sides' protocols have
    QByteArray className() const
    {
        return QByteArray(method.enclosingMetaObject()->className()).replace("Gantry::", "");
    }
    QByteArray name() const { return className() + "::" + method.name(); }
    Scenario scenario() const
    {
        const auto *const found =
            std::find_if(std::begin(Emissions), std::end(Emissions),
                         [this](const Emission &emission) { return name() == emission.signal; });
        return found == std::end(Emissions) ? Scenario::Talk : atServer ? found->atServer : found->atClient;
    }
    //! Whether \a object is the one whose signal is meant.
    bool isOf(const QObject *object) const
    {
        return object->metaObject()->inherits(method.enclosingMetaObject())
            && (!qobject_cast<const WebSocketAdapterProtocol *>(object)
                || (qobject_cast<const WebSocketServerProtocol *>(object) != nullptr) == atServer)
            && (!qobject_cast<const WebSocketAdapterFactory *>(object)
                || (qobject_cast<const WebSocketServerFactory *>(object) != nullptr) == atServer);
    }
};

QList<Signal> allSignals()
{
    QList<Signal> all;
    const auto add = [&all](const QMetaObject &metaObject, bool atServer) {
        for (int i = QObject::staticMetaObject.methodCount(); i < metaObject.methodCount(); ++i) {
            const Signal signal{metaObject.method(i), atServer};
            if (signal.method.methodType() == QMetaMethod::Signal && signal.scenario() != Scenario::Never)
                all.append(signal);
        }
    };
    add(WebSocketServerProtocol::staticMetaObject, true);
    add(WebSocketClientProtocol::staticMetaObject, false);
    add(WebSocketServerFactory::staticMetaObject, true);
    add(WebSocketClientFactory::staticMetaObject, false);
    add(WebSocketListener::staticMetaObject, true);
    add(WebSocketConnector::staticMetaObject, false);
    return all;
}

//! Calls a function when a signal of any arguments is emitted.
class Trigger : public QObject
{
    Q_OBJECT

public:
    explicit Trigger(std::function<void()> function)
        : m_function(std::move(function))
    { }
    void watch(QObject *object, const QMetaMethod &signal)
    {
        connect(object, signal, this, metaObject()->method(metaObject()->indexOfSlot("fire()")));
    }

public Q_SLOTS:
    void fire() { m_function(); }

private:
    std::function<void()> m_function;
};

//! How often \a signal came in its scenario, \a act being done the first time; -1: what
//! had to end did not.
int playedThrough(const Signal &signal, const Act &act)
{
    Scene scene(signal.scenario());
    int calls = 0;
    Trigger trigger([&] {
        if (++calls == 1)
            act.perform(scene);
    });
    scene.prepared = [&](QObject *object) {
        if (signal.isOf(object))
            trigger.watch(object, signal.method);
    };
    for (QObject *object : std::initializer_list<QObject *>{scene.server, scene.client, scene.listener})
        scene.prepared(object);
    scene.start();
    static_cast<void>(waitFor([&] { return calls > 0 || (!scene.protocols.empty() && scene.isQuiet()); }));
    if (!waitFor([&] { return scene.isQuiet(); }))
        return -1;
    for (const Scene::Made &made : scene.protocols) {
        if (made.closes > 1 || (made.closes == 0 && !act.deletes))
            return -1;
    }
    spin(); // what was left for later must not need what is gone
    return calls;
}

} // namespace

class TestSignalMatrix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySignalIsReached();
    void everyActInEverySlot_data();
    void everyActInEverySlot();
};

void TestSignalMatrix::everySignalIsReached()
{
    QByteArrayList unreached;
    const QList<Signal> all = allSignals();
    for (const Signal &signal : all) {
        if (playedThrough(signal, acts()[0]) <= 0)
            unreached.append(signal.name() + (signal.atServer ? ", server" : ", client"));
    }
    QVERIFY2(unreached.isEmpty(), ("no scenario emits " + unreached.join("; ")).constData());
}

void TestSignalMatrix::everyActInEverySlot_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("act");
    const QList<Signal> all = allSignals();
    for (int signal = 0; signal < all.size(); ++signal) {
        for (int act = 0; act < int(acts().size()); ++act) {
            QTest::addRow("%s (%s): %s", all[signal].name().constData(),
                          all[signal].atServer ? "server" : "client", acts()[size_t(act)].name)
                << signal << act;
        }
    }
}

void TestSignalMatrix::everyActInEverySlot()
{
    QFETCH(const int, signal);
    QFETCH(const int, act);
    const int calls = playedThrough(allSignals().at(signal), acts()[size_t(act)]);
    if (calls == 0)
        QSKIP("not emitted: see everySignalIsReached()");
    QVERIFY2(calls > 0, "a protocol did not end, or not once");
}

QTEST_GUILESS_MAIN(TestSignalMatrix)
#include "tst_signalmatrix.moc"

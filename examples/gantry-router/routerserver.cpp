// SPDX-License-Identifier: MIT
#include "routerserver.h"

#include <algorithm>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// What a peer has to answer a WebSocket's close frame, once its session was told.
constexpr auto ClosingPatience = 1s;

} // namespace

RouterServer::RouterServer(const Wamp::RouterOptions &limits, QObject *parent)
    : QObject(parent)
    , m_router(limits)
{
    m_clock.start();
}

RouterServer::~RouterServer() = default;

RouterServer::Applied RouterServer::apply(const RouterSetup &setup)
{
    if (m_isStopping)
        return {};
    const Applied applied = applyListeners(setup.listeners);
    if (applied.isAsBefore)
        return applied;
    // Nobody who connects meanwhile is heard before the event loop goes on.
    applyRealms(setup.realms);
    m_router.setOptions(setup.limits);
    return applied;
}

RouterServer::Applied RouterServer::applyListeners(const QList<ListenerSetup> &setups)
{
    Listeners old = std::exchange(m_listeners, {});
    Listeners fresh;
    std::vector<std::pair<RouterListener *, const ListenerSetup *>> kept;
    QList<const ListenerSetup *> missing;
    for (const ListenerSetup &setup : setups) {
        const auto same = std::ranges::find_if(old, [&](const auto &l) { return l->isLike(setup); });
        if (same == old.end()) {
            missing.append(&setup);
            continue;
        }
        kept.emplace_back(same->get(), &setup);
        m_listeners.push_back(std::move(*same));
        old.erase(same);
    }
    const QString error = open(missing, old, fresh);
    if (!error.isEmpty()) {
        std::ranges::move(old, std::back_inserter(m_listeners));
        return {.error = error, .isAsBefore = true};
    }
    Applied applied;
    for (const auto &[listener, setup] : kept) {
        // It had the address a moment ago, and the others have nothing to do with it.
        if (const QString lost = listener->update(*setup); !lost.isEmpty())
            applied.error = lost;
    }
    for (auto &listener : old)
        retire(std::move(listener));
    for (auto &listener : fresh) {
        Q_EMIT listening(listener->url());
        m_listeners.push_back(std::move(listener));
    }
    return applied;
}

QString RouterServer::open(const QList<const ListenerSetup *> &setups, Listeners &leaving, Listeners &opened)
{
    std::vector<RouterListener *> aside;
    QString error;
    for (const ListenerSetup *setup : setups) {
        for (const auto &listener : leaving) {
            // The same address, differently: it has to be free.
            if (listener->setup().config.url == setup->config.url && setup->config.url.port() != 0) {
                listener->stopListening();
                aside.push_back(listener.get());
            }
        }
        auto listener = std::make_unique<RouterListener>(*setup, m_router.sessionCreator(),
                                                         [this](const QString &name) { return page(name); });
        error = listener->open();
        if (!error.isEmpty())
            break;
        opened.push_back(std::move(listener));
    }
    if (error.isEmpty())
        return {};
    opened.clear();
    for (RouterListener *listener : aside)
        [[maybe_unused]] const QString again = listener->open();
    return error;
}

void RouterServer::retire(std::unique_ptr<RouterListener> listener)
{
    const QFuture<void> end = listener->shutDown(ClosingPatience);
    RouterListener *leaving = listener.get();
    m_retired.push_back(std::move(listener));
    QFuture<void>(end).then(this, [this, leaving] {
        // Later: its last connection is still on the stack.
        QMetaObject::invokeMethod(
            this,
            [this, leaving] {
                std::erase_if(m_retired, [leaving](const auto &l) { return l.get() == leaving; });
                if (m_isStopping)
                    finishWhenEmpty();
            },
            Qt::QueuedConnection);
    });
}

void RouterServer::applyRealms(const QList<RealmSetup> &setups)
{
    QMap<QString, RealmSetup> wanted;
    for (const RealmSetup &setup : setups)
        wanted.insert(setup.config.options.name, setup);
    for (const QString &name : m_realms.keys()) {
        if (!wanted.contains(name))
            m_router.closeRealm(name);
    }
    for (auto setup = wanted.cbegin(); setup != wanted.cend(); ++setup) {
        const auto before = m_realms.constFind(setup.key());
        if (before == m_realms.cend())
            m_router.addRealm(setup->options());
        else if (*before != *setup)
            m_router.realm(setup.key())->setOptions(setup->options());
    }
    m_realms = wanted;
}

QStringList RouterServer::urls() const
{
    QStringList urls;
    for (const auto &listener : m_listeners)
        urls.append(listener->url());
    return urls;
}

RouterFigures RouterServer::figures() const
{
    RouterFigures figures{.statistics = m_router.statistics(),
                          .uptime = std::chrono::seconds(m_clock.elapsed() / 1000),
                          .realms = {},
                          .listeners = urls()};
    for (const QString &name : m_realms.keys()) {
        if (const Wamp::Realm *realm = m_router.realm(name))
            figures.realms.append({.name = name, .sessions = realm->sessions().size()});
    }
    return figures;
}

std::optional<ConnectDecision> RouterServer::page(const QString &name) const
{
    // Figures of a moment ago are of no use to anybody.
    const HeaderFields headers{{"Cache-Control", "no-store"}};
    if (name.isEmpty())
        return ConnectDecision::page(statusPage(figures()), "text/html; charset=utf-8", 200, headers);
    if (name == "status.json"_L1)
        return ConnectDecision::page(statusJson(figures()), "application/json", 200, headers);
    return std::nullopt;
}

void RouterServer::stop(std::chrono::milliseconds patience)
{
    if (std::exchange(m_isStopping, true))
        return;
    for (const auto &listener : m_listeners)
        listener->stopListening();
    m_router.shutDown(patience - ClosingPatience).then(this, [this] {
        for (auto &listener : std::exchange(m_listeners, {}))
            retire(std::move(listener));
    });
}

void RouterServer::finishWhenEmpty()
{
    if (m_retired.empty())
        Q_EMIT finished();
}

} // namespace Gantry::Examples

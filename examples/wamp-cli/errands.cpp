// SPDX-License-Identifier: MIT
#include "errands.h"

#include "jsonpayload.h"

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! "com.example.error: what it says".
QString textOf(const Wamp::RequestError &error)
{
    if (error.uri.isEmpty())
        return error.text();
    const auto payload = toJsonLine(error.args, error.kwargs);
    const bool isText = error.args.value(0).typeId() == QMetaType::QString && error.kwargs.isEmpty();
    if (error.args.isEmpty() && error.kwargs.isEmpty())
        return error.uri;
    return error.uri + u": "_s
        + (isText ? error.args.first().toString() : QString::fromUtf8(payload.value_or("?")));
}

} // namespace

void OptionsErrand::print(const QVariantList &args, const QVariantMap &kwargs, const QByteArray &name,
                          const QString &uri)
{
    const auto first = name.isEmpty() ? std::nullopt : std::optional(NamedText{name, uri});
    if (const auto line = toJsonLine(args, kwargs, first))
        Q_EMIT printed(*line);
    else
        Q_EMIT finished(u"what came cannot be written as JSON"_s);
}

void OptionsErrand::printCounted(const QVariantList &args, const QVariantMap &kwargs, const QByteArray &name,
                                 const QString &uri)
{
    if (m_options.count > 0 && m_printed >= m_options.count)
        return; // came before the end was through
    const bool isPattern = m_options.match != Wamp::MatchPolicy::Exact;
    print(args, kwargs, isPattern ? name : QByteArray(), uri);
    if (++m_printed == m_options.count)
        Q_EMIT finished({});
}

void OptionsErrand::conclude(const Wamp::RequestError &error)
{
    Q_EMIT finished(error ? textOf(error) : QString());
}

void OptionsErrand::settle(const QString &what, const Wamp::RequestError &error)
{
    if (error)
        conclude(error);
    else
        Q_EMIT settled(what + u' ' + m_options.uri);
}

void CallErrand::begin(Wamp::ApplicationSession *session)
{
    Wamp::ProgressHandler onProgress;
    if (m_options.showsProgress) {
        onProgress = Wamp::ProgressHandler(
            this, [this](const QVariantList &args, const QVariantMap &kwargs) { print(args, kwargs); });
    }
    const Wamp::CallOptions options{.timeout = m_options.timeout};
    session->call(m_options.uri, m_options.args, m_options.kwargs, options, onProgress)
        .future()
        .then(this, [this](const Wamp::CallOutcome &outcome) {
            if (outcome.isOk())
                print(outcome.result.args, outcome.result.kwargs);
            conclude(outcome.error);
        });
}

void PublishErrand::begin(Wamp::ApplicationSession *session)
{
    const Wamp::PublishOptions options{.retain = m_options.retains};
    if (!m_options.isAcknowledged) {
        const auto outcome = session->publish(m_options.uri, m_options.args, m_options.kwargs, options);
        conclude({.failure = outcome.failure});
        return;
    }
    session->publishAcknowledged(m_options.uri, m_options.args, m_options.kwargs, options)
        .then(this, [this](const Wamp::PublishOutcome &outcome) { conclude(outcome.error); });
}

void SubscribeErrand::begin(Wamp::ApplicationSession *session)
{
    const Wamp::SubscribeOptions options{.match = m_options.match, .getRetained = m_options.wantsRetained};
    session
        ->subscribe(
            m_options.uri, this,
            [this](const QVariantList &args, const QVariantMap &kwargs, const Wamp::EventInfo &info) {
                printCounted(args, kwargs, "topic", info.topic);
            },
            options)
        .then(this,
              [this](const Wamp::SubscribeOutcome &outcome) { settle(u"subscribed to"_s, outcome.error); });
}

void RegisterErrand::begin(Wamp::ApplicationSession *session)
{
    const Wamp::RegisterOptions options{.match = m_options.match, .invoke = m_options.invoke};
    session
        ->registerProcedure(
            m_options.uri, this,
            [this](const Wamp::CallDetails &details, const QVariantList &args, const QVariantMap &kwargs) {
                // The answer goes first.
                QMetaObject::invokeMethod(
                    this, [=, this] { printCounted(args, kwargs, "procedure", details.procedure); },
                    Qt::QueuedConnection);
                return m_options.reply ? Wamp::CallResult{.args = {*m_options.reply}}
                                       : Wamp::CallResult{.args = args, .kwargs = kwargs};
            },
            options)
        .then(this, [this](const Wamp::RegisterOutcome &outcome) { settle(u"registered"_s, outcome.error); });
}

std::unique_ptr<Errand> makeErrand(const CliOptions &options)
{
    switch (options.verb) {
    case Verb::Call:
        return std::make_unique<CallErrand>(options);
    case Verb::Publish:
        return std::make_unique<PublishErrand>(options);
    case Verb::Subscribe:
        return std::make_unique<SubscribeErrand>(options);
    case Verb::Register:
        break;
    }
    return std::make_unique<RegisterErrand>(options);
}

} // namespace Gantry::Examples

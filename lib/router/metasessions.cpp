// SPDX-License-Identifier: MIT
// The procedures of the meta API that are about sessions.
#include "router/metaapi.h"

#include "router/metadetails.h"
#include "router/realmcore.h"
#include "wamp/message/uri.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The sessions that the first argument, a list of roles, picks; without it all of them.
QVariantList picked(const QHash<Id, RouterSession *> &sessions, const QVariantList &args)
{
    const bool isFiltered = args.value(0).isValid();
    const QStringList roles = args.value(0).toStringList();
    QVariantList ids;
    for (const RouterSession *session : sessions) {
        if (!isFiltered || roles.contains(session->identity().authrole))
            ids.append(session->id());
    }
    return ids;
}

} // namespace

MetaApi::Answer MetaApi::sessionCount(const Question &question)
{
    return QVariantList{qlonglong(picked(m_realm.sessions(), question.args).size())};
}

MetaApi::Answer MetaApi::sessionList(const Question &question)
{
    return QVariantList{QVariant(picked(m_realm.sessions(), question.args))};
}

MetaApi::Answer MetaApi::sessionGet(const Question &question)
{
    const RouterSession *session = m_realm.session(idOf(question.args.value(0)));
    if (!session)
        return Refusal{Uris::noSuchSession, {}};
    return QVariantList{session->details()};
}

//! Never the caller's own session.
template<typename Wanted>
std::variant<QList<Id>, MetaApi::Refusal> MetaApi::kill(const Question &question, const Wanted &wanted)
{
    const QVariant reason = question.kwargs.value(u"reason"_s);
    if (reason.isValid() && !isValidUri(reason.toString().toUtf8()))
        return Refusal{Uris::invalidUri, "reason is no URI"_L1};
    const Utf8 uri = reason.isValid() ? Utf8(reason.toString()) : Utf8(Uris::normal);
    return m_realm.closeSessions(uri, question.kwargs.value(u"message"_s).toString(), &question.caller,
                                 wanted);
}

MetaApi::Answer MetaApi::sessionKill(const Question &question)
{
    const Id id = idOf(question.args.value(0));
    const auto killed = kill(question, [id](const RouterSession &session) { return session.id() == id; });
    if (const auto *refusal = std::get_if<Refusal>(&killed))
        return *refusal;
    if (std::get<QList<Id>>(killed).isEmpty())
        return Refusal{Uris::noSuchSession, {}};
    return QVariantList();
}

MetaApi::Answer MetaApi::sessionKillByAuthid(const Question &question)
{
    const QString authid = question.args.value(0).toString();
    const auto killed =
        kill(question, [&](const RouterSession &session) { return session.identity().authid == authid; });
    if (const auto *refusal = std::get_if<Refusal>(&killed))
        return *refusal;
    QVariantList ids;
    for (const Id id : std::get<QList<Id>>(killed))
        ids.append(id);
    return QVariantList{QVariant(ids)};
}

MetaApi::Answer MetaApi::sessionKillByAuthrole(const Question &question)
{
    const QString role = question.args.value(0).toString();
    const auto killed =
        kill(question, [&](const RouterSession &session) { return session.identity().authrole == role; });
    if (const auto *refusal = std::get_if<Refusal>(&killed))
        return *refusal;
    return QVariantList{qlonglong(std::get<QList<Id>>(killed).size())};
}

MetaApi::Answer MetaApi::sessionKillAll(const Question &question)
{
    const auto killed = kill(question, [](const RouterSession &) { return true; });
    if (const auto *refusal = std::get_if<Refusal>(&killed))
        return *refusal;
    return QVariantList{qlonglong(std::get<QList<Id>>(killed).size())};
}

} // namespace Gantry::Wamp

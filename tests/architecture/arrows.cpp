// SPDX-License-Identifier: MIT
#include "arrows.h"

#include <QtCore/QRegularExpression>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Room
{
    QString name;
    QString prefix; //!< of its files' paths; the longest that fits wins
    QStringList includes; //!< the arrows that end here
};

//! The plan. An arrow is followed to its end: who may include websocket may include
//! what websocket may.
const QList<Room> &rooms()
{
    static const QList<Room> table{
        {u"core"_s, u"lib/core/"_s, {}},
        {u"tap"_s, u"lib/tap/"_s, {u"core"_s}},
        {u"attach"_s, u"lib/attach/"_s, {u"tap"_s}},
        // What websocket and its transports share, below both.
        {u"websocket/basics"_s, u"lib/websocket/connectiondetails."_s, {u"core"_s}},
        {u"websocket/basics"_s, u"lib/websocket/deadlinequeue."_s, {u"core"_s}},
        {u"websocket/basics"_s, u"lib/websocket/deletesoon."_s, {u"core"_s}},
        {u"websocket/basics"_s, u"lib/websocket/logging"_s, {u"core"_s}},
        {u"websocket/basics"_s, u"lib/websocket/looptasks."_s, {u"core"_s}},
        {u"websocket/basics"_s, u"lib/websocket/transportpolicy."_s, {}},
        {u"websocket/basics"_s, u"lib/websocket/threadbuffers."_s, {u"core"_s}},
        {u"websocket/transport"_s, u"lib/websocket/transport/"_s, {u"websocket/basics"_s}},
        {u"websocket"_s, u"lib/websocket/"_s, {u"tap"_s, u"websocket/transport"_s}},
        {u"wrapping"_s, u"lib/wrapping/"_s, {u"websocket"_s}},
        {u"wamp/message"_s, u"lib/wamp/message/"_s, {u"core"_s}},
        {u"wamp/serializer"_s, u"lib/wamp/serializer/"_s, {u"wamp/message"_s}},
        {u"wamp/auth"_s, u"lib/wamp/auth/"_s, {u"wamp/message"_s}},
        {u"wamp/transport"_s, u"lib/wamp/transport/"_s, {u"wamp/serializer"_s, u"websocket"_s}},
        {u"wamp/session"_s, u"lib/wamp/session/"_s, {u"wamp/auth"_s, u"wamp/transport"_s}},
        {u"wamp/run"_s, u"lib/wamp/run/"_s, {u"wamp/session"_s}},
        {u"router"_s, u"lib/router/"_s, {u"wamp/auth"_s, u"wamp/transport"_s}},
        {u"qml"_s, u"lib/qml/"_s, {u"wrapping"_s, u"wamp/run"_s, u"router"_s}},
        {u"testing"_s, u"lib/testing/"_s, {u"core"_s, u"websocket/transport"_s}},

        {u"inspector/store"_s, u"inspector/store/"_s, {u"tap"_s}},
        {u"inspector/decode"_s, u"inspector/decode/"_s, {u"tap"_s, u"wamp/serializer"_s}},
        {u"inspector/filter"_s, u"inspector/filter/"_s, {u"inspector/decode"_s}},
        {u"inspector/models"_s, u"inspector/models/"_s, {u"inspector/filter"_s, u"inspector/store"_s}},
        {u"inspector/export"_s, u"inspector/export/"_s, {u"inspector/filter"_s, u"inspector/store"_s}},
        // The one header through which everybody knows where records come from.
        {u"inspector/source"_s, u"inspector/capture/source."_s, {u"tap"_s}},
        {u"inspector/import"_s, u"inspector/import/"_s, {u"inspector/export"_s, u"inspector/source"_s}},
        {u"inspector/system"_s, u"inspector/system/"_s, {}},
        {u"inspector/capture"_s,
         u"inspector/capture/"_s,
         {u"inspector/source"_s, u"inspector/system"_s, u"attach"_s, u"wrapping"_s}},
        {u"inspector/ui"_s,
         u"inspector/ui/"_s,
         {u"inspector/models"_s, u"inspector/export"_s, u"inspector/source"_s}},
        {u"inspector/demo"_s,
         u"inspector/demo/"_s,
         {u"inspector/ui"_s, u"inspector/capture"_s, u"wamp/session"_s, u"router"_s}},
        {u"inspector"_s, u"inspector/"_s, {u"inspector/demo"_s, u"inspector/import"_s}},
    };
    return table;
}

const Room *find(const QString &name)
{
    for (const Room &room : rooms()) {
        if (room.name == name)
            return &room;
    }
    return nullptr;
}

//! Files that a build makes beside nobody's source.
bool isGenerated(const QString &include)
{
    static const QRegularExpression pattern(u"(^|/)(moc_|ui_|qrc_)[^/]*$|\\.moc$"_s);
    return pattern.match(include).hasMatch();
}

//! The room that \a include of \a path leads to, or an error about it.
struct Destination
{
    QString room;
    QString error;
};

Destination destinationOf(const SourceTree &tree, const QString &path, const Include &include)
{
    if (include.angled) {
        if (!include.target.startsWith("Gantry/"_L1))
            return {};
        if (path.startsWith("lib/"_L1))
            return {{}, u"<%1>: the library names its own headers by path"_s.arg(include.target)};
        return {u"websocket"_s, {}};
    }
    if (isGenerated(include.target))
        return {};
    const QString target = resolved(tree, path, include.target);
    if (target.isEmpty())
        return {{}, u"\"%1\" leads nowhere"_s.arg(include.target)};
    const QString room = roomOf(target);
    if (room.isEmpty())
        return {{}, u"\"%1\" leads to %2, which is in no room"_s.arg(include.target, target)};
    return {room, {}};
}

} // namespace

QString roomOf(const QString &path)
{
    const Room *best = nullptr;
    for (const Room &room : rooms()) {
        if (path.startsWith(room.prefix) && (!best || room.prefix.size() > best->prefix.size()))
            best = &room;
    }
    return best ? best->name : QString();
}

QSet<QString> reachableFrom(const QString &room)
{
    QSet<QString> reached{room};
    QStringList open{room};
    while (!open.isEmpty()) {
        const Room *current = find(open.takeLast());
        if (!current)
            continue;
        for (const QString &next : current->includes) {
            if (!reached.contains(next)) {
                reached.insert(next);
                open.append(next);
            }
        }
    }
    return reached;
}

QStringList checkArrows(const SourceTree &tree)
{
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        const QString &path = file.key();
        const bool concerns = path.startsWith("lib/"_L1) || path.startsWith("inspector/"_L1);
        if (!concerns || !isCode(path))
            continue;
        const QString room = roomOf(path);
        if (room.isEmpty()) {
            complaints.append(complaint(path, 1, u"is in no room of the plan"_s));
            continue;
        }
        const QSet<QString> allowed = reachableFrom(room);
        const QList<Include> includes = includesOf(file.value());
        for (const Include &include : includes) {
            const Destination destination = destinationOf(tree, path, include);
            if (!destination.error.isEmpty())
                complaints.append(complaint(path, include.line, destination.error));
            else if (!destination.room.isEmpty() && !allowed.contains(destination.room))
                complaints.append(
                    complaint(path, include.line, u"%1 may not include %2"_s.arg(room, destination.room)));
        }
    }
    return complaints;
}

} // namespace Gantry::Architecture

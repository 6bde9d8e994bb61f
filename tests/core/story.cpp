// SPDX-License-Identifier: MIT
#include "story.h"

#include "handshaketext.h"

#include <QtCore/QtEndian>

#include <algorithm>
#include <numeric>

namespace Gantry::Test {

using namespace Core;

namespace {

void openFor(const RuleVector &vector, EnginePeer &peer, Decision decision)
{
    const bool isServer = vector.role == Role::Server;
    const auto accept = [&peer] {
        static_cast<void>(
            peer.engine.accept({.subprotocol = peer.sink.request.subprotocols.value(0)}, peer.now));
    };
    if (isServer && decision == Decision::AtOnce) {
        peer.sink.during = [accept](const QByteArray &event) {
            if (event.startsWith("request "))
                accept();
            return true;
        };
    }
    if (isServer) {
        peer.engine.startServer(peer.now);
    } else {
        const ClientRequest request{
            .host = "server.example.com", .target = "/chat?room=1", .subprotocols = {"chat", "superchat"}};
        peer.engine.startClient(request, Core::SampleKey, peer.now);
        peer.engine.takeOutput();
    }
    if (vector.phase == RuleVector::Phase::Opening)
        return;
    peer.feed(isServer ? upgradeRequest(vector.setup.request) : upgradeResponse(vector.setup.response));
    peer.engine.takeOutput();
    peer.sink.events.clear();
}

QByteArray shownHead(QByteArray &output)
{
    const qsizetype size = output.indexOf("\r\n\r\n") + 4;
    HttpHeadReader reader(HttpHeadReader::Kind::Response, Limits{});
    reader.feed(output);
    const HttpResponseHead &head = reader.response();
    // The answer to HEAD tells the size of content that does not follow it.
    output = output.sliced(std::min(size + head.fields.value("Content-Length").toInt(), output.size()));
    QByteArray line = "HTTP " + QByteArray::number(head.status);
    for (const char *name : {"Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol"}) {
        if (head.status == 101 && head.fields.contains(name))
            line += ' ' + head.fields.value(name);
    }
    return line;
}

QByteArray shownFrame(const SentFrame &frame)
{
    QByteArray payload = frame.payload;
    switch (Opcode(frame.header.opcode)) {
    case Opcode::Close:
        if (payload.isEmpty())
            return "close";
        return "close " + QByteArray::number(qFromBigEndian<quint16>(payload.constData()))
            + (payload.size() > 2 ? ' ' + payload.sliced(2) : QByteArray());
    case Opcode::Pong:
        return "pong " + payload;
    default:
        return "frame " + QByteArray::number(frame.header.opcode) + ' ' + payload;
    }
}

QByteArrayList answersIn(QByteArray output)
{
    QByteArrayList answers;
    if (output.startsWith("HTTP/"))
        answers.append(shownHead(output));
    for (const SentFrame &frame : readFrames(output))
        answers.append(shownFrame(frame));
    return answers;
}

QByteArray described(const CloseInfo &end)
{
    return QByteArray(end.wasClean ? "clean " : "unclean ") + QByteArray::number(end.code) + " '" + end.reason
        + "' by " + QByteArray::number(int(end.by)) + " in phase " + QByteArray::number(int(end.phase))
        + ", local " + QByteArray::number(end.localCode) + ", remote " + QByteArray::number(end.remoteCode)
        + ", HTTP " + QByteArray::number(end.httpStatus);
}

QByteArray described(const QByteArrayList &events, const QByteArrayList &answers, const CloseInfo &end)
{
    return "[" + events.join(" | ") + "] -> [" + answers.join(" | ") + "], " + described(end);
}

} // namespace

Story tell(const RuleVector &vector, const QList<qsizetype> &cuts, Decision decision)
{
    EnginePeer peer(vector.setup.options);
    openFor(vector, peer, decision);
    // Each piece is a copy of its own size, so that a read beyond its end is seen.
    qsizetype from = 0;
    const auto feed = [&](qsizetype to) {
        const std::vector<char> piece(vector.octets.begin() + from, vector.octets.begin() + to);
        peer.feed(QByteArrayView(piece.data(), qsizetype(piece.size())));
        from = to;
    };
    for (const qsizetype cut : cuts)
        feed(cut);
    feed(vector.octets.size());
    if (decision == Decision::AfterAllOctets) {
        static_cast<void>(
            peer.engine.accept({.subprotocol = peer.sink.request.subprotocols.value(0)}, peer.now));
    }

    Story story{.output = peer.engine.takeOutput(),
                .state = peer.engine.state(),
                .action = peer.engine.transportAction()};
    peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
    story.events = peer.sink.events;
    story.messages = peer.sink.messages;
    story.end = peer.sink.closeInfo;
    return story;
}

Story tellBytewise(const RuleVector &vector)
{
    QList<qsizetype> cuts(std::max<qsizetype>(vector.octets.size() - 1, 0));
    std::iota(cuts.begin(), cuts.end(), 1);
    return tell(vector, cuts);
}

QByteArray complaintAbout(const Story &story, const Outcome &outcome)
{
    QByteArrayList events = outcome.events;
    events.append("closed " + QByteArray::number(outcome.end.code)
                  + (outcome.end.wasClean ? " clean" : " unclean"));
    const QByteArray expected = described(events, outcome.answers, outcome.end);
    const QByteArray actual = described(story);
    return expected == actual ? QByteArray() : "expected: " + expected + "\nactual:   " + actual;
}

QByteArray described(const Story &story)
{
    return described(story.events, answersIn(story.output), story.end);
}

} // namespace Gantry::Test

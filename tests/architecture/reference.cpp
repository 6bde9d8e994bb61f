// SPDX-License-Identifier: MIT
#include "reference.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QSet>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList inBackticks(const QString &cell)
{
    static const QRegularExpression pattern(u"`([^`]+)`"_s);
    QStringList found;
    for (auto it = pattern.globalMatch(cell); it.hasNext();)
        found.append(it.next().captured(1));
    return found;
}

//! Words that have to be declared somewhere: sendMessage of `sendMessage(payload)`, both
//! of `ServerOptions::allowedOrigins`.
QStringList identifiers(const QString &code)
{
    static const QRegularExpression pattern(u"^[A-Za-z_]\\w*(::\\w+)*"_s);
    return pattern.match(code).captured().split(u"::"_s, Qt::SkipEmptyParts);
}

//! Every word of every public or room header below lib/.
QSet<QString> declaredWords(const SourceTree &tree)
{
    static const QRegularExpression word(u"\\b[A-Za-z_]\\w*\\b"_s);
    QSet<QString> words;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        if (!file.key().startsWith("lib/"_L1) || !file.key().endsWith(".h"_L1))
            continue;
        const QString code = withoutComments(file.value(), Literals::Blank);
        for (auto it = word.globalMatch(code); it.hasNext();)
            words.insert(it.next().captured());
    }
    return words;
}

//! Whether some tests/**/<file>.cpp has a slot of that name; C++ and Python tests alike.
bool hasTest(const SourceTree &tree, const QString &reference)
{
    const QString file = reference.section(u"::"_s, 0, 0);
    const QString slot = reference.section(u"::"_s, 1);
    const QRegularExpression pattern(u"\\b%1\\("_s.arg(QRegularExpression::escape(slot)));
    for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
        if (it.key().startsWith("tests/"_L1) && it.key().section(u'/', -1).section(u'.', 0, 0) == file)
            return !slot.isEmpty() && it.value().contains(pattern);
    }
    return false;
}

QStringList checkRow(const SourceTree &tree, const QString &path, const ReferenceRow &row,
                     const QSet<QString> &declared)
{
    QStringList complaints;
    if (!row.isDead && row.tests.isEmpty())
        complaints.append(complaint(path, row.line, u"names no test"_s));
    for (const QString &name : row.ours) {
        if (!declared.contains(name))
            complaints.append(complaint(path, row.line, u"%1 is declared nowhere"_s.arg(name)));
    }
    for (const QString &test : row.tests) {
        if (!hasTest(tree, test))
            complaints.append(complaint(path, row.line, u"there is no test %1"_s.arg(test)));
    }
    return complaints;
}

} // namespace

const QStringList &autobahnNames()
{
    static const QStringList names =
        // Options of both roles, of the server and of the client.
        u"utf8validateIncoming applyMask maxFramePayloadSize maxMessagePayloadSize autoFragmentSize "
        "failByDrop echoCloseCodeReason openHandshakeTimeout closeHandshakeTimeout tcpNoDelay "
        "perMessageCompressionAccept autoPingInterval autoPingTimeout autoPingSize "
        "autoPingRestartOnAnyTraffic logOctets logFrames trackTimings "
        "versions webStatus requireMaskedClientFrames maskServerFrames serveFlashSocketPolicy "
        "flashSocketPolicy allowedOrigins allowNullOrigin maxConnections trustXForwardedFor "
        "version acceptMaskedServerFrames maskClientFrames serverConnectionDropTimeout "
        "perMessageCompressionOffers "
        // Session parameters.
        "url protocols server headers externalPort origin useragent proxy "
        // Factories.
        "protocol isServer setProtocolOptions resetProtocolOptions setSessionParameters "
        "getConnectionCount prepareMessage buildProtocol startFactory stopFactory "
        // Callbacks.
        "onConnecting onConnect onOpen onMessageBegin onMessageFrameBegin onMessageFrameData "
        "onMessageFrameEnd onMessageFrame onMessageEnd onMessage onPing onPong onClose onCloseFrame "
        "onAutoPong onAutoPingTimeout onOpenHandshakeTimeout onCloseHandshakeTimeout "
        "onServerConnectionDropTimeout "
        // Sending.
        "sendMessage sendPing sendPong sendClose beginMessage beginMessageFrame sendMessageFrameData "
        "endMessage sendMessageFrame sendPreparedMessage sendFrame sendData sendHtml sendRedirect "
        "sendServerStatus sendHttpErrorResponse dropConnection failHandshake "
        // State and statistics.
        "state closedByMe failedByMe droppedByMe wasClean wasNotCleanReason wasOpenHandshakeTimeout "
        "wasCloseHandshakeTimeout wasServerConnectionDropTimeout wasMaxFramePayloadSizeExceeded "
        "wasMaxMessagePayloadSizeExceeded localCloseCode localCloseReason remoteCloseCode "
        "remoteCloseReason is_open is_closed http_headers http_request_data websocket_protocol_in_use "
        "websocket_extensions_in_use peer transport_details setTrackTimings trackedTimings "
        "trafficStats logRxOctets logTxOctets logRxFrame logTxFrame "
        // Values.
        "ConnectionRequest ConnectingRequest ConnectionResponse ConnectionAccept ConnectionDeny "
        "TransportDetails IncomingMessage OutgoingMessage Ping PerMessageDeflateOffer "
        "PerMessageDeflateOfferAccept PerMessageDeflateResponse PerMessageDeflateResponseAccept "
        // autobahn.twisted.
        "connectWS listenWS create_client_agent registerProducer unregisterProducer startTLS "
        "get_channel_id create_url parse_url WrappingWebSocketAdapter WrappingWebSocketServerProtocol "
        "WrappingWebSocketClientProtocol WrappingWebSocketServerFactory "
        "WrappingWebSocketClientFactory WebSocketAdapterProtocol WebSocketServerProtocol "
        "WebSocketClientProtocol WebSocketAdapterFactory WebSocketServerFactory "
        "WebSocketClientFactory connectionMade connectionLost dataReceived closeConnection"_s.split(u' ');
    return names;
}

QList<ReferenceRow> referenceRows(const QString &markdown)
{
    QList<ReferenceRow> rows;
    const QStringList lines = markdown.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QStringList cells = lines.at(i).split(u'|');
        // "| theirs | ours | default | why | test |" begins and ends with an empty one.
        if (cells.size() != 7 || inBackticks(cells.at(1)).isEmpty())
            continue;
        ReferenceRow row{.line = int(i + 1)};
        row.theirs = inBackticks(cells.at(1));
        for (const QString &code : inBackticks(cells.at(2)))
            row.ours += identifiers(code);
        row.tests = inBackticks(cells.at(5));
        row.isDead = cells.at(2).trimmed().startsWith("dead"_L1);
        rows.append(row);
    }
    return rows;
}

QStringList checkReference(const SourceTree &tree, const QString &path, const QStringList &names)
{
    QStringList complaints;
    const QSet<QString> declared = declaredWords(tree);
    QSet<QString> told;
    const QList<ReferenceRow> rows = referenceRows(tree.value(path));
    for (const ReferenceRow &row : rows) {
        complaints += checkRow(tree, path, row, declared);
        told.unite(QSet<QString>(row.theirs.cbegin(), row.theirs.cend()));
    }
    for (const QString &name : names) {
        if (!told.contains(name))
            complaints.append(complaint(path, 1, u"does not mention %1"_s.arg(name)));
    }
    return complaints;
}

} // namespace Gantry::Architecture

// SPDX-License-Identifier: MIT
#include "purity.h"

#include "arrows.h"

#include <QtCore/QRegularExpression>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isPure(const QString &room)
{
    static const QStringList pure{u"core"_s, u"wamp/message"_s, u"wamp/serializer"_s, u"wamp/auth"_s};
    return pure.contains(room);
}

//! Qt classes that are no values: they have a thread, a clock, a socket, chance or
//! the user's language in them. A date is a value; what asks for today's is a word below.
const QRegularExpression &impureClass()
{
    static const QRegularExpression pattern(
        u"\\bQ(Object|CoreApplication|Timer|TimerEvent|BasicTimer|ElapsedTimer|DeadlineTimer|"
        "RandomGenerator|Thread|ThreadPool|EventLoop|SocketNotifier|IODevice|File|Dir|Process|Settings|"
        "Translator|LoggingCategory|Mutex|Future|Promise|TcpSocket|TcpServer|SslSocket|SslServer|"
        "LocalSocket|LocalServer|HostInfo|HostAddress|UdpSocket|NetworkAccessManager)\\b"_s);
    return pattern;
}

const QRegularExpression &impureWord()
{
    static const QRegularExpression pattern(
        u"\\b(Q_OBJECT|Q_SIGNALS|Q_EMIT|tr|translate|rand|srand|random_device|mt19937|randombytes\\w*|"
        "getenv|qgetenv|qEnvironmentVariable|qDebug|qWarning|qInfo|qCDebug|qCWarning|printf)\\s*(?=[({;:<]|$)"
        "|"
        "_clock\\s*::\\s*now\\b|"
        "\\bcurrent(Date|Time|DateTime|DateTimeUtc|SecsSinceEpoch|MSecsSinceEpoch)\\s*\\("_s,
        QRegularExpression::MultilineOption);
    return pattern;
}

//! The C++ library has no dot in its headers' names; beyond it come the libraries that
//! compute and nothing else, and the processors' own headers. Of Qt's other modules one
//! value.
bool mayPureRoomInclude(const QString &header)
{
    static const QRegularExpression allowed(
        u"^(QtCore/\\w+(\\.h)?|Q\\w+|\\w+|QtNetwork/QSslCertificate|"
        "zlib\\.h|simdjson\\.h|msgpack\\.hpp|sodium\\.h|stringprep\\.h|immintrin\\.h|arm_neon\\.h)$"_s);
    static const QStringList impure{u"random"_s, u"thread"_s,  u"mutex"_s,    u"condition_variable"_s,
                                    u"future"_s, u"fstream"_s, u"iostream"_s, u"filesystem"_s};
    return allowed.match(header).hasMatch() && !impure.contains(header)
        && !impureClass().match(header).hasMatch();
}

int lineOf(const QString &text, qsizetype offset)
{
    return int(QStringView(text).left(offset).count(u'\n')) + 1;
}

bool isPlatformHeader(const QString &header)
{
    static const QRegularExpression pattern(
        u"^((sys|netinet|arpa|net|linux|asm|bits|mach|windows)/.*|(unistd|fcntl|poll|netdb|pthread|signal|"
        "dlfcn|sched|termios|pwd|grp|dirent|spawn|syslog|ifaddrs|liburing|io|winsock2|ws2tcpip|"
        "windows)\\.h|csignal)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(header).hasMatch();
}

void checkWords(const QString &path, const QString &code, const QRegularExpression &words,
                QStringList &complaints)
{
    QRegularExpressionMatchIterator matches = words.globalMatch(code);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        complaints.append(complaint(path, lineOf(code, match.capturedStart()),
                                    u"%1 in a pure room"_s.arg(match.captured().trimmed())));
    }
}

} // namespace

QStringList checkPureRooms(const SourceTree &tree)
{
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        if (!isCode(file.key()) || !isPure(roomOf(file.key())))
            continue;
        const QList<Include> includes = includesOf(file.value());
        for (const Include &include : includes) {
            if (include.angled && !mayPureRoomInclude(include.target))
                complaints.append(
                    complaint(file.key(), include.line, u"<%1> in a pure room"_s.arg(include.target)));
        }
        static const QRegularExpression includeLine(u"^\\s*#\\s*include[^\\n]*"_s,
                                                    QRegularExpression::MultilineOption);
        QString code = withoutComments(file.value(), Literals::Blank);
        code.remove(includeLine);
        checkWords(file.key(), code, impureClass(), complaints);
        checkWords(file.key(), code, impureWord(), complaints);
    }
    return complaints;
}

QStringList checkPlatformHeaders(const SourceTree &tree)
{
    static const QStringList atHome{u"websocket/transport"_s, u"attach"_s, u"inspector/system"_s};
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        const QString room = roomOf(file.key());
        if (!isCode(file.key()) || room.isEmpty() || atHome.contains(room))
            continue;
        const QList<Include> includes = includesOf(file.value());
        for (const Include &include : includes) {
            if (include.angled && isPlatformHeader(include.target))
                complaints.append(
                    complaint(file.key(), include.line, u"<%1> in %2"_s.arg(include.target, room)));
        }
    }
    return complaints;
}

} // namespace Gantry::Architecture

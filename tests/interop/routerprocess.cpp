// SPDX-License-Identifier: MIT
#include "routerprocess.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <csignal>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qWarning("cannot write %s", qUtf8Printable(path));
}

QStringList lineOf(const QUrl &url, const QString &realm, const QStringList &arguments)
{
    return QStringList{url.toString(QUrl::FullyEncoded), realm} + arguments;
}

} // namespace

RouterProcess::RouterProcess(const QByteArray &config, const QStringList &arguments)
{
    QStringList line = arguments;
    if (!config.isEmpty()) {
        write(path(u"router.json"_s), config);
        line += {u"--config"_s, path(u"router.json"_s)};
    }
    m_process = std::make_unique<PeerProcess>(QStringLiteral(GANTRY_ROUTER), line);
}

bool RouterProcess::isReady(int ports)
{
    m_urls = m_process->waitForUrls(ports);
    return m_urls.size() == ports;
}

void RouterProcess::reload(const QByteArray &config)
{
    write(path(u"router.json"_s), config);
    ::kill(pid_t(m_process->processId()), SIGHUP);
}

QJsonObject RouterProcess::status() const
{
    return QJsonDocument::fromJson(httpBody(httpRequest(url(), "GET /status.json"))).object();
}

QByteArray httpRequest(const QUrl &url, const QByteArray &line)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    socket.write(line + " HTTP/1.1\r\nHost: " + url.authority().toLatin1() + "\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    const auto isOver = [&] {
        answer += socket.readAll();
        return socket.state() == QAbstractSocket::UnconnectedState;
    };
    return QTest::qWaitFor(isOver, 30'000) ? answer : QByteArray("no answer");
}

QByteArray httpBody(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

std::unique_ptr<PeerProcess> startCli(const QUrl &url, const QString &realm, const QStringList &arguments)
{
    return std::make_unique<PeerProcess>(QStringLiteral(GANTRY_WAMP_CLI), lineOf(url, realm, arguments));
}

ProgramResult runCli(const QUrl &url, const QString &realm, const QStringList &arguments)
{
    return runProgram(QStringLiteral(GANTRY_WAMP_CLI), lineOf(url, realm, arguments));
}

bool isSettled(PeerProcess &cli)
{
    const bool inTime =
        QTest::qWaitFor([&cli] { return !cli.errors().isEmpty() || !cli.isRunning(); }, 90'000);
    return inTime && cli.isRunning();
}

} // namespace Gantry::Interop

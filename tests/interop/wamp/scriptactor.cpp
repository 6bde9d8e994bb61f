// SPDX-License-Identifier: MIT
#include "scriptactor.h"

#include <QtCore/QJsonDocument>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

ScriptActor::ScriptActor(const ForeignPeer &peer)
{
    m_process.setProcessEnvironment(peer.environment);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ScriptActor::read);
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errors += m_process.readAllStandardError(); });
    connect(&m_process, &QProcess::stateChanged, this, &WampActor::reported);
    m_process.start(peer.program, {peer.clientScript});
}

ScriptActor::~ScriptActor()
{
    m_process.disconnect(this);
    m_process.closeWriteChannel();
    if (isAlive() && !m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void ScriptActor::obey(const QJsonObject &order)
{
    m_process.write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
}

void ScriptActor::read()
{
    m_line += m_process.readAllStandardOutput();
    for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
        const QByteArray line = m_line.left(end);
        m_line.remove(0, end + 1);
        // Libraries that write to stdout themselves are not reports.
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject())
            report(document.object());
        else
            m_errors += line + '\n';
    }
}

QString ScriptActor::story()
{
    return u"%1 %2 %3: %4"_s.arg(m_process.program(), m_process.arguments().join(u' '),
                                 isAlive() ? u"runs"_s : u"ended %1"_s.arg(m_process.exitCode()),
                                 QString::fromUtf8(m_errors.right(3000)));
}

} // namespace Gantry::Interop

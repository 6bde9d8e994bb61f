// SPDX-License-Identifier: MIT
#include "attach/attachplugin.h"

#include "attach/attachserver.h"
#include "attach/socketdirectory.h"

#include <QtCore/QCoreApplication>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The plugin that serves; there is one in a process.
AttachPlugin *s_serving = nullptr;

//! Called when the application object is destroyed: the socket is removed, and no
//! thread of ours runs while static objects are destroyed.
void stopServing()
{
    if (s_serving)
        s_serving->stop();
}

} // namespace

AttachPlugin::AttachPlugin(QObject *parent)
    : QObject(parent)
{ }

AttachPlugin::~AttachPlugin()
{
    stop();
}

QString AttachPlugin::start()
{
    if (m_server)
        return {};
    if (!QCoreApplication::instance())
        return u"there is no QCoreApplication yet"_s;
    m_thread.setObjectName(u"gantry-attach"_s);
    m_server = std::make_unique<AttachServer>();
    m_server->moveToThread(&m_thread);
    m_thread.start();

    QString complaint;
    QMetaObject::invokeMethod(
        m_server.get(), [&] { complaint = m_server->start(socketDirectory()); },
        Qt::BlockingQueuedConnection);
    if (!complaint.isEmpty()) {
        stop();
        return complaint;
    }
    s_serving = this;
    qAddPostRoutine(stopServing);
    return {};
}

void AttachPlugin::stop()
{
    if (!m_server)
        return;
    s_serving = nullptr;
    QMetaObject::invokeMethod(
        m_server.get(), [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

} // namespace Gantry::Attach

// SPDX-License-Identifier: MIT
#include "contenders.h"
#include "wampload.h"

#include <vector>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

class PythonLoad : public WampLoad
{
public:
    PythonLoad(const WampTask &task, QString script, int core)
        : m_task(task)
        , m_script(std::move(script))
        , m_core(core)
    { }
    ~PythonLoad() override
    {
        for (const auto &process : m_processes) {
            process->kill(); // they would run for ever
            process->waitForFinished();
        }
    }

    QString prepare(const QUrl &router) override
    {
        const QString count = QString::number(m_task.count);
        QStringList receiver{u"callee"_s};
        QStringList driver{u"caller"_s, count, QString::number(m_task.inFlight)};
        if (m_task.work == WampWork::Events) {
            receiver = {u"subscriber"_s, count};
            driver = {u"publisher"_s, count};
        }
        return begin(router, receiver) && begin(router, driver)
            ? QString()
            : u"load.py did not get ready; is python3-autobahn installed?"_s;
    }

    qint64 run() override
    {
        // Calls are counted by who makes them, events by who gets them.
        QProcess &counting = *m_processes.at(m_task.work == WampWork::Calls ? 1 : 0);
        m_processes.at(1)->write("go\n");
        m_processes.at(1)->waitForBytesWritten(); // nothing else would have it written
        const QByteArray line = nextLine(counting);
        return line.startsWith("done ") ? line.sliced(5).toLongLong() : 0;
    }

private:
    bool begin(const QUrl &router, const QStringList &role)
    {
        m_processes.push_back(std::make_unique<QProcess>());
        startOn(*m_processes.back(), m_core, u"/usr/bin/python3"_s,
                QStringList{m_script, router.toString(), m_task.serializer} + role);
        return nextLine(*m_processes.back()) == "ready";
    }

    WampTask m_task;
    QString m_script;
    int m_core;
    std::vector<std::unique_ptr<QProcess>> m_processes;
};

} // namespace

std::unique_ptr<WampLoad> pythonLoad(const WampTask &task, const QString &script, int core)
{
    return std::make_unique<PythonLoad>(task, script, core);
}

} // namespace Gantry::Bench

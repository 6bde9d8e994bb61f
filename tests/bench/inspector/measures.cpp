// SPDX-License-Identifier: MIT
#include "measures.h"

#include <QtCore/QFile>

#include <algorithm>
#include <cstdio>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

LoopWatch::LoopWatch()
{
    m_timer.setInterval(0);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        m_longest = std::max(m_longest, since(m_elapsed));
        m_elapsed.restart();
    });
    m_elapsed.start();
    m_timer.start();
}

MemoryUse memoryUse()
{
    MemoryUse use;
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return use;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const double megabytes = line.simplified().split(' ').value(1).toDouble() * 1024 / 1e6;
        if (line.startsWith("RssAnon:"))
            use.own = megabytes;
        else if (line.startsWith("RssFile:"))
            use.files = megabytes;
    }
    return use;
}

void FigureTable::add(const QString &name, double value, const QString &unit, std::optional<double> atMost)
{
    m_rows.push_back({.name = name, .value = value, .unit = unit, .atMost = atMost});
}

bool FigureTable::print() const
{
    bool isGood = true;
    for (const Row &row : m_rows) {
        QString wanted;
        if (row.atMost) {
            const bool isMet = row.value <= *row.atMost;
            isGood = isGood && isMet;
            wanted = u"at most %1  %2"_s.arg(*row.atMost).arg(isMet ? u"yes"_s : u"NO"_s);
        }
        std::printf("%-58s %10.1f %-4s %s\n", qPrintable(row.name), row.value, qPrintable(row.unit),
                    qPrintable(wanted));
    }
    return isGood;
}

} // namespace Gantry::Bench

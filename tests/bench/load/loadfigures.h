// SPDX-License-Identifier: MIT
// What a run found out, and how it is told.
#pragma once

#include "loadsettings.h"

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace Gantry::Bench {

struct LoadFigures
{
    QStringList errors{}; //!< empty: all of the following holds
    double seconds = 0; //!< of the measured part
    quint64 messages = 0;
    quint64 payloadBytes = 0; //!< of the replies, compressed if they were
    quint64 connections = 0; //!< opened, used and closed, in LoadMode::Churn
    quint64 skipped = 0;
    double openSeconds = 0; //!< until all connections were open
    // Of the watched process:
    double cpuSeconds = 0;
    double userSeconds = 0;
    double systemSeconds = 0;
    qint64 residentBefore = 0; //!< before the first connection
    qint64 residentOpen = 0; //!< when all are open and warm
    qint64 residentAfter = 0;
    double ownCpuSeconds = 0; //!< the generator's
    double p50 = 0; //!< microseconds
    double p99 = 0;
    double longest = 0;
    QString cipher{};
    QString agreement{}; //!< on compression

    //! What counts: messages, or connections where those are what is measured.
    quint64 units(LoadMode mode) const { return mode == LoadMode::Churn ? connections : messages; }
};

QJsonObject toJson(const LoadFigures &figures, const LoadSettings &settings);
//! One line for people.
QString toText(const LoadFigures &figures, const LoadSettings &settings);

} // namespace Gantry::Bench

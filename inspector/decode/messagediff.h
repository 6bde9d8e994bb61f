// SPDX-License-Identifier: GPL-3.0-only
// What differs between two messages: values by their path where both have structure (the
// formats may differ), otherwise lines and words of texts, otherwise octets. To be run in a
// worker. Bounds: MaxDiffRows rows, MaxComparedOctets of each message.
#pragma once

#include "decode/documentreader.h"

#include <QtCore/QList>

namespace Gantry::Inspector {

enum class Change : quint8 { Same, Added, Removed, Changed };

struct TextRange
{
    qsizetype begin = 0;
    qsizetype size = 0;
    bool operator==(const TextRange &) const = default;
};

struct DiffRow
{
    Change change = Change::Changed;
    QString place = {}; //!< "$.a.b[3]", the number of a line, the offset of octets
    QString before = {};
    QString after = {};
    QList<TextRange> beforeMarks = {}; //!< the words that differ
    QList<TextRange> afterMarks = {};
    bool operator==(const DiffRow &) const = default;
};

struct MessageDiff
{
    enum class Manner : quint8 { Structure, Lines, Octets };

    Manner manner = Manner::Structure;
    QList<DiffRow> rows = {};
    qsizetype changes = 0; //!< of rows, those that are not the same
    bool isCut = false; //!< there are more differences
    bool isIdentical = false; //!< octet for octet
};

inline constexpr qsizetype MaxDiffRows = 2000;
inline constexpr qsizetype MaxComparedOctets = 4 * 1024 * 1024;

struct DiffSide
{
    QByteArray payload = {};
    DocumentHint hint = {};
};

MessageDiff diffMessages(const DiffSide &before, const DiffSide &after, const StopTest &stop = {});

// One manner each.
MessageDiff diffDocuments(const Document &before, const Document &after, const StopTest &stop = {});
MessageDiff diffLines(const QString &before, const QString &after, const StopTest &stop = {});
MessageDiff diffOctets(QByteArrayView before, QByteArrayView after, const StopTest &stop = {});

//! One line on the whole: "3 values differ".
QString diffSummary(const MessageDiff &diff);

} // namespace Gantry::Inspector

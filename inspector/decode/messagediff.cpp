// SPDX-License-Identifier: GPL-3.0-only
#include "decode/messagediff.h"

#include "decode/payloadtext.h"
#include "decode/words.h"

#include <QtCore/QLocale>

namespace Gantry::Inspector {

namespace {

//! Trees with more values are compared as text or octets: hashing them takes too long.
constexpr DocumentBounds ComparedBounds{.maxNodes = 400'000, .maxOctets = MaxComparedOctets};

bool isCut(const DiffSide &side)
{
    return side.payload.size() > MaxComparedOctets;
}

bool isTextual(const DiffSide &side)
{
    return side.hint.isText || looksLikeText(side.payload);
}

} // namespace

MessageDiff diffMessages(const DiffSide &before, const DiffSide &after, const StopTest &stop)
{
    if (before.payload == after.payload) {
        return {.isIdentical = true};
    }
    if (!isCut(before) && !isCut(after)) {
        const Document one = readDocument(before.payload, before.hint, ComparedBounds, stop);
        const Document other = readDocument(after.payload, after.hint, ComparedBounds, stop);
        const bool areTrees = one.isComplete() && other.isComplete() && !one.isEmpty() && !other.isEmpty();
        if (areTrees) {
            return diffDocuments(one, other, stop);
        }
    }
    const QByteArrayView left =
        QByteArrayView(before.payload).first(std::min(before.payload.size(), MaxComparedOctets));
    const QByteArrayView right =
        QByteArrayView(after.payload).first(std::min(after.payload.size(), MaxComparedOctets));
    MessageDiff diff = isTextual(before) && isTextual(after)
        ? diffLines(QString::fromUtf8(left), QString::fromUtf8(right), stop)
        : diffOctets(left, right, stop);
    diff.isCut = diff.isCut || isCut(before) || isCut(after);
    return diff;
}

QString diffSummary(const MessageDiff &diff)
{
    if (diff.isIdentical) {
        return Words::tr("The two messages are the same, octet for octet.");
    }
    if (diff.changes == 0) {
        return diff.isCut ? Words::tr("No difference in the part that was compared.")
                          : Words::tr("The two messages say the same; only their octets differ.");
    }
    const QString count = QLocale().toString(diff.changes);
    QString text;
    switch (diff.manner) {
    case MessageDiff::Manner::Structure:
        text =
            diff.changes == 1 ? Words::tr("One value differs.") : Words::tr("%1 values differ.").arg(count);
        break;
    case MessageDiff::Manner::Lines:
        text = diff.changes == 1 ? Words::tr("One line differs.") : Words::tr("%1 lines differ.").arg(count);
        break;
    case MessageDiff::Manner::Octets:
        text = diff.changes == 1 ? Words::tr("The octets differ at one place.")
                                 : Words::tr("The octets differ at %1 places.").arg(count);
        break;
    }
    return diff.isCut ? text + u' ' + Words::tr("There are more.") : text;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "decode/differences.h"
#include "decode/messagediff.h"
#include "decode/payloadtext.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Lines around a difference that are the same.
constexpr qsizetype ContextLines = 2;
constexpr qsizetype ShownOfLine = 1000;
constexpr qsizetype MaxWordDistance = 200;

//! Octets that are told apart one by one; in longer messages it is lines of 16.
constexpr qsizetype MaxSingleOctets = 64 * 1024;
constexpr qsizetype OctetsPerUnit = 16;
constexpr qsizetype ShownOctets = 48;

struct Word
{
    qsizetype begin;
    QStringView text;
};

//! Runs of letters and digits, runs of blanks, and single other characters.
std::vector<Word> wordsOf(QStringView line)
{
    const auto kindOf = [](QChar c) { return c.isLetterOrNumber() ? 1 : c.isSpace() ? 2 : 0; };
    std::vector<Word> words;
    for (qsizetype begin = 0; begin < line.size();) {
        qsizetype end = begin + 1;
        const int kind = kindOf(line[begin]);
        while (kind != 0 && end < line.size() && kindOf(line[end]) == kind) {
            ++end;
        }
        words.push_back({begin, line.sliced(begin, end - begin)});
        begin = end;
    }
    return words;
}

void mark(QList<TextRange> &marks, const std::vector<Word> &words, qsizetype first, qsizetype count)
{
    if (count > 0) {
        const Word &last = words[std::size_t(first + count - 1)];
        const qsizetype begin = words[std::size_t(first)].begin;
        marks << TextRange{begin, last.begin + last.text.size() - begin};
    }
}

void markWords(DiffRow &row)
{
    const std::vector<Word> before = wordsOf(row.before);
    const std::vector<Word> after = wordsOf(row.after);
    const auto same = [&](qsizetype i, qsizetype j) {
        return before[std::size_t(i)].text == after[std::size_t(j)].text;
    };
    for (const Hunk &hunk :
         differences(qsizetype(before.size()), qsizetype(after.size()), same, MaxWordDistance)) {
        mark(row.beforeMarks, before, hunk.before, hunk.removed);
        mark(row.afterMarks, after, hunk.after, hunk.inserted);
    }
}

class LineDiff
{
public:
    LineDiff(const QString &before, const QString &after)
        : m_before(before.split(u'\n'))
        , m_after(after.split(u'\n'))
    {
        m_diff.manner = MessageDiff::Manner::Lines;
    }

    MessageDiff run(const StopTest &stop)
    {
        const auto same = [this](qsizetype i, qsizetype j) { return m_before[i] == m_after[j]; };
        for (const Hunk &hunk : differences(m_before.size(), m_after.size(), same, MaxEditDistance, stop)) {
            addContext(std::max(m_shown, hunk.before - ContextLines), hunk.before, hunk.after - hunk.before);
            addHunk(hunk);
            m_shown = hunk.before + hunk.removed;
            m_shift = hunk.after + hunk.inserted - m_shown;
            m_contextUntil = std::min(m_before.size(), m_shown + ContextLines);
        }
        addContext(m_shown, m_contextUntil, m_shift);
        return m_diff;
    }

private:
    //! Same lines [begin, end) of the first text, those behind the last hunk before them.
    void addContext(qsizetype begin, qsizetype end, qsizetype shift)
    {
        const qsizetype behind = std::min(m_contextUntil, end);
        for (qsizetype line = m_shown; line < behind; ++line) {
            addSame(line, shift);
        }
        for (qsizetype line = std::max(begin, behind); line < end; ++line) {
            addSame(line, shift);
        }
    }

    void addSame(qsizetype line, qsizetype shift)
    {
        const QString text = shown(m_before[line]);
        add({.change = Change::Same, .place = placeOf(line, line + shift), .before = text, .after = text});
    }

    void addHunk(const Hunk &hunk)
    {
        const qsizetype both = std::min(hunk.removed, hunk.inserted);
        for (qsizetype i = 0; i < both; ++i) {
            DiffRow row{.change = Change::Changed,
                        .place = placeOf(hunk.before + i, hunk.after + i),
                        .before = shown(m_before[hunk.before + i]),
                        .after = shown(m_after[hunk.after + i])};
            markWords(row);
            add(row);
        }
        for (qsizetype i = both; i < hunk.removed && !m_diff.isCut; ++i) {
            const qsizetype line = hunk.before + i;
            add({.change = Change::Removed,
                 .place = QString::number(line + 1),
                 .before = shown(m_before[line])});
        }
        for (qsizetype i = both; i < hunk.inserted && !m_diff.isCut; ++i) {
            const qsizetype line = hunk.after + i;
            add({.change = Change::Added, .place = QString::number(line + 1), .after = shown(m_after[line])});
        }
    }

    static QString placeOf(qsizetype before, qsizetype after)
    {
        return before == after ? QString::number(before + 1) : u"%1 → %2"_s.arg(before + 1).arg(after + 1);
    }

    static QString shown(const QString &line)
    {
        return line.size() <= ShownOfLine ? line : line.left(ShownOfLine) + u'…';
    }

    void add(const DiffRow &row)
    {
        if (m_diff.rows.size() >= MaxDiffRows) {
            m_diff.isCut = true;
            return;
        }
        m_diff.rows << row;
        m_diff.changes += row.change == Change::Same ? 0 : 1;
    }

    QStringList m_before;
    QStringList m_after;
    MessageDiff m_diff;
    qsizetype m_shown = 0; //!< lines of the first text that are done with
    qsizetype m_contextUntil = 0;
    qsizetype m_shift = 0;
};

QString hexOf(QByteArrayView octets, qsizetype begin, qsizetype size)
{
    return size == 0 ? QString() : previewHex(octets.sliced(begin, size), ShownOctets);
}

} // namespace

MessageDiff diffLines(const QString &before, const QString &after, const StopTest &stop)
{
    return LineDiff(before, after).run(stop);
}

MessageDiff diffOctets(QByteArrayView before, QByteArrayView after, const StopTest &stop)
{
    const bool isLong = before.size() > MaxSingleOctets || after.size() > MaxSingleOctets;
    const qsizetype unit = isLong ? OctetsPerUnit : 1;
    const auto count = [unit](QByteArrayView octets) { return (octets.size() + unit - 1) / unit; };
    const auto part = [unit](QByteArrayView octets, qsizetype at, qsizetype units) {
        const qsizetype begin = std::min(at * unit, octets.size());
        return octets.sliced(begin, std::min(units * unit, octets.size() - begin));
    };
    const auto same = [&](qsizetype i, qsizetype j) { return part(before, i, 1) == part(after, j, 1); };
    MessageDiff diff{.manner = MessageDiff::Manner::Octets, .isIdentical = before == after};
    for (const Hunk &hunk : differences(count(before), count(after), same, MaxEditDistance, stop)) {
        if (diff.rows.size() >= MaxDiffRows) {
            diff.isCut = true;
            break;
        }
        const QByteArrayView left = part(before, hunk.before, hunk.removed);
        const QByteArrayView right = part(after, hunk.after, hunk.inserted);
        diff.rows << DiffRow{.change = left.isEmpty() ? Change::Added
                                 : right.isEmpty()    ? Change::Removed
                                                      : Change::Changed,
                             .place = u"%1"_s.arg(hunk.before * unit, 8, 16, QLatin1Char('0')),
                             .before = hexOf(left, 0, left.size()),
                             .after = hexOf(right, 0, right.size())};
    }
    diff.changes = diff.rows.size();
    return diff;
}

} // namespace Gantry::Inspector

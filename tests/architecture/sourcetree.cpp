// SPDX-License-Identifier: MIT
#include "sourcetree.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>

#include <utility>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList TopFolders{u"lib"_s, u"inspector"_s, u"examples"_s, u"tests"_s, u".ci"_s};

bool isText(const QString &name)
{
    static const QRegularExpression pattern(
        u"(\\.(h|cpp|c|py|mjs|js|qml|cmake|in|md|txt|json|supp|html|sh)$)|^(run|test)$|^\\.clang|^\\.git"_s);
    return pattern.match(name).hasMatch();
}

QString textOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll());
}

//! Walks C++ source far enough to know what is comment, literal and code.
class Stripper
{
public:
    Stripper(const QString &text, Literals literals)
        : m_text(text)
        , m_literals(literals)
    {
        m_out.reserve(text.size());
    }

    QString run()
    {
        while (m_at < m_text.size())
            step();
        return std::move(m_out);
    }

private:
    void step()
    {
        const QChar c = m_text.at(m_at);
        if (startsWith("//"))
            blankUntil(endOfLine());
        else if (startsWith("/*"))
            blankUntil(endAfter(u"*/"_s, m_at + 2));
        else if (c == u'"' || c == u'\'')
            literalUntil(endOfQuoted(c));
        else if (c.isDigit())
            keepNumber();
        else if (c.isLetter() || c == u'_')
            keepWord();
        else
            keep();
    }

    bool startsWith(const char *token) const { return m_text.mid(m_at, 2) == QLatin1StringView(token); }
    void keep() { m_out.append(m_text.at(m_at++)); }

    //! 1'000: the quotation mark in a number begins no literal.
    void keepNumber()
    {
        while (m_at < m_text.size()
               && (m_text.at(m_at).isLetterOrNumber() || m_text.at(m_at) == u'\'' || m_text.at(m_at) == u'.'))
            keep();
    }

    void keepWord()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && (m_text.at(m_at).isLetterOrNumber() || m_text.at(m_at) == u'_'))
            keep();
        const bool isRaw = m_at < m_text.size() && m_text.at(m_at) == u'"' && m_text.at(m_at - 1) == u'R'
            && m_at - begin <= 3;
        if (isRaw)
            literalUntil(endOfRaw());
    }

    qsizetype endOfLine() const
    {
        const qsizetype end = m_text.indexOf(u'\n', m_at);
        return end < 0 ? m_text.size() : end;
    }

    qsizetype endAfter(const QString &token, qsizetype from) const
    {
        const qsizetype end = m_text.indexOf(token, from);
        return end < 0 ? m_text.size() : end + token.size();
    }

    qsizetype endOfQuoted(QChar quote) const
    {
        qsizetype at = m_at + 1;
        while (at < m_text.size() && m_text.at(at) != quote && m_text.at(at) != u'\n')
            at += m_text.at(at) == u'\\' ? 2 : 1;
        return qMin(at + 1, m_text.size());
    }

    qsizetype endOfRaw() const
    {
        const qsizetype open = m_text.indexOf(u'(', m_at);
        if (open < 0)
            return m_text.size();
        return endAfter(u')' + m_text.mid(m_at + 1, open - m_at - 1) + u'"', open);
    }

    void literalUntil(qsizetype end)
    {
        if (m_literals == Literals::Blank) {
            blankUntil(end);
            return;
        }
        while (m_at < end)
            keep();
    }

    void blankUntil(qsizetype end)
    {
        for (; m_at < end; ++m_at)
            m_out.append(m_text.at(m_at) == u'\n' ? u'\n' : u' ');
    }

    const QString &m_text;
    Literals m_literals;
    QString m_out;
    qsizetype m_at = 0;
};

} // namespace

SourceTree readSourceTree(const QString &root)
{
    SourceTree tree;
    const QDir top(root);
    const QStringList own = top.entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : own) {
        if (isText(name))
            tree.insert(name, textOf(top.filePath(name)));
    }
    for (const QString &folder : TopFolders) {
        QDirIterator files(top.filePath(folder), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (isText(files.fileName()) && !path.contains("/node_modules/"_L1))
                tree.insert(top.relativeFilePath(path), textOf(path));
        }
    }
    return tree;
}

bool isCode(const QString &path)
{
    return path.endsWith(".cpp"_L1) || path.endsWith(".h"_L1);
}

QString withoutComments(const QString &text, Literals literals)
{
    return Stripper(text, literals).run();
}

QList<Include> includesOf(const QString &text)
{
    static const QRegularExpression pattern(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s);
    QList<Include> includes;
    const QStringList lines = withoutComments(text, Literals::Keep).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(lines.at(i));
        if (match.hasMatch())
            includes.append({int(i + 1), match.captured(2), match.captured(1) == u'<'});
    }
    return includes;
}

QString resolved(const SourceTree &tree, const QString &path, const QString &include)
{
    const QString folder = path.left(path.lastIndexOf(u'/') + 1);
    for (const QString &base : {folder, u"lib/"_s, u"inspector/"_s, u"tests/"_s}) {
        const QString candidate = QDir::cleanPath(base + include);
        if (tree.contains(candidate))
            return candidate;
    }
    return {};
}

QString complaint(const QString &path, int line, const QString &text)
{
    return u"%1:%2: %3"_s.arg(path).arg(line).arg(text);
}

} // namespace Gantry::Architecture

// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowfacts.h"

#include "decode/words.h"
#include "models/annotations.h"
#include "models/wampindex.h"

#include <QtGui/QTextDocument>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

QString RowFacts::cellText(quint64 sequence, FrameColumn column) const
{
    if (!wamp) {
        return {};
    }
    if (column == FrameColumn::Pair) {
        return wamp->pairColumn(sequence);
    }
    const QString text = wamp->wampText(sequence);
    return wamp->isProblem(sequence) && !text.startsWith(u'⚠') ? u"⚠ "_s + text : text;
}

bool RowFacts::isProblem(quint64 sequence) const
{
    return wamp && wamp->isProblem(sequence);
}

bool RowFacts::isBookmarked(quint64 sequence) const
{
    const Annotation *annotation = annotations ? annotations->of(sequence) : nullptr;
    return annotation && annotation->isBookmarked;
}

bool RowFacts::isCommented(quint64 sequence) const
{
    const Annotation *annotation = annotations ? annotations->of(sequence) : nullptr;
    return annotation && (!annotation->comment.isEmpty() || !annotation->tags.isEmpty());
}

QString RowFacts::remarks(quint64 sequence) const
{
    const Annotation *annotation = annotations ? annotations->of(sequence) : nullptr;
    if (!annotation) {
        return {};
    }
    QStringList parts;
    if (!annotation->comment.isEmpty()) {
        parts << annotation->comment;
    }
    if (!annotation->tags.isEmpty()) {
        parts << Words::tr("Tags: %1").arg(annotation->tags.join(u", "_s));
    }
    return parts.join(u'\n');
}

QString RowFacts::toolTip(quint64 sequence) const
{
    const QString text = remarks(sequence);
    return text.isEmpty() ? QString() : Qt::convertFromPlainText(text);
}

QString RowFacts::sentence(quint64 sequence) const
{
    QStringList parts;
    if (wamp) {
        parts << wamp->wampText(sequence) << wamp->pairColumn(sequence);
    }
    if (isProblem(sequence)) {
        parts << Words::tr("a WAMP problem");
    }
    if (isBookmarked(sequence)) {
        parts << Words::tr("bookmarked");
    }
    parts << remarks(sequence);
    QString text;
    for (const QString &part : std::as_const(parts)) {
        text += part.isEmpty() ? QString() : u", "_s + part;
    }
    return text;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/commentdialog.h"

#include <QtCore/QLocale>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

CommentDialog::CommentDialog(quint64 sequence, const Annotation &annotation, QWidget *parent)
    : QDialog(parent)
    , m_annotation(annotation)
    , m_comment(new QPlainTextEdit(annotation.comment, this))
    , m_tags(new QLineEdit(annotation.tags.join(u", "_s), this))
{
    setWindowTitle(tr("Comment on Record %1").arg(QLocale().toString(sequence)));
    m_comment->setAccessibleName(tr("Comment"));
    m_comment->setTabChangesFocus(true);
    m_tags->setAccessibleName(tr("Tags"));
    m_tags->setPlaceholderText(tr("slow, to check"));
    m_tags->setToolTip(tr("Words with commas between them; the filter finds them: tag == slow"));
    auto *form = new QFormLayout;
    form->addRow(tr("&Comment:"), m_comment);
    form->addRow(tr("&Tags:"), m_tags);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
    resize(460, 240);
}

Annotation CommentDialog::annotation() const
{
    Annotation annotation = m_annotation;
    annotation.comment = m_comment->toPlainText();
    annotation.tags = tagsFromText(m_tags->text());
    return annotation;
}

} // namespace Gantry::Inspector

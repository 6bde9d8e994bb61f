// SPDX-License-Identifier: GPL-3.0-only
// Asks what is to be said about a record: a comment and tags.
#pragma once

#include "models/annotations.h"

#include <QtWidgets/QDialog>

class QLineEdit;
class QPlainTextEdit;

namespace Gantry::Inspector {

class CommentDialog final : public QDialog
{
    Q_OBJECT

public:
    //! Starts with \a annotation of record \a sequence.
    CommentDialog(quint64 sequence, const Annotation &annotation, QWidget *parent = nullptr);

    //! As the user has it now.
    Annotation annotation() const;

    QPlainTextEdit *comment() const { return m_comment; }
    QLineEdit *tags() const { return m_tags; }

private:
    Annotation m_annotation;
    QPlainTextEdit *m_comment;
    QLineEdit *m_tags;
};

} // namespace Gantry::Inspector

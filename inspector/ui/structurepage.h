// SPDX-License-Identifier: GPL-3.0-only
// A message as a tree beside its octets: choosing a value marks its octets, choosing octets
// goes to the innermost value that has them. Large messages are read in a worker.
#pragma once

#include "models/documentloader.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSplitter;

namespace Gantry::Inspector {

class DocumentView;
class HexView;

class StructurePage final : public QWidget
{
    Q_OBJECT

public:
    explicit StructurePage(QWidget *parent = nullptr);

    void showMessage(const QByteArray &payload, const DocumentHint &hint);
    void clear() { showMessage({}, {}); }
    const QByteArray &payload() const noexcept { return m_payload; }

    DocumentView *tree() const noexcept { return m_tree; }
    HexView *hex() const noexcept { return m_hex; }
    bool isLoading() const { return m_loader.isLoading(); }

Q_SIGNALS:
    void filterWanted(const QString &expression);
    //! The tree of the message is there.
    void documentShown();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTop(QHBoxLayout *layout);
    void load();
    void showDocument(const DocumentPointer &document);
    void showNodeOctets(quint32 node);
    void showNodeAt(qsizetype first, qsizetype last);
    void showState(const QString &text, bool isProblem);
    void colorState();

    DocumentLoader m_loader;
    QByteArray m_payload;
    DocumentHint m_hint;
    QComboBox *m_format;
    QLabel *m_state;
    QLabel *m_path;
    QSplitter *m_splitter;
    DocumentView *m_tree;
    HexView *m_hex;
    bool m_isProblem = false; //!< what the state says
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Two messages compared. The work is done in a worker; a new pair cancels what is under way.
#pragma once

#include "models/diffmodel.h"

#include <QtCore/QFutureWatcher>
#include <QtWidgets/QWidget>

class QCheckBox;
class QLabel;
class QTreeView;

namespace Gantry::Inspector {

class DiffPage final : public QWidget
{
    Q_OBJECT

public:
    explicit DiffPage(QWidget *parent = nullptr);
    ~DiffPage() override;

    //! \a firstName and \a secondName say which messages these are.
    void compare(const DiffSide &first, const QString &firstName, const DiffSide &second,
                 const QString &secondName);
    void clear();
    const DiffModel &model() const noexcept { return *m_model; }

Q_SIGNALS:
    void compared();

private:
    void start();
    void finish();
    void showDiff(const MessageDiff &diff);

    QLabel *m_summary;
    QCheckBox *m_asOctets;
    QTreeView *m_view;
    DiffModel *m_model;
    DiffSide m_first;
    DiffSide m_second;
    QString m_names;
    QFutureWatcher<MessageDiff> m_watcher;
    bool m_isComparing = false;
};

} // namespace Gantry::Inspector

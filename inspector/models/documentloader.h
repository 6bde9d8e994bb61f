// SPDX-License-Identifier: GPL-3.0-only
// Reads payloads as documents: small ones at once, large ones in a worker, so that the window
// is never held up. Only the payload asked for last counts; what is under way is cancelled.
#pragma once

#include "decode/documentreader.h"
#include "models/documentmodel.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QObject>

namespace Gantry::Inspector {

class DocumentLoader : public QObject
{
    Q_OBJECT

public:
    //! Up to here reading takes less than a millisecond or two.
    static constexpr qsizetype MaxOctetsAtOnce = 32 * 1024;

    explicit DocumentLoader(QObject *parent = nullptr);
    ~DocumentLoader() override;

    //! Emits loaded(): before it returns for a small payload, later for a large one.
    void load(const QByteArray &payload, const DocumentHint &hint);
    //! Nothing will be emitted until the next load().
    void cancel();
    bool isLoading() const { return m_isLoading; }

Q_SIGNALS:
    //! A worker has begun.
    void started();
    void loaded(const Gantry::Inspector::DocumentPointer &document);

private:
    void finish();

    QFutureWatcher<DocumentPointer> m_watcher;
    bool m_isLoading = false;
};

} // namespace Gantry::Inspector

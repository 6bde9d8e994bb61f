// SPDX-License-Identifier: GPL-3.0-only
#include "models/documentloader.h"

#include <QtCore/QPromise>
#include <QtCore/QThreadPool>

namespace Gantry::Inspector {

DocumentLoader::DocumentLoader(QObject *parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcher<DocumentPointer>::finished, this, &DocumentLoader::finish);
}

DocumentLoader::~DocumentLoader()
{
    cancel();
}

void DocumentLoader::load(const QByteArray &payload, const DocumentHint &hint)
{
    cancel();
    if (payload.size() <= MaxOctetsAtOnce) {
        Q_EMIT loaded(std::make_shared<const Document>(readDocument(payload, hint)));
        return;
    }
    // Shared as a task must be copyable. The payload is shared, not copied.
    const auto promise = std::make_shared<QPromise<DocumentPointer>>();
    promise->start();
    m_isLoading = true;
    m_watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, payload, hint] {
        const auto stop = [&promise] { return promise->isCanceled(); };
        Document document = stop() ? Document() : readDocument(payload, hint, {}, stop);
        promise->addResult(std::make_shared<const Document>(std::move(document)));
        promise->finish();
    });
    Q_EMIT started();
}

void DocumentLoader::cancel()
{
    m_isLoading = false;
    m_watcher.cancel();
    m_watcher.setFuture(QFuture<DocumentPointer>()); // what comes of the old one is not ours
}

void DocumentLoader::finish()
{
    if (m_isLoading && m_watcher.future().isValid() && !m_watcher.isCanceled()) {
        m_isLoading = false;
        Q_EMIT loaded(m_watcher.result());
    }
}

} // namespace Gantry::Inspector

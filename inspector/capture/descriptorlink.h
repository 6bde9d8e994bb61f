// SPDX-License-Identifier: GPL-3.0-only
// A Link over a plain TCP or unix socket.
#pragma once

#include "capture/link.h"
#include "system/descriptor.h"

#include <memory>

QT_FORWARD_DECLARE_CLASS(QSocketNotifier)

namespace Gantry::Inspector {

class DescriptorLink : public Link
{
    Q_OBJECT

public:
    explicit DescriptorLink(Descriptor descriptor, QObject *parent = nullptr);
    ~DescriptorLink() override;

    bool isReady() const override { return true; }
    QByteArray peer() const override { return m_descriptor.peer(); }
    void write(QByteArrayView octets) override;
    qint64 pendingOctets() const override { return m_queue.size() - m_queueOffset; }
    void setReading(bool on) override;
    void finishWriting() override;
    void abort() override;
    //! Gives the socket away, with what was not read yet. Nothing may be pending; no
    //! signal follows.
    Descriptor release();

private:
    void readSome();
    void writeSome();
    //! How many octets of \a octets went; all of them when there is no one to take them.
    qsizetype send(QByteArrayView octets);
    void endReading(const QString &error);
    void endWriting();
    void closeIfOver();
    void dropNotifiers();
    void updateNotifiers();

    Descriptor m_descriptor;
    std::unique_ptr<QSocketNotifier> m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier; // made with the first queue
    QByteArray m_queue;
    qsizetype m_queueOffset = 0;
    QString m_error;
    bool m_isReading = false;
    bool m_readingEnded = false;
    bool m_isFinishing = false;
    bool m_writingEnded = false;
};

} // namespace Gantry::Inspector

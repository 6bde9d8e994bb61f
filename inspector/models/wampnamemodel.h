// SPDX-License-Identifier: GPL-3.0-only
// The subscriptions and registrations that were seen so far, a row each: which id stands for
// which topic or procedure on which connection, and how often it was used.
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QHash>

#include <vector>

namespace Gantry::Inspector {

class WampNameModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Connection, Kind, Id, Uri, Uses, State };
    static constexpr int ColumnCount = 6;
    static constexpr int SequenceRole = Qt::UserRole; //!< the record in which it came to be
    //! What comes later has no row; omitted() tells how many.
    static constexpr int MaxRows = 20'000;

    explicit WampNameModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    struct Name
    {
        quint64 connection = 0;
        bool isRegistration = false;
        quint64 id = 0;
        bool operator==(const Name &) const = default;
        friend size_t qHash(const Name &name, size_t seed = 0) noexcept
        {
            return qHashMulti(seed, name.connection, name.isRegistration, name.id);
        }
    };

    void learn(const Name &name, const QByteArray &uri, quint64 sequence);
    void use(const Name &name);
    void end(const Name &name);
    //! The connection is over, and with it all that was on it.
    void endConnection(quint64 connection);
    //! Shows the uses and ends since the last time.
    void publish();
    void clear();
    int omitted() const noexcept { return m_omitted; }

private:
    struct Row
    {
        Name name;
        QByteArray uri;
        quint64 sequence = 0;
        quint64 uses = 0;
        bool isOver = false;
    };

    QString text(const Row &row, int column) const;
    void touch(int row);

    std::vector<Row> m_rows;
    QHash<Name, int> m_places; //!< of those that are not over
    int m_firstTouched = -1;
    int m_lastTouched = -1;
    int m_omitted = 0;
};

} // namespace Gantry::Inspector

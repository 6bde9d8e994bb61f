// SPDX-License-Identifier: GPL-3.0-only
#include "models/numbersmodel.h"

#include "decode/frametext.h"
#include "decode/wamptext.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double SecondNs = 1e9;
constexpr double Percentiles[] = {50.0, 95.0, 99.0};

QString messagesText(const DeflateTotals &totals)
{
    return NumbersModel::tr("%1 (%2)").arg(QLocale().toString(totals.messages), octetsText(totals.octets));
}

} // namespace

QString sizeBinText(int bin)
{
    if (bin == 0) {
        return NumbersModel::tr("empty");
    }
    const quint64 first = quint64(1) << (bin - 1);
    const QLocale locale;
    if (bin == SizeBins - 1) {
        return NumbersModel::tr("%1 octets and more").arg(locale.toString(first));
    }
    return bin == 1
        ? octetsText(1)
        : NumbersModel::tr("%1 … %2 octets").arg(locale.toString(first), locale.toString(2 * first - 1));
}

double currentRate(const TimeBins &bins)
{
    const std::vector<TimeBin> &all = bins.bins();
    const auto wanted = std::size_t(std::max<qint64>(1, qint64(SecondNs) / bins.widthNs()));
    // The last one is not over.
    const std::size_t end = all.empty() ? 0 : all.size() - 1;
    const std::size_t begin = end > wanted ? end - wanted : 0;
    quint64 messages = 0;
    for (std::size_t i = begin; i < end; ++i) {
        messages += all[i].messages();
    }
    return end == begin ? 0.0 : double(messages) * SecondNs / (double(bins.widthNs()) * double(end - begin));
}

void NumbersModel::addLatency(QList<Row> &rows, const QString &name, const LatencyDigest &digest)
{
    rows << Row{tr("%1: answers").arg(name), QLocale().toString(digest.count())};
    for (const double percent : Percentiles) {
        const auto latency = digest.percentileNs(percent);
        rows << Row{u"%1: p%2"_s.arg(name).arg(int(percent)), latency ? durationText(*latency) : u"–"_s};
    }
    const auto longest = digest.maximumNs();
    rows << Row{tr("%1: longest").arg(name), longest ? durationText(*longest) : u"–"_s};
}

void NumbersModel::addSizes(QList<Row> &rows, const SizeHistogram &sizes)
{
    const auto last = std::find_if(sizes.crbegin(), sizes.crend(), [](quint64 count) { return count > 0; });
    const auto end = int(sizes.crend() - last);
    for (int bin = 0; bin < end; ++bin) {
        rows << Row{tr("Messages of %1").arg(sizeBinText(bin)), QLocale().toString(sizes[std::size_t(bin)])};
    }
}

QList<NumbersModel::Row> NumbersModel::rowsOf(const TrafficNumbers::Numbers &numbers)
{
    const quint64 octets = numbers.sent.octets + numbers.received.octets;
    const quint64 wire = numbers.sent.wireOctets + numbers.received.wireOctets;
    const QString ratio = ratioText(wire, octets);
    QList<Row> rows{
        {tr("Messages sent"), messagesText(numbers.sent)},
        {tr("Messages received"), messagesText(numbers.received)},
        {tr("Messages a second, now"), QLocale().toString(currentRate(numbers.bins), 'f', 1)},
        {tr("Payloads on the wire"), octetsText(wire)},
        {tr("Wire to payload"), ratio.isEmpty() ? u"–"_s : ratio},
        {tr("Compressed messages"),
         QLocale().toString(numbers.sent.compressed + numbers.received.compressed)},
        {tr("Control frames"), QLocale().toString(numbers.controlFrames)},
    };
    addLatency(rows, tr("WAMP"), numbers.wamp);
    addLatency(rows, tr("Ping to pong"), numbers.ping);
    addSizes(rows, numbers.sizes);
    return rows;
}

void NumbersModel::showNumbers(const TrafficNumbers::Numbers &numbers)
{
    const QList<Row> rows = rowsOf(numbers);
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows[i] != m_rows[i]) {
            m_rows[i] = rows[i];
            Q_EMIT dataChanged(index(int(i), Name), index(int(i), Value));
        }
    }
}

int NumbersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int NumbersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NumbersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[index.row()];
    if (role == Qt::DisplayRole) {
        return index.column() == Name ? row.name : row.value;
    }
    if (role == Qt::AccessibleTextRole) {
        return index.column() == Name ? u"%1: %2"_s.arg(row.name, row.value) : row.value;
    }
    if (role == Qt::TextAlignmentRole && index.column() == Value) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    }
    return {};
}

QVariant NumbersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section >= ColumnCount) {
        return {};
    }
    return section == Name ? tr("What") : tr("How much");
}

} // namespace Gantry::Inspector

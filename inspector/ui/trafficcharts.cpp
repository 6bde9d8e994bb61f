// SPDX-License-Identifier: GPL-3.0-only
#include "ui/trafficcharts.h"

#include "models/numbersmodel.h"
#include "ui/theme.h"

#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtCore/QDateTime>
#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtWidgets/QGraphicsLayout>
#include <QtWidgets/QHBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double NsPerSecond = 1e9;
constexpr double MillisecondNs = 1e6;
//! More points than that are not told apart.
constexpr std::size_t MaxPoints = 400;

QString shortSize(int bin)
{
    if (bin == 0) {
        return u"0"_s;
    }
    const quint64 first = quint64(1) << (bin - 1);
    constexpr quint64 Kibi = 1024;
    return first < Kibi       ? QString::number(first)
        : first < Kibi * Kibi ? u"%1K"_s.arg(first / Kibi)
                              : u"%1M"_s.arg(first / Kibi / Kibi);
}

QChart *makeChart(const QString &title)
{
    auto *chart = new QChart;
    constexpr QMargins Margins(4, 4, 8, 4);
    chart->setTitle(title);
    chart->setMargins(Margins);
    chart->setBackgroundRoundness(0);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->legend()->setAlignment(Qt::AlignBottom);
    chart->setLayoutDirection(Qt::LeftToRight); // time and size run that way everywhere
    return chart;
}

QChartView *makeView(QChart *chart, const QString &accessibleName, QWidget *parent)
{
    auto *view = new QChartView(chart, parent);
    view->setFrameShape(QFrame::NoFrame);
    view->setRenderHint(QPainter::Antialiasing);
    view->setAccessibleName(accessibleName);
    return view;
}

void colorAxis(QAbstractAxis &axis, const QPalette &palette)
{
    axis.setLabelsColor(palette.color(QPalette::Text));
    axis.setTitleBrush(palette.color(QPalette::Text));
    axis.setLinePenColor(palette.color(QPalette::Mid));
    axis.setGridLineColor(palette.color(QPalette::Mid));
}

void colorChart(QChart &chart, const QPalette &palette)
{
    chart.setBackgroundBrush(palette.color(QPalette::Base));
    chart.setTitleBrush(palette.color(QPalette::Text));
    chart.legend()->setLabelColor(palette.color(QPalette::Text));
    const QList<QAbstractAxis *> axes = chart.axes();
    for (QAbstractAxis *axis : axes) {
        colorAxis(*axis, palette);
    }
}

} // namespace

struct TrafficCharts::Parts
{
    QChartView *rateView = nullptr;
    QLineSeries *sent = nullptr;
    QLineSeries *received = nullptr;
    QDateTimeAxis *time = nullptr;
    QValueAxis *rate = nullptr;

    QChartView *sizeView = nullptr;
    QBarSet *sizes = nullptr;
    QBarCategoryAxis *sizeNames = nullptr;
    QValueAxis *count = nullptr;

    void buildRates(QWidget *parent);
    void buildSizes(QWidget *parent);
    void showRates(const TimeBins &bins);
    void showSizes(const SizeHistogram &histogram);
    void color(const QPalette &palette);
};

void TrafficCharts::Parts::buildRates(QWidget *parent)
{
    QChart *chart = makeChart(TrafficCharts::tr("Messages a second"));
    sent = new QLineSeries(chart);
    sent->setName(TrafficCharts::tr("▲ sent"));
    received = new QLineSeries(chart);
    received->setName(TrafficCharts::tr("▼ received"));
    time = new QDateTimeAxis(chart);
    time->setFormat(u"HH:mm:ss"_s);
    constexpr int TimeTicks = 4;
    time->setTickCount(TimeTicks);
    rate = new QValueAxis(chart);
    rate->setLabelFormat(u"%.0f"_s);
    chart->addSeries(sent);
    chart->addSeries(received);
    chart->addAxis(time, Qt::AlignBottom);
    chart->addAxis(rate, Qt::AlignLeft);
    for (QLineSeries *series : {sent, received}) {
        series->attachAxis(time);
        series->attachAxis(rate);
    }
    rateView =
        makeView(chart, TrafficCharts::tr("Plot of messages a second; the table has the numbers"), parent);
}

void TrafficCharts::Parts::buildSizes(QWidget *parent)
{
    QChart *chart = makeChart(TrafficCharts::tr("Messages by size (octets, from)"));
    chart->legend()->hide();
    sizes = new QBarSet(TrafficCharts::tr("Messages"));
    auto *series = new QBarSeries(chart);
    series->append(sizes);
    series->setBarWidth(0.9);
    sizeNames = new QBarCategoryAxis(chart);
    QFont small = parent->font();
    constexpr double Smaller = 0.75; // or names of bins give way to dots
    small.setPointSizeF(small.pointSizeF() * Smaller);
    sizeNames->setLabelsFont(small);
    count = new QValueAxis(chart);
    count->setLabelFormat(u"%.0f"_s);
    chart->addSeries(series);
    chart->addAxis(sizeNames, Qt::AlignBottom);
    chart->addAxis(count, Qt::AlignLeft);
    series->attachAxis(sizeNames);
    series->attachAxis(count);
    sizeView =
        makeView(chart, TrafficCharts::tr("Plot of messages by size; the table has the numbers"), parent);
}

void TrafficCharts::Parts::showRates(const TimeBins &bins)
{
    const std::vector<TimeBin> &all = bins.bins();
    const std::size_t step = std::max<std::size_t>(1, (all.size() + MaxPoints - 1) / MaxPoints);
    const double seconds = double(bins.widthNs()) * double(step) / NsPerSecond;
    QList<QPointF> sentPoints;
    QList<QPointF> receivedPoints;
    double highest = 1.0;
    for (std::size_t i = 0; i + step <= all.size(); i += step) {
        TimeBin sum;
        for (std::size_t j = i; j < i + step; ++j) {
            sum.sentMessages += all[j].sentMessages;
            sum.receivedMessages += all[j].receivedMessages;
        }
        const double at = double(bins.originNs() + bins.widthNs() * qint64(i)) / MillisecondNs;
        sentPoints << QPointF(at, double(sum.sentMessages) / seconds);
        receivedPoints << QPointF(at, double(sum.receivedMessages) / seconds);
        highest = std::max({highest, sentPoints.back().y(), receivedPoints.back().y()});
    }
    sent->replace(sentPoints);
    received->replace(receivedPoints);
    const auto toTime = [](qint64 ns) { return QDateTime::fromMSecsSinceEpoch(ns / qint64(MillisecondNs)); };
    time->setRange(toTime(bins.originNs()),
                   toTime(std::max(bins.endNs(), bins.originNs() + qint64(NsPerSecond))));
    rate->setRange(0, highest);
    rate->applyNiceNumbers();
}

void TrafficCharts::Parts::showSizes(const SizeHistogram &histogram)
{
    int first = 0;
    int end = SizeBins;
    while (end > 1 && histogram[std::size_t(end - 1)] == 0) {
        --end;
    }
    while (first + 1 < end && histogram[std::size_t(first)] == 0) {
        ++first;
    }
    QStringList names;
    QList<qreal> values;
    qreal highest = 1.0;
    for (int bin = first; bin < end; ++bin) {
        names << shortSize(bin);
        values << qreal(histogram[std::size_t(bin)]);
        highest = std::max(highest, values.back());
    }
    if (sizes->count() != int(values.size()) || sizeNames->categories() != names) {
        sizes->remove(0, sizes->count());
        sizes->append(values);
        sizeNames->setCategories(names);
    } else {
        for (int i = 0; i < int(values.size()); ++i) {
            sizes->replace(i, values[i]);
        }
    }
    count->setRange(0, highest);
    count->applyNiceNumbers();
}

void TrafficCharts::Parts::color(const QPalette &palette)
{
    const SemanticColors &colors = semanticColors(palette);
    constexpr double LineWidth = 1.6;
    sent->setPen(QPen(colors.sent, LineWidth));
    received->setPen(QPen(colors.received, LineWidth, Qt::DashLine)); // told apart without colour
    sizes->setColor(colors.sent);
    sizes->setBorderColor(colors.sent);
    colorChart(*rateView->chart(), palette);
    colorChart(*sizeView->chart(), palette);
}

TrafficCharts::TrafficCharts(QWidget *parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>())
{
    m_parts->buildRates(this);
    m_parts->buildSizes(this);
    m_parts->color(palette());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_parts->rateView, 1);
    layout->addWidget(m_parts->sizeView, 1);
}

TrafficCharts::~TrafficCharts() = default;

bool TrafficCharts::isAvailable() noexcept
{
    return true;
}

void TrafficCharts::showNumbers(const TrafficNumbers::Numbers &numbers)
{
    m_parts->showRates(numbers.bins);
    m_parts->showSizes(numbers.sizes);
}

void TrafficCharts::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_parts->color(palette());
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
// bench-plot TABLE.json PLOT.svg: how many times better Gantry is than each peer, a group
// of bars for each scenario, on a logarithmic axis: 1 is as good.
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QHorizontalBarSeries>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtGui/QPainter>
#include <QtSvg/QSvgGenerator>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsScene>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Width = 1000;
constexpr int HeightOfScenario = 110;
constexpr int HeightOfFrame = 160;

struct Plot
{
    QStringList scenarios{};
    QMap<QString, QMap<QString, double>> ratios{}; //!< by peer and scenario
};

Plot readPlot(const QJsonObject &table)
{
    Plot plot;
    const QJsonArray scenarios = table.value("scenarios"_L1).toArray();
    for (const QJsonValue &scenario : scenarios) {
        const QString title = scenario["title"_L1].toString();
        bool isRace = false;
        const QJsonArray contenders = scenario["contenders"_L1].toArray();
        for (const QJsonValue &contender : contenders) {
            const QString label = contender["label"_L1].toString();
            const double ratio = contender["gantry_ratio"_L1].toDouble();
            // Gantry beside itself, with other settings, is no bar among peers.
            if (contender["program"_L1].toString() == "gantry"_L1 || ratio <= 0)
                continue;
            plot.ratios[label][title] = ratio;
            isRace = true;
        }
        if (isRace)
            plot.scenarios.prepend(title); // the axis grows upwards
    }
    return plot;
}

//! Bars begin at 0 of a linear axis, hence at 1 when it counts doublings.
QCategoryAxis *doublings(const Plot &plot, QChart &chart)
{
    int least = -1;
    int most = 1;
    for (const auto &ratios : plot.ratios) {
        for (const double ratio : ratios) {
            least = std::min(least, int(std::floor(std::log2(ratio))));
            most = std::max(most, int(std::ceil(std::log2(ratio))));
        }
    }
    auto *axis = new QCategoryAxis(&chart);
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setRange(least, most);
    axis->setStartValue(least);
    for (int power = least; power <= most; ++power)
        axis->append(power < 0 ? u"1/%1"_s.arg(1 << -power) : QString::number(1 << power), power);
    axis->setTitleText(u"how many times better than the peer Gantry is"_s);
    return axis;
}

void fill(QChart &chart, const Plot &plot)
{
    auto *series = new QHorizontalBarSeries(&chart);
    for (auto peer = plot.ratios.cbegin(); peer != plot.ratios.cend(); ++peer) {
        auto *bars = new QBarSet(peer.key(), series);
        for (const QString &scenario : plot.scenarios)
            bars->append(std::log2(peer.value().value(scenario, 1))); // no bar: not measured
        series->append(bars);
    }
    chart.addSeries(series);
    auto *names = new QBarCategoryAxis(&chart);
    names->append(plot.scenarios);
    chart.addAxis(names, Qt::AlignLeft);
    series->attachAxis(names);
    QCategoryAxis *ratios = doublings(plot, chart);
    chart.addAxis(ratios, Qt::AlignBottom);
    series->attachAxis(ratios);
}

bool draw(const Plot &plot, const QString &path)
{
    const QSize size(Width, HeightOfFrame + HeightOfScenario * int(plot.scenarios.size()));
    QGraphicsScene scene;
    auto *chart = new QChart;
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->setTitle(u"Gantry beside its peers"_s);
    fill(*chart, plot);
    scene.addItem(chart);
    chart->resize(size);
    QSvgGenerator svg;
    svg.setFileName(path);
    svg.setSize(size);
    svg.setResolution(96); // of browsers, so that the size is in their pixels
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(u"Gantry beside its peers"_s);
    QPainter painter;
    if (!painter.begin(&svg))
        return false;
    scene.render(&painter, QRectF(QPointF(), size), QRectF(QPointF(), size));
    return painter.end();
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen"); // there is nothing to show
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3) {
        std::fputs("bench-plot: TABLE.json and PLOT.svg are wanted\n", stderr);
        return 2;
    }
    QFile file(arguments.at(1));
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "bench-plot: cannot read %s\n", qUtf8Printable(arguments.at(1)));
        return 1;
    }
    const Plot plot = readPlot(QJsonDocument::fromJson(file.readAll()).object());
    if (plot.scenarios.isEmpty())
        return 0; // no peer took part
    if (!draw(plot, arguments.at(2))) {
        std::fprintf(stderr, "bench-plot: cannot write %s\n", qUtf8Printable(arguments.at(2)));
        return 1;
    }
    return 0;
}

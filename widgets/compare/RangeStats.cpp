#include "widgets/compare/RangeStats.h"

#include "widgets/compare/MetricsModel.h"

#include <QGridLayout>
#include <QLabel>

namespace dare
{

namespace
{

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *out = new QLabel(text, parent);
    out->setProperty("role", role);
    return out;
}

} // namespace

RangeStats::RangeStats(MetricsModel *metrics, QWidget *parent)
    : QWidget(parent), m_metrics(metrics), m_title(label({}, "title", this))
{
    setObjectName(QStringLiteral("rangeStats"));
    setAccessibleName(tr("Metrics over the range"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_title, 0, 0, 1, 4);
    const QStringList heads{tr("mean"), tr("worst"), tr("at")};
    for (int column = 0; column < 3; ++column)
        grid->addWidget(label(heads[column], "caption", this), 1, column + 1, Qt::AlignRight);
    const QStringList names{tr("PSNR dB"), tr("SSIM"), tr("Attention Δ")};
    for (int row = 0; row < 3; ++row) {
        grid->addWidget(label(names[row], "secondary", this), row + 2, 0);
        for (int column = 0; column < 3; ++column) {
            auto *cell = label(QStringLiteral("–"), "mono", this);
            cell->setObjectName(QStringLiteral("rangeStats_%1_%2").arg(row).arg(column));
            cell->setToolTip(tr("%1, %2").arg(names[row], heads[column]));
            m_cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = cell;
            grid->addWidget(cell, row + 2, column + 1, Qt::AlignRight);
        }
    }
    connect(metrics, &MetricsModel::changed, this, &RangeStats::refresh);
    refresh();
}

void RangeStats::refresh()
{
    const int first = m_metrics->first();
    const int last = m_metrics->last();
    m_title->setText(m_metrics->frames() == 0 ? tr("Range")
                                              : tr("Range %1–%2").arg(first + 1).arg(last + 1));
    for (const Metric metric : kMetrics) {
        auto &cells = m_cells[static_cast<std::size_t>(metric)];
        const MetricsModel::Stats stats = m_metrics->stats(metric, first, last);
        const QString none = stats.identical > 0 ? tr("identical") : QStringLiteral("–");
        const auto number = [&](double value) {
            return metric == Metric::Psnr   ? QString::number(value, 'f', 1)
                   : metric == Metric::Ssim ? QString::number(value, 'f', 3)
                                            : QString::number(value, 'g', 2);
        };
        cells[0]->setText(stats.at < 0 ? none : number(stats.mean));
        cells[1]->setText(stats.at < 0 ? QStringLiteral("–") : number(stats.worst));
        cells[2]->setText(stats.at < 0 ? QStringLiteral("–") : QString::number(stats.at + 1));
    }
}

} // namespace dare

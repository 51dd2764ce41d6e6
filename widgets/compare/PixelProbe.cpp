#include "widgets/compare/PixelProbe.h"

#include "core/types/CompareShade.h"
#include "widgets/theme/Theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kSwatch = 14;

std::optional<std::array<int, 3>> valueOf(const std::shared_ptr<const Clip> &clip,
                                          const FitRect &rect, QPoint at, int frame)
{
    if (!clip || clip->empty())
        return std::nullopt;
    const CompareSample sample = compareSample(
        *clip, clip->frame(std::clamp(frame, 0, clip->frames - 1)), rect, at.x(), at.y());
    if (!sample.inside)
        return std::nullopt;
    return std::array<int, 3>{qRound(sample.r), qRound(sample.g), qRound(sample.b)};
}

QPixmap swatch(const std::optional<std::array<int, 3>> &value, double ratio)
{
    QPixmap out(QSize(kSwatch, kSwatch) * ratio);
    out.setDevicePixelRatio(ratio);
    out.fill(Qt::transparent);
    if (!value)
        return out;
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(currentTheme().line2, 1.0));
    painter.setBrush(QColor((*value)[0], (*value)[1], (*value)[2]));
    painter.drawRoundedRect(QRectF(0.5, 0.5, kSwatch - 1.0, kSwatch - 1.0), 3.0, 3.0);
    return out;
}

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *out = new QLabel(text, parent);
    out->setProperty("role", role);
    return out;
}

} // namespace

ProbedPixel probe(const CompareScene &scene, QPoint at, int frame)
{
    const auto a = scene.clip(scene.a);
    const auto b = scene.clip(scene.b);
    const CompareCanvas canvas = compareCanvas(a.get(), b.get());
    return {at, valueOf(a, canvas.a, at, frame), valueOf(b, canvas.b, at, frame)};
}

PixelProbe::PixelProbe(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("pixelProbe"));
    setAccessibleName(tr("Values under the pointer"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    auto *title = new QHBoxLayout;
    title->setSpacing(8);
    title->addWidget(label(tr("Pixel"), "title", this));
    m_place = label({}, "mono", this);
    m_place->setObjectName(QStringLiteral("pixelProbePlace"));
    title->addWidget(m_place, 1);
    grid->addLayout(title, 0, 0, 1, 5);
    const QStringList channels{QStringLiteral("R"), QStringLiteral("G"), QStringLiteral("B")};
    for (int column = 0; column < 3; ++column)
        grid->addWidget(label(channels[column], "caption", this), 1, column + 1);
    const QStringList names{QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("Δ")};
    const std::array<const char *, 3> roles{"badgeA", "badgeB", "caption"};
    for (int row = 0; row < 3; ++row) {
        auto *name = label(names[row], roles[static_cast<std::size_t>(row)], this);
        name->setAlignment(Qt::AlignCenter);
        grid->addWidget(name, row + 2, 0, Qt::AlignLeft);
        for (int column = 0; column < 3; ++column) {
            auto *cell = label(QStringLiteral("–"), "mono", this);
            cell->setObjectName(QStringLiteral("pixelProbe_%1_%2").arg(row).arg(column));
            m_cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = cell;
            grid->addWidget(cell, row + 2, column + 1);
        }
        if (row == 2)
            continue;
        auto *color = new QLabel(this);
        color->setFixedSize(kSwatch, kSwatch);
        m_swatches[static_cast<std::size_t>(row)] = color;
        grid->addWidget(color, row + 2, 4, Qt::AlignRight);
    }
    for (int column = 1; column < 4; ++column)
        grid->setColumnStretch(column, 1);
    show(std::nullopt);
}

void PixelProbe::show(const std::optional<ProbedPixel> &pixel)
{
    m_place->setText(pixel ? QStringLiteral("x %1 y %2").arg(pixel->at.x()).arg(pixel->at.y())
                           : tr("point at the picture"));
    const std::array<std::optional<std::array<int, 3>>, 2> values{pixel ? pixel->a : std::nullopt,
                                                                  pixel ? pixel->b : std::nullopt};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        for (std::size_t side = 0; side < 2; ++side)
            m_cells[side][channel]->setText(values[side] ? QString::number((*values[side])[channel])
                                                         : QStringLiteral("–"));
        const bool both = values[0] && values[1];
        const int delta = both ? (*values[1])[channel] - (*values[0])[channel] : 0;
        m_cells[2][channel]->setText(!both ? QStringLiteral("–")
                                           : (delta > 0   ? QStringLiteral("+")
                                              : delta < 0 ? QStringLiteral("−")
                                                          : QString()) +
                                                 QString::number(std::abs(delta)));
    }
    for (std::size_t side = 0; side < 2; ++side)
        m_swatches[side]->setPixmap(swatch(values[side], devicePixelRatioF()));
}

} // namespace dare

#pragma once

#include "core/types/ViewSpec.h"

#include <QString>
#include <QWidget>

#include <optional>

namespace dare
{

/// A colour table with ticks, drawn from the table the pixels use.
class ColorBar : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(double minimum READ minimum)
    Q_PROPERTY(double maximum READ maximum)

public:
    explicit ColorBar(QWidget *parent = nullptr);

    /// [min, max] of a mass table. @param max 0: every map has its own, the ends say so
    void showMass(ColorMapName colorMap, double min, double max);
    /// [-max, max] of the signed table.
    void showSigned(double max);
    /// A tick at the value under the pointer; nothing takes it away.
    void setMark(std::optional<double> value);
    [[nodiscard]] std::optional<double> mark() const { return m_mark; }
    [[nodiscard]] double minimum() const { return m_signed ? -m_max : m_min; }
    [[nodiscard]] double maximum() const { return m_max; }
    [[nodiscard]] QSize sizeHint() const override { return {200, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString tickAt(int quarter) const;
    void drawMark(QPainter &painter) const;

    ColorMapName m_colorMap = ColorMapName::Inferno;
    double m_min = 0.0;
    double m_max = 1.0;
    std::optional<double> m_mark;
    bool m_signed = false;
};

} // namespace dare

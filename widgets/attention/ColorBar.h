#pragma once

#include "core/types/ViewSpec.h"

#include <QString>
#include <QWidget>

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

    /// [0, max] of a mass table. @param max 0: every map has its own, the ends say so
    void showMass(ColorMapName colorMap, double max);
    /// [-max, max] of the signed table.
    void showSigned(double max);
    [[nodiscard]] double minimum() const { return m_signed ? -m_max : 0.0; }
    [[nodiscard]] double maximum() const { return m_max; }
    [[nodiscard]] QSize sizeHint() const override { return {200, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString tickAt(int quarter) const;

    ColorMapName m_colorMap = ColorMapName::Inferno;
    double m_max = 1.0;
    bool m_signed = false;
};

} // namespace dare

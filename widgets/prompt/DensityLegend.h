#pragma once

#include <QWidget>

namespace dare
{

/// "density ρ 0 [bar] 1", from the table the chips use. Object name `densityLegend`.
class DensityLegend : public QWidget
{
    Q_OBJECT

public:
    explicit DensityLegend(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    /// Without the words before the symbol.
    void setCompact(bool compact);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString name() const;

    bool m_compact = false;
};

} // namespace dare

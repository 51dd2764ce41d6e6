#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace dare
{

class CompareModel;
class CompareSettings;
class MetricsModel;
class PixelProbe;
class RangeStats;
class RecipeDiff;

/// The content of `dockCompare`: settings of the modes, the pixel under the pointer, metrics over
/// the range, where the recipes differ, and whether noise, model and encoder are the same.
class ComparePanel : public QWidget
{
    Q_OBJECT

public:
    ComparePanel(CompareModel *model, MetricsModel *metrics, QWidget *parent = nullptr);
    [[nodiscard]] PixelProbe *probe() const { return m_probe; }

private:
    void refresh();
    void addSection(QVBoxLayout *column, QWidget *section);

    CompareModel *m_model;
    PixelProbe *m_probe;
    RecipeDiff *m_diff;
    QLabel *m_provenance;
    QLabel *m_lock;
};

} // namespace dare

#pragma once

#include <QToolButton>

namespace dare
{

/// A wide header button: icon, name, a quiet detail, and either an arrow or a meter.
class PillButton : public QToolButton
{
    Q_OBJECT

public:
    PillButton(const QString &icon, bool boldName, QWidget *parent = nullptr);

    void setName(const QString &name);
    void setDetail(const QString &detail);
    /// @param share in [0,1] of the meter; negative: an arrow instead
    void setMeter(double share);
    /// Compact leaves out the detail.
    void setCompact(bool compact);
    /// Leaves icon and arrow alone, for narrow windows.
    void setIconOnly(bool iconOnly);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QFont nameFont() const;
    [[nodiscard]] QFont detailFont() const;
    [[nodiscard]] bool meterShown() const { return m_meter >= 0.0 && !m_iconOnly; }
    [[nodiscard]] bool detailShown() const
    {
        return !m_compact && !m_iconOnly && !m_detail.isEmpty();
    }

    QString m_icon;
    bool m_bold;
    bool m_compact = false;
    bool m_iconOnly = false;
    QString m_name;
    QString m_detail;
    double m_meter = -1.0;
};

} // namespace dare

#pragma once

#include <QTabBar>

namespace dare
{

/// Tabs as words with a line under the current one. Every tab has the width of its bold text, so
/// that nothing moves when another is chosen.
class UnderlineTabs : public QTabBar
{
    Q_OBJECT

public:
    /// @param padding left and right of a word @param inset of the line from the tab's edges
    UnderlineTabs(int height, int padding, int inset, QWidget *parent = nullptr);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int m_height;
    int m_padding;
    int m_inset;
    int m_hovered = -1;
};

} // namespace dare

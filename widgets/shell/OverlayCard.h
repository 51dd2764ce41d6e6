#pragma once

#include <QFrame>

class QScrollArea;
class QVBoxLayout;

namespace dare
{

/// A card that floats in the middle of another widget, over a veil that dims it. It is no dialog:
/// everything around it goes on working. Where there is no room for its body, the body scrolls.
/// Esc closes it.
class OverlayCard : public QFrame
{
    Q_OBJECT

public:
    /// @param anchor what the card covers; the card becomes its child
    /// @param width that the card takes where there is room
    OverlayCard(QWidget *anchor, int width);

    /// A footer below the body, always in sight. Its parent becomes the card.
    void setFooter(QWidget *footer);
    void open();
    void close();
    [[nodiscard]] bool isOpen() const { return !isHidden(); }

Q_SIGNALS:
    void opened();
    void closed();

protected:
    /// Where the card's content goes: a column with the card's margins.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fit();

    QWidget *m_anchor;
    QWidget *m_veil;
    QScrollArea *m_area;
    QWidget *m_content;
    QVBoxLayout *m_body;
    QWidget *m_footer = nullptr;
    int m_width;
};

} // namespace dare

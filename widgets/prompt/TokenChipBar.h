#pragma once

#include "widgets/prompt/ChipLayout.h"

#include <QStringList>
#include <QWidget>

#include <vector>

namespace dare
{

class PromptModel;

/// One chip per word: word, density, bar of its length and colour, weight where it is not 1; then
/// `end` and `pads`. Flows over as many lines as it needs. Object name `tokenChips`.
/// Click selects, Ctrl+click adds, the wheel changes the weight by 0.05 while focused, double-click
/// asks for the popover, middle-click resets it to 1. Keys: left and right walk, Space selects,
/// Enter asks for the popover, up and down change the weight.
class TokenChipBar : public QWidget
{
    Q_OBJECT

public:
    explicit TokenChipBar(PromptModel *model, QWidget *parent = nullptr);

    [[nodiscard]] const std::vector<TokenChip> &chips() const { return m_chips; }
    /// @return index into chips(), or -1
    [[nodiscard]] int chipAt(QPointF position) const;
    [[nodiscard]] int focusedChip() const { return m_focused; }
    [[nodiscard]] bool isSelected(int chip) const;
    /// "turtle, density 0.86, weight 1.2, neglected in A", for screen readers.
    [[nodiscard]] QString spokenText(int chip) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public Q_SLOTS:
    void setSelectedWords(const QStringList &labels);

Q_SIGNALS:
    void wordClicked(const QString &label, bool add);
    /// The weight of a word shall be set exactly. @param word index into PromptModel::tokens()
    void weightWanted(int word, const QRect &chip);
    void heightChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void rebuild();
    void place();
    void paintChip(QPainter &painter, const TokenChip &chip, bool focused) const;
    void paintTexts(QPainter &painter, const TokenChip &chip, bool selected) const;
    void changeWeight(int chip, double difference);
    void askWeight(int chip);
    void tellFocus();
    [[nodiscard]] QString tipOf(const TokenChip &chip) const;

    PromptModel *m_model;
    std::vector<TokenChip> m_chips;
    QStringList m_selected;
    int m_focused = 0;
    int m_wheelRest = 0;
    double m_height = 0.0;
};

} // namespace dare

#pragma once

#include "core/types/Recipe.h"

#include <QCheckBox>

namespace dare
{

/// A check box drawn as the words off and on, in the frame of a side's value.
class OnOffBox : public QCheckBox
{
    Q_OBJECT

public:
    explicit OnOffBox(Side side, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return {48, 20}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] bool hitButton(const QPoint &pos) const override { return rect().contains(pos); }

private:
    Side m_side;
};

} // namespace dare

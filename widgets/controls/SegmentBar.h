#pragma once

#include <QFrame>
#include <QStringList>

class QButtonGroup;
class QToolButton;

namespace dare
{

/// A row of buttons of which one is down. The buttons are named NAME0, NAME1, ...
class SegmentBar : public QFrame
{
    Q_OBJECT

public:
    /// @param accent the pressed one is drawn in the accent
    SegmentBar(const QString &name, const QStringList &texts, bool accent,
               QWidget *parent = nullptr);

    [[nodiscard]] int current() const;
    void setCurrent(int index);
    [[nodiscard]] QToolButton *button(int index) const;
    void setText(int index, const QString &text);
    /// Less room beside the texts.
    void setCompact(bool compact);

Q_SIGNALS:
    void picked(int index); ///< by the user

private:
    void fitButtons();
    void fitFocus();

    QButtonGroup *m_group;
    bool m_compact = false;
};

} // namespace dare

#pragma once

#include <QFrame>
#include <QStringList>

class QButtonGroup;
class QToolButton;

namespace dare {

/// A row of buttons of which one is down.
class SegmentBar : public QFrame
{
    Q_OBJECT

  public:
    /// @param accent the pressed one is drawn in the accent
    SegmentBar(const QString &name, const QStringList &texts, bool accent, QWidget *parent = nullptr);

    [[nodiscard]] int current() const;
    void setCurrent(int index);
    [[nodiscard]] QToolButton *button(int index) const;

  Q_SIGNALS:
    void picked(int index);

  private:
    QButtonGroup *m_group;
};

} // namespace dare

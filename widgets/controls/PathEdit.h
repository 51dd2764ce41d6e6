#pragma once

#include <QLineEdit>

namespace dare
{

/// A line for a path. Without the focus a path that is too long loses its middle, so that its start
/// and its name stay readable; the tool tip has all of it. @thread GUI
class PathEdit : public QLineEdit
{
    Q_OBJECT

public:
    /// @param purpose what the path is for: the tool tip's first line
    explicit PathEdit(const QString &purpose, QWidget *parent = nullptr);

    /// What is painted now: the text, or the text without its middle.
    [[nodiscard]] QString shownText() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QRect textRect() const;
    void refreshTip();

    QString m_purpose;
};

} // namespace dare

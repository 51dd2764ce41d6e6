#pragma once

#include <QPushButton>

class QLabel;

namespace dare
{

/// A row of a card: a text on the left, a quiet note on the right, and an arrow.
class ExampleButton : public QPushButton
{
    Q_OBJECT

public:
    explicit ExampleButton(const QString &text, QWidget *parent = nullptr);

    [[nodiscard]] QString example() const { return m_example; }
    void setNote(const QString &note);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    QString m_example;
    QLabel *m_note = nullptr;
};

/// A dashed box that says what may be dropped on it, and opens a chooser when pressed.
class TargetButton : public QPushButton
{
    Q_OBJECT

public:
    TargetButton(const QString &icon, const QString &title, const QString &text,
                 QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
};

} // namespace dare

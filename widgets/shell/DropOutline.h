#pragma once

#include <QWidget>

namespace dare
{

/// A frame around the whole window while something is dragged over it, with what the drop would do.
/// Object name `dropOutline`.
class DropOutline : public QWidget
{
    Q_OBJECT

public:
    explicit DropOutline(QWidget *window);

    /// @param works false: nothing would happen, and the text says why
    void showFor(const QString &text, bool works);
    [[nodiscard]] QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    bool m_works = true;
};

} // namespace dare

#pragma once

#include <QComboBox>

namespace dare
{

/// A source by name; takes runs, films and folders of pictures that are dropped on it.
class SourceBox : public QComboBox
{
    Q_OBJECT

public:
    explicit SourceBox(QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 24}; }

Q_SIGNALS:
    void picked(const QString &id);
    /// A file or folder was dropped: a film, pictures, or a run (whose side the box stands for).
    void dropped(const QString &path);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace dare

#pragma once

#include <QImage>
#include <QTimer>
#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace dare
{

/// The picture of one frame as the encoder gets it, and a bar to walk through the frames.
class ExportPreviewPane : public QWidget
{
    Q_OBJECT

public:
    explicit ExportPreviewPane(QWidget *parent = nullptr);

    void setFrames(int frames, double fps);
    void setFrame(int frame);
    [[nodiscard]] int frame() const;
    /// @param message what stands there instead; empty: the picture
    void setPicture(const QImage &picture, const QString &message);
    [[nodiscard]] QImage picture() const { return m_picture; }
    void setSummary(const QString &text);

Q_SIGNALS:
    void frameWanted(int frame);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showCounter();
    void play(bool on);

    QImage m_picture;
    QString m_message;
    QSlider *m_slider;
    QToolButton *m_play;
    QLabel *m_counter;
    QLabel *m_summary;
    QTimer m_clock;
};

} // namespace dare

#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace dare
{

/// One message at a time above the page, never modal: a failure, a recovered run. Object name
/// `bannerBar`.
class BannerBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Note, Warning, Failure };

    explicit BannerBar(QWidget *parent = nullptr);

    /// @param title what happened, bold @param detail where and what to do
    /// @param action words of the one button; empty: none. It emits actionTriggered()
    void showMessage(Tone tone, const QString &title, const QString &detail,
                     const QString &action = {});
    void dismiss();

Q_SIGNALS:
    void actionTriggered();

private:
    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QPushButton *m_action = nullptr;
};

} // namespace dare

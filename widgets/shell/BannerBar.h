#pragma once

#include <QFrame>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;

namespace dare
{

class IconLabel;

/// One message at a time above the page, never modal: a failure, a recovered run. A newer message
/// takes the place of the one shown. Object name `bannerBar`.
class BannerBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Note, Warning, Failure };
    /// A button of a message. Pressing it closes the message first.
    struct Action {
        QString text;
        std::function<void()> run;
    };

    explicit BannerBar(QWidget *parent = nullptr);

    /// @param title what happened, bold @param detail where and what to do
    /// @param actions buttons, the most likely first: named bannerAction0, bannerAction1, ...
    void showMessage(Tone tone, const QString &title, const QString &detail,
                     const std::vector<Action> &actions = {});
    void dismiss();

Q_SIGNALS:
    /// The message has gone: closed, acted upon, or dismissed.
    void dismissed();

private:
    void setActions(const std::vector<Action> &actions);

    IconLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QHBoxLayout *m_actions = nullptr;
};

} // namespace dare

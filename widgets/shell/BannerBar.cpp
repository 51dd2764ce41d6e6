#include "widgets/shell/BannerBar.h"

#include "widgets/controls/IconLabel.h"
#include "widgets/theme/Icons.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace dare
{

BannerBar::BannerBar(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("bannerBar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    m_icon = new IconLabel(QStringLiteral("warn"), &Theme::err);
    m_text = new QLabel;
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(8);
    auto *close = new QToolButton;
    close->setObjectName(QStringLiteral("bannerClose"));
    close->setIcon(themedIcon(QStringLiteral("x")));
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addLayout(m_actions);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QToolButton::clicked, this, &BannerBar::dismiss);
    hide();
}

void BannerBar::setActions(const std::vector<Action> &actions)
{
    while (QLayoutItem *old = m_actions->takeAt(0)) {
        old->widget()->hide();
        old->widget()->deleteLater(); // it may be the one that was just pressed
        delete old;
    }
    for (std::size_t i = 0; i < actions.size(); ++i) {
        auto *button = new QPushButton(actions[i].text);
        button->setObjectName(QStringLiteral("bannerAction%1").arg(i));
        button->setToolTip(actions[i].text);
        connect(button, &QPushButton::clicked, this, [this, run = actions[i].run] {
            dismiss();
            run();
        });
        m_actions->addWidget(button);
    }
}

void BannerBar::showMessage(Tone tone, const QString &title, const QString &detail,
                            const std::vector<Action> &actions)
{
    dismiss(); // who waits for an answer to the message before hears that it has gone
    setProperty("tone", tone == Tone::Failure   ? "failure"
                        : tone == Tone::Warning ? "warn"
                                                : "note");
    style()->unpolish(this);
    style()->polish(this);
    m_icon->setIcon(QStringLiteral("warn"), tone == Tone::Failure   ? &Theme::err
                                            : tone == Tone::Warning ? &Theme::warn
                                                                    : &Theme::accent);
    m_text->setText(QStringLiteral("<span style='font-weight:600'>%1</span> %2")
                        .arg(title.toHtmlEscaped(), detail.toHtmlEscaped()));
    setActions(actions);
    setAccessibleName(title + QLatin1Char(' ') + detail);
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void BannerBar::dismiss()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT dismissed();
}

} // namespace dare

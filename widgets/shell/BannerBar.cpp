#include "widgets/shell/BannerBar.h"

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
    m_icon = new QLabel;
    m_text = new QLabel;
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action = new QPushButton;
    m_action->setObjectName(QStringLiteral("bannerAction"));
    auto *close = new QToolButton;
    close->setObjectName(QStringLiteral("bannerClose"));
    close->setIcon(themedIcon(QStringLiteral("x")));
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(m_action, &QPushButton::clicked, this, &BannerBar::actionTriggered);
    connect(close, &QToolButton::clicked, this, &BannerBar::dismiss);
    hide();
}

void BannerBar::showMessage(Tone tone, const QString &title, const QString &detail,
                            const QString &action)
{
    setProperty("tone", tone == Tone::Failure   ? "failure"
                        : tone == Tone::Warning ? "warn"
                                                : "note");
    style()->unpolish(this);
    style()->polish(this);
    const Theme &theme = currentTheme();
    const QColor color = tone == Tone::Failure   ? theme.err
                         : tone == Tone::Warning ? theme.warn
                                                 : theme.accent;
    m_icon->setPixmap(tintedPixmap(QStringLiteral("warn"), color, 16, devicePixelRatioF()));
    m_text->setText(
        QStringLiteral("<b>%1</b> %2").arg(title.toHtmlEscaped(), detail.toHtmlEscaped()));
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void BannerBar::dismiss()
{
    hide();
}

} // namespace dare

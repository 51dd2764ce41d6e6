#include "widgets/controls/SegmentBar.h"

#include "widgets/theme/Fonts.h"

#include <QButtonGroup>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QToolButton>

namespace dare
{

namespace
{

constexpr int kRoom = 10;
constexpr int kCompactRoom = 7;
constexpr int kBorder = 2;
constexpr int kIcon = 20;

} // namespace

SegmentBar::SegmentBar(const QString &name, const QStringList &texts, bool accent, QWidget *parent)
    : QFrame(parent), m_group(new QButtonGroup(this))
{
    setObjectName(name);
    setProperty("role", QStringLiteral("segments"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    // The room is in the widths set below; a padding beside it would cut the text.
    setStyleSheet(QStringLiteral("QToolButton { padding: 0px; }"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < texts.size(); ++i) {
        auto *each = new QToolButton(this);
        each->setObjectName(name + QString::number(i));
        each->setCheckable(true);
        if (accent)
            each->setProperty("tone", QStringLiteral("accent"));
        m_group->addButton(each, i);
        row->addWidget(each);
        setText(i, texts[i]);
    }
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentBar::picked);
    connect(m_group, &QButtonGroup::idToggled, this, &SegmentBar::fitFocus);
    fitFocus();
}

int SegmentBar::current() const
{
    return m_group->checkedId();
}

void SegmentBar::setCurrent(int index)
{
    m_group->button(index)->setChecked(true);
}

QToolButton *SegmentBar::button(int index) const
{
    return static_cast<QToolButton *>(m_group->button(index));
}

void SegmentBar::setText(int index, const QString &text)
{
    button(index)->setText(text);
    button(index)->setAccessibleName(text);
    fitButtons();
}

void SegmentBar::setCompact(bool compact)
{
    m_compact = compact;
    fitButtons();
}

void SegmentBar::fitFocus()
{
    // Tab stops once: at the pressed one, or at the first. Arrows go on from there.
    const QAbstractButton *stop =
        m_group->checkedButton() != nullptr ? m_group->checkedButton() : m_group->button(0);
    for (QAbstractButton *each : m_group->buttons())
        each->setFocusPolicy(each == stop ? Qt::TabFocus : Qt::NoFocus);
}

void SegmentBar::fitButtons()
{
    // Wide enough for the bold text of the pressed one, so that nothing moves.
    const QFontMetrics metrics(sansFont(12, QFont::DemiBold));
    for (QAbstractButton *each : m_group->buttons()) {
        const bool icon =
            static_cast<QToolButton *>(each)->toolButtonStyle() == Qt::ToolButtonTextBesideIcon;
        each->setFixedWidth(metrics.horizontalAdvance(each->text()) + (icon ? kIcon : 0) +
                            2 * (m_compact ? kCompactRoom : kRoom) + kBorder);
    }
}

} // namespace dare

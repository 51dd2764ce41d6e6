#include "widgets/attention/SegmentBar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace dare {

SegmentBar::SegmentBar(const QString &name, const QStringList &texts, bool accent, QWidget *parent)
    : QFrame(parent), m_group(new QButtonGroup(this))
{
    setObjectName(name);
    setProperty("role", QStringLiteral("segments"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < texts.size(); ++i) {
        auto *each = new QToolButton(this);
        each->setObjectName(name + QString::number(i));
        each->setText(texts[i]);
        each->setAccessibleName(texts[i]);
        each->setCheckable(true);
        if (accent)
            each->setProperty("tone", QStringLiteral("accent"));
        m_group->addButton(each, i);
        row->addWidget(each);
    }
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentBar::picked);
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

} // namespace dare

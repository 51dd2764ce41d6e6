#include "widgets/shell/OverlayCard.h"

#include "widgets/theme/Theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kMargin = 16;  // between the card and the edges of what it covers
constexpr int kPadding = 24; // inside
constexpr int kVeilAlpha = 150;
constexpr int kSlack = 12; // hints of wrapped text fall a few pixels short

/// Dims what the card lies on.
class Veil : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QColor shade = currentTheme().viewer;
        shade.setAlpha(kVeilAlpha);
        QPainter(this).fillRect(rect(), shade);
    }
};

} // namespace

OverlayCard::OverlayCard(QWidget *anchor, int width)
    : QFrame(anchor),
      m_anchor(anchor),
      m_veil(new Veil(anchor)),
      m_area(new QScrollArea(this)),
      m_content(new QWidget),
      m_body(new QVBoxLayout(m_content)),
      m_width(width)
{
    setProperty("role", "card");
    setFocusPolicy(Qt::NoFocus);
    m_body->setContentsMargins(kPadding, kPadding - 4, kPadding, kPadding - 4);
    m_body->setSpacing(8);
    m_content->setProperty("role", "cardBody");
    m_area->setWidget(m_content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setProperty("role", "cardBody");
    m_area->setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_area, 1);
    anchor->installEventFilter(this);
    m_content->installEventFilter(this);
    m_veil->hide();
    hide();
}

void OverlayCard::setFooter(QWidget *footer)
{
    m_footer = footer;
    layout()->addWidget(footer);
}

void OverlayCard::open()
{
    m_veil->show();
    m_veil->raise();
    show();
    raise();
    fit();
    Q_EMIT opened();
}

void OverlayCard::close()
{
    if (isHidden())
        return;
    hide();
    m_veil->hide();
    Q_EMIT closed();
}

void OverlayCard::fit()
{
    m_veil->setGeometry(m_anchor->rect());
    const int width = std::min(m_width, m_anchor->width() - 2 * kMargin);
    const int inside = width - 2;
    int wanted = m_body->hasHeightForWidth() ? m_body->totalHeightForWidth(inside)
                                             : m_body->totalSizeHint().height();
    if (m_footer != nullptr)
        wanted += m_footer->hasHeightForWidth() ? m_footer->heightForWidth(inside)
                                                : m_footer->sizeHint().height();
    const int height = std::min(wanted + kSlack, m_anchor->height() - 2 * kMargin);
    setGeometry((m_anchor->width() - width) / 2, (m_anchor->height() - height) / 2, width, height);
}

bool OverlayCard::eventFilter(QObject *watched, QEvent *event)
{
    // Content changed, or its fonts did: the height follows.
    const bool moved = watched == m_anchor && event->type() == QEvent::Resize;
    const bool changed = watched == m_content && event->type() == QEvent::LayoutRequest;
    if ((moved || changed) && isOpen())
        fit();
    return QFrame::eventFilter(watched, event);
}

void OverlayCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace dare

#include "widgets/compare/SourceBox.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QUrl>

namespace dare
{

SourceBox::SourceBox(QWidget *parent) : QComboBox(parent)
{
    setAcceptDrops(true);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QComboBox::activated, this,
            [this](int index) { Q_EMIT picked(itemData(index).toString()); });
}

void SourceBox::dragEnterEvent(QDragEnterEvent *event)
{
    const QMimeData *data = event->mimeData();
    if (data->hasUrls() && data->urls().size() == 1 && data->urls().constFirst().isLocalFile())
        event->acceptProposedAction();
}

void SourceBox::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    Q_EMIT dropped(event->mimeData()->urls().constFirst().toLocalFile());
}

/// A long name ends in an ellipsis; the list and the tooltip have it whole.
void SourceBox::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QRect field =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText =
        option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, field.width() - 4);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace dare

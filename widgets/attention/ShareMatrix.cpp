#include "widgets/attention/ShareMatrix.h"

#include "core/types/ColorMap.h"
#include "widgets/attention/ShareMatrixModel.h"
#include "widgets/theme/Theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kLeastRow = 11;
constexpr int kMostRow = 18;

} // namespace

class ShareMatrix::Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QVariant share = index.data(ShareMatrixModel::ShareRole);
        const QRect cell = option.rect.adjusted(0, 0, -1, -1);
        if (share.isValid()) {
            const Rgb color = massColor(colorMap, share.toFloat() / highest);
            painter->fillRect(cell, QColor(color.r, color.g, color.b));
        } else {
            painter->fillRect(cell, currentTheme().track);
        }
        if ((option.state & QStyle::State_HasFocus) != 0) {
            painter->setPen(QPen(currentTheme().accent, 2));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
    }
    ColorMapName colorMap = ColorMapName::Inferno;
    float highest = 1.0F;
};

ShareMatrix::ShareMatrix(const QString &name, const QString &accessible, QWidget *parent)
    : QTableView(parent), m_model(new ShareMatrixModel(this)), m_delegate(new Delegate(this))
{
    setObjectName(name);
    setAccessibleName(accessible);
    setModel(m_model);
    setItemDelegate(m_delegate);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->hide();
    verticalHeader()->hide();
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()}) {
        header->setMinimumSectionSize(1);
        header->setSectionResizeMode(QHeaderView::Fixed);
    }
    setMinimumHeight(40);
    connect(this, &QTableView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT picked(index.row(), index.column()); });
    connect(this, &QTableView::activated, this,
            [this](const QModelIndex &index) { Q_EMIT picked(index.row(), index.column()); });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ShareMatrix::fit);
}

void ShareMatrix::setLook(ColorMapName colorMap, float highest)
{
    m_delegate->colorMap = colorMap;
    m_delegate->highest = std::max(highest, 1e-6F);
    viewport()->update();
}

void ShareMatrix::setStep(int step)
{
    if (step == m_step)
        return;
    m_step = step;
    viewport()->update();
}

void ShareMatrix::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fit();
}

void ShareMatrix::fit()
{
    const int rows = m_model->rowCount();
    const int columns = m_model->columnCount();
    if (rows == 0 || columns == 0)
        return;
    const int high = std::clamp(viewport()->height() / rows, kLeastRow, kMostRow);
    verticalHeader()->setDefaultSectionSize(high);
    // The rest of the width goes to the first columns, so that the matrix is as wide as its room.
    const int wide = std::max(1, viewport()->width() / columns);
    const int rest = std::max(0, viewport()->width() - wide * columns);
    horizontalHeader()->setDefaultSectionSize(wide);
    for (int column = 0; column < columns; ++column)
        horizontalHeader()->resizeSection(column, wide + (column < rest ? 1 : 0));
    if (high != m_rowHeight) {
        m_rowHeight = high;
        Q_EMIT rowHeightChanged();
    }
}

void ShareMatrix::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_step < 0 || m_step >= m_model->columnCount() || m_model->rowCount() == 0)
        return;
    QPainter painter(viewport());
    const int bottom =
        std::min(viewport()->height(), rowViewportPosition(m_model->rowCount() - 1) + m_rowHeight);
    const QRect step(columnViewportPosition(m_step), 0, columnWidth(m_step) - 1, bottom - 1);
    painter.setPen(QPen(currentTheme().viewer, 3));
    painter.drawRect(step.adjusted(0, 1, 0, -1));
    painter.setPen(QPen(darkTheme().tx, 1.5));
    painter.drawRect(step.adjusted(0, 1, 0, -1));
}

} // namespace dare

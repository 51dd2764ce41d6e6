#include "widgets/compare/ModesPanel.h"

#include "core/types/CompareShade.h"
#include "widgets/compare/CompareModel.h"
#include "widgets/compare/ModeDelegate.h"
#include "widgets/viewer/ViewModel.h"

#include <QImage>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr int kMostPixels = 160; // of a picture's longer side

struct ModeName {
    CompareMode mode;
    const char *text;
    const char *key;
    const char *tip;
};
constexpr std::array<ModeName, 6> kModes{
    {{CompareMode::SideBySide, QT_TR_NOOP("Side by side"), "B",
      QT_TR_NOOP("Every source in a pane of its own (B)")},
     {CompareMode::Wipe, QT_TR_NOOP("Wipe"), "W",
      QT_TR_NOOP("A on one side of a line, B on the other (W)")},
     {CompareMode::Overlay, QT_TR_NOOP("Overlay"), "O", QT_TR_NOOP("B over A, blended (O)")},
     {CompareMode::Difference, QT_TR_NOOP("Difference"), "0",
      QT_TR_NOOP("|B − A| times the gain (0)")},
     {CompareMode::Signed, QT_TR_NOOP("Signed"), "Y",
      QT_TR_NOOP("Luma of B minus A: blue less, white equal, red more (Y)")},
     {CompareMode::Flip, QT_TR_NOOP("Flip"), "`", QT_TR_NOOP("A and B in turn at one place (`)")}}};

/// One mode at picture size: every n-th pixel of the canvas.
QImage pictureOf(const CompareScene &scene, CompareLook look, int frame)
{
    const auto a = scene.clip(scene.a);
    const auto b = scene.clip(scene.b);
    const CompareCanvas canvas = compareCanvas(a.get(), b.get());
    if (canvas.width <= 0 || (!a && !b))
        return {};
    const bool pair = look.mode == CompareMode::SideBySide;
    const int step =
        std::max(1, (std::max(canvas.width, canvas.height) * (pair ? 2 : 1)) / kMostPixels);
    const int width = std::max(1, canvas.width / step);
    const int height = std::max(1, canvas.height / step);
    QImage out(pair ? 2 * width : width, height, QImage::Format_RGB888);
    const WipeLine line = wipeLine(look.wipePos, look.wipeAngle, canvas.width, canvas.height);
    const auto sampled = [frame](const std::shared_ptr<const Clip> &clip, const FitRect &rect,
                                 int x, int y) {
        return clip && !clip->empty()
                   ? compareSample(*clip, clip->frame(std::clamp(frame, 0, clip->frames - 1)), rect,
                                   x, y)
                   : CompareSample();
    };
    for (int y = 0; y < height; ++y) {
        uchar *row = out.scanLine(y);
        for (int x = 0; x < out.width(); ++x) {
            const int cx = (x % width) * step + step / 2;
            const int cy = y * step + step / 2;
            CompareSample first = sampled(a, canvas.a, cx, cy);
            const CompareSample second = sampled(b, canvas.b, cx, cy);
            const float beyond =
                (static_cast<float>(cx) + 0.5F - static_cast<float>(canvas.width) / 2.0F) *
                    line.normalX +
                (static_cast<float>(cy) + 0.5F - static_cast<float>(canvas.height) / 2.0F) *
                    line.normalY -
                line.limit;
            if (pair && x >= width)
                first = second;
            const bool onLine =
                look.mode == CompareMode::Wipe && std::abs(beyond) < static_cast<float>(step);
            const Rgb color =
                onLine ? Rgb{255, 255, 255} : shadeCompare(look, first, second, beyond < 0.0F);
            row[3 * x] = color.r;
            row[3 * x + 1] = color.g;
            row[3 * x + 2] = color.b;
        }
    }
    return out;
}

} // namespace

ModesPanel::ModesPanel(CompareModel *model, ViewModel *view, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_view(view),
      m_items(new QStandardItemModel(this)),
      m_delegate(new ModeDelegate(this)),
      m_list(new QListView(this))
{
    setObjectName(QStringLiteral("modesPanel"));
    auto *title = new QLabel(tr("Mode"), this);
    title->setProperty("role", QStringLiteral("title"));
    title->setContentsMargins(12, 0, 12, 0);
    title->setFixedHeight(32);
    m_list->setObjectName(QStringLiteral("modesView"));
    m_list->setAccessibleName(tr("Compare mode"));
    m_list->setItemDelegate(m_delegate);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (const ModeName &mode : kModes) {
        auto *item = new QStandardItem(tr(mode.text));
        item->setData(QString::fromUtf8(mode.key), ModeDelegate::KeyRole);
        item->setToolTip(tr(mode.tip));
        item->setData(tr("%1, key %2").arg(tr(mode.text), QString::fromUtf8(mode.key)),
                      Qt::AccessibleTextRole);
        m_items->appendRow(item);
    }
    m_list->setModel(m_items);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_list, 1);
    m_redraw.setSingleShot(true);
    m_redraw.setInterval(150);
    connect(&m_redraw, &QTimer::timeout, this, &ModesPanel::redraw);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                if (index.isValid())
                    m_model->setMode(kModes[static_cast<std::size_t>(index.row())].mode);
            });
    connect(model, &CompareModel::lookChanged, this, &ModesPanel::refresh);
    connect(model, &CompareModel::pairChanged, this, [this] { m_redraw.start(); });
    connect(model, &CompareModel::lookChanged, this, [this] { m_redraw.start(); });
    connect(view, &ViewModel::frameChanged, this, [this] { m_redraw.start(); });
    refresh();
}

void ModesPanel::setCompact(bool compact)
{
    m_delegate->setCompact(compact);
    Q_EMIT m_delegate->sizeHintChanged({});
    m_list->doItemsLayout();
}

void ModesPanel::refresh()
{
    for (int i = 0; i < static_cast<int>(kModes.size()); ++i) {
        if (kModes[static_cast<std::size_t>(i)].mode == m_model->mode() &&
            m_list->currentIndex().row() != i)
            m_list->setCurrentIndex(m_items->index(i, 0));
    }
}

void ModesPanel::redraw()
{
    if (!isVisible() || m_view->playing())
        return;
    for (int i = 0; i < static_cast<int>(kModes.size()); ++i) {
        CompareLook look = m_model->scene().look;
        look.mode = kModes[static_cast<std::size_t>(i)].mode;
        m_items->item(i)->setData(pictureOf(m_model->scene(), look, m_view->frame()),
                                  ModeDelegate::PictureRole);
    }
}

} // namespace dare

#include "widgets/attention/InspectToolbar.h"

#include "widgets/attention/ScaleRange.h"
#include "widgets/controls/SegmentBar.h"
#include "widgets/theme/Icons.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace dare
{

InspectToolbar::InspectToolbar(ViewModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("inspectToolbar"));
    setFixedHeight(40);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    buildLooks(row);
    row->addStretch(1);
    buildScale(row);
    connect(model, &ViewModel::mapLookChanged, this, &InspectToolbar::refresh);
    connect(model, &ViewModel::scaleChanged, this, &InspectToolbar::refresh);
    setCompact(false);
    refresh();
}

void InspectToolbar::buildLooks(QHBoxLayout *row)
{
    m_mode = new SegmentBar(QStringLiteral("mapMode"), {tr("Overlay"), tr("Map only"), tr("Cells")},
                            false, this);
    m_mode->button(0)->setToolTip(
        tr("The map over the darkened grey video; it covers more where the "
           "probability is higher"));
    m_mode->button(1)->setToolTip(tr("The map alone, smooth between cell centres"));
    m_mode->button(2)->setToolTip(tr("The map alone, one square for each cell of the model"));
    m_colorMap = new QComboBox(this);
    m_colorMap->setObjectName(QStringLiteral("colorMap"));
    m_colorMap->setAccessibleName(tr("Colour map"));
    m_colorMap->setToolTip(tr("Colour map of probabilities"));
    // In the order of ColorMapName.
    m_colorMap->addItems({tr("Inferno"), tr("Viridis"), tr("Magma"), tr("Cividis"), tr("Grey")});
    m_opacityName = new QLabel(tr("opacity"), this);
    m_opacityName->setProperty("role", QStringLiteral("quiet"));
    m_opacity = new QSlider(Qt::Horizontal, this);
    m_opacity->setObjectName(QStringLiteral("mapOpacity"));
    m_opacity->setAccessibleName(tr("Opacity of the map over the video"));
    m_opacity->setToolTip(tr("Opacity of the map over the video"));
    m_opacity->setRange(0, 100);
    m_opacity->setFixedWidth(64);
    row->addWidget(m_mode);
    row->addWidget(m_colorMap);
    row->addWidget(m_opacityName);
    row->addWidget(m_opacity);
    connect(m_mode, &SegmentBar::picked, m_model,
            [this](int id) { m_model->setStyle(static_cast<MapStyle>(id)); });
    connect(m_colorMap, &QComboBox::activated, m_model,
            [this](int id) { m_model->setColorMap(static_cast<ColorMapName>(id)); });
    connect(m_opacity, &QSlider::valueChanged, m_model,
            [this](int percent) { m_model->setOpacity(percent / 100.0); });
}

void InspectToolbar::buildScale(QHBoxLayout *row)
{
    m_scaleName = new QLabel(tr("scale"), this);
    m_scaleName->setProperty("role", QStringLiteral("quiet"));
    m_scaleMode =
        new SegmentBar(QStringLiteral("scaleMode"),
                       {tr("Shared absolute"), tr("Lock to A"), tr("Per map")}, true, this);
    m_scaleMode->button(0)->setToolTip(tr("One range for A and B, before and after"));
    m_scaleMode->button(1)->setToolTip(tr("The range of side A for every map"));
    m_scaleMode->button(2)->setToolTip(tr("Every map has its own range: not comparable"));
    m_scaleMode->button(0)->setIcon(themedIcon(QStringLiteral("lock")));
    m_scaleMode->button(0)->setIconSize({14, 14});
    m_range = new ScaleRange(m_model, this);
    m_region = new QToolButton(this);
    m_region->setObjectName(QStringLiteral("regionTool"));
    m_region->setCheckable(true);
    m_region->setIcon(themedIcon(QStringLiteral("box")));
    m_region->setToolTip(
        tr("Region: drag a box on any pane; corners resize it, arrows move it, Esc "
           "clears it (G)"));
    m_region->setAccessibleName(tr("Region tool"));
    row->addWidget(m_scaleName);
    row->addWidget(m_scaleMode);
    row->addWidget(m_range);
    row->addWidget(m_region);
    connect(m_region, &QToolButton::toggled, m_model->region(), &RegionModel::setToolOn);
    connect(m_model->region(), &RegionModel::toolChanged, m_region,
            [this] { m_region->setChecked(m_model->region()->toolOn()); });
    connect(m_scaleMode, &SegmentBar::picked, m_model,
            [this](int id) { m_model->setScaleMode(static_cast<ScaleMode>(id)); });
}

void InspectToolbar::setCompact(bool compact)
{
    layout()->setSpacing(compact ? 4 : 8);
    m_opacity->setFixedWidth(compact ? 40 : 64);
    m_opacityName->setVisible(!compact);
    m_scaleName->setVisible(!compact);
    m_mode->setCompact(compact);
    m_scaleMode->setCompact(compact);
    QToolButton *shared = m_scaleMode->button(0);
    shared->setToolButtonStyle(compact ? Qt::ToolButtonTextOnly : Qt::ToolButtonTextBesideIcon);
    m_scaleMode->setText(0, compact ? tr("Shared") : tr("Shared absolute"));
}

void InspectToolbar::refresh()
{
    const ViewSpec &spec = m_model->spec();
    m_mode->setCurrent(static_cast<int>(spec.style));
    m_colorMap->setCurrentIndex(static_cast<int>(spec.colorMap));
    const QSignalBlocker quiet(m_opacity);
    m_opacity->setValue(qRound(m_model->opacity() * 100.0));
    m_scaleMode->setCurrent(static_cast<int>(spec.scaleMode));
}

} // namespace dare

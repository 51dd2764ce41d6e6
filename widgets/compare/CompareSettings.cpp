#include "widgets/compare/CompareSettings.h"

#include "widgets/compare/CompareModel.h"
#include "widgets/controls/SegmentBar.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

namespace dare
{

CompareSettings::CompareSettings(CompareModel *model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_follow(new QCheckBox(tr("Wipe follows the pointer"), this)),
      m_channels(new SegmentBar(QStringLiteral("diffChannels"),
                                {tr("RGB"), tr("Luma"), tr("Chroma")}, false, this))
{
    setObjectName(QStringLiteral("compareSettings"));
    build();
    wire();
    refresh();
}

void CompareSettings::addTitle(QGridLayout *grid, int line, const QString &text)
{
    auto *title = new QLabel(text, this);
    title->setProperty("role", QStringLiteral("title"));
    grid->addWidget(title, line, 0, 1, 3);
}

CompareSettings::Row CompareSettings::addRow(QGridLayout *grid, int line, const QString &name,
                                             const char *object, int low, int high,
                                             const QString &suffix, const QString &tip)
{
    Row out{new QSlider(Qt::Horizontal, this), new QSpinBox(this)};
    auto *label = new QLabel(name, this);
    label->setProperty("role", QStringLiteral("secondary"));
    out.slider->setObjectName(QLatin1String(object));
    out.box->setObjectName(QLatin1String(object) + QStringLiteral("Value"));
    out.slider->setRange(low, high);
    out.box->setRange(low, high);
    out.box->setSuffix(suffix);
    out.box->setFixedWidth(60);
    out.box->setAlignment(Qt::AlignRight);
    for (QWidget *each : {static_cast<QWidget *>(out.slider), static_cast<QWidget *>(out.box)}) {
        each->setToolTip(tip);
        each->setAccessibleName(name);
    }
    grid->addWidget(label, line, 0);
    grid->addWidget(out.slider, line, 1);
    grid->addWidget(out.box, line, 2);
    return out;
}

void CompareSettings::build()
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, 56);
    grid->setColumnStretch(1, 1);
    addTitle(grid, 0, tr("Wipe"));
    m_pos = addRow(grid, 1, tr("Position"), "wipePos", 0, 100, QStringLiteral(" %"),
                   tr("Share of the picture that shows A (W)"));
    m_angle = addRow(grid, 2, tr("Angle"), "wipeAngle", 0, 180, QStringLiteral("°"),
                     tr("Angle of the line; 0 is upright with A on the left"));
    m_follow->setObjectName(QStringLiteral("wipeFollow"));
    m_follow->setToolTip(tr("The line goes where the pointer is; off: drag it"));
    m_follow->setMinimumHeight(24);
    grid->addWidget(m_follow, 3, 0, 1, 3);
    addTitle(grid, 4, tr("Overlay"));
    m_mix = addRow(grid, 5, tr("Share of B"), "overlayMix", 0, 100, QStringLiteral(" %"),
                   tr("0 is A alone, 100 B alone (− and = in Overlay)"));
    addTitle(grid, 6, tr("Difference"));
    m_gain = addRow(grid, 7, tr("Gain"), "diffGain", 1, 32, QStringLiteral("×"),
                    tr("Differences are shown this many times as strong (− and =)"));
    auto *name = new QLabel(tr("Channels"), this);
    name->setProperty("role", QStringLiteral("secondary"));
    const QStringList tips{tr("Each channel by itself"), tr("BT.709 luma, as grey"),
                           tr("What is left without the difference of luma")};
    for (int i = 0; i < 3; ++i)
        m_channels->button(i)->setToolTip(tips[i]);
    grid->addWidget(name, 8, 0);
    grid->addWidget(m_channels, 8, 1, 1, 2, Qt::AlignLeft);
}

void CompareSettings::wire()
{
    const auto bind = [this](const Row &row, auto set) {
        connect(row.slider, &QSlider::valueChanged, m_model, set);
        connect(row.box, &QSpinBox::valueChanged, m_model, set);
    };
    bind(m_pos, [this](int value) { m_model->setWipePos(value / 100.0); });
    bind(m_angle, [this](int value) { m_model->setWipeAngle(value); });
    bind(m_mix, [this](int value) { m_model->setOverlayMix(value / 100.0); });
    bind(m_gain, [this](int value) { m_model->setDiffGain(value); });
    connect(m_follow, &QCheckBox::toggled, m_model, &CompareModel::setWipeFollow);
    connect(m_channels, &SegmentBar::picked, m_model, &CompareModel::setDiffChannels);
    connect(m_model, &CompareModel::lookChanged, this, &CompareSettings::refresh);
}

void CompareSettings::refresh()
{
    const auto show = [](const Row &row, int value) {
        const QSignalBlocker quietSlider(row.slider);
        const QSignalBlocker quietBox(row.box);
        row.slider->setValue(value);
        row.box->setValue(value);
    };
    show(m_pos, qRound(m_model->wipePos() * 100.0));
    show(m_angle, qRound(m_model->wipeAngle()));
    show(m_mix, qRound(m_model->overlayMix() * 100.0));
    show(m_gain, m_model->diffGain());
    const QSignalBlocker quiet(m_follow);
    m_follow->setChecked(m_model->wipeFollow());
    m_channels->setCurrent(m_model->diffChannels());
}

} // namespace dare

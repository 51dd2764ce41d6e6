#include "widgets/export/ExportForm.h"

#include "widgets/controls/PathEdit.h"
#include "widgets/controls/SegmentBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace dare
{

namespace
{

constexpr std::array<const char *, 5> kEndings{".mp4", ".mp4", ".mkv", "/", ".gif"};

template <typename Widget>
Widget *named(const char *name, const QString &accessible, Widget *widget)
{
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(accessible);
    widget->setToolTip(accessible);
    return widget;
}

QHBoxLayout *row(std::initializer_list<QWidget *> widgets)
{
    auto *out = new QHBoxLayout;
    out->setSpacing(8);
    for (QWidget *each : widgets)
        out->addWidget(each);
    out->addStretch(1);
    return out;
}

} // namespace

ExportForm::ExportForm(QWidget *parent) : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    buildLayout(form);
    buildLabels(form);
    buildFile(form);
    wire();
    refresh();
}

void ExportForm::buildLayout(QFormLayout *form)
{
    m_layout = new SegmentBar(QStringLiteral("exportLayout"),
                              {tr("1×2"), tr("2×2"), tr("1×3"), tr("Wipe"), tr("Single")}, true);
    const QStringList tips{tr("Two panes"), tr("Four panes"), tr("Three panes"),
                           tr("A and B in one pane, divided by a line"), tr("One pane")};
    for (int i = 0; i < tips.size(); ++i)
        m_layout->button(i)->setToolTip(tips[i]);
    m_panes = named("exportPanes", tr("What the panes show"), new QComboBox);
    m_panes->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    form->addRow(tr("Layout"), m_layout);
    form->addRow(tr("Panes"), m_panes);
}

void ExportForm::buildLabels(QFormLayout *form)
{
    auto *labels = new QWidget;
    labels->setObjectName(QStringLiteral("exportLabels"));
    m_labelSide =
        named("exportLabelSide", tr("Letter and preset of each side"), new QCheckBox(tr("Side")));
    m_labelSettings = named("exportLabelSettings", tr("Values of each side, seed and steps"),
                            new QCheckBox(tr("Settings")));
    m_labelPrompt =
        named("exportLabelPrompt", tr("The prompt below the panes"), new QCheckBox(tr("Prompt")));
    auto *line = row({m_labelSide, m_labelSettings, m_labelPrompt});
    line->setContentsMargins(0, 0, 0, 0);
    labels->setLayout(line);
    for (QCheckBox *each : {m_labelSide, m_labelSettings, m_labelPrompt})
        each->setMinimumHeight(24);
    m_strip = named("exportStrip", tr("A metric per frame below the panes"), new QComboBox);
    m_strip->addItems({tr("None"), tr("PSNR A to B"), tr("SSIM A to B"), tr("Attention Δ")});
    m_colorBar = named("exportColorBar",
                       tr("Drawn whenever a pane is a map: a map never appears without its scale"),
                       new QCheckBox);
    m_colorBar->setMinimumHeight(24);
    m_colorBar->setEnabled(false);
    form->addRow(tr("Labels"), labels);
    form->addRow(tr("Strip"), m_strip);
    form->addRow(tr("Colour bar"), m_colorBar);
}

void ExportForm::buildFile(QFormLayout *form)
{
    m_range = new SegmentBar(QStringLiteral("exportRange"), {tr("In – out"), tr("All")}, false);
    m_range->button(0)->setToolTip(tr("The frames between in and out of the transport"));
    m_range->button(1)->setToolTip(tr("Every frame"));
    m_codec = named("exportCodec", tr("Codec and container"), new QComboBox);
    m_codec->addItems({tr("MP4 · H.264 · CRF 16"), tr("MP4 · H.265 · CRF 16"),
                       tr("MKV · FFV1, lossless"), tr("PNG sequence"), tr("GIF, animated")});
    m_codec->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_fps = named("exportFps", tr("Frames a second"), new QDoubleSpinBox);
    m_fps->setRange(1.0, 240.0);
    m_fps->setDecimals(2);
    m_fps->setSuffix(tr(" fps"));
    m_fps->setFixedWidth(88);
    m_size = new SegmentBar(QStringLiteral("exportSize"),
                            {tr("Enlarged"), tr("1:1"), tr("½"), tr("1080p")}, false);
    const QStringList tips{tr("Small clips by a whole factor, up to 480 pixels"),
                           tr("One pixel of the file for one of the clip"), tr("Half of it"),
                           tr("As large as fits 1920 × 1080")};
    for (int i = 0; i < tips.size(); ++i)
        m_size->button(i)->setToolTip(tips[i]);
    m_path = new PathEdit(tr("File to write, or folder for pictures"));
    m_path->setObjectName(QStringLiteral("exportPath"));
    auto *browse = named("exportBrowse", tr("Choose the file"), new QToolButton);
    browse->setText(QStringLiteral("…"));
    browse->setFixedSize(26, 24);
    connect(browse, &QToolButton::clicked, this, &ExportForm::browse);
    auto *encoding = new QHBoxLayout;
    encoding->setSpacing(8);
    encoding->addWidget(m_codec, 1);
    encoding->addWidget(m_fps);
    auto *save = new QHBoxLayout;
    save->setSpacing(8);
    save->addWidget(m_path, 1);
    save->addWidget(browse);
    form->addRow(tr("Range"), m_range);
    form->addRow(tr("Encoding"), encoding);
    form->addRow(tr("Size"), m_size);
    form->addRow(tr("Save as"), save);
}

template <typename Edit> void ExportForm::edit(Edit change)
{
    if (m_filling)
        return;
    change();
    refresh();
    Q_EMIT changed();
}

void ExportForm::wire()
{
    connect(m_layout, &SegmentBar::picked, this, [this](int tab) {
        edit([&] {
            const auto choices =
                paneChoices(static_cast<LayoutTab>(tab), QString::fromStdString(m_plan.word));
            m_plan.layout = layoutOf(static_cast<LayoutTab>(tab));
            m_plan.panes = choices.front().panes;
            m_plan.look.wipeMoves = choices.front().wipeMoves;
        });
    });
    connect(m_panes, &QComboBox::activated, this, &ExportForm::pickPanes);
    connect(m_labelSide, &QCheckBox::toggled, this,
            [this](bool on) { edit([&] { m_plan.labelSide = on; }); });
    connect(m_labelSettings, &QCheckBox::toggled, this,
            [this](bool on) { edit([&] { m_plan.labelSettings = on; }); });
    connect(m_labelPrompt, &QCheckBox::toggled, this,
            [this](bool on) { edit([&] { m_plan.labelPrompt = on; }); });
    connect(m_strip, &QComboBox::activated, this,
            [this](int index) { edit([&] { m_plan.strip = static_cast<ExportMetric>(index); }); });
    connect(m_range, &SegmentBar::picked, this, [this](int index) {
        edit([&] {
            m_plan.first = index == 0 ? m_facts.rangeFirst : 0;
            m_plan.last = index == 0 ? m_facts.rangeLast : -1;
        });
    });
    connect(m_codec, &QComboBox::activated, this, &ExportForm::pickCodec);
    connect(m_fps, &QDoubleSpinBox::valueChanged, this, [this](double fps) {
        edit([&] { m_plan.fps = qFuzzyCompare(fps, m_facts.fps) ? 0.0 : fps; });
    });
    connect(m_size, &SegmentBar::picked, this,
            [this](int index) { edit([&] { m_plan.size = static_cast<ExportSize>(index); }); });
    connect(m_path, &QLineEdit::textChanged, this,
            [this](const QString &path) { edit([&] { m_plan.path = path.toStdString(); }); });
}

void ExportForm::pickPanes(int index)
{
    if (index < 0 || index >= static_cast<int>(m_choices.size()))
        return;
    edit([&] {
        m_plan.panes = m_choices[static_cast<std::size_t>(index)].panes;
        m_plan.look.wipeMoves = m_choices[static_cast<std::size_t>(index)].wipeMoves;
    });
}

/// The name keeps its stem and takes the codec's ending.
void ExportForm::pickCodec(int index)
{
    edit([&] {
        m_plan.codec = static_cast<ExportCodec>(index);
        QString path = QString::fromStdString(m_plan.path);
        while (path.endsWith(QLatin1Char('/')))
            path.chop(1);
        for (const char *ending : {".mp4", ".mkv", ".gif"}) {
            if (path.endsWith(QLatin1String(ending)))
                path.chop(4);
        }
        m_plan.path =
            (path + QLatin1String(kEndings[static_cast<std::size_t>(index)])).toStdString();
    });
}

void ExportForm::browse()
{
    const QString now = QString::fromStdString(m_plan.path);
    QString path;
    if (m_plan.codec == ExportCodec::Png) {
        path = QFileDialog::getExistingDirectory(this, tr("Folder for the pictures"), now);
        if (!path.isEmpty())
            path += QLatin1Char('/');
    } else {
        path = QFileDialog::getSaveFileName(this, tr("Export comparison"), now,
                                            QStringLiteral("*%1").arg(QLatin1String(
                                                kEndings[static_cast<std::size_t>(m_plan.codec)])));
    }
    if (!path.isEmpty())
        m_path->setText(path);
}

void ExportForm::setPlan(const ExportPlan &plan)
{
    m_plan = plan;
    refresh();
}

void ExportForm::setFacts(const ExportFacts &facts)
{
    m_facts = facts;
    refresh();
}

void ExportForm::fillPanes()
{
    m_choices = paneChoices(tabOf(m_plan), QString::fromStdString(m_plan.word));
    m_panes->clear();
    int chosen = -1;
    for (int i = 0; i < static_cast<int>(m_choices.size()); ++i) {
        const PaneChoice &choice = m_choices[static_cast<std::size_t>(i)];
        m_panes->addItem(choice.text);
        if (choice.panes == m_plan.panes && choice.wipeMoves == m_plan.look.wipeMoves)
            chosen = i;
    }
    m_panes->setCurrentIndex(chosen);
}

void ExportForm::refresh()
{
    m_filling = true;
    m_layout->setCurrent(static_cast<int>(tabOf(m_plan)));
    fillPanes();
    m_labelSide->setChecked(m_plan.labelSide);
    m_labelSettings->setChecked(m_plan.labelSettings);
    m_labelPrompt->setChecked(m_plan.labelPrompt);
    m_strip->setCurrentIndex(static_cast<int>(m_plan.strip));
    const bool bar = needsColorBar(m_plan);
    m_colorBar->setChecked(bar);
    m_colorBar->setText(!bar ? tr("no pane is a map")
                        : m_facts.scaleMax > 0.0
                            ? tr("Shared scale 0 – %1").arg(m_facts.scaleMax, 0, 'g', 3)
                            : tr("always with a map"));
    const bool range = m_facts.rangeFirst > 0 ||
                       (m_facts.rangeLast >= 0 && m_facts.rangeLast < m_facts.frames - 1);
    m_range->button(0)->setEnabled(range);
    m_range->setText(
        0, range ? tr("In – out %1–%2").arg(m_facts.rangeFirst + 1).arg(m_facts.rangeLast + 1)
                 : tr("In – out"));
    m_range->setText(1, tr("All %1").arg(m_facts.frames));
    m_range->setCurrent(m_plan.first > 0 || m_plan.last >= 0 ? 0 : 1);
    m_codec->setCurrentIndex(static_cast<int>(m_plan.codec));
    m_fps->setValue(m_plan.fps > 0.0 ? m_plan.fps : m_facts.fps);
    m_size->setCurrent(static_cast<int>(m_plan.size));
    const QString path = QString::fromStdString(m_plan.path);
    if (m_path->text() != path)
        m_path->setText(path);
    m_filling = false;
}

} // namespace dare

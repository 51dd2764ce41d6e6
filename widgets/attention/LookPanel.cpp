#include "widgets/attention/LookPanel.h"

#include "widgets/attention/CaptureMorePanel.h"
#include "widgets/attention/HeadGridPanel.h"
#include "widgets/attention/HeadSearchBar.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/attention/MeanSelect.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace dare
{

namespace
{

enum class Axis { Step, Layer, Head };

/// Which places of an axis can be looked at, the others staying where they are.
std::vector<bool> capturedAlong(const CaptureSummary &capture, Axis axis, int count, int step,
                                int layer, int head)
{
    std::vector<bool> out;
    for (int i = 0; i < count; ++i)
        out.push_back(capture.has(axis == Axis::Step ? i : step, axis == Axis::Layer ? i : layer,
                                  axis == Axis::Head ? i : head));
    return out;
}

} // namespace

LookPanel::LookPanel(TokensModel *tokens, InspectModel *inspect, ViewModel *model, QWidget *parent)
    : QWidget(parent), m_inspect(inspect), m_model(model)
{
    setObjectName(QStringLiteral("lookPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    buildSelects(column);
    m_grid = new HeadGridPanel(inspect, model, this);
    column->addWidget(m_grid, 1);
    column->addWidget(new HeadSearchBar(tokens, inspect, model, this));
    m_capture = new CaptureMorePanel(inspect, this);
    column->addWidget(m_capture);
    connect(m_grid, &HeadGridPanel::captureAsked, m_capture, &CaptureMorePanel::offer);
    connect(model, &ViewModel::stepChanged, this, &LookPanel::refresh);
    connect(model, &ViewModel::lookChanged, this, &LookPanel::refresh);
    connect(inspect, &InspectModel::captureChanged, this, &LookPanel::refresh);
    refresh();
}

void LookPanel::buildSelects(QVBoxLayout *column)
{
    auto *selects = new QVBoxLayout;
    selects->setContentsMargins(12, 4, 12, 8);
    selects->setSpacing(4);
    m_step = new MeanSelect(QStringLiteral("stepSelect"), tr("Step"), this);
    m_layer = new MeanSelect(QStringLiteral("layerSelect"), tr("Layer"), this);
    m_head = new MeanSelect(QStringLiteral("headSelect"), tr("Head"), this);
    for (MeanSelect *each : {m_step, m_layer, m_head})
        selects->addWidget(each);
    column->addLayout(selects);
    connect(m_step, &MeanSelect::picked, m_model, &ViewModel::setStep);
    connect(m_layer, &MeanSelect::picked, m_model, &ViewModel::setLayer);
    connect(m_head, &MeanSelect::picked, m_model, &ViewModel::setHead);
}

QWidget *LookPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(32);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 8, 0);
    auto *title = new QLabel(tr("Where to look"), header);
    title->setProperty("role", QStringLiteral("title"));
    auto *reset = new QPushButton(tr("Reset"), header);
    reset->setObjectName(QStringLiteral("lookReset"));
    reset->setProperty("role", QStringLiteral("quiet"));
    reset->setFixedHeight(24);
    reset->setToolTip(tr("Means over steps, layers and heads"));
    connect(reset, &QPushButton::clicked, m_model, [this] {
        m_model->setStep(-1);
        m_model->setLayer(-1);
        m_model->setHead(-1);
    });
    row->addWidget(title, 1);
    row->addWidget(reset);
    return header;
}

void LookPanel::setCaptureInfo(const QString &size, const QString &what)
{
    m_capture->setInfo(size, what);
}

void LookPanel::refresh()
{
    const int steps = m_model->run().running ? m_model->stepsDone() : m_model->stepCount();
    const int step = m_model->step();
    const int layer = m_model->layer();
    const int head = m_model->head();
    m_step->setCount(steps, tr("No step has been computed yet"));
    m_layer->setCount(m_model->layerCount(),
                      tr("Only the mean over layers was kept; \"Maps to keep: Layers\" decides, or "
                         "Capture more"));
    m_head->setCount(m_model->headCount() > 1 ? m_model->headCount() : 0,
                     tr("Only the mean over heads was kept; \"Maps to keep: Heads\" decides, or "
                        "Capture more"));
    // While a run goes on nothing is known of its files: nothing is grey.
    const CaptureSummary &capture = m_inspect->capture();
    const bool known = !m_inspect->captureText().isEmpty() && !m_model->run().running;
    const auto along = [&](Axis axis, int count) {
        return known ? capturedAlong(capture, axis, count, step, layer, head) : std::vector<bool>();
    };
    m_step->setCaptured(along(Axis::Step, steps),
                        tr("This step was not captured at this layer and head: Capture more"));
    m_layer->setCaptured(along(Axis::Layer, m_model->layerCount()),
                         tr("This layer was not captured at this step and head: Capture more"));
    m_head->setCaptured(along(Axis::Head, m_model->headCount()),
                        tr("This head was not captured at this step and layer: Capture more"));
    m_step->setValue(step);
    m_layer->setValue(layer);
    m_head->setValue(head);
}

} // namespace dare

#include "widgets/attention/LookPanel.h"

#include "widgets/attention/MeanSelect.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace dare
{

LookPanel::LookPanel(ViewModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("lookPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    auto *selects = new QVBoxLayout;
    selects->setContentsMargins(12, 4, 12, 8);
    selects->setSpacing(4);
    m_step = new MeanSelect(QStringLiteral("stepSelect"), tr("Step"), this);
    m_layer = new MeanSelect(QStringLiteral("layerSelect"), tr("Layer"), this);
    m_head = new MeanSelect(QStringLiteral("headSelect"), tr("Head"), this);
    for (MeanSelect *each : {m_step, m_layer, m_head})
        selects->addWidget(each);
    column->addLayout(selects);
    column->addStretch(1);
    column->addWidget(buildFooter());
    connect(m_step, &MeanSelect::picked, model, &ViewModel::setStep);
    connect(m_layer, &MeanSelect::picked, model, &ViewModel::setLayer);
    connect(m_head, &MeanSelect::picked, model, &ViewModel::setHead);
    connect(model, &ViewModel::stepChanged, this, &LookPanel::refresh);
    connect(model, &ViewModel::lookChanged, this, &LookPanel::refresh);
    refresh();
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

QWidget *LookPanel::buildFooter()
{
    auto *footer = new QWidget(this);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    auto *row = new QHBoxLayout;
    auto *title = new QLabel(tr("Captured"), footer);
    title->setProperty("role", QStringLiteral("title"));
    m_size = new QLabel(footer);
    m_size->setObjectName(QStringLiteral("captureSize"));
    m_size->setProperty("role", QStringLiteral("mono"));
    row->addWidget(title, 1);
    row->addWidget(m_size);
    m_what = new QLabel(tr("Open or start a run to see where its words look."), footer);
    m_what->setObjectName(QStringLiteral("captureInfo"));
    m_what->setProperty("role", QStringLiteral("caption"));
    m_what->setWordWrap(true);
    column->addLayout(row);
    column->addWidget(m_what);
    return footer;
}

void LookPanel::setCaptureInfo(const QString &size, const QString &what)
{
    m_size->setText(size);
    m_what->setText(what);
}

void LookPanel::refresh()
{
    const int steps = m_model->run().running ? m_model->stepsDone() : m_model->stepCount();
    m_step->setCount(steps, tr("No step has been computed yet"));
    m_step->setValue(m_model->step());
    m_layer->setCount(m_model->layerCount(),
                      tr("Only the mean over layers was kept; \"Maps to keep: Layers\" decides"));
    m_layer->setValue(m_model->layer());
    m_head->setCount(m_model->headCount() > 1 ? m_model->headCount() : 0,
                     tr("Only the mean over heads was kept; \"Maps to keep: Heads\" decides"));
    m_head->setValue(m_model->head());
}

} // namespace dare

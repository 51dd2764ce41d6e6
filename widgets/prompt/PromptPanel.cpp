#include "widgets/prompt/PromptPanel.h"

#include "widgets/controls/Role.h"
#include "widgets/prompt/DensityLegend.h"
#include "widgets/prompt/HistoryPopover.h"
#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/prompt/TokenChipBar.h"
#include "widgets/prompt/WeightPopover.h"
#include "widgets/theme/Icons.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>
#include <cstddef>

namespace dare
{

namespace
{

constexpr int kMostChipLines = 3;
constexpr int kNegativeHeight = 44;
constexpr double kWarnShare = 0.9; // of the token limit

QString counted(std::size_t count, const QString &one, const QString &many)
{
    return QString::number(count) + QLatin1Char(' ') + (count == 1 ? one : many);
}

} // namespace

PromptPanel::PromptPanel(PromptModel *prompt, ViewModel *view, QWidget *parent)
    : QWidget(parent), m_prompt(prompt), m_view(view)
{
    setObjectName(QStringLiteral("promptPanel"));
    auto *column = new QVBoxLayout(this);
    // The focus ring of a chip lies around it: the chips, not their rings, keep the edge.
    constexpr int kRing = static_cast<int>(kChipInset);
    column->setContentsMargins(12 - kRing, 0, 12 - kRing, 10);
    column->setSpacing(0);
    auto *texts = new QVBoxLayout;
    texts->setContentsMargins(kRing, 0, kRing, 0);
    texts->setSpacing(0);
    column->addLayout(texts);
    texts->addWidget(buildHeader());
    m_edit = new PromptEdit(prompt, this);
    texts->addWidget(m_edit);
    buildHistory();
    buildNegative();
    texts->addSpacing(6);
    texts->addWidget(m_negative);
    buildChips();
    column->addWidget(m_chipArea);
    connect(m_edit, &PromptEdit::runRequested, this, &PromptPanel::runRequested);
    connect(m_edit, &PromptEdit::left, this, &PromptPanel::left);
    connect(prompt, &PromptModel::parsed, this, &PromptPanel::showCount);
    showCount();
    showNegative();
}

QWidget *PromptPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(32);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Prompt"), header);
    title->setProperty("role", QStringLiteral("title"));
    m_count = new QLabel(header);
    m_count->setObjectName(QStringLiteral("promptCount"));
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_legend = new DensityLegend(header);
    m_negativeButton = new QToolButton(header);
    m_negativeButton->setObjectName(QStringLiteral("negativeButton"));
    m_negativeButton->setText(tr("Negative"));
    m_negativeButton->setCheckable(true);
    m_negativeButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_negativeButton->setFixedHeight(24);
    m_negativeButton->setToolTip(tr("What the clip should not show: the empty caption's place in "
                                    "guidance"));
    row->addWidget(title);
    row->addWidget(m_count, 1);
    m_historyButton = new QToolButton(header);
    m_historyButton->setObjectName(QStringLiteral("historyButton"));
    m_historyButton->setText(tr("History"));
    m_historyButton->setIcon(themedIcon(QStringLiteral("hist")));
    m_historyButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_historyButton->setFixedHeight(24);
    m_historyButton->setToolTip(tr("The last 100 prompts that were run"));
    m_historyButton->setAccessibleName(tr("Prompt history"));
    row->addWidget(m_legend);
    row->addWidget(m_historyButton);
    row->addWidget(m_negativeButton);
    return header;
}

void PromptPanel::buildHistory()
{
    m_history = new HistoryPopover(m_prompt->history(), this);
    connect(m_historyButton, &QToolButton::clicked, this,
            [this] { m_history->openBelow(m_historyButton); });
    connect(m_history, &HistoryPopover::chosen, this, [this](const QString &prompt) {
        m_prompt->editText(prompt);
        m_edit->setFocus();
    });
}

void PromptPanel::buildNegative()
{
    m_negative = new QPlainTextEdit(this);
    m_negative->setObjectName(QStringLiteral("negativeEdit"));
    m_negative->setAccessibleName(tr("Negative prompt"));
    m_negative->setToolTip(tr("What the clip should not show; Esc leaves"));
    m_negative->setPlaceholderText(tr("Negative prompt; empty is the usual choice"));
    m_negative->setFixedHeight(kNegativeHeight);
    m_negative->setTabChangesFocus(true);
    m_negative->setUndoRedoEnabled(false);
    m_negative->hide();
    connect(m_negativeButton, &QToolButton::toggled, m_negative, &QWidget::setVisible);
    connect(m_negative, &QPlainTextEdit::textChanged, m_prompt,
            [this] { m_prompt->editNegative(m_negative->toPlainText()); });
    connect(m_prompt, &PromptModel::negativeChanged, this, &PromptPanel::showNegative);
}

void PromptPanel::buildChips()
{
    m_chips = new TokenChipBar(m_prompt, this);
    m_chipArea = new QScrollArea(this);
    m_chipArea->setFrameShape(QFrame::NoFrame);
    m_chipArea->setWidgetResizable(true);
    m_chipArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_chipArea->setFocusPolicy(Qt::NoFocus);
    m_chips->setProperty("role", QStringLiteral("scrolled"));
    m_chipArea->setWidget(m_chips);
    connect(m_chips, &TokenChipBar::heightChanged, this, &PromptPanel::fitChips);
    connect(m_chips, &TokenChipBar::wordClicked, m_view,
            [this](const QString &label, bool add) { m_view->toggleWord(label, add); });
    connect(m_view, &ViewModel::selectionChanged, m_chips,
            [this] { m_chips->setSelectedWords(m_view->selectedWords()); });
    m_chips->setSelectedWords(m_view->selectedWords());
    m_weight = new WeightPopover(m_prompt, this);
    connect(m_chips, &TokenChipBar::weightWanted, this,
            [this](int word, const QRect &chip) { m_weight->openFor(word, m_chips, chip); });
    fitChips();
}

void PromptPanel::fitChips()
{
    const int line = static_cast<int>(kChipHeight + kChipGap);
    const int most = kMostChipLines * line;
    const int wanted = m_chips->sizeHint().height();
    m_chipArea->setVerticalScrollBarPolicy(wanted > most ? Qt::ScrollBarAsNeeded
                                                         : Qt::ScrollBarAlwaysOff);
    m_chipArea->setFixedHeight(std::min(wanted, most));
}

void PromptPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitChips();
}

void PromptPanel::setCompact(bool compact)
{
    m_legend->setCompact(compact);
    m_historyButton->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly
                                                : Qt::ToolButtonTextBesideIcon);
}

void PromptPanel::showCount()
{
    const TokenSequence &tokens = m_prompt->tokens();
    const auto cut = std::count_if(tokens.words.begin(), tokens.words.end(),
                                   [](const Word &word) { return word.cut; });
    QString text;
    if (tokens.limit > 0)
        text = counted(tokens.words.size(), tr("word"), tr("words")) + QStringLiteral(" · ") +
               counted(tokens.ids.size(), tr("token"), tr("tokens"));
    if (cut > 0)
        text += tr(" · %1 cut at the model's limit of %2 tokens").arg(cut).arg(tokens.limit);
    const bool near = cut == 0 && tokens.limit > 0 &&
                      static_cast<int>(tokens.ids.size()) >= kWarnShare * tokens.limit;
    if (near)
        text += tr(" of %1, the model's limit").arg(tokens.limit);
    const bool wrong = !m_prompt->error().isEmpty();
    m_count->setText(wrong ? m_prompt->error() : text);
    m_count->setToolTip(wrong ? m_prompt->error() : QString());
    setRole(m_count, wrong ? "error" : cut > 0 || near ? "warn" : "quiet");
    m_legend->setToolTip(
        tr("Semantic density ρ of a word: rare words carry more of the meaning. %1")
            .arg(m_prompt->densitySource().isEmpty()
                     ? QString()
                     : tr("Source: %1").arg(m_prompt->densitySource())));
}

void PromptPanel::showNegative()
{
    const QString text = m_prompt->negative();
    if (m_negative->toPlainText() != text)
        m_negative->setPlainText(text);
    // A dot when it is not empty, so that a hidden negative prompt is not forgotten.
    m_negativeButton->setIcon(text.isEmpty() ? themedIcon(QStringLiteral("down"))
                                             : themedIcon(QStringLiteral("dot"), &Theme::accent));
    m_negativeButton->setAccessibleName(text.isEmpty() ? tr("Negative prompt")
                                                       : tr("Negative prompt, not empty"));
}

} // namespace dare

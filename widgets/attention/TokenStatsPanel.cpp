#include "widgets/attention/TokenStatsPanel.h"

#include "core/types/MapStats.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/attention/TokenStatsModel.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/controls/PlainTable.h"
#include "widgets/theme/Fonts.h"
#include "widgets/viewer/ViewModel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableView>

namespace dare
{

namespace
{

constexpr int kRow = 22;
constexpr int kNumber = 40;
constexpr int kDifference = 48; // a sign more

std::vector<std::string> labelsOf(const QStringList &words)
{
    std::vector<std::string> out;
    for (const QString &word : words)
        out.push_back(word.toStdString());
    return out;
}

} // namespace

TokenStatsPanel::TokenStatsPanel(TokensModel *tokens, InspectModel *inspect, ViewModel *view,
                                 QWidget *parent)
    : QWidget(parent),
      m_tokens(tokens),
      m_inspect(inspect),
      m_view(view),
      m_stats(new TokenStatsModel(this))
{
    setObjectName(QStringLiteral("tokenStatsPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    buildTable();
    column->addWidget(m_table);
    connect(view, &ViewModel::selectionChanged, this, &TokenStatsPanel::refresh);
    connect(view, &ViewModel::lookChanged, this, &TokenStatsPanel::refresh);
    connect(inspect, &InspectModel::rowMapsChanged, this, &TokenStatsPanel::refresh);
    connect(inspect, &InspectModel::cosChanged, this, &TokenStatsPanel::refresh);
    connect(inspect, &InspectModel::overlapWordChanged, this, &TokenStatsPanel::refresh);
    connect(tokens, &QAbstractItemModel::modelReset, this, &TokenStatsPanel::offerWords);
    offerWords();
}

QWidget *TokenStatsPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(32);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    m_word = new QLabel(header);
    m_word->setObjectName(QStringLiteral("tokenStatsWord"));
    m_word->setProperty("role", QStringLiteral("title"));
    m_word->setMinimumWidth(0);
    m_pieces = new QLabel(header);
    m_pieces->setProperty("role", QStringLiteral("quiet"));
    m_overlap = new QComboBox(header);
    m_overlap->setObjectName(QStringLiteral("overlapWord"));
    m_overlap->setAccessibleName(tr("Word that the overlap is told of"));
    m_overlap->setToolTip(tr("Overlap with which other word"));
    m_overlap->setFixedWidth(84);
    row->addWidget(m_word);
    row->addWidget(m_pieces, 1);
    row->addWidget(m_overlap);
    connect(m_overlap, &QComboBox::activated, this, [this](int at) {
        m_inspect->setOverlapWord(at == 0 ? QString() : m_overlap->itemText(at));
    });
    return header;
}

void TokenStatsPanel::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("tokenStats"));
    m_table->setAccessibleName(tr("Numbers of the selected words"));
    m_table->setModel(m_stats);
    makePlain(m_table, kRow);
    m_table->setFont(monoFont(11));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView *header = m_table->horizontalHeader();
    header->setFixedHeight(kRow);
    header->setMinimumSectionSize(24);
    header->setSectionResizeMode(TokenStatsModel::Name, QHeaderView::Stretch);
    for (const int column : {TokenStatsModel::A, TokenStatsModel::B})
        header->resizeSection(column, kNumber);
    header->resizeSection(TokenStatsModel::Difference, kDifference);
    m_table->setFixedHeight(kRow * (TokenStatsModel::RowCount + 1) + 2);
    m_table->setStyleSheet(QStringLiteral("QTableView { padding-left: 9px; padding-right: 4px; }"));
}

void TokenStatsPanel::offerWords()
{
    const QSignalBlocker quiet(m_overlap);
    m_overlap->clear();
    m_overlap->addItem(tr("densest"));
    for (int row = 0; row < m_tokens->rowCount(); ++row)
        m_overlap->addItem(m_tokens->index(row, 0).data(TokensModel::LabelRole).toString());
    refresh();
}

QString TokenStatsPanel::overlapWord() const
{
    if (!m_inspect->overlapWord().isEmpty())
        return m_inspect->overlapWord();
    QString best;
    double most = -1.0;
    for (int row = 0; row < m_tokens->rowCount(); ++row) {
        const QModelIndex index = m_tokens->index(row, 0);
        const QVariant rho = index.data(TokensModel::RhoRole);
        const QString label = index.data(TokensModel::LabelRole).toString();
        if (rho.isValid() && rho.toDouble() > most && !m_view->selectedWords().contains(label)) {
            most = rho.toDouble();
            best = label;
        }
    }
    return best;
}

void TokenStatsPanel::refresh()
{
    const QStringList words = m_view->selectedWords();
    m_word->setText(words.isEmpty()     ? tr("No word selected")
                    : words.size() == 1 ? words[0]
                                        : tr("%1 words").arg(words.size()));
    int pieces = 0;
    for (int row = 0; row < m_tokens->rowCount(); ++row) {
        const QModelIndex index = m_tokens->index(row, 0);
        if (words.contains(index.data(TokensModel::LabelRole).toString()))
            pieces += index.data(TokensModel::PiecesRole).toInt();
    }
    m_pieces->setText(pieces > 1 ? tr("%1 pieces").arg(pieces) : QString());
    m_word->setToolTip(words.join(QStringLiteral(" + ")));
    const QString other = overlapWord();
    m_stats->setOverlapWord(words.isEmpty() ? QString() : other);
    const std::vector<std::string> labels = labelsOf(words);
    std::array<TokenStatsModel::Values, 2> values;
    for (const Side side : kSides) {
        const auto &rows = m_inspect->rowMaps(side);
        const auto map = rows ? rows->sum(rows->afterOrBefore(), labels) : nullptr;
        TokenStatsModel::Values &out = values[index(side)];
        if (map) {
            out[TokenStatsModel::Mass] = massOf(*map);
            out[TokenStatsModel::Peak] = peakOf(*map);
            out[TokenStatsModel::Entropy] = entropyOf(*map);
            if (const auto second = rows->sum(rows->afterOrBefore(), {other.toStdString()}))
                out[TokenStatsModel::Overlap] = overlapOf(*map, *second);
        }
        const std::vector<float> &cos = m_inspect->cos(side);
        const int layer = m_view->layer();
        if (!cos.empty() && layer < static_cast<int>(cos.size())) {
            double sum = 0.0;
            for (const float each : cos)
                sum += static_cast<double>(each);
            out[TokenStatsModel::Cos] =
                layer >= 0 ? static_cast<double>(cos[static_cast<std::size_t>(layer)])
                           : sum / static_cast<double>(cos.size());
        }
    }
    m_stats->setValues(values);
}

} // namespace dare

#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace dare
{

class InspectModel;
class TokenStatsModel;
class TokensModel;
class ViewModel;

/// tokenStats below the tokens, with the choice of the word that overlaps are told of
/// (`overlapWord`). Object name `tokenStatsPanel`.
class TokenStatsPanel : public QWidget
{
    Q_OBJECT

public:
    TokenStatsPanel(TokensModel *tokens, InspectModel *inspect, ViewModel *view,
                    QWidget *parent = nullptr);

private:
    QWidget *buildHeader();
    void buildTable();
    void refresh();
    void offerWords();
    [[nodiscard]] QString overlapWord() const;

    TokensModel *m_tokens;
    InspectModel *m_inspect;
    ViewModel *m_view;
    TokenStatsModel *m_stats;
    QLabel *m_word = nullptr;
    QLabel *m_pieces = nullptr;
    QComboBox *m_overlap = nullptr;
    QTableView *m_table = nullptr;
};

} // namespace dare

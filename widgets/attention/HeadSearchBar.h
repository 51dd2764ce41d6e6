#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace dare
{

class InspectModel;
class TokensModel;
class ViewModel;

/// Asks which heads look at the region, or where another word is. Children `headSearchTarget`,
/// `headSearchSteps`, `headSearchStart`, `headSearchBest`. Object name
/// `headSearch`.
class HeadSearchBar : public QWidget
{
    Q_OBJECT

public:
    HeadSearchBar(TokensModel *tokens, InspectModel *inspect, ViewModel *view,
                  QWidget *parent = nullptr);

private:
    QComboBox *box(const QString &name, const QString &what);
    void offerTargets();
    void refresh();
    void start();

    TokensModel *m_tokens;
    InspectModel *m_inspect;
    ViewModel *m_view;
    QComboBox *m_target;
    QComboBox *m_steps;
    QPushButton *m_start;
    QLabel *m_best;
};

} // namespace dare

#pragma once

#include "core/types/Neglect.h"
#include "core/types/Recipe.h"

#include <QAbstractTableModel>
#include <QString>

#include <array>
#include <vector>

namespace dare
{

/// A content word of a run: rho at or above tau on at least one side.
struct NeglectWord {
    QString label;
    int word = 0; ///< index into the words of the prompt
    double rho = 0.0;
    std::array<bool, 2> judged{true, true}; ///< by index of side: whether rho >= its tau
    bool operator==(const NeglectWord &) const = default;
};

/// What the meter needs to know of a run before its first step.
struct NeglectRun {
    std::vector<NeglectWord> words;
    int steps = 0;
    std::array<bool, 2> sides{true, true};
    NeglectRule rule;
};

/// Shares of the content words of a run, step by step, on both sides: one row per word. The same
/// numbers come from the events of a running run and from the folder of a stored one.
/// @thread GUI
class NeglectModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WordColumn, SharesA, NowA, SharesB, NowB, VerdictColumn, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    explicit NeglectModel(QObject *parent = nullptr);

    /// Another run: forgets all shares.
    void setRun(const NeglectRun &run);
    [[nodiscard]] const NeglectRun &run() const { return m_run; }
    /// The same run and shares as another model.
    void showSame(const NeglectModel &other);
    /// The shares of one step. Steps may come in any order, and again.
    /// @param before, after one share for each word of the prompt
    void setShares(Side side, int step, const std::vector<float> &before,
                   const std::vector<float> &after);
    /// The step that "now" means; -1: the newest one.
    void setCurrentStep(int step);
    [[nodiscard]] int currentStep() const { return m_current; }

    /// Shares without a gap from the first step on.
    [[nodiscard]] const std::vector<float> &before(int row, Side side) const;
    [[nodiscard]] const std::vector<float> &after(int row, Side side) const;
    /// The share at the current step; -1 where there is none.
    [[nodiscard]] float now(int row, Side side) const;
    /// The step at which the word became neglected on a side; -1: it did not.
    [[nodiscard]] int neglectedFrom(int row, Side side) const;
    [[nodiscard]] std::vector<NeglectMark> marks(Side side) const;
    /// Words that are neglected on at least one side.
    [[nodiscard]] int neglectedWords() const;
    /// "neglected in A", "kept", or why there is no verdict yet.
    [[nodiscard]] QString verdict(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void sharesChanged();
    void marksChanged(); ///< a word became neglected, or another run is shown

private:
    struct Shares {
        std::vector<float> before;
        std::vector<float> after;
    };
    [[nodiscard]] const Shares &shares(int row, Side side) const;
    [[nodiscard]] QString spoken(int row) const;

    NeglectRun m_run;
    std::vector<std::array<Shares, 2>> m_shares; ///< by row
    int m_current = -1;
};

} // namespace dare

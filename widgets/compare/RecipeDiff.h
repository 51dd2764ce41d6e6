#pragma once

#include "core/types/Recipe.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QTableWidget;

namespace dare
{

/// Where the pixels of a source come from.
struct SourceOrigin {
    Recipe recipe;
    Side side = Side::A;
    QString model;   ///< hash of the side's weights; empty: not known
    QString encoder; ///< what encoded the prompt; empty: not known
    QString noise;   ///< hash of the noise; empty: not known
};

/// One line of the comparison of two recipes.
struct RecipeRow {
    QString name;
    QString a;
    QString b;
    bool operator==(const RecipeRow &) const = default;
};

/// @return what differs between two sources' recipes, options of the sides first
[[nodiscard]] std::vector<RecipeRow> recipeRows(const SourceOrigin &a, const SourceOrigin &b);

/// "Same noise, same model, same text encoder", or what differs.
struct Provenance {
    QString text;
    bool same = true;
};
[[nodiscard]] Provenance provenanceOf(const std::optional<SourceOrigin> &a,
                                      const std::optional<SourceOrigin> &b);

/// The table `recipeDiff`.
class RecipeDiff : public QWidget
{
    Q_OBJECT

public:
    explicit RecipeDiff(QWidget *parent = nullptr);
    void show(const std::optional<SourceOrigin> &a, const std::optional<SourceOrigin> &b);

private:
    QTableWidget *m_table;
    QLabel *m_note;
};

} // namespace dare

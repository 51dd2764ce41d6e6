#pragma once

#include "widgets/runs/RunRow.h"

#include <QAbstractItemModel>
#include <QSet>

#include <vector>

namespace dare
{

/// Runs under their groups: Now, Today, Yesterday, then months. Newest first. @thread GUI
class RunsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole + 1, SearchRole, IsGroupRole };

    explicit RunsModel(QObject *parent = nullptr);

    /// Replaces every row; thumbnails already known are kept.
    void setRows(std::vector<RunRow> rows);
    /// Adds a run or replaces the one with the same path.
    void putRow(const RunRow &row);
    void setThumbnails(const QString &path, const QImage &a, const QImage &b);
    /// The row of an index, or nullptr for a group. Asks for missing thumbnails once.
    [[nodiscard]] const RunRow *row(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const QString &path) const;
    [[nodiscard]] int runCount() const;
    /// Now or a later day moves runs into other groups. @param today for tests
    void setToday(const QDate &today);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    /// A row without thumbnails was shown; answer with setThumbnails().
    void thumbnailsWanted(const QString &path) const;

private:
    struct Group {
        QString name;
        std::vector<RunRow> rows;
    };
    [[nodiscard]] QString groupOf(const RunRow &row) const;
    [[nodiscard]] std::vector<Group> grouped(std::vector<RunRow> rows) const;
    [[nodiscard]] std::vector<RunRow> allRows() const;

    std::vector<Group> m_groups;
    mutable QSet<QString> m_asked;
    QDate m_today;
};

/// @return "turtle next to a rocket, cancelled at step 9 of 20", for screen readers
[[nodiscard]] QString accessibleText(const RunRow &row);

} // namespace dare

#pragma once

#include "widgets/runs/RunRow.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>

#include <vector>

namespace dare
{

/// Runs under their groups: Now, Queue, Today, Yesterday, then months. Newest first, the queue in
/// its own order. Rows move by inserts and removals, so that a view keeps its place. @thread GUI
class RunsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        PathRole = Qt::UserRole + 1,
        SearchRole,
        IsGroupRole,
        StateRole, ///< RunRow::State as a number; of a group -1
        StarredRole,
        NeglectRole,
        NoteRole, ///< of a group: words at its right end
    };
    /// What dragging an entry of the queue carries: its id.
    static constexpr const char *kQueueFormat = "application/x-dare-queue";

    explicit RunsModel(QObject *parent = nullptr);

    /// Makes the runs these; the queue stays. Thumbnails already known are kept.
    void setRows(const std::vector<RunRow> &rows);
    /// Adds a run or replaces the one with the same path.
    void putRow(const RunRow &row);
    void removeRow(const QString &path);
    /// @param entries rows of state Queued, in order @param note "about 6 min", "on hold"
    void setQueue(const std::vector<RunRow> &entries, const QString &note);
    void setThumbnails(const QString &path, const QImage &a, const QImage &b);
    /// The row of an index, or nullptr for a group.
    [[nodiscard]] const RunRow *row(const QModelIndex &index) const;
    [[nodiscard]] const RunRow *row(const QString &path) const { return row(indexOf(path)); }
    [[nodiscard]] QModelIndex indexOf(const QString &path) const;
    /// Runs of a batch, in the order of their cells.
    [[nodiscard]] std::vector<const RunRow *> batchRows(const std::string &batch) const;
    /// Runs that go on now or are paused.
    [[nodiscard]] std::vector<const RunRow *> liveRows() const;
    /// Runs; entries of the queue do not count.
    [[nodiscard]] int runCount() const { return m_runs; }
    /// Now or a later day moves runs into other groups. @param today for tests
    void setToday(const QDate &today);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;
    [[nodiscard]] bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row,
                                       int column, const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

Q_SIGNALS:
    /// A row without thumbnails was shown; answer with setThumbnails().
    void thumbnailsWanted(const QString &path) const;
    void renameWanted(const QString &path, const QString &name);
    /// An entry of the queue was dropped before position `to`, counted before the move.
    void queueMoveWanted(const QString &id, int to);

private:
    struct Group {
        quintptr id = 0; ///< stays while groups come and go
        qint64 rank = 0; ///< larger is higher
        QString name;
        std::vector<RunRow> rows;
    };
    [[nodiscard]] qint64 rankOf(const RunRow &row) const;
    [[nodiscard]] QString nameOf(qint64 rank) const;
    [[nodiscard]] int positionOf(quintptr group) const;
    [[nodiscard]] Group *groupOf(const QModelIndex &index);
    [[nodiscard]] const Group *groupOf(const QModelIndex &index) const;
    Group &openGroup(qint64 rank);
    void insert(RunRow row);
    void take(const QModelIndex &index);
    void fill(std::vector<RunRow> rows);
    [[nodiscard]] std::vector<RunRow> allRows() const;

    std::vector<Group> m_groups;
    QHash<QString, quintptr> m_groupOfPath;
    mutable QSet<QString> m_asked;
    QDate m_today;
    QString m_queueNote;
    quintptr m_lastGroup = 0;
    int m_runs = 0;
};

/// @return "turtle next to a rocket, cancelled at step 9 of 20", for screen readers
[[nodiscard]] QString accessibleText(const RunRow &row);

} // namespace dare

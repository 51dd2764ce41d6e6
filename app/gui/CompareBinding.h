#pragma once

#include "core/media/ClipCache.h"
#include "core/types/Recipe.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace dare
{

class MetricsBinding;
struct ViewModels;

/// Reads what the Compare page asks for: runs' sides, films and folders of pictures, through a
/// cache that bounds the memory of all of them; lists the runs that can be chosen.
class CompareBinding : public QObject
{
    Q_OBJECT

public:
    CompareBinding(ViewModels &models, QObject *parent = nullptr);
    ~CompareBinding() override;

    /// The run on screen: its sides are A and B until others are chosen.
    void setRun(const Recipe &recipe, const QString &path);
    /// The run on screen goes on: it is shown once it has settled and has frames, unless another
    /// one was opened by then.
    void announce(const Recipe &recipe, const QString &path);
    void settled(const QString &path);
    [[nodiscard]] ClipCache &cache() { return m_cache; }
    [[nodiscard]] MetricsBinding &metrics() { return *m_metrics; }
    [[nodiscard]] bool busy() const { return m_reading > 0; }

Q_SIGNALS:
    void answered(const QString &id);
    /// A finished run had a predecessor of the same recipe: "same latents as …".
    void rerunCompared(const QString &verdict);

private:
    void wireMetrics();
    void read(const QString &id);
    void listRuns();

    ViewModels &m_models;
    ClipCache m_cache;
    std::unique_ptr<MetricsBinding> m_metrics;
    std::unique_ptr<MetricsBinding> m_regionMetrics;
    Recipe m_announced;
    QString m_announcedPath;
    int m_reading = 0;
    QTimer m_soon; ///< many rows change at once, and the running one's all the time
    QThreadPool m_pool;
};

} // namespace dare

#pragma once

#include "core/models/ModelFolder.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Looks at model folders on a worker, reads their files, and puts what they offer into the panels:
/// presets, variants, sizes, the header. Until all is read the model in use stays; a folder that
/// lacks a file is refused with a list of its files.
class ModelBinding : public QObject
{
    Q_OBJECT

public:
    ModelBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);
    ~ModelBinding() override;

    /// @param folder empty: the embedded model
    void open(const QString &folder);
    /// Gives up the folder being read.
    void cancel();
    [[nodiscard]] const ModelInfo &model() const { return m_info; }
    [[nodiscard]] bool loading() const { return m_loading; }

Q_SIGNALS:
    void opened(const dare::ModelInfo &info);
    void refused();
    /// A folder is being read, or no longer.
    void loadingChanged(bool loading);
    /// So far the folder was read, and the window shows it.
    void loaded(quint64 read, quint64 total);

private:
    using Cancel = std::shared_ptr<std::atomic<bool>>;
    void showProgress(int generation, quint64 read, quint64 total);
    void setLoading(bool loading);
    void adopt(const ModelInfo &info, bool embedded);
    void showOffers(const ModelInfo &info);
    void refuse(const QString &folder, const Result<ModelInfo> &info);

    ViewModels &m_models;
    MainWindow &m_window;
    ModelInfo m_info;
    int m_generation = 0;
    bool m_loading = false;
    Cancel m_cancel;
    QThreadPool m_pool;
};

} // namespace dare

#pragma once

#include "core/models/ModelFolder.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Looks at model folders on a worker and puts what they offer into the panels: presets, variants,
/// sizes, the header. A folder that lacks a file is refused and the model in use stays.
class ModelBinding : public QObject
{
    Q_OBJECT

public:
    ModelBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);

    /// @param folder empty: the embedded model
    void open(const QString &folder);
    [[nodiscard]] const ModelInfo &model() const { return m_info; }

Q_SIGNALS:
    void opened(const dare::ModelInfo &info);
    void refused();

private:
    void adopt(const ModelInfo &info, bool embedded);
    void refuse(const QString &folder, const QString &reason);

    ViewModels &m_models;
    MainWindow &m_window;
    ModelInfo m_info;
    int m_generation = 0;
    QThreadPool m_pool;
};

} // namespace dare

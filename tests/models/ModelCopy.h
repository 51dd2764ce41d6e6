#pragma once

#include "core/tensors/SafeTensors.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QTemporaryDir>

#include <cstring>
#include <filesystem>
#include <functional>
#include <map>

/// A copy of a folder of test data that a test may damage; gone with the object.
class ModelCopy
{
public:
    explicit ModelCopy(const char *source)
    {
        std::filesystem::copy(source, root(),
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
    }
    [[nodiscard]] std::filesystem::path root() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path operator/(const char *relative) const
    {
        return root() / relative;
    }

    /// Changes a JSON file. @return whether it could be read and written
    bool edit(const char *relative, const std::function<void(QJsonObject &)> &change) const
    {
        QFile file(QString::fromStdString((root() / relative).string()));
        if (!file.open(QIODevice::ReadWrite))
            return false;
        QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
        change(object);
        return file.resize(0) && file.seek(0) && file.write(QJsonDocument(object).toJson()) > 0;
    }
    bool set(const char *relative, const QString &key, const QJsonValue &value) const
    {
        return edit(relative, [&](QJsonObject &object) { object[key] = value; });
    }

    /// Rewrites a safetensors file with the bytes of one f32 tensor changed.
    bool change(const char *relative, const std::string &tensor,
                const std::function<void(float *, std::size_t)> &change) const
    {
        std::vector<float> values;
        const bool kept = rewrite(relative, [&](std::map<std::string, dare::TensorView> &all) {
            dare::TensorView &view = all.at(tensor);
            values.resize(view.bytes.size() / sizeof(float));
            std::memcpy(values.data(), view.bytes.data(), view.bytes.size());
            change(values.data(), values.size());
            view.bytes = std::as_bytes(std::span(values));
        });
        return kept && !values.empty();
    }
    bool remove(const char *relative, const std::string &tensor) const
    {
        std::size_t removed = 0;
        return rewrite(relative, [&](auto &all) { removed = all.erase(tensor); }) && removed == 1;
    }

private:
    bool rewrite(const char *relative,
                 const std::function<void(std::map<std::string, dare::TensorView> &)> &edit) const
    {
        const auto file = dare::SafeTensorsFile::open(root() / relative);
        if (!file)
            return false;
        std::map<std::string, dare::TensorView> tensors = file->tensors();
        std::vector<dare::TensorView> all;
        edit(tensors);
        for (const auto &[name, view] : tensors)
            all.push_back(view);
        return writeSafeTensors(root() / relative, all, file->metadata()).has_value();
    }
    QTemporaryDir m_folder;
};

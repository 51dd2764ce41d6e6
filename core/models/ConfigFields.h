#pragma once

#include "core/tensors/AtomicFile.h"
#include "core/types/Result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// Reads fields of one JSON file; the first thing that is wrong stays.
class ConfigFields
{
public:
    static Result<ConfigFields> read(const std::filesystem::path &file)
    {
        auto text = readTextFile(file);
        if (!text)
            return tl::unexpected(text.error());
        nlohmann::json parsed = nlohmann::json::parse(*text, nullptr, false);
        if (!parsed.is_object())
            return failure(ErrorCode::InvalidInput,
                           "is not a JSON object; restore the file from the model's source",
                           file.string());
        return ConfigFields(file, std::move(parsed));
    }

    int positive(const char *key) { return integer(key, 1, std::nullopt); }
    int positiveOr(const char *key, int fallback) { return integer(key, 1, fallback); }
    int integer(const char *key, int minimum, std::optional<int> fallback)
    {
        const nlohmann::json *value = field(key, fallback.has_value());
        if (value == nullptr)
            return fallback.value_or(minimum);
        if (!value->is_number_integer())
            return wrong(key, "an integer", *value), minimum;
        const auto number = value->get<std::int64_t>();
        if (number < minimum || number > 100'000'000)
            return wrong(key, "an integer of at least " + std::to_string(minimum), *value), minimum;
        return static_cast<int>(number);
    }
    double number(const char *key, double fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_number() || !std::isfinite(value->get<double>()))
            return wrong(key, "a number", *value), fallback;
        return value->get<double>();
    }
    bool boolean(const char *key, bool fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_boolean())
            return wrong(key, "true or false", *value), fallback;
        return value->get<bool>();
    }
    std::string text(const char *key, const std::string &fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_string())
            return wrong(key, "a text", *value), fallback;
        return value->get<std::string>();
    }
    /// A list of whole numbers of at least 1.
    std::vector<int> positives(const char *key, std::vector<int> fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        const auto positive = [](const nlohmann::json &item) {
            return item.is_number_integer() && item.get<std::int64_t>() > 0 &&
                   item.get<std::int64_t>() < 4096;
        };
        if (!value->is_array() || value->empty() ||
            !std::all_of(value->begin(), value->end(), positive))
            return wrong(key, "a list of positive integers", *value), fallback;
        return value->get<std::vector<int>>();
    }
    std::vector<bool> flags(const char *key, std::vector<bool> fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_array() ||
            !std::all_of(value->begin(), value->end(),
                         [](const nlohmann::json &item) { return item.is_boolean(); }))
            return wrong(key, "a list of true and false", *value), fallback;
        return value->get<std::vector<bool>>();
    }
    std::vector<double> numbers(const char *key, std::vector<double> fallback)
    {
        const nlohmann::json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        const auto finite = [](const nlohmann::json &item) {
            return item.is_number() && std::isfinite(item.get<double>());
        };
        if (!value->is_array() || !std::all_of(value->begin(), value->end(), finite))
            return wrong(key, "a list of numbers", *value), fallback;
        return value->get<std::vector<double>>();
    }
    std::vector<int> triple(const char *key)
    {
        const nlohmann::json *value = field(key, false);
        std::vector<int> out{1, 1, 1};
        if (value == nullptr)
            return out;
        const auto positiveInteger = [](const nlohmann::json &item) {
            return item.is_number_integer() && item.get<std::int64_t>() > 0 &&
                   item.get<std::int64_t>() < 4096;
        };
        if (!value->is_array() || value->size() != 3 ||
            !std::all_of(value->begin(), value->end(), positiveInteger))
            return wrong(key, "three positive integers", *value), out;
        return value->get<std::vector<int>>();
    }
    [[nodiscard]] bool has(const char *key) const
    {
        return m_json.contains(key) && !m_json.at(key).is_null();
    }
    void refuse(std::string message)
    {
        if (!m_error)
            m_error = Error{ErrorCode::InvalidInput, std::move(message), m_file.string()};
    }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const nlohmann::json &raw() const { return m_json; }

private:
    ConfigFields(std::filesystem::path file, nlohmann::json parsed)
        : m_file(std::move(file)), m_json(std::move(parsed))
    {
    }
    const nlohmann::json *field(const char *key, bool optional)
    {
        if (has(key))
            return &m_json.at(key);
        if (!optional)
            refuse(std::string("has no field \"") + key +
                   "\"; restore the file from the model's source");
        return nullptr;
    }
    void wrong(const char *key, const std::string &expected, const nlohmann::json &value)
    {
        refuse(std::string("field \"") + key + "\" must be " + expected + ", not " +
               value.dump().substr(0, 80));
    }

    std::filesystem::path m_file;
    nlohmann::json m_json;
    std::optional<Error> m_error;
};

} // namespace dare

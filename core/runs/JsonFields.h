#pragma once

#include "core/types/Result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

using Json = nlohmann::json;

// assign(): takes a JSON value, or says in words which type it expected. Empty text: taken.
std::string assign(const Json &value, std::string &target);
std::string assign(const Json &value, bool &target);
std::string assign(const Json &value, int &target);
std::string assign(const Json &value, std::int64_t &target);
std::string assign(const Json &value, std::uint64_t &target);
std::string assign(const Json &value, double &target);

template <typename T> std::string assign(const Json &value, std::vector<T> &target)
{
    std::vector<T> list;
    std::string expected = value.is_array() ? "" : "values";
    for (auto item = value.begin(); value.is_array() && item != value.end(); ++item) {
        T entry{};
        expected = assign(*item, entry);
        if (!expected.empty())
            break;
        list.push_back(std::move(entry));
    }
    if (!expected.empty())
        return "a list, each " + expected;
    target = std::move(list);
    return {};
}

template <typename T> std::string assign(const Json &value, std::map<std::string, T> &target)
{
    if (!value.is_object())
        return "an object";
    std::map<std::string, T> map;
    for (const auto &[key, item] : value.items()) {
        const std::string expected = assign(item, map[key]);
        if (!expected.empty())
            return "an object whose values are each " + expected;
    }
    target = std::move(map);
    return {};
}

/// Takes one of the names of an enum; `name(value)` gives them.
template <typename Enum>
std::string assignNamed(const Json &value, Enum &target, const std::vector<Enum> &all)
{
    std::string expected = "one of";
    for (const Enum candidate : all) {
        if (value.is_string() && value.get_ref<const std::string &>() == name(candidate)) {
            target = candidate;
            return {};
        }
        expected +=
            (candidate == all.front() ? " \"" : ", \"") + std::string(name(candidate)) + '"';
    }
    return expected;
}

/// The value as JSON text, shortened for a message.
[[nodiscard]] std::string shownValue(const Json &value);
/// JSON text; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string textOf(const Json &value, int indent);
/// @error InvalidInput: where the text stops being JSON, or that it is no object
[[nodiscard]] Result<Json> parseObject(const std::string &text, const std::string &where);

/// Reads fields of one JSON object into values, which keep their defaults where a key is missing.
/// The first thing wrong is kept in `error`; everything after it is skipped.
class JsonFields
{
public:
    using Take = std::function<std::string(const Json &)>;

    /// @param where file, or what stands for it in errors
    JsonFields(const Json &object, std::string where, std::optional<Error> &error);

    template <typename T> void read(const std::string &key, T &target) const
    {
        readWith(key, [&target](const Json &value) { return assign(value, target); });
    }
    template <typename Enum>
    void readNamed(const std::string &key, Enum &target, const std::vector<Enum> &all) const
    {
        readWith(key, [&](const Json &value) { return assignNamed(value, target, all); });
    }
    void readWith(const std::string &key, const Take &take) const;
    void readObject(const std::string &key,
                    const std::function<void(const JsonFields &)> &read) const;
    void readList(const std::string &key,
                  const std::function<void(const JsonFields &)> &readItem) const;
    [[nodiscard]] bool has(const std::string &key) const { return m_object->contains(key); }

private:
    void refuse(const std::string &path, const std::string &expected, const Json &value) const;

    const Json *m_object;
    std::string m_where;
    std::string m_prefix;
    std::optional<Error> *m_error;
};

} // namespace dare

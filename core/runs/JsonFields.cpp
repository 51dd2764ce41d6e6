#include "core/runs/JsonFields.h"

#include <limits>
#include <utility>

namespace dare
{

std::string assign(const Json &value, std::string &target)
{
    if (!value.is_string())
        return "text";
    target = value.get<std::string>();
    return {};
}

std::string assign(const Json &value, bool &target)
{
    if (!value.is_boolean())
        return "true or false";
    target = value.get<bool>();
    return {};
}

std::string assign(const Json &value, int &target)
{
    std::int64_t wide = 0;
    const std::string expected = "a whole number of 32 bits";
    if (!assign(value, wide).empty() || wide < std::numeric_limits<int>::min() ||
        wide > std::numeric_limits<int>::max())
        return expected;
    target = static_cast<int>(wide);
    return {};
}

std::string assign(const Json &value, std::int64_t &target)
{
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!value.is_number_integer() ||
        (value.is_number_unsigned() && value.get<std::uint64_t>() > kLargest))
        return "a whole number of 64 bits";
    target = value.get<std::int64_t>();
    return {};
}

std::string assign(const Json &value, std::uint64_t &target)
{
    if (!value.is_number_unsigned())
        return "a whole number from 0 to 18446744073709551615";
    target = value.get<std::uint64_t>();
    return {};
}

std::string assign(const Json &value, double &target)
{
    if (!value.is_number())
        return "a number";
    target = value.get<double>();
    return {};
}

std::string textOf(const Json &value, int indent)
{
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string shownValue(const Json &value)
{
    constexpr std::size_t kLimit = 80;
    const std::string text = textOf(value, -1);
    return text.size() <= kLimit ? text : text.substr(0, kLimit) + "...";
}

Result<Json> parseObject(const std::string &text, const std::string &where)
{
    try {
        Json json = Json::parse(text);
        if (json.is_object())
            return json;
        return failure(ErrorCode::InvalidInput,
                       "a JSON object is expected, not " + shownValue(json), where);
    } catch (const Json::exception &error) {
        // Numbers beyond the range of double end here too: every number read is finite.
        return failure(ErrorCode::InvalidInput,
                       std::string("not readable as JSON (") + error.what() +
                           "); correct it or take another file",
                       where);
    }
}

JsonFields::JsonFields(const Json &object, std::string where, std::optional<Error> &error)
    : m_object(&object), m_where(std::move(where)), m_error(&error)
{
}

void JsonFields::readWith(const std::string &key, const Take &take) const
{
    const auto found = m_object->find(key);
    if (*m_error || found == m_object->end())
        return;
    const std::string expected = take(*found);
    if (!expected.empty())
        refuse(m_prefix + key, expected, *found);
}

void JsonFields::readObject(const std::string &key,
                            const std::function<void(const JsonFields &)> &read) const
{
    readWith(key, [&](const Json &value) -> std::string {
        if (!value.is_object())
            return "an object";
        JsonFields fields(value, m_where, *m_error);
        fields.m_prefix = m_prefix + key + '.';
        read(fields);
        return {};
    });
}

void JsonFields::readList(const std::string &key,
                          const std::function<void(const JsonFields &)> &readItem) const
{
    readWith(key, [&](const Json &value) -> std::string {
        if (!value.is_array())
            return "a list of objects";
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (!value[i].is_object())
                return "a list of objects";
            JsonFields fields(value[i], m_where, *m_error);
            fields.m_prefix = m_prefix + key + '[' + std::to_string(i) + "].";
            readItem(fields);
        }
        return {};
    });
}

void JsonFields::refuse(const std::string &path, const std::string &expected,
                        const Json &value) const
{
    *m_error = Error{ErrorCode::InvalidInput,
                     "`" + path + "` must be " + expected + ", not " + shownValue(value) +
                         "; correct this key",
                     m_where};
}

} // namespace dare

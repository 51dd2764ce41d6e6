#include "app/gui/RecipeChanges.h"

#include "core/runs/RecipeJson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

namespace dare
{

namespace
{

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 12);
    if (value.isBool())
        return value.toBool() ? QObject::tr("on") : QObject::tr("off");
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return {};
}

void flatten(const QJsonObject &object, const QString &prefix, QMap<QString, QString> &out)
{
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const QString name = prefix + entry.key();
        if (entry->isObject())
            flatten(entry->toObject(), name + QStringLiteral(" · "), out);
        else
            out[name] = textOf(*entry);
    }
}

/// The recipe as its file holds it: whatever is kept there is compared here.
QMap<QString, QString> fieldsOf(const Recipe &recipe)
{
    QMap<QString, QString> out;
    const QByteArray json = QByteArray::fromStdString(recipeToJson(recipe));
    flatten(QJsonDocument::fromJson(json).object(), {}, out);
    return out;
}

} // namespace

std::vector<SettingChange> changesBetween(const Recipe &now, const Recipe &then)
{
    const QMap<QString, QString> before = fieldsOf(now);
    const QMap<QString, QString> after = fieldsOf(then);
    QStringList names = before.keys() + after.keys();
    names.removeDuplicates();
    names.sort();
    std::vector<SettingChange> out;
    for (const QString &name : names) {
        const QString none = QStringLiteral("–");
        const QString from = before.value(name, none);
        const QString to = after.value(name, none);
        if (from != to)
            out.push_back({name, from, to});
    }
    return out;
}

} // namespace dare

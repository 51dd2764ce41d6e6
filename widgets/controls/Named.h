#pragma once

#include <QString>

namespace dare
{

/// A widget that is found by its name and says in its tool tip, aloud too, what it is for.
template <typename Widget> [[nodiscard]] Widget *named(const QString &name, const QString &tip)
{
    auto *out = new Widget;
    out->setObjectName(name);
    out->setToolTip(tip);
    out->setAccessibleName(tip);
    return out;
}

} // namespace dare

#pragma once

#include <QString>

class QLabel;
class QWidget;

namespace dare
{

/// Changes the property `role` that the style sheet looks at, and has the widget styled anew.
void setRole(QWidget *widget, const char *role);

/// A label that the style sheet knows by its role.
[[nodiscard]] QLabel *roleLabel(const char *role, const QString &words = {});

} // namespace dare

#pragma once

class QWidget;

namespace dare
{

/// Changes the property `role` that the style sheet looks at, and has the widget styled anew.
void setRole(QWidget *widget, const char *role);

} // namespace dare

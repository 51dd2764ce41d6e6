#pragma once

#include <QObject>

namespace dare
{

/// Event filter for the application: the wheel edits spin boxes, combo boxes and sliders only while
/// they have focus; otherwise it scrolls what lies around them.
class WheelGuard : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace dare

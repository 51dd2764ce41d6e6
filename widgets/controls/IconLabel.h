#pragma once

#include "widgets/theme/Theme.h"

#include <QIcon>
#include <QWidget>

namespace dare
{

/// An icon of 16 px in a colour of the theme, painted anew with each theme.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    IconLabel(const QString &name, QColor Theme::*token, QWidget *parent = nullptr);
    void setIcon(const QString &name, QColor Theme::*token);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
};

} // namespace dare

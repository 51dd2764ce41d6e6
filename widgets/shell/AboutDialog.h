#pragma once

#include <QDialog>

namespace dare
{

/// Version, what the program is made of, and under which licences. Object name `aboutDialog`.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent);

private:
    [[nodiscard]] static QString text();
};

} // namespace dare

#pragma once

#include <QWidget>

namespace dare
{

/// Stands for the Compare workspace and says plainly what is not there yet. Object name
/// `comparePage`.
class ComparePage : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePage(QWidget *parent = nullptr);

Q_SIGNALS:
    void exploreRequested();
};

} // namespace dare

#pragma once

#include "widgets/shell/OverlayCard.h"

#include <QString>

#include <vector>

namespace dare
{

/// Every key, by group, on a card. Object name `keysOverlay`. F1 and Esc close it.
class KeysOverlay : public OverlayCard
{
    Q_OBJECT

public:
    struct Row {
        QString keys;
        QString does;
        QString group;
    };

    KeysOverlay(QWidget *anchor, const std::vector<Row> &rows);
    void toggle();

private:
    void addRows(const std::vector<Row> &rows);
};

} // namespace dare

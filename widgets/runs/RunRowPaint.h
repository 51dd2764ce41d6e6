#pragma once

#include "widgets/runs/RunRow.h"

#include <QColor>
#include <QFont>
#include <QRect>

class QPainter;

namespace dare
{

/// Parts that the list of runs and the grids of batches paint alike.
void drawElided(QPainter *painter, const QRect &rect, const QFont &font, const QColor &color,
                const QString &text);

/// A small rounded tag. @param warn "A 1" gets the triangle of neglect between letter and count
/// @return the x after the tag and its gap
int drawTag(QPainter *painter, int x, int middle, const QString &text, const QColor &color,
            const QColor &tint, bool warn = false);

/// The tags of neglected words, a tag a side that ran. @param withNone a side without neglected
/// words gets its tag too @return the x after them
int drawNeglect(QPainter *painter, int x, int middle, const RunRow &run, bool withNone = true);

/// The bar of a running run with "9/16" at its end.
void drawProgress(QPainter *painter, const QRect &line, const RunRow &run);

/// One thumbnail, centred and never enlarged unevenly; an empty cell where there is none.
void drawThumbnail(QPainter *painter, const QRect &cell, const QImage &image);

/// The state of a run as its tag says it: "Cancelled 9/20", "Triage 6/16"; empty for others.
[[nodiscard]] QString stateText(const RunRow &run);

/// The words of a row's action; empty for none.
[[nodiscard]] QString actionText(const RunRow &run);

} // namespace dare

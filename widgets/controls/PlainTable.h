#pragma once

class QTableView;

namespace dare
{

/// A table as the panels show one: rows of one height without grid, frame or row names, which Tab
/// passes by and nobody edits. Columns are of fixed width until the caller says otherwise.
void makePlain(QTableView *table, int rowHeight);

} // namespace dare

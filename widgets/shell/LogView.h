#pragma once

#include <QPlainTextEdit>

namespace dare
{

/// The log of this session: read-only, the newest 5,000 lines. Object name `logView`.
class LogView : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr int kLines = 5000;

    explicit LogView(QWidget *parent = nullptr);
    /// Adds a line with the time of day.
    void addLine(const QString &line);
};

} // namespace dare

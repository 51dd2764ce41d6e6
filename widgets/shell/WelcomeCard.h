#pragma once

#include "widgets/shell/OverlayCard.h"

#include <QStringList>

#include <array>

class QLabel;

namespace dare
{

class ExampleButton;

/// What somebody sees who has no run yet: four prompts to start with, two things to open, and how
/// long a pair takes here. Object name `welcome`.
class WelcomeCard : public OverlayCard
{
    Q_OBJECT

public:
    static constexpr std::size_t kExamples = 4;

    explicit WelcomeCard(QWidget *anchor);

    [[nodiscard]] QString example(std::size_t index) const;
    /// @param note what is said of an example: its rarest words
    void setExampleNote(std::size_t index, const QString &note);
    /// Device and measured estimate.
    void setDeviceLine(const QString &text);
    [[nodiscard]] QString deviceLine() const;
    void focusFirst();

Q_SIGNALS:
    void promptChosen(const QString &prompt);
    void openModelRequested();
    void openRunRequested();
    void keysRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addHeading();
    void addExamples();
    void addTargets();
    QWidget *buildFooter();

    std::array<ExampleButton *, kExamples> m_examples{};
    QLabel *m_device = nullptr;
};

} // namespace dare

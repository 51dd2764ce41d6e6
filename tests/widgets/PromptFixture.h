#pragma once

#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/prompt/TokenChipBar.h"
#include "widgets/prompt/WeightPopover.h"
#include "widgets/viewer/ViewModel.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QWheelEvent>
#include <memory>

namespace dare
{

/// A stand-in for the parser: words at spaces, `(word:1.2)` without nesting.
inline TokenSequence split(const QString &text, int limit = 64)
{
    TokenSequence out;
    out.limit = limit;
    static const QRegularExpression wordPattern(
        QStringLiteral("\\(?([A-Za-z]+)(?::([0-9.]+)\\))?"));
    auto match = wordPattern.globalMatch(text);
    while (match.hasNext()) {
        const auto found = match.next();
        Word word;
        word.text = word.label = found.captured(1).toStdString();
        word.begin = static_cast<int>(found.capturedStart(1));
        word.end = static_cast<int>(found.capturedEnd(1));
        word.rho = word.text.size() > 4 ? 0.86 : 0.1;
        word.weight = found.captured(2).isEmpty() ? 1.0 : found.captured(2).toDouble();
        word.cut = static_cast<int>(out.ids.size()) >= limit - 1;
        if (!word.cut) {
            word.tokens = {static_cast<int>(out.ids.size())};
            out.ids.push_back(static_cast<int>(100 + out.ids.size()));
            out.pieces.push_back(word.text);
            out.wordOfToken.push_back(static_cast<int>(out.words.size()));
        }
        out.words.push_back(word);
    }
    out.ids.push_back(1);
    out.pieces.emplace_back("</s>");
    out.wordOfToken.push_back(-1);
    return out;
}

/// The prompt's panel with the stand-in for the parser behind it. A test calls open() in init(),
/// close() in cleanup().
class PromptFixture : public QObject
{
protected:
    void open();
    void close();
    void type(const QString &text);
    [[nodiscard]] TokenChipBar *chips() const { return m_panel->chips(); }
    [[nodiscard]] QPoint middleOf(int chip) const
    {
        return chips()->chips()[static_cast<std::size_t>(chip)].rect.center().toPoint();
    }
    void turnWheel(int chip, int notches);

    std::unique_ptr<PromptModel> m_prompt;
    std::unique_ptr<ViewModel> m_view;
    std::unique_ptr<PromptPanel> m_panel;
};

inline void PromptFixture::open()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_prompt = std::make_unique<PromptModel>();
    m_view = std::make_unique<ViewModel>();
    m_panel = std::make_unique<PromptPanel>(m_prompt.get(), m_view.get());
    connect(m_prompt.get(), &PromptModel::textEdited, this,
            [this](const QString &text) { m_prompt->setTokens(split(text)); });
    m_panel->resize(640, 200);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    QApplication::setActiveWindow(m_panel.get()); // a bare X server has no window manager to do it
}

inline void PromptFixture::close()
{
    m_panel.reset();
    m_view.reset();
    m_prompt.reset();
}

inline void PromptFixture::type(const QString &text)
{
    m_prompt->setText(text);
    m_prompt->setTokens(split(text));
    QCoreApplication::processEvents();
}

inline void PromptFixture::turnWheel(int chip, int notches)
{
    const QPoint at = middleOf(chip);
    QWheelEvent wheel(at, chips()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chips(), &wheel);
}

} // namespace dare

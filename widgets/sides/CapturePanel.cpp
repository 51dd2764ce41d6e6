#include "widgets/sides/CapturePanel.h"

#include "widgets/controls/Role.h"
#include "widgets/recipe/RecipeModel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace dare
{

namespace
{

enum WordsRow { AllWords, NoWords };

QString countText(const QString &all, int count)
{
    return count > 0 ? QStringLiteral("%1 %2").arg(all).arg(count) : all;
}

QVBoxLayout *titled(const QString &title, QWidget *field)
{
    auto *label = new QLabel(title);
    label->setProperty("role", "caption");
    label->setBuddy(field);
    auto *out = new QVBoxLayout;
    out->setSpacing(2);
    out->addWidget(label);
    out->addWidget(field);
    return out;
}

} // namespace

QString indexListText(const std::vector<int> &indices)
{
    QStringList out;
    for (std::size_t i = 0; i < indices.size();) {
        std::size_t end = i;
        while (end + 1 < indices.size() && indices[end + 1] == indices[end] + 1)
            ++end;
        out << (end == i ? QString::number(indices[i] + 1)
                         : QStringLiteral("%1-%2").arg(indices[i] + 1).arg(indices[end] + 1));
        i = end + 1;
    }
    return out.join(QLatin1Char(' '));
}

std::vector<int> parseIndexList(const QString &text, int count)
{
    static const QRegularExpression gaps(QStringLiteral("[\\s,;]+"));
    static const QRegularExpression range(QStringLiteral("^(\\d+)(?:[-–](\\d+))?$"));
    std::set<int> out;
    for (const QString &part : text.split(gaps, Qt::SkipEmptyParts)) {
        const auto match = range.match(part);
        if (!match.hasMatch())
            continue;
        const int first = match.captured(1).toInt();
        const int last = match.captured(2).isEmpty() ? first : match.captured(2).toInt();
        for (int i = std::max(1, first); i <= std::min(last, count); ++i)
            out.insert(i - 1);
    }
    return {out.begin(), out.end()};
}

CapturePanel::CapturePanel(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("capturePanel"));
    auto *title = new QLabel(tr("Maps to keep"));
    title->setProperty("role", "title");
    m_prediction = new QLabel;
    m_prediction->setObjectName(QStringLiteral("capturePrediction"));
    m_prediction->setProperty("role", "mono");
    auto *header = new QHBoxLayout;
    header->addWidget(title);
    header->addStretch(1);
    header->addWidget(m_prediction);
    const QString numbers = tr("Or type numbers from 1, such as 1-3 6");
    m_words = makeBox("captureWords", tr("Words"),
                      tr("Words whose maps a run keeps. Or type words, such as turtle rocket"));
    m_layers = makeBox("captureLayers", tr("Layers"),
                       tr("Blocks whose maps a run keeps. %1").arg(numbers));
    m_heads =
        makeBox("captureHeads", tr("Heads"), tr("Heads whose maps a run keeps. %1").arg(numbers));
    m_steps =
        makeBox("captureSteps", tr("Steps"), tr("Steps whose maps a run keeps. %1").arg(numbers));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->addLayout(titled(tr("Words"), m_words), 0, 0);
    grid->addLayout(titled(tr("Layers"), m_layers), 0, 1);
    grid->addLayout(titled(tr("Heads"), m_heads), 1, 0);
    grid->addLayout(titled(tr("Steps"), m_steps), 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    column->addLayout(header);
    column->addLayout(grid);
    connect(m_model, &RecipeModel::changed, this, &CapturePanel::refresh);
    const auto edited = [this](QComboBox *box, const auto &change) {
        connect(box, &QComboBox::activated, this, [box, change] { change(box->currentText()); });
        connect(box->lineEdit(), &QLineEdit::editingFinished, this,
                [box, change] { change(box->lineEdit()->text()); });
    };
    edited(m_words, [this](const QString &text) { editWords(text); });
    edited(m_layers, [this](const QString &text) {
        editChoice(tr("Layers to keep"), text, &CaptureWindow::layers, m_blocks);
    });
    edited(m_heads, [this](const QString &text) {
        editChoice(tr("Heads to keep"), text, &CaptureWindow::heads, m_headCount);
    });
    edited(m_steps, [this](const QString &text) {
        editChoice(tr("Steps to keep"), text, &CaptureWindow::steps, m_model->recipe().steps);
    });
    refresh();
}

QComboBox *CapturePanel::makeBox(const char *name, const QString &title, const QString &tip)
{
    auto *out = new QComboBox;
    out->setObjectName(QLatin1String(name));
    out->setAccessibleName(tr("%1 to keep").arg(title));
    out->setToolTip(tip);
    out->setEditable(true);
    out->setInsertPolicy(QComboBox::NoInsert);
    out->setCompleter(nullptr);
    out->lineEdit()->setFrame(false);
    out->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    out->setMinimumWidth(64);
    return out;
}

void CapturePanel::setShape(int blocks, int heads)
{
    m_blocks = blocks;
    m_headCount = heads;
    refresh();
}

void CapturePanel::setPrediction(const QString &text, const QString &warning)
{
    m_prediction->setText(text);
    m_prediction->setToolTip(warning);
    setRole(m_prediction, warning.isEmpty() ? "mono" : "monoWarn");
}

void CapturePanel::editWords(const QString &text)
{
    if (text == m_words->itemText(AllWords) || text == m_words->itemText(NoWords)) {
        const auto words = text == m_words->itemText(AllWords) ? CaptureWindow::Words::All
                                                               : CaptureWindow::Words::None;
        m_model->edit(tr("Words to keep"), {}, [&](Recipe &recipe) {
            recipe.capture.words = words;
            recipe.capture.wordList.clear();
        });
        return refresh();
    }
    static const QRegularExpression gaps(QStringLiteral("[\\s,;]+"));
    std::vector<std::string> list;
    for (const QString &word : text.split(gaps, Qt::SkipEmptyParts))
        list.push_back(word.toStdString());
    if (!list.empty())
        m_model->edit(tr("Words to keep"), {}, [&](Recipe &recipe) {
            recipe.capture.words = CaptureWindow::Words::List;
            recipe.capture.wordList = list;
        });
    refresh();
}

void CapturePanel::editChoice(const QString &what, const QString &text,
                              IndexChoice CaptureWindow::*member, int count)
{
    IndexChoice choice;
    if (text == tr("Mean")) {
        choice.mode = IndexChoice::Mode::Mean;
    } else if (text != countText(tr("All"), count)) {
        choice.mode = IndexChoice::Mode::List;
        choice.list = parseIndexList(text, count);
    }
    // A list without a number changes nothing: the box shows the recipe again.
    if (choice.mode != IndexChoice::Mode::List || !choice.list.empty())
        m_model->edit(what, {}, [&](Recipe &recipe) { recipe.capture.*member = choice; });
    refresh();
}

void CapturePanel::refresh()
{
    const CaptureWindow &capture = m_model->recipe().capture;
    const QSignalBlocker quiet(m_words);
    m_words->clear();
    m_words->addItems({tr("All"), tr("None")});
    QStringList words;
    for (const std::string &word : capture.wordList)
        words << QString::fromStdString(word);
    m_words->setCurrentText(capture.words == CaptureWindow::Words::All    ? tr("All")
                            : capture.words == CaptureWindow::Words::None ? tr("None")
                                                                          : words.join(' '));
    const auto fill = [](QComboBox *box, const IndexChoice &choice, int count, bool mean) {
        const QSignalBlocker quietBox(box);
        const QString all = countText(tr("All"), count);
        box->clear();
        box->addItem(all);
        if (mean)
            box->addItem(tr("Mean"));
        box->setCurrentText(choice.mode == IndexChoice::Mode::All    ? all
                            : choice.mode == IndexChoice::Mode::Mean ? tr("Mean")
                                                                     : indexListText(choice.list));
    };
    fill(m_layers, capture.layers, m_blocks, true);
    fill(m_heads, capture.heads, m_headCount, true);
    fill(m_steps, capture.steps, m_model->recipe().steps, false);
    const bool none = capture.words == CaptureWindow::Words::None;
    for (QComboBox *box : {m_layers, m_heads, m_steps})
        box->setEnabled(!none);
}

} // namespace dare

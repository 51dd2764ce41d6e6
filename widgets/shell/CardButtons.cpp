#include "widgets/shell/CardButtons.h"

#include "widgets/controls/IconLabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kRowHeight = 32;

/// A label that lets the button below it have the mouse.
QLabel *labelOn(QWidget *button, const QString &text, const char *role)
{
    auto *label = new QLabel(text, button);
    label->setProperty("role", role);
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return label;
}

} // namespace

ExampleButton::ExampleButton(const QString &text, QWidget *parent)
    : QPushButton(parent), m_example(text)
{
    setProperty("role", "example");
    setAccessibleName(text);
    setToolTip(tr("Run this prompt (Enter)"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 10, 0);
    row->setSpacing(12);
    auto *words = labelOn(this, text, "name");
    words->setWordWrap(true);
    m_note = labelOn(this, {}, "caption");
    auto *arrow = new IconLabel(QStringLiteral("play"), &Theme::accent, this);
    row->addWidget(words, 1);
    row->addWidget(m_note);
    row->addWidget(arrow);
}

void ExampleButton::setNote(const QString &note)
{
    m_note->setText(note);
    setAccessibleDescription(note);
}

QSize ExampleButton::sizeHint() const
{
    return {layout()->sizeHint().width(), qMax(kRowHeight, layout()->sizeHint().height())};
}

QSize ExampleButton::minimumSizeHint() const
{
    return {layout()->minimumSize().width(), sizeHint().height()};
}

TargetButton::TargetButton(const QString &icon, const QString &title, const QString &text,
                           QWidget *parent)
    : QPushButton(parent)
{
    setProperty("role", "target");
    setAccessibleName(title);
    setAccessibleDescription(text);
    setToolTip(text);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new IconLabel(icon, &Theme::tx, this));
    row->addWidget(labelOn(this, title, "title"), 1);
    auto *words = labelOn(this, text, "caption");
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(6);
    column->addLayout(row);
    column->addWidget(words, 1);
}

QSize TargetButton::sizeHint() const
{
    return layout()->sizeHint();
}

QSize TargetButton::minimumSizeHint() const
{
    return layout()->minimumSize();
}

int TargetButton::heightForWidth(int width) const
{
    return layout()->totalHeightForWidth(width);
}

} // namespace dare

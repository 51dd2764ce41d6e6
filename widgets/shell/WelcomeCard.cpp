#include "widgets/shell/WelcomeCard.h"

#include "widgets/controls/IconLabel.h"
#include "widgets/shell/CardButtons.h"
#include "widgets/theme/Icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kWidth = 680;

QLabel *wrapped(const QString &text, const char *role)
{
    auto *label = new QLabel(text);
    label->setProperty("role", role);
    label->setWordWrap(true);
    return label;
}

} // namespace

WelcomeCard::WelcomeCard(QWidget *anchor) : OverlayCard(anchor, kWidth)
{
    setObjectName(QStringLiteral("welcome"));
    setAccessibleName(tr("Welcome"));
    addHeading();
    addExamples();
    addTargets();
    setFooter(buildFooter());
    for (ExampleButton *each : m_examples) {
        connect(each, &QPushButton::clicked, this,
                [this, each] { Q_EMIT promptChosen(each->example()); });
    }
}

void WelcomeCard::addHeading()
{
    auto *close = new QToolButton;
    close->setObjectName(QStringLiteral("welcomeClose"));
    close->setIcon(themedIcon(QStringLiteral("x")));
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Close; Help > Welcome brings it back (Esc)"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &OverlayCard::close);
    auto *row = new QHBoxLayout;
    row->addWidget(wrapped(tr("See which words your video model ignores"), "display"), 1);
    row->addWidget(close, 0, Qt::AlignTop);
    body()->addLayout(row);
    body()->addWidget(
        wrapped(tr("Two clips from the same noise: plain guidance on the left, DARE on the right. "
                   "A small model is built in, so nothing has to be downloaded."),
                "secondary"));
    body()->addSpacing(4);
}

void WelcomeCard::addExamples()
{
    // Words that the embedded model knows; no prompt relies on which word goes with which object.
    const std::array<QString, kExamples> prompts{tr("a (turtle:1.2) next to a rocket on the beach"),
                                                 tr("an octopus beside a trumpet in the ocean"),
                                                 tr("a hedgehog and a violin in the snow"),
                                                 tr("a bus near a tree at sunset")};
    body()->addWidget(wrapped(tr("Start with a prompt"), "quiet"));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    for (std::size_t i = 0; i < kExamples; ++i) {
        m_examples[i] = new ExampleButton(prompts[i]);
        m_examples[i]->setObjectName(QStringLiteral("welcomeExample%1").arg(i));
        column->addWidget(m_examples[i]);
    }
    body()->addLayout(column);
    body()->addSpacing(8);
}

void WelcomeCard::addTargets()
{
    auto *model = new TargetButton(QStringLiteral("folder"), tr("Open a model folder…"),
                                   tr("Wan 2.1 in the diffusers layout, as published. Drop it "
                                      "anywhere."));
    model->setObjectName(QStringLiteral("welcomeOpenModel"));
    auto *run = new TargetButton(QStringLiteral("film"), tr("Open a run or its MP4…"),
                                 tr("The recipe inside the file restores every setting. Drop it "
                                    "anywhere."));
    run->setObjectName(QStringLiteral("welcomeOpenRun"));
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(model, 1);
    row->addWidget(run, 1);
    body()->addLayout(row);
    connect(model, &QPushButton::clicked, this, &WelcomeCard::openModelRequested);
    connect(run, &QPushButton::clicked, this, &WelcomeCard::openRunRequested);
}

QWidget *WelcomeCard::buildFooter()
{
    auto *footer = new QFrame;
    footer->setProperty("role", "cardFooter");
    auto *icon = new IconLabel(QStringLiteral("cpu"), &Theme::tx2);
    m_device = wrapped({}, "secondary");
    m_device->setObjectName(QStringLiteral("welcomeDevice"));
    auto *keys = new QToolButton;
    keys->setObjectName(QStringLiteral("welcomeKeys"));
    keys->setText(tr("F1 keys"));
    keys->setToolTip(tr("All keys (F1)"));
    keys->setMinimumHeight(24);
    connect(keys, &QToolButton::clicked, this, &WelcomeCard::keysRequested);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(24, 8, 16, 8);
    row->setSpacing(10);
    row->addWidget(icon);
    row->addWidget(m_device, 1);
    row->addWidget(keys);
    return footer;
}

QString WelcomeCard::example(std::size_t index) const
{
    return m_examples[index]->example();
}

void WelcomeCard::setExampleNote(std::size_t index, const QString &note)
{
    m_examples[index]->setNote(note);
}

void WelcomeCard::setDeviceLine(const QString &text)
{
    m_device->setText(text);
}

QString WelcomeCard::deviceLine() const
{
    return m_device->text();
}

void WelcomeCard::focusFirst()
{
    m_examples.front()->setFocus(Qt::OtherFocusReason);
}

void WelcomeCard::keyPressEvent(QKeyEvent *event)
{
    const auto focused = std::find_if(m_examples.begin(), m_examples.end(),
                                      [](const QWidget *each) { return each->hasFocus(); });
    if (focused != m_examples.end() &&
        (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT promptChosen((*focused)->example());
    else
        OverlayCard::keyPressEvent(event);
}

} // namespace dare

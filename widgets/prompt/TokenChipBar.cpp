#include "widgets/prompt/TokenChipBar.h"

#include "core/types/ColorMap.h"
#include "widgets/prompt/ChipAccessible.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"
#include "widgets/theme/Theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kWeightStep = 0.05;
constexpr int kWheelNotch = 120;
constexpr double kBar = 3.0;
constexpr int kSign = 12;
constexpr double kRadius = 5.0;

} // namespace

TokenChipBar::TokenChipBar(PromptModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    // First of all: a name given before would fix the plain interface for good.
    ChipBarAccessible::install();
    setObjectName(QStringLiteral("tokenChips"));
    setAccessibleName(tr("Words of the prompt"));
    setFocusPolicy(Qt::StrongFocus);
    connect(model, &PromptModel::parsed, this, &TokenChipBar::rebuild);
    rebuild();
}

void TokenChipBar::rebuild()
{
    m_chips = chipsOf(m_model->tokens());
    for (TokenChip &chip : m_chips)
        chip.neglect = m_model->neglected().value(chip.label);
    m_focused = std::clamp(m_focused, 0, std::max(0, static_cast<int>(m_chips.size()) - 1));
    place();
    update();
}

void TokenChipBar::place()
{
    const double height = placeChips(m_chips, width());
    if (height == m_height)
        return;
    m_height = height;
    updateGeometry();
    Q_EMIT heightChanged();
}

QSize TokenChipBar::sizeHint() const
{
    return {400, static_cast<int>(std::ceil(m_height))};
}

QSize TokenChipBar::minimumSizeHint() const
{
    return {120, static_cast<int>(std::ceil(m_height))};
}

void TokenChipBar::resizeEvent(QResizeEvent *)
{
    place();
}

int TokenChipBar::chipAt(QPointF position) const
{
    const auto found = std::find_if(m_chips.begin(), m_chips.end(), [&](const TokenChip &chip) {
        return chip.rect.contains(position);
    });
    return found == m_chips.end() ? -1 : static_cast<int>(found - m_chips.begin());
}

void TokenChipBar::setSelectedWords(const QStringList &labels)
{
    if (labels == m_selected)
        return;
    m_selected = labels;
    update();
}

// ---- painting ----

void TokenChipBar::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF dirty(event->rect());
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        if (m_chips[i].rect.adjusted(-2, -2, 2, 2).intersects(dirty))
            paintChip(painter, m_chips[i], hasFocus() && static_cast<int>(i) == m_focused);
    }
}

void TokenChipBar::paintChip(QPainter &painter, const TokenChip &chip, bool focused) const
{
    const Theme &theme = currentTheme();
    const bool selected = m_selected.contains(chip.label);
    const QRectF frame = chip.rect.adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(frame, kRadius, kRadius);
    if (chip.known)
        painter.fillPath(outline, theme.raised);
    if (chip.word >= 0 && !chip.struck) {
        painter.save();
        painter.setClipPath(outline);
        const QRectF track(frame.left(), frame.bottom() - kBar, frame.width(), kBar);
        painter.fillRect(track, theme.track);
        const Rgb color = densityColor(static_cast<float>(chip.density));
        painter.fillRect(QRectF(track.left(), track.top(), track.width() * chip.density, kBar),
                         QColor(color.r, color.g, color.b));
        painter.restore();
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(chip.known ? theme.line : theme.line2, 1.0,
                        chip.known ? Qt::SolidLine : Qt::DashLine));
    if (selected)
        painter.setPen(QPen(theme.accent, 2.0));
    painter.drawPath(outline);
    if (focused) {
        painter.setPen(
            QPen(selected ? theme.tx : theme.accent, 1.5, selected ? Qt::DotLine : Qt::SolidLine));
        painter.drawRoundedRect(frame.adjusted(-1.5, -1.5, 1.5, 1.5), kRadius + 1, kRadius + 1);
    }
    paintTexts(painter, chip, selected);
}

void TokenChipBar::paintTexts(QPainter &painter, const TokenChip &chip, bool selected) const
{
    const Theme &theme = currentTheme();
    const QRectF frame = chip.rect.adjusted(0.5, 0.5, -0.5, -0.5);
    QFont font = sansFont(12, chip.small ? QFont::Normal : QFont::Medium);
    font.setStrikeOut(chip.struck);
    painter.setFont(font);
    painter.setPen(selected ? theme.tx : chip.small || chip.struck ? theme.tx3 : theme.tx);
    const double pad = chip.small ? 7.0 : 9.0;
    QRectF line(frame.left() + pad, frame.top(), frame.width() - 2 * pad, frame.height() - kBar);
    QRectF used;
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(font).elidedText(chip.text, Qt::ElideRight, line.width() + 1),
                     &used);
    if (!chip.rho.isEmpty()) {
        line.setLeft(used.right() + 6.0);
        painter.setFont(monoFont(10));
        painter.setPen(theme.tx3);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, chip.rho, &used);
    }
    if (!chip.weight.isEmpty()) {
        line.setLeft(used.right() + 6.0);
        painter.setFont(monoFont(10, QFont::Medium));
        painter.setPen(theme.accent);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, chip.weight, &used);
    }
    if (!chip.neglect.isEmpty()) {
        const double x = used.right() + 6.0;
        painter.drawPixmap(QPointF(x, line.center().y() - kSign / 2.0),
                           tintedPixmap(QStringLiteral("warn"), theme.warn, kSign,
                                        painter.device()->devicePixelRatioF()));
        line.setLeft(x + kSign + 2.0);
        painter.setFont(monoFont(10, QFont::Medium));
        painter.setPen(theme.warn);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, chip.neglect);
    }
}

QString TokenChipBar::tipOf(const TokenChip &chip) const
{
    const TokenSequence &tokens = m_model->tokens();
    if (chip.word < 0)
        return chip.label == QStringLiteral("end")
                   ? tr("End of the caption (</s>). Click to see where it is looked at")
                   : tr("Padding behind the caption. Click to see where it is looked at");
    const Word &word = tokens.words[static_cast<std::size_t>(chip.word)];
    QStringList lines{tr("%1: density ρ %2%3, weight u %4")
                          .arg(chip.text)
                          .arg(word.rho, 0, 'f', 2)
                          .arg(word.rhoOverridden ? tr(" (set by you)") : QString())
                          .arg(word.weight, 0, 'g', 3)};
    QStringList pieces;
    for (const int token : word.tokens) {
        const auto at = static_cast<std::size_t>(token);
        pieces << QStringLiteral("%1 (%2)")
                      .arg(QString::fromStdString(tokens.pieces[at]))
                      .arg(tokens.ids[at]);
    }
    if (!pieces.isEmpty())
        lines << tr("Pieces: %1").arg(pieces.join(QStringLiteral(", ")));
    if (!chip.neglect.isEmpty())
        lines << tr("Neglected in %1: its share of attention stayed low; not proof that the object "
                    "is missing")
                     .arg(QString(chip.neglect).replace(QLatin1Char(' '), tr(" and ")));
    if (word.cut)
        lines << tr("Beyond the limit of %1 tokens: the model does not see it").arg(tokens.limit);
    if (!word.known)
        lines << tr("Unknown to this model");
    lines << tr("Click: its map. Double click or Enter: its weight. Wheel while focused: weight. "
                "Middle click: weight 1");
    return lines.join('\n');
}

bool TokenChipBar::isSelected(int chip) const
{
    return m_selected.contains(m_chips[static_cast<std::size_t>(chip)].label);
}

QString TokenChipBar::spokenText(int chip) const
{
    const TokenChip &spoken = m_chips[static_cast<std::size_t>(chip)];
    if (spoken.word < 0)
        return spoken.label == QStringLiteral("end") ? tr("end of the caption") : spoken.text;
    const Word &word = m_model->tokens().words[static_cast<std::size_t>(spoken.word)];
    QStringList parts{spoken.text, tr("density %1").arg(word.rho, 0, 'f', 2),
                      tr("weight %1").arg(word.weight, 0, 'g', 3)};
    if (!spoken.neglect.isEmpty())
        parts << tr("neglected in %1")
                     .arg(QString(spoken.neglect).replace(QLatin1Char(' '), tr(" and ")));
    if (word.cut)
        parts << tr("beyond the token limit");
    if (!word.known)
        parts << tr("unknown to this model");
    return parts.join(QStringLiteral(", "));
}

void TokenChipBar::tellFocus()
{
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(m_focused);
    QAccessible::updateAccessibility(&event);
}

// ---- input ----

void TokenChipBar::changeWeight(int chip, double difference)
{
    if (chip < 0 || chip >= static_cast<int>(m_chips.size()))
        return;
    const int index = m_chips[static_cast<std::size_t>(chip)].word;
    if (index < 0)
        return;
    const Word &word = m_model->tokens().words[static_cast<std::size_t>(index)];
    if (!word.cut)
        m_model->setWeight(index, std::round((word.weight + difference) * 100.0) / 100.0);
}

void TokenChipBar::askWeight(int chip)
{
    const TokenChip &asked = m_chips[static_cast<std::size_t>(chip)];
    if (asked.word >= 0 && !m_model->tokens().words[static_cast<std::size_t>(asked.word)].cut)
        Q_EMIT weightWanted(asked.word, asked.rect.toAlignedRect());
}

void TokenChipBar::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int chip = chipAt(event->position());
    if (chip >= 0 && event->button() == Qt::LeftButton)
        askWeight(chip);
    else
        event->ignore();
}

void TokenChipBar::mousePressEvent(QMouseEvent *event)
{
    const int chip = chipAt(event->position());
    if (chip < 0)
        return event->ignore();
    m_focused = chip;
    const TokenChip &hit = m_chips[static_cast<std::size_t>(chip)];
    if (event->button() == Qt::LeftButton)
        Q_EMIT wordClicked(hit.label, (event->modifiers() & Qt::ControlModifier) != 0);
    else if (event->button() == Qt::MiddleButton && hit.word >= 0)
        m_model->setWeight(hit.word, 1.0);
    update();
}

void TokenChipBar::wheelEvent(QWheelEvent *event)
{
    const int chip = chipAt(event->position());
    if (!hasFocus() || chip < 0)
        return event->ignore();
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / kWheelNotch;
    m_wheelRest -= notches * kWheelNotch;
    if (notches != 0)
        changeWeight(chip, notches * kWeightStep);
    event->accept();
}

void TokenChipBar::keyPressEvent(QKeyEvent *event)
{
    if (m_chips.empty())
        return event->ignore();
    const int last = static_cast<int>(m_chips.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_focused = std::max(0, m_focused - 1);
        break;
    case Qt::Key_Right:
        m_focused = std::min(last, m_focused + 1);
        break;
    case Qt::Key_Home:
        m_focused = 0;
        break;
    case Qt::Key_End:
        m_focused = last;
        break;
    case Qt::Key_Up:
        changeWeight(m_focused, kWeightStep);
        break;
    case Qt::Key_Down:
        changeWeight(m_focused, -kWeightStep);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() != Qt::NoModifier && event->modifiers() != Qt::KeypadModifier)
            return event->ignore();
        askWeight(m_focused);
        break;
    case Qt::Key_Space:
        Q_EMIT wordClicked(m_chips[static_cast<std::size_t>(m_focused)].label,
                           (event->modifiers() & Qt::ControlModifier) != 0);
        break;
    default:
        return event->ignore();
    }
    tellFocus();
    update();
}

bool TokenChipBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int chip = chipAt(help->pos());
        if (chip < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tipOf(m_chips[static_cast<std::size_t>(chip)]),
                               this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace dare

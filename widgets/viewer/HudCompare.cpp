// What lies on the panes of the Compare page: labels of both sources, the wipe's line and handle,
// the mode's state and the bar of a signed difference.
#include "core/types/CompareShade.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/Hud.h"
#include "widgets/viewer/HudCanvas.h"
#include "widgets/viewer/HudParts.h"
#include "widgets/viewer/TickText.h"
#include "widgets/viewer/ViewModel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dare
{

using namespace hud;

namespace
{

QString stateOf(const CompareLook &look)
{
    switch (look.mode) {
    case CompareMode::Wipe:
        return QStringLiteral("wipe %1 %").arg(std::lround(100.0F * look.wipePos));
    case CompareMode::Overlay:
        return QStringLiteral("B %1 %").arg(std::lround(100.0F * look.mix));
    case CompareMode::Difference:
        return QStringLiteral("|B − A| ×%1%2")
            .arg(std::lround(look.gain))
            .arg(look.channels == DiffChannels::Luma     ? QStringLiteral(" luma")
                 : look.channels == DiffChannels::Chroma ? QStringLiteral(" chroma")
                                                         : QString());
    case CompareMode::Signed:
        return QStringLiteral("luma B − A");
    case CompareMode::Flip:
        return look.flipped ? QStringLiteral("B") : QStringLiteral("A");
    case CompareMode::SideBySide:
        break;
    }
    return {};
}

} // namespace

void Hud::drawLabel(HudCanvas &canvas, const QRectF &picture, const ViewSource &source, bool right,
                    double room)
{
    const double fixed = 2 * kPad + 16.0;
    const QString preset =
        HudText::fitted(str(source.preset), HudFont::SansBold, std::max(24.0, room - fixed - kPad));
    double width = fixed + kPad + HudText::widthOf(preset, HudFont::SansBold);
    QString settings = str(source.settings);
    const double left = room - width - kPad;
    settings = left > 40.0 ? HudText::fitted(settings, HudFont::Mono, left) : QString();
    if (!settings.isEmpty())
        width += kPad + HudText::widthOf(settings, HudFont::Mono);
    const QRectF label = labelAt(picture, width, right, false);
    canvas.pill(label);
    double x = label.left() + kPad;
    if (source.number > 0) {
        const QString number = QString::number(source.number);
        canvas.text({x + 4.0, label.top()}, kLine, number, HudFont::Badge, canvas.theme().sideA);
        x += 16.0;
    } else {
        x = canvas.badge(label.topLeft() + QPointF(kPad, 0.0), kLine, source.side);
    }
    x = canvas.text({x + kPad, label.top()}, kLine, preset, HudFont::SansBold, canvas.theme().tx);
    canvas.text({x + kPad, label.top()}, kLine, settings, HudFont::Mono, canvas.theme().tx3);
}

double Hud::drawWords(HudCanvas &canvas, const QRectF &picture, const QString &words, bool right,
                      bool bottom)
{
    if (words.isEmpty())
        return 0.0;
    const double width = HudText::widthOf(words, HudFont::Mono) + 2 * kPad;
    const QRectF label = labelAt(picture, width, right, bottom);
    canvas.pill(label);
    canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, words, HudFont::Mono,
                canvas.theme().tx);
    return width + kEdge;
}

void Hud::drawWipe(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const QSize clip = clipSizeOf(model.contents());
    const QRectF &picture = m_boxes[pane].picture;
    const PaneView view = viewOfPane(model.spec(), m_boxes, pane, clip, m_ratio,
                                     ownSizeOf(model.contents()[pane], clip));
    const CompareLook &look = model.spec().panes[pane].compare;
    const WipeLine line = wipeLine(look.wipePos, look.wipeAngle, clip.width(), clip.height());
    const QPointF normal(static_cast<double>(line.normalX), static_cast<double>(line.normalY));
    const QPointF along(-normal.y(), normal.x());
    const double scale = view.zoom / m_ratio;
    const QPointF centre =
        picture.center() + (QPointF(clip.width(), clip.height()) / 2.0 - view.centre) * scale;
    const QPointF foot = centre + normal * static_cast<double>(line.limit) * scale;
    const double reach = std::hypot(clip.width(), clip.height()) * scale;
    // Only over the clip: a line beyond it would divide nothing.
    const QRectF shown =
        QRectF(centre.x() - clip.width() * scale / 2.0, centre.y() - clip.height() * scale / 2.0,
               clip.width() * scale, clip.height() * scale)
            .intersected(picture);
    double from = -reach;
    double to = reach;
    const auto clipTo = [&](double start, double step, double low, double high) {
        if (std::abs(step) < 1e-9)
            return;
        const double one = (low - start) / step;
        const double two = (high - start) / step;
        from = std::max(from, std::min(one, two));
        to = std::min(to, std::max(one, two));
    };
    clipTo(foot.x(), along.x(), shown.left(), shown.right());
    clipTo(foot.y(), along.y(), shown.top(), shown.bottom());
    if (from >= to)
        return;
    canvas.line(foot + along * from, foot + along * to, canvas.theme().tx, 2.0);
    const QPointF handle = foot + along * std::clamp(0.0, from, to);
    const QRectF disc(handle - QPointF(12.0, 12.0), QSizeF(24.0, 24.0));
    canvas.box(disc, canvas.theme().tx, 12.0);
    const QColor arrow = canvas.theme().viewer;
    for (const double sign : {-1.0, 1.0}) {
        const QPointF tip = handle + normal * (sign * 7.0);
        canvas.line(tip, tip - normal * (sign * 4.0) + along * 4.0, arrow, 1.5);
        canvas.line(tip, tip - normal * (sign * 4.0) - along * 4.0, arrow, 1.5);
    }
}

void Hud::drawSignedBar(HudCanvas &canvas, const ViewPane &pane, const QRectF &picture)
{
    constexpr double kBarWidth = 88.0;
    const double reach = static_cast<double>(signedReach(pane.compare));
    const QString name = stateOf(pane.compare);
    const QString from = QStringLiteral("−") + QString::number(reach, 'g', 3);
    const QString to = QStringLiteral("+") + QString::number(reach, 'g', 3);
    const double width = 2 * kPad + HudText::widthOf(name, HudFont::SansBold) + kPad + kBarWidth +
                         8.0 + HudText::widthOf(from, HudFont::Tick) +
                         HudText::widthOf(to, HudFont::Tick);
    const QRectF label = labelAt(picture, width, true, true);
    canvas.pill(label);
    double x = canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, name, HudFont::SansBold,
                           canvas.theme().tx) +
               kPad;
    x = canvas.text({x, label.top()}, kLine, from, HudFont::Tick, canvas.theme().tx2) + 4.0;
    const QRectF bar(x, label.top() + 6.0, kBarWidth, 8.0);
    canvas.signedBar(bar);
    canvas.text({bar.right() + 4.0, label.top()}, kLine, to, HudFont::Tick, canvas.theme().tx2);
}

void Hud::drawComparePane(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const ViewSpec &spec = model.spec();
    const ViewPane &what = spec.panes[pane];
    const PaneContent &content = model.contents()[pane];
    const QRectF &picture = m_boxes[pane].picture;
    if (picture.left() > 0)
        canvas.box({picture.left() - 1.0, picture.top(), 1.0, picture.height()},
                   canvas.theme().line);
    if (picture.top() > 0)
        canvas.box({picture.left(), picture.top() - 1.0, picture.width(), 1.0},
                   canvas.theme().line);
    if (!content.clip && !content.other)
        drawNote(canvas, picture, QStringLiteral("No frames"));
    if (!spec.labels)
        return;
    const bool two = what.kind == ViewPane::Kind::Compare;
    const double room = (picture.width() - 2 * kEdge) * (two ? 0.5 : 1.0) - (two ? kEdge : 0.0);
    drawLabel(canvas, picture, spec.sources[static_cast<std::size_t>(what.source)], false, room);
    if (two) {
        if (what.compare.mode == CompareMode::Wipe)
            drawWipe(canvas, model, pane);
        drawLabel(canvas, picture, spec.sources[static_cast<std::size_t>(what.other)], true, room);
        if (what.compare.mode == CompareMode::Signed)
            drawSignedBar(canvas, what, picture);
        else
            drawWords(canvas, picture, stateOf(what.compare), true, true);
    }
    const QString frame =
        QStringLiteral("frame %1 / %2").arg(spec.frame + 1).arg(model.frameCount());
    const double used = drawWords(canvas, picture, frame, false, true);
    if (!what.caption.empty())
        drawWords(canvas, picture.adjusted(used, 0.0, 0.0, 0.0), str(what.caption), false, true);
}

} // namespace dare

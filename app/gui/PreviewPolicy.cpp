#include "app/gui/PreviewPolicy.h"

#include "app/gui/RunViews.h"
#include "core/types/Schedule.h"

#include <QObject>
#include <QRegularExpression>

namespace dare
{

namespace
{

constexpr double kReleaseSeconds = 4.0; // with fewer steps the wait after a release stays short

/// A recipe with what does not show in a preview left out.
Recipe shown(const Recipe &recipe)
{
    Recipe out = recipe;
    out.capture = CaptureWindow{};
    out.stopAfter = 0;
    out.neglectShare = Recipe().neglectShare;
    out.neglectSteps = Recipe().neglectSteps;
    out.precision = Precision::Auto;
    out.memory = MemoryMode::Auto;
    return out;
}

/// Whether side `which` must be rendered anew.
bool sideDiffers(const Recipe &a, const Recipe &b, Side which)
{
    Recipe left = shown(a);
    Recipe right = shown(b);
    const Side other = which == Side::A ? Side::B : Side::A;
    left.side(other) = right.side(other) = SideOptions{};
    left.runA = left.runB = right.runA = right.runB = true;
    if (!a.side(which).wordWeights && !wordsDiffer(a, b))
        right.prompt = left.prompt;
    return !b.runs(which) || !(left == right);
}

QString bare(const std::string &prompt)
{
    static const QRegularExpression weight(QStringLiteral(":\\s*\\+?\\d*\\.?\\d+\\s*\\)|[()]"));
    return QString::fromStdString(prompt).remove(weight);
}

QString secondsText(double seconds)
{
    return QString::number(seconds, 'f', seconds < 10.0 ? 1 : 0);
}

} // namespace

bool samePreview(const Recipe &a, const Recipe &b)
{
    return shown(a) == shown(b);
}

bool wordsDiffer(const Recipe &a, const Recipe &b)
{
    return a.negative != b.negative || (a.prompt != b.prompt && bare(a.prompt) != bare(b.prompt));
}

int previewForwards(const Recipe &recipe, const std::optional<Recipe> &last, int steps)
{
    double out = 0.0;
    for (const Side side : kSides) {
        if (!recipe.runs(side) || (last && !sideDiffers(recipe, *last, side)))
            continue;
        for (int step = 0; step < steps; ++step)
            out += forwardsOf(recipe, side, matchingStep(step, steps, recipe.steps));
    }
    return static_cast<int>(out);
}

PreviewPlan planPreview(const Recipe &recipe, const std::optional<Recipe> &last,
                        double secondsPerForward)
{
    PreviewPlan out;
    if (secondsPerForward <= 0.0)
        return out;
    for (const double limit : {kLiveSeconds, kReleaseSeconds, kNeverSeconds}) {
        out.mode = limit == kLiveSeconds ? PreviewMode::Live : PreviewMode::OnRelease;
        for (out.steps = kMostPreviewSteps; out.steps >= kFewestPreviewSteps; --out.steps) {
            out.seconds = secondsPerForward * previewForwards(recipe, last, out.steps);
            if (out.seconds <= limit)
                return out;
        }
    }
    out.mode = PreviewMode::Never;
    out.steps = kFewestPreviewSteps;
    return out;
}

QString previewNote(const PreviewPlan &plan)
{
    if (plan.seconds <= 0.0)
        return {};
    const QString each = QObject::tr("≈ %1 s each").arg(secondsText(plan.seconds));
    switch (plan.mode) {
    case PreviewMode::Live:
        return each;
    case PreviewMode::OnRelease:
        return QObject::tr("on release, %1").arg(each);
    case PreviewMode::Never:
        return QObject::tr("too slow here, %1").arg(each);
    }
    return {};
}

QString previewTip(const PreviewPlan &plan)
{
    switch (plan.mode) {
    case PreviewMode::Live:
        return QObject::tr("%1 steps; the newest value wins.").arg(plan.steps);
    case PreviewMode::OnRelease:
        return plan.seconds <= 0.0
                   ? QObject::tr("Nothing was measured on this device yet: the first one is "
                                 "rendered when the slider is let go.")
                   : QObject::tr("One takes about %1 s on this device, more than %2 s: it is "
                                 "rendered when the slider is let go.")
                         .arg(secondsText(plan.seconds))
                         .arg(kLiveSeconds, 0, 'f', 0);
    case PreviewMode::Never:
        return QObject::tr("One would take about %1 s on this device, more than %2 s.")
            .arg(secondsText(plan.seconds))
            .arg(kNeverSeconds, 0, 'f', 0);
    }
    return {};
}

} // namespace dare

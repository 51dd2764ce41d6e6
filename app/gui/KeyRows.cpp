// What F1 lists. The keys themselves are bound in WindowKeys, the menus, the transport and the
// pages.
#include "app/gui/WindowKeys.h"

namespace dare
{

std::vector<KeyRow> WindowKeys::rows()
{
    const QString window = tr("Window");
    const QString play = tr("Playback");
    const QString look = tr("Picture and maps");
    const QString words = tr("Prompt and words");
    const QString compare = tr("Compare");
    return {
        {tr("Ctrl+1 / 2 / 3"), tr("Explore, Inspect, Compare"), window},
        {tr("Ctrl+Enter"), tr("run, or export in the export dialog"), window},
        {tr("Esc"), tr("close what is open, then ask once to cancel the run"), window},
        {tr("F6 / Shift+F6"), tr("next, previous panel"), window},
        {tr("F11 / Alt+Enter"), tr("full screen"), window},
        {tr("Ctrl+Z / Ctrl+Shift+Z"), tr("undo, redo"), window},
        {tr("Ctrl+O"), tr("open a run"), window},
        {tr("Ctrl+Shift+O"), tr("open a model folder"), window},
        {tr("Ctrl+E"), tr("export"), window},
        {tr("F1"), tr("this list"), window},
        {tr("Space"), tr("play or pause the axis"), play},
        {tr("A / D, Left / Right"), tr("one back, one forward"), play},
        {tr("Shift+Left / Right"), tr("ten back, ten forward"), play},
        {tr("Up / Down"), tr("previous, next denoising step"), play},
        {tr("Home / End"), tr("first, last"), play},
        {tr("J / L, K"), tr("slower, faster, normal speed"), play},
        {tr(", / ."), tr("loop there and back, loop forward"), play},
        {tr("[ / ], \\"), tr("set in, set out, clear both"), play},
        {tr("X"), tr("next axis"), play},
        {tr("S"), tr("swap A and B"), look},
        {tr("1 / 2 / 3"), tr("hide A, hide B, hide labels"), look},
        {tr("4, 5–9"), tr("1:1 pixels; half, 1, 2, 4, 8 times the fit"), look},
        {tr("R"), tr("fit and centre"), look},
        {tr("T"), tr("smooth or nearest pixels"), look},
        {tr("Z (hold)"), tr("magnify four times at the pointer"), look},
        {tr("M / Shift+M"), tr("map on or off, next colour map"), look},
        {tr("- / ="), tr("map opacity, or gain of the difference, down, up"), look},
        {tr("G"), tr("region tool (Inspect)"), look},
        {tr("F"), tr("save A, B and the view as PNG"), look},
        {tr("Ctrl+C"), tr("copy the picture (on the viewer)"), look},
        {tr("Ctrl+L"), tr("go to the prompt"), words},
        {tr("Ctrl+Up / Down"), tr("weight of the word at the cursor"), words},
        {tr("Ctrl+Left / Right"), tr("previous, next word"), words},
        {tr("Alt+1 … 9"), tr("select the n-th content word"), words},
        {tr("0, Y, W, B, O, `"), tr("difference, signed, wipe, side by side, overlay, flip"),
         compare},
        {tr("Tab / Shift+Tab"), tr("next, previous source (on the viewer)"), compare},
        {tr("N / P"), tr("next, previous extreme of the metric"), compare},
    };
}

} // namespace dare

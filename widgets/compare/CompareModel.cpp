#include "widgets/compare/CompareModel.h"

#include "widgets/viewer/ViewModel.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr float kMostGain = 32.0F;

QString fileText(const QString &id)
{
    return id.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
}

} // namespace

CompareModel::CompareModel(ViewModel *view, QObject *parent) : QObject(parent), m_view(view)
{
    m_scene.look.mode = CompareMode::SideBySide;
    connect(view, &ViewModel::sourceSwapWanted, this, &CompareModel::swap);
}

// ---- sources ----

void CompareModel::setChoices(const std::vector<CompareChoice> &choices)
{
    if (choices == m_choices)
        return;
    m_choices = choices;
    Q_EMIT choicesChanged();
}

std::vector<CompareChoice> CompareModel::choices() const
{
    std::vector<CompareChoice> out = m_choices;
    out.insert(out.end(), m_files.begin(), m_files.end());
    return out;
}

void CompareModel::setDefaults(const QString &a, const QString &b)
{
    const bool follows = m_ids.size() <= 2 && sourceA() == m_defaultA && sourceB() == m_defaultB;
    m_defaultA = a;
    m_defaultB = b;
    if (!follows)
        return;
    m_known.clear(); // a run that goes on has new frames under its old name
    setSourceA(a);
    setSourceB(b);
}

QString CompareModel::idAt(int index) const
{
    return index >= 0 && index < m_ids.size() ? m_ids[index] : QString();
}

void CompareModel::setSourceA(const QString &id)
{
    setSource(m_scene.a, id);
}

void CompareModel::setSourceB(const QString &id)
{
    setSource(m_scene.b, id);
}

void CompareModel::setSource(int index, const QString &id)
{
    if (id == idAt(index) && (id.isEmpty() || known(id) != nullptr))
        return;
    while (m_ids.size() <= index)
        m_ids.append(QString());
    m_ids[index] = id;
    want(id);
    refresh(index == m_scene.a || index == m_scene.b);
}

void CompareModel::addSource(const QString &id)
{
    if (m_ids.size() >= CompareScene::kMostSources || id.isEmpty())
        return;
    if (m_ids.size() < 2) {
        setSource(sourceA().isEmpty() ? m_scene.a : m_scene.b, id);
        return;
    }
    m_ids.append(id);
    m_scene.b = static_cast<int>(m_ids.size()) - 1;
    want(id);
    refresh(true);
}

void CompareModel::removeSource()
{
    if (m_ids.size() <= 2)
        return;
    m_ids.removeAt(m_scene.b);
    if (m_scene.a > m_scene.b)
        --m_scene.a;
    m_scene.b = m_scene.a == 0 ? 1 : 0;
    refresh(true);
}

void CompareModel::cycleB(int by)
{
    const int count = sourceCount();
    if (count <= 2)
        return;
    int next = m_scene.b;
    do {
        next = (next + by + count) % count;
    } while (next == m_scene.a);
    m_scene.b = next;
    refresh(true);
}

void CompareModel::swap()
{
    if (m_ids.size() < 2)
        return;
    std::swap(m_scene.a, m_scene.b);
    refresh(true);
}

void CompareModel::want(const QString &id)
{
    if (id.isEmpty())
        return;
    const auto listed = choices();
    const bool inList = std::any_of(listed.begin(), listed.end(),
                                    [&](const CompareChoice &each) { return each.id == id; });
    if (!inList) {
        m_files.push_back({id, fileText(id)});
        Q_EMIT choicesChanged();
    }
    if (known(id) == nullptr)
        Q_EMIT sourceWanted(id);
}

const CompareAnswer *CompareModel::known(const QString &id) const
{
    const auto at = std::find_if(m_known.begin(), m_known.end(),
                                 [&](const CompareAnswer &each) { return each.id == id; });
    return at == m_known.end() ? nullptr : &*at;
}

void CompareModel::answer(const CompareAnswer &answer)
{
    // Pixels of sources that nobody shows any more are let go: the cache behind bounds the rest.
    std::erase_if(m_known, [&](const CompareAnswer &each) {
        return each.id == answer.id || !m_ids.contains(each.id);
    });
    if (!m_ids.contains(answer.id))
        return;
    m_known.push_back(answer);
    refresh(answer.id == sourceA() || answer.id == sourceB());
}

void CompareModel::refresh(bool pair)
{
    m_scene.sources.clear();
    m_scene.clips.clear();
    for (const QString &id : m_ids) {
        const CompareAnswer *answer = known(id);
        ViewSource source = answer != nullptr ? answer->source : ViewSource();
        if (answer == nullptr)
            source.preset = id.isEmpty() ? "no source" : "reading…";
        m_scene.sources.push_back(source);
        m_scene.clips.push_back(answer != nullptr ? answer->clip : nullptr);
    }
    m_view->setCompareScene(m_scene);
    Q_EMIT sourcesChanged();
    if (pair)
        Q_EMIT pairChanged();
}

// ---- looks ----

template <typename Value> void CompareModel::setLook(Value &value, Value wanted)
{
    if (value == wanted)
        return;
    value = wanted;
    m_view->setCompareScene(m_scene);
    Q_EMIT lookChanged();
}

void CompareModel::setMode(CompareMode mode)
{
    setLook(m_scene.look.mode, mode);
}

void CompareModel::setWipePos(double share)
{
    setLook(m_scene.look.wipePos, static_cast<float>(std::clamp(share, 0.0, 1.0)));
}

void CompareModel::setWipeAngle(double degrees)
{
    setLook(m_scene.look.wipeAngle, static_cast<float>(std::clamp(degrees, 0.0, 180.0)));
}

void CompareModel::setWipeFollow(bool follow)
{
    setLook(m_wipeFollow, follow);
}

void CompareModel::setOverlayMix(double share)
{
    setLook(m_scene.look.mix, static_cast<float>(std::clamp(share, 0.0, 1.0)));
}

void CompareModel::setDiffGain(int gain)
{
    setLook(m_scene.look.gain, std::clamp(static_cast<float>(gain), 1.0F, kMostGain));
}

void CompareModel::setDiffChannels(int channels)
{
    setLook(m_scene.look.channels, static_cast<DiffChannels>(std::clamp(channels, 0, 2)));
}

void CompareModel::setFlipped(bool flipped)
{
    setLook(m_scene.look.flipped, flipped);
}

void CompareModel::stepStrength(int by)
{
    if (mode() == CompareMode::Overlay) {
        setOverlayMix(overlayMix() + 0.05 * by);
        return;
    }
    setDiffGain(by > 0 ? diffGain() * 2 : diffGain() / 2);
}

} // namespace dare

#include "app/gui/RegionEdit.h"

#include "app/gui/ViewModels.h"
#include "widgets/viewer/RegionModel.h"

#include <QPointer>
#include <QUndoCommand>

namespace dare
{

namespace
{

class RegionEdit : public QUndoCommand
{
public:
    RegionEdit(RegionModel *region, const RegionTrack &before, const RegionTrack &after)
        : QUndoCommand(QObject::tr("Region")), m_region(region), m_before(before), m_after(after)
    {
    }
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

private:
    void apply(const RegionTrack &track)
    {
        if (m_region)
            m_region->setTrack(track);
    }

    QPointer<RegionModel> m_region;
    RegionTrack m_before;
    RegionTrack m_after;
};

} // namespace

void undoRegionEdits(ViewModels &models)
{
    RegionModel *region = models.view.region();
    QUndoStack *stack = models.recipe.undoStack();
    QObject::connect(region, &RegionModel::edited, stack,
                     [region, stack](const RegionTrack &before, const RegionTrack &after) {
                         stack->push(new RegionEdit(region, before, after));
                     });
}

} // namespace dare

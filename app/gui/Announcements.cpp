#include "app/gui/Announcements.h"

#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/RunViews.h"
#include "widgets/shell/StatusLine.h"

#include <QAccessible>

namespace dare
{

Announcements::Announcements(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                             QObject *parent)
    : QObject(parent), m_window(window)
{
    connect(&presenter, &RunPresenter::settled, this, [this, &models](const QString &path) {
        const RunRow *row = models.runs.row(models.runs.indexOf(path));
        if (row != nullptr)
            say(accessibleText(*row));
    });
    connect(&models.neglect, &NeglectModel::marksChanged, this, [this, &models] {
        const int words = models.neglect.neglectedWords();
        if (words > m_neglected)
            say(tr("%n words are neglected", nullptr, words));
        m_neglected = words;
    });
}

void Announcements::say(const QString &text)
{
    // Qt 6.4 has no announcements of its own: an alert of the status bar with the words as its
    // name.
    m_window.status()->setAccessibleName(text);
    QAccessibleEvent alert(m_window.status(), QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    Q_EMIT announced(text);
}

} // namespace dare

#include "widgets/compare/SourceBar.h"

#include "widgets/compare/CompareModel.h"
#include "widgets/compare/SourceBox.h"
#include "widgets/theme/Icons.h"
#include "widgets/viewer/TickText.h"
#include "widgets/viewer/ViewModel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

namespace dare
{

namespace
{

QToolButton *button(const char *name, const char *icon, const QString &tip, QWidget *parent)
{
    auto *out = new QToolButton(parent);
    out->setObjectName(QLatin1String(name));
    out->setIcon(themedIcon(QLatin1String(icon)));
    out->setToolTip(tip);
    out->setAccessibleName(tip);
    out->setFixedSize(24, 24);
    return out;
}

QLabel *badge(const QString &letter, const char *role, QWidget *parent)
{
    auto *out = new QLabel(letter, parent);
    out->setProperty("role", role);
    out->setAlignment(Qt::AlignCenter);
    return out;
}

} // namespace

SourceBar::SourceBar(CompareModel *model, ViewModel *view, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_view(view),
      m_a(new SourceBox(this)),
      m_b(new SourceBox(this)),
      m_note(new QLabel(this)),
      m_zoom(new QComboBox(this))
{
    setObjectName(QStringLiteral("compareToolbar"));
    setFixedHeight(40);
    build();
    connect(m_a, &SourceBox::picked, model, &CompareModel::setSourceA);
    connect(m_b, &SourceBox::picked, model, &CompareModel::setSourceB);
    connect(m_a, &SourceBox::dropped, this,
            [this](const QString &path) { Q_EMIT dropped(0, path); });
    connect(m_b, &SourceBox::dropped, this,
            [this](const QString &path) { Q_EMIT dropped(1, path); });
    connect(m_swap, &QToolButton::clicked, model, &CompareModel::swap);
    connect(m_remove, &QToolButton::clicked, model, &CompareModel::removeSource);
    connect(m_zoom, &QComboBox::activated, this,
            [this](int index) { Q_EMIT zoomWanted(m_zoom->itemData(index).toDouble()); });
    connect(model, &CompareModel::sourcesChanged, this, &SourceBar::refresh);
    connect(model, &CompareModel::choicesChanged, this, &SourceBar::refresh);
    connect(view, &ViewModel::zoomChanged, this, &SourceBar::showZoom);
    refresh();
    showZoom();
}

void SourceBar::build()
{
    m_a->setObjectName(QStringLiteral("sourceA"));
    m_a->setAccessibleName(tr("Source A"));
    m_b->setObjectName(QStringLiteral("sourceB"));
    m_b->setAccessibleName(tr("Source B"));
    m_swap = button("sourceSwap", "swap", tr("Exchange A and B (S)"), this);
    m_add = button("addSource", "plus", tr("Compare one more source, up to nine"), this);
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_add);
    m_add->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        menu->addAction(tr("Video file…"), this, [this] { addFile(false); });
        menu->addAction(tr("Folder of pictures…"), this, [this] { addFile(true); });
        menu->addSeparator();
        for (const CompareChoice &choice : m_model->choices())
            menu->addAction(choice.text, this, [this, id = choice.id] { m_model->addSource(id); });
    });
    m_remove = button("removeSource", "x", tr("Take the source that plays B away"), this);
    m_note->setObjectName(QStringLiteral("sourceCount"));
    m_note->setProperty("role", QStringLiteral("caption"));
    m_zoom->setObjectName(QStringLiteral("compareZoom"));
    m_zoom->setAccessibleName(tr("Zoom"));
    m_zoom->setToolTip(tr("Zoom (4: 1:1 pixels; 5 to 9: half to eight times what fits; R: fit)"));
    m_zoom->addItem(tr("fit"), 0.0);
    m_zoom->addItem(tr("1:1"), -1.0);
    for (const double times : {0.5, 2.0, 4.0, 8.0})
        m_zoom->addItem(tr("%1× fit").arg(times), times);
    m_zoom->setFixedWidth(104);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(badge(QStringLiteral("A"), "badgeA", this));
    row->addWidget(m_a, 4);
    row->addWidget(m_swap);
    row->addWidget(badge(QStringLiteral("B"), "badgeB", this));
    row->addWidget(m_b, 4);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    row->addWidget(m_note);
    row->addStretch(1);
    row->addWidget(m_zoom);
    auto *write = new QPushButton(tr("Export…"), this);
    write->setObjectName(QStringLiteral("compareExport"));
    write->setProperty("role", QStringLiteral("primary"));
    write->setToolTip(tr("Write what is seen as one labelled file (Ctrl+E)"));
    write->setFixedHeight(26);
    connect(write, &QPushButton::clicked, this, &SourceBar::exportRequested);
    row->addWidget(write);
}

void SourceBar::setCompact(bool compact)
{
    m_zoom->setVisible(!compact); // keys and the View menu have it
}

void SourceBar::addFile(bool folder)
{
    const QString path =
        folder ? QFileDialog::getExistingDirectory(this, tr("Folder of pictures"))
               : QFileDialog::getOpenFileName(this, tr("Video"), {},
                                              tr("Video (*.mp4 *.mkv *.mov *.webm *.avi *.gif)"));
    if (!path.isEmpty())
        m_model->addSource(path);
}

void SourceBar::refresh()
{
    const auto choices = m_model->choices();
    const auto fill = [&](SourceBox *box, const QString &id) {
        const QSignalBlocker quiet(box);
        box->clear();
        for (const CompareChoice &choice : choices) {
            const CompareAnswer *known = m_model->known(choice.id);
            box->addItem(known != nullptr && !known->title.isEmpty() ? known->title : choice.text,
                         choice.id);
        }
        box->setCurrentIndex(box->findData(id));
        const CompareAnswer *known = m_model->known(id);
        const QString note = known != nullptr ? known->note : QString();
        box->setToolTip(
            note.isEmpty()
                ? tr("%1\nDrop a run, a film or a folder of pictures here").arg(box->currentText())
                : note);
    };
    fill(m_a, m_model->sourceA());
    fill(m_b, m_model->sourceB());
    const int count = m_model->sourceCount();
    m_swap->setEnabled(count >= 2);
    m_add->setEnabled(count < CompareScene::kMostSources);
    m_remove->setVisible(count > 2);
    m_note->setVisible(count > 2);
    m_note->setText(tr("%1 sources").arg(count));
    m_note->setToolTip(tr("Tab and Shift+Tab on the viewer choose the next or previous B"));
}

void SourceBar::showZoom()
{
    const QSignalBlocker quiet(m_zoom);
    m_zoom->setPlaceholderText(zoomText(m_view->zoom()));
    m_zoom->setCurrentIndex(m_view->zoom() == 0.0 ? 0 : m_view->zoom() == 1.0 ? 1 : -1);
}

void SourceBar::setFit(double zoom)
{
    const QString text = tr("fit (%1)").arg(zoomText(zoom));
    if (text != m_zoom->itemText(0))
        m_zoom->setItemText(0, text);
}

} // namespace dare

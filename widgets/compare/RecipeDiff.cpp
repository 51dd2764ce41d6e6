#include "widgets/compare/RecipeDiff.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kRowHeight = 22;

QString valueText(const SideOptions &side, const OptionSpec &row)
{
    const auto curve = side.curves.find(row.option);
    if (curve == side.curves.end() || curve->second.points.empty())
        return QString::number(side.value(row.option), 'f', row.decimals);
    const auto &points = curve->second.points;
    return QStringLiteral("%1→%2 curve")
        .arg(points.front().second, 0, 'f', row.decimals)
        .arg(points.back().second, 0, 'f', row.decimals);
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QString sizeText(const ClipSize &size)
{
    return QStringLiteral("%1×%2×%3").arg(size.width).arg(size.height).arg(size.frames);
}

QTableWidgetItem *cell(const QString &words, bool number, const QString &tip)
{
    auto *item = new QTableWidgetItem(words);
    item->setToolTip(tip);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setTextAlignment(number ? Qt::AlignRight | Qt::AlignVCenter
                                  : Qt::AlignLeft | Qt::AlignVCenter);
    return item;
}

/// The words of the outer columns begin and end where the panel's other lines do; the colours are
/// the theme's of the moment.
class FlushDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Theme &theme = currentTheme();
        option->palette.setColor(QPalette::Text, index.column() == 0   ? theme.tx2
                                                 : index.column() == 1 ? theme.tx
                                                                       : theme.accent);
        if (index.column() > 0)
            option->font = monoFont(11);
        const int margin = option->widget->style()->pixelMetric(QStyle::PM_FocusFrameHMargin,
                                                                nullptr, option->widget) +
                           1;
        if (index.column() == 0)
            option->rect.adjust(-margin, 0, 0, 0);
        else if (index.column() == index.model()->columnCount() - 1)
            option->rect.adjust(0, 0, margin, 0);
    }
};

} // namespace

std::vector<RecipeRow> recipeRows(const SourceOrigin &a, const SourceOrigin &b)
{
    std::vector<RecipeRow> out;
    const auto add = [&out](const QString &name, const QString &one, const QString &two) {
        if (one != two)
            out.push_back({name, one, two});
    };
    const SideOptions &one = a.recipe.side(a.side);
    const SideOptions &two = b.recipe.side(b.side);
    const auto onOff = [](bool on) { return on ? QObject::tr("on") : QObject::tr("off"); };
    add(QObject::tr("weights u"), onOff(one.wordWeights), onOff(two.wordWeights));
    for (const OptionSpec &row : kOptions)
        add(text(row.symbol), valueText(one, row), valueText(two, row));
    add(QObject::tr("variant"), QString::fromStdString(one.variant),
        QString::fromStdString(two.variant));
    add(QObject::tr("prompt"), QString::fromStdString(a.recipe.prompt),
        QString::fromStdString(b.recipe.prompt));
    add(QObject::tr("negative"), QString::fromStdString(a.recipe.negative),
        QString::fromStdString(b.recipe.negative));
    add(QObject::tr("seed"), QString::number(a.recipe.seed), QString::number(b.recipe.seed));
    add(QObject::tr("steps"), QString::number(a.recipe.steps), QString::number(b.recipe.steps));
    add(QObject::tr("sampler"), text(name(a.recipe.sampler)), text(name(b.recipe.sampler)));
    add(QObject::tr("shift"), QString::number(a.recipe.shift), QString::number(b.recipe.shift));
    add(QObject::tr("size"), sizeText(a.recipe.size), sizeText(b.recipe.size));
    add(QObject::tr("precision"), text(name(a.recipe.precision)), text(name(b.recipe.precision)));
    return out;
}

Provenance provenanceOf(const std::optional<SourceOrigin> &a, const std::optional<SourceOrigin> &b)
{
    if (!a || !b)
        return {QObject::tr("Where the pixels come from is known of runs alone"), false};
    QStringList same;
    QStringList other;
    const auto sort = [&](const QString &what, const QString &one, const QString &two) {
        if (one.isEmpty() || two.isEmpty())
            other << QObject::tr("%1 not known").arg(what);
        else if (one == two)
            same << QObject::tr("same %1").arg(what);
        else
            other << QObject::tr("other %1").arg(what);
    };
    sort(QObject::tr("noise"), a->noise, b->noise);
    sort(QObject::tr("model"), a->model, b->model);
    sort(QObject::tr("text encoder"), a->encoder, b->encoder);
    QString words = (other + same).join(QStringLiteral(", "));
    words[0] = words[0].toUpper();
    return {words, other.isEmpty()};
}

RecipeDiff::RecipeDiff(QWidget *parent)
    : QWidget(parent), m_table(new QTableWidget(0, 3, this)), m_note(new QLabel(this))
{
    m_table->setObjectName(QStringLiteral("recipeDiff"));
    m_table->setAccessibleName(tr("Recipe values that differ between A and B"));
    m_table->setToolTip(tr("Recipe values that differ between A and B"));
    m_table->setHorizontalHeaderLabels({tr("value"), tr("A"), tr("B")});
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->verticalHeader()->setMinimumSectionSize(kRowHeight);
    m_table->setShowGrid(false);
    m_table->setItemDelegate(new FlushDelegate(m_table));
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setTabKeyNavigation(false);
    m_note->setProperty("role", QStringLiteral("caption"));
    m_note->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_note);
    column->addWidget(m_table);
    show({}, {});
}

void RecipeDiff::show(const std::optional<SourceOrigin> &a, const std::optional<SourceOrigin> &b)
{
    const std::vector<RecipeRow> rows = a && b ? recipeRows(*a, *b) : std::vector<RecipeRow>();
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
        const RecipeRow &row = rows[static_cast<std::size_t>(i)];
        const QString tip = tr("%1: A %2, B %3").arg(row.name, row.a, row.b);
        m_table->setItem(i, 0, cell(row.name, false, tip));
        m_table->setItem(i, 1, cell(row.a, true, tip));
        m_table->setItem(i, 2, cell(row.b, true, tip));
    }
    m_table->setFixedHeight(kRowHeight * std::max<int>(1, static_cast<int>(rows.size())) + 2);
    m_table->setVisible(!rows.empty());
    m_note->setVisible(rows.empty());
    m_note->setText(a && b
                        ? tr("The recipes are equal.")
                        : tr("A and B both need a recipe: choose runs, or films exported here."));
}

} // namespace dare

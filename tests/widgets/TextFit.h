#pragma once

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <QStyleOptionComboBox>
#include <QTest>

namespace dare
{

/// Any warning of Qt, GL or ours fails the test function. Call from init().
inline void failOnAnyWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

namespace textfit
{

inline QString nameOf(const QWidget *widget, const QString &text)
{
    QString path = widget->objectName();
    for (const QWidget *up = widget->parentWidget();
         up != nullptr && path.count(QLatin1Char('/')) < 3; up = up->parentWidget()) {
        if (!up->objectName().isEmpty())
            path.prepend(up->objectName() + QLatin1Char('/'));
    }
    return QStringLiteral("%1 \"%2\" needs more than %3x%4")
        .arg(path, text)
        .arg(widget->width())
        .arg(widget->height());
}

inline bool fits(const QLabel *label)
{
    if (label->text().isEmpty())
        return true;
    if (label->wordWrap())
        return label->heightForWidth(label->width()) <= label->height();
    const QSize needed = label->sizeHint();
    return needed.width() <= label->width() && needed.height() <= label->height();
}

inline bool fits(const QComboBox *box)
{
    QStyleOptionComboBox option;
    option.initFrom(box);
    const QRect field = box->style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                     QStyle::SC_ComboBoxEditField, box);
    return box->fontMetrics().horizontalAdvance(box->currentText()) <= field.width() &&
           box->fontMetrics().height() <= box->height();
}

inline bool fits(const QLineEdit *edit)
{
    return edit->fontMetrics().horizontalAdvance(edit->displayText()) + 4 <=
           edit->contentsRect().width();
}

} // namespace textfit

/// Walks every visible label, button, combo box and value box below `root`.
/// @return those whose text is larger than the rectangle it is painted in
inline QStringList textsThatDoNotFit(const QWidget *root)
{
    QStringList out;
    const auto check = [&out](const auto *widget, const QString &text) {
        if (widget->isVisible() && !textfit::fits(widget))
            out << textfit::nameOf(widget, text);
    };
    for (const auto *label : root->findChildren<QLabel *>())
        check(label, label->text());
    for (const auto *box : root->findChildren<QComboBox *>())
        check(box, box->currentText());
    for (const auto *edit : root->findChildren<QLineEdit *>())
        check(edit, edit->text());
    for (const auto *button : root->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        QSize needed = button->sizeHint();
        // Qt adds two spaces to a tool button's text; they may go.
        if (button->inherits("QToolButton"))
            needed.rwidth() -= 2 * button->fontMetrics().horizontalAdvance(QLatin1Char(' '));
        // The height of the hint holds margins that a fixed height may do without; the text may
        // not.
        if (needed.width() > button->width() ||
            button->fontMetrics().height() > button->height() - 2)
            out << textfit::nameOf(button, button->text());
    }
    return out;
}

/// Sibling widgets of a layout that lie over one another.
inline QStringList overlaps(const QWidget *root)
{
    QStringList out;
    for (const auto *parent : root->findChildren<QWidget *>()) {
        const auto children =
            parent->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
        for (qsizetype i = 0; i < children.size(); ++i) {
            for (qsizetype k = i + 1; k < children.size(); ++k) {
                const QWidget *one = children[i];
                const QWidget *two = children[k];
                const bool texts = qobject_cast<const QLabel *>(one) != nullptr ||
                                   qobject_cast<const QLabel *>(two) != nullptr;
                if (texts && one->isVisible() && two->isVisible() &&
                    one->geometry().intersects(two->geometry()))
                    out << textfit::nameOf(one, two->objectName());
            }
        }
    }
    return out;
}

} // namespace dare

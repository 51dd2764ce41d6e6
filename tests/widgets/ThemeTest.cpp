#include "widgets/theme/Theme.h"
#include "tests/widgets/TextFit.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"
#include "widgets/theme/ThemeApplier.h"

#include <QApplication>
#include <QDir>
#include <QFontInfo>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTest>

#include <cmath>

using namespace dare;

namespace
{

double luminance(const QColor &color)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

/// Contrast ratio of WCAG 2.
double contrast(const QColor &one, const QColor &two)
{
    const double a = luminance(one);
    const double b = luminance(two);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private:
    ThemeApplier m_applier;

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void textIsReadable()
    {
        for (const Theme *theme : {&darkTheme(), &lightTheme()}) {
            for (const QColor &ground : {theme->panel, theme->raised, theme->accentTint}) {
                for (const QColor &text : {theme->tx, theme->tx2, theme->tx3})
                    QVERIFY2(contrast(text, ground) >= 4.5,
                             qPrintable(text.name() + " on " + ground.name()));
            }
            QVERIFY(contrast(theme->onAccent, theme->accent) >= 4.5);
            QVERIFY(contrast(theme->warn, theme->warnTint) >= 4.5);
            QVERIFY(contrast(theme->err, theme->errTint) >= 4.5);
            QVERIFY(contrast(theme->accent, theme->panel) >= 3.0);
        }
    }

    void everyTokenOfTheSheetIsKnown()
    {
        for (const Theme *theme : {&darkTheme(), &lightTheme()}) {
            const QString sheet = styleSheetOf(*theme, "/icons");
            QVERIFY(sheet.size() > 1000);
            QVERIFY2(!sheet.contains('@'), qPrintable(sheet.mid(sheet.indexOf('@'), 40)));
            QVERIFY(sheet.contains("image: url(\"/icons/arrow.png\")"));
        }
    }

    void applyChangesTheCurrentTheme()
    {
        m_applier.apply(lightTheme());
        QVERIFY(!currentTheme().dark);
        m_applier.apply(darkTheme());
        QVERIFY(currentTheme().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkTheme().panel);
    }

    void iconsTakeTheColourOfTheTheme()
    {
        m_applier.apply(darkTheme());
        const QIcon icon = themedIcon("play");
        const auto middle = [&icon](QIcon::State state) {
            return icon.pixmap(QSize(16, 16), 1.0, QIcon::Normal, state).toImage().pixelColor(7, 8);
        };
        QCOMPARE(middle(QIcon::Off), darkTheme().tx2);
        QCOMPARE(middle(QIcon::On), darkTheme().accent);
        m_applier.apply(lightTheme());
        QCOMPARE(middle(QIcon::Off), lightTheme().tx2);
    }

    void everyIconDrawsSomething()
    {
        const QStringList icons = QDir(":/icons").entryList();
        QVERIFY(icons.size() >= 30);
        for (QString name : icons) {
            const QImage image = tintedPixmap(name.remove(".svg"), Qt::white, 16).toImage();
            bool drawn = false;
            for (int y = 0; y < 16; ++y) {
                for (int x = 0; x < 16; ++x)
                    drawn = drawn || image.pixelColor(x, y).alpha() > 100;
            }
            QVERIFY2(drawn, qPrintable(name));
        }
    }

    void theCornerBetweenScrollBarsIsOfTheGround()
    {
        for (const Theme &theme : {darkTheme(), lightTheme()}) {
            m_applier.apply(theme);
            QPlainTextEdit edit;
            edit.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
            edit.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
            edit.resize(200, 100);
            const QImage seen = edit.grab().toImage();
            const QPoint corner(
                edit.verticalScrollBar()->parentWidget()->geometry().center().x(),
                edit.horizontalScrollBar()->parentWidget()->geometry().center().y());
            QCOMPARE(seen.pixelColor(corner),
                     seen.pixelColor(edit.viewport()->geometry().center()));
        }
    }

    void bundledFontsAreUsed()
    {
        QCOMPARE(QFontInfo(sansFont()).family(), QString("Inter"));
        QCOMPARE(QFontInfo(monoFont()).family(), QString("JetBrains Mono"));
        QCOMPARE(QFontInfo(sansFont(12)).pixelSize(), 12);
        QVERIFY(!QDir(":/fonts").entryList().isEmpty());
    }

    /// Others would be taken from the machine's fonts, or smeared where it has none.
    void onlyShippedWeightsAreAskedFor()
    {
        QCOMPARE(sansFont(11, QFont::Medium).weight(), QFont::Medium);
        QCOMPARE(sansFont(11, QFont::Bold).weight(), QFont::DemiBold);
        QCOMPARE(monoFont(10, QFont::DemiBold).weight(), QFont::Medium);
        const QRegularExpression rule("font-weight: *([a-z0-9]+)");
        const QStringList lines = styleSheetOf(darkTheme(), {}).split('\n');
        int found = 0;
        for (const QString &line : lines) {
            const QRegularExpressionMatch weight = rule.match(line);
            if (!weight.hasMatch())
                continue;
            ++found;
            const int heaviest = line.contains("JetBrains") ? 500 : 600;
            const int asked = weight.captured(1).toInt();
            QVERIFY2(asked >= 400 && asked <= heaviest, qPrintable(line));
        }
        QVERIFY(found > 10);
    }
};

QTEST_MAIN(ThemeTest)
#include "ThemeTest.moc"

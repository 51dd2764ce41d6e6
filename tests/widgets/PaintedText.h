#pragma once

#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QScrollBar>
#include <QStringList>
#include <QTabBar>
#include <QWidget>

#include <vector>

namespace dare
{

/// A piece of text as it was painted, delegates and own paint code included.
struct PaintedText {
    QString text;
    QRectF rect; ///< in the root widget's coordinates
    const QWidget *widget = nullptr;
};

/// Records every text that a widget and its children paint, and who painted it.
class TextRecorder : public QPaintDevice, public QObject
{
public:
    explicit TextRecorder(QWidget *root) : m_root(root), m_engine(this)
    {
        qApp->installEventFilter(this);
        root->render(this);
        qApp->removeEventFilter(this);
    }
    [[nodiscard]] const std::vector<PaintedText> &texts() const { return m_texts; }
    [[nodiscard]] QPaintEngine *paintEngine() const override { return &m_engine; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth:
            return m_root->width();
        case PdmHeight:
            return m_root->height();
        case PdmDpiX:
        case PdmPhysicalDpiX:
            return m_root->logicalDpiX();
        case PdmDpiY:
        case PdmPhysicalDpiY:
            return m_root->logicalDpiY();
        case PdmDepth:
            return 32;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return static_cast<int>(QPaintDevice::devicePixelRatioFScale());
        default:
            return 0;
        }
    }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType())
            m_painting = static_cast<const QWidget *>(watched);
        return false;
    }

private:
    class Engine : public QPaintEngine
    {
    public:
        explicit Engine(TextRecorder *recorder)
            : QPaintEngine(QPaintEngine::AllFeatures), m_recorder(recorder)
        {
        }
        bool begin(QPaintDevice *) override { return true; }
        bool end() override { return true; }
        void updateState(const QPaintEngineState &state) override
        {
            if ((state.state() & QPaintEngine::DirtyTransform) != 0)
                m_transform = state.transform();
        }
        void drawPixmap(const QRectF &, const QPixmap &, const QRectF &) override {}
        void drawImage(const QRectF &, const QImage &, const QRectF &,
                       Qt::ImageConversionFlags) override
        {
        }
        void drawPath(const QPainterPath &) override {}
        void drawPolygon(const QPointF *, int, PolygonDrawMode) override {}
        void drawTextItem(const QPointF &at, const QTextItem &item) override
        {
            if (item.text().trimmed().isEmpty())
                return;
            const QRectF rect(at.x(), at.y() - item.ascent(), item.width(),
                              item.ascent() + item.descent());
            m_recorder->m_texts.push_back(
                {item.text(), m_transform.mapRect(rect), m_recorder->m_painting});
        }
        [[nodiscard]] Type type() const override { return User; }

    private:
        TextRecorder *m_recorder;
        QTransform m_transform;
    };

    QWidget *m_root;
    const QWidget *m_painting = nullptr;
    std::vector<PaintedText> m_texts;
    mutable Engine m_engine;
};

namespace paintedtext
{

/// The scroll area whose viewport or content this is.
inline const QAbstractScrollArea *scrolledBy(const QWidget *widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget->parentWidget());
    return area != nullptr && area->viewport() == widget ? area : nullptr;
}

/// Texts that the widget is meant to show, where an ellipsis may belong to the words.
inline QStringList ownTexts(const QWidget *widget)
{
    QStringList out;
    for (const char *name : {"text", "placeholderText", "currentText", "windowTitle"})
        out << widget->property(name).toString();
    if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            out << tabs->tabText(i);
    }
    return out;
}

inline bool mayElide(const QWidget *widget, const QString &text)
{
    const QString ellipsis(QChar(0x2026));
    for (const QString &own : ownTexts(widget)) {
        if (own.contains(ellipsis) && own.contains(text))
            return true;
    }
    for (const QWidget *up = widget; up != nullptr; up = up->parentWidget()) {
        const QString name = up->objectName();
        if (name == QStringLiteral("runsView") || name.startsWith(QStringLiteral("source")))
            return true;
    }
    return false;
}

} // namespace paintedtext

/// Paints `root` and looks where each text fell.
/// @return texts that lie partly outside the widget that painted them, or were cut by an ellipsis
inline QStringList textsOutsideTheirPlace(QWidget *root)
{
    constexpr double kGrace = 1.0; // antialiased edges
    QStringList out;
    const TextRecorder recorder(root);
    if (recorder.texts().empty())
        return {QStringLiteral("nothing was painted")};
    for (const PaintedText &each : recorder.texts()) {
        if (each.widget == nullptr)
            continue;
        const QRectF place(QRect(each.widget->mapTo(root, QPoint()), each.widget->size()));
        const QRectF room = place.adjusted(-kGrace, -kGrace, kGrace, kGrace);
        const QAbstractScrollArea *area = paintedtext::scrolledBy(each.widget);
        const bool scrolls = area != nullptr;
        const bool wide = each.rect.left() < room.left() || each.rect.right() > room.right();
        const bool tall = each.rect.top() < room.top() || each.rect.bottom() > room.bottom();
        const bool across = area != nullptr && area->horizontalScrollBar()->maximum() > 0;
        const bool cut =
            each.text.contains(QChar(0x2026)) && !paintedtext::mayElide(each.widget, each.text);
        if ((wide && !across) || (tall && !scrolls) || cut)
            out << QStringLiteral("%1 %2 \"%3\" at %4,%5 %6x%7 in %8x%9")
                       .arg(QLatin1String(each.widget->metaObject()->className()),
                            each.widget->objectName(), each.text)
                       .arg(each.rect.left() - place.left())
                       .arg(each.rect.top() - place.top())
                       .arg(each.rect.width())
                       .arg(each.rect.height())
                       .arg(place.width())
                       .arg(place.height());
    }
    return out;
}

} // namespace dare

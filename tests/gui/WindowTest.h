#pragma once

#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "tests/gui/FakeRun.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/ModelCheckCard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QTest>

#include <memory>

namespace dare
{

/// The window with events of our own behind it: no engine, no disk. A test calls open() in init()
/// and close() in cleanup().
class WindowTest : public QObject
{
protected:
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<ViewModels> m_models;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<RunPresenter> m_presenter;

    template <typename T> T *find(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    ViewModel &view() { return m_models->view; }

    /// A dark window that is not shown yet; any warning from here on fails the test.
    void open()
    {
        failOnAnyWarning();
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
        m_models = std::make_unique<ViewModels>();
        m_window = std::make_unique<MainWindow>(*m_models);
        m_presenter = std::make_unique<RunPresenter>(
            *m_models, RunPresenter::Places{m_window->sides()->runBox(), m_window->status(),
                                            m_window->banner(), m_window->log()});
    }
    void show(QSize size)
    {
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QApplication::setActiveWindow(m_window.get()); // Xvfb has no window manager to do it
    }
    /// A model folder that lacks a shard was refused.
    void refuseModel()
    {
        ModelCheck check;
        check.folder = "/models/wan";
        check.title = "text_encoder/model-00003-of-00005.safetensors is missing";
        check.advice = "The index lists a shard that the folder does not hold.";
        check.kept = "emoji-world";
        check.rows = {{"model_index.json", "395 bytes", {}, true},
                      {"text_encoder/model-00003-of-00005.safetensors", "missing",
                       "is missing; copy it from the model's source", false}};
        m_window->modelCheck()->setCheck(check);
        m_window->banner()->showMessage(BannerBar::Tone::Failure, "wan was not opened.",
                                        "One file is missing.");
    }
    void close()
    {
        m_presenter.reset();
        m_window.reset();
        m_models.reset();
        m_theme.reset();
    }

    /// What the engine would say of model, device and recipe.
    void describe()
    {
        m_window->sides()->setPresets({{"Plain CFG", SideOptions()}});
        m_window->sides()->setVariants({"plain", "dare"});
        m_window->sides()->sampling()->setSizes({{96, 96, 16}});
        m_window->sides()->runBox()->setPrediction("A and B, 16 steps", "≈ 49 s · 184 MB");
        m_window->header()->setModel("emoji-world", "96×96×16", {"variant plain"});
        m_window->header()->setDeviceText("CPU · 2 threads");
        m_window->header()->setMemory(1.2e9, 25e9);
    }
    /// The run begins and does its first steps on both sides.
    void begin(const FakeRun &run, int steps)
    {
        m_models->prompt.setText("a turtle");
        m_models->prompt.setTokens(run.started().tokens);
        m_presenter->handle(run.started());
        for (int step = 0; step < steps; ++step) {
            for (const Side side : kSides) {
                m_presenter->handle(run.stepDone(side, step));
                m_presenter->handle(run.preview(side, step));
            }
        }
    }
    void finish(const FakeRun &run)
    {
        for (const Side side : kSides)
            m_presenter->handle(run.sideFinished(side));
        m_presenter->handle(run.finished());
    }
    /// open(), and a shown window that holds a finished run of three steps; the viewer has the
    /// keys.
    void openWithRun()
    {
        open();
        m_window->sides()->setVariants({"plain", "dare"});
        show({1600, 1000});
        m_window->viewer()->setFocus();
        const FakeRun run(1);
        begin(run, 3);
        finish(run);
    }
    [[nodiscard]] static bool within(const QWidget *widget, const QString &panel)
    {
        for (const QWidget *up = widget; up != nullptr; up = up->parentWidget()) {
            if (up->objectName() == panel)
                return true;
        }
        return false;
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_window.get(), key, modifiers);
    }
};

} // namespace dare

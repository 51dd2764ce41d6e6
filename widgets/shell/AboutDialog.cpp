#include "widgets/shell/AboutDialog.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr QSize kSize(560, 420);

struct Part {
    const char *name;
    const char *licence;
};

/// What is linked or shipped, as packaging/debian-packages.txt and torch.lock name it.
constexpr Part kParts[] = {
    {"LibTorch (PyTorch)", "BSD 3-Clause"},
    {"SentencePiece", "Apache 2.0"},
    {"Dear ImGui", "MIT"},
    {"FFmpeg", "LGPL 2.1 or later; GPL 2 or later with x264 and x265"},
    {"Pango, Cairo", "LGPL 2.1 or later; LGPL 2.1 or MPL 1.1"},
    {"nlohmann/json, spdlog, fmt", "MIT"},
    {"SQLite", "public domain"},
    {"tl::expected", "CC0 1.0"},
    {"ICU", "Unicode licence"},
    {"Inter, JetBrains Mono", "SIL Open Font License 1.1"},
    {"Sprites of the embedded model (Noto Color Emoji)", "SIL Open Font License 1.1"},
};

} // namespace

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About DARE Workbench"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);
    auto *title = new QLabel(tr("DARE Workbench %1").arg(QCoreApplication::applicationVersion()));
    title->setProperty("role", "display");
    auto *browser = new QTextBrowser;
    browser->setObjectName(QStringLiteral("aboutText"));
    browser->setAccessibleName(tr("About this program"));
    browser->setHtml(text());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close (Esc)"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(10);
    column->addWidget(title);
    column->addWidget(browser, 1);
    column->addWidget(buttons);
}

QString AboutDialog::text()
{
    QString rows = QStringLiteral("<tr><td>Qt %1&nbsp;&nbsp;</td><td>LGPL 3</td></tr>")
                       .arg(QLatin1String(qVersion()));
    for (const Part &part : kParts)
        rows += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(QLatin1String(part.name), QLatin1String(part.licence));
    return tr("<p>Compares plain classifier-free guidance with DARE on one noise. The method is "
              "our "
              "reading of the abstract of arXiv 2604.07026; nothing here is the paper's own code "
              "or "
              "figure.</p><p>Nothing is sent anywhere: the program uses no network.</p>"
              "<p style='font-weight:600'>Made with</p><table>%1</table>")
        .arg(rows);
}

} // namespace dare

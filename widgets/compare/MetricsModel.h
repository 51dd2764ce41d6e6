#pragma once

#include <QObject>
#include <QString>

#include <array>
#include <vector>

namespace dare
{

enum class Metric { Psnr, Ssim, Attention };
inline constexpr std::array<Metric, 3> kMetrics{Metric::Psnr, Metric::Ssim, Metric::Attention};

/// Values per frame of A against B. NaN: not computed yet, or nothing to compute; infinity: the
/// frames are identical. @thread GUI
class MetricsModel : public QObject
{
    Q_OBJECT

public:
    struct Stats {
        double mean = 0.0;
        double worst = 0.0; ///< smallest PSNR or SSIM, largest attention delta
        int at = -1;        ///< its frame, from 0; -1: there are no values
        int identical = 0;  ///< frames without any difference
    };

    explicit MetricsModel(QObject *parent = nullptr) : QObject(parent) {}

    /// Drops all values. @param remark why the attention lane stays empty; empty: it does not
    void reset(int frames);
    void setRemark(Metric metric, const QString &remark);
    [[nodiscard]] QString remark(Metric metric) const;
    void setWord(const QString &word);
    [[nodiscard]] QString word() const { return m_word; }
    void put(int frame, Metric metric, double value);
    /// Tells the views; call once after many put().
    void publish();

    [[nodiscard]] int frames() const { return static_cast<int>(m_values[0].size()); }
    [[nodiscard]] const std::vector<float> &values(Metric metric) const;
    /// @param frame from 0 @return "18.9 dB", "identical", "–"
    [[nodiscard]] QString valueText(Metric metric, int frame) const;
    [[nodiscard]] QString textOf(Metric metric, double value) const;
    /// Frames in [first, last], both counted.
    [[nodiscard]] Stats stats(Metric metric, int first, int last) const;
    /// The frame that differs most by PSNR, then by attention; -1 where nothing differs.
    [[nodiscard]] int worstFrame() const;
    /// The next frame whose PSNR is lower than that of its neighbours; -1: none.
    [[nodiscard]] int nextExtreme(int frame, int direction) const;

    /// Frames shown as the range; -1: from the first, to the last.
    void setRange(int first, int last);
    [[nodiscard]] int first() const;
    [[nodiscard]] int last() const;

Q_SIGNALS:
    void changed();

private:
    std::array<std::vector<float>, 3> m_values;
    std::array<QString, 3> m_remarks;
    QString m_word;
    int m_first = -1;
    int m_last = -1;
};

/// "PSNR", "SSIM", "Attention Δ".
[[nodiscard]] QString nameOf(Metric metric);

} // namespace dare

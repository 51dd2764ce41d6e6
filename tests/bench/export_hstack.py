#!/usr/bin/env python3
"""Time of `dare export` of a pair, overlays and labels included, against ffmpeg's hstack of the same
two files with the same codec settings. Alternates the two; prints medians, spread and the ratio.
The goal is at most 1.1. Checks first that ours decodes to the right number of frames.

usage: export_hstack.py RUN [--dare PROGRAM] [--rounds 5] [--word turtle]
RUN is a run with both sides; make_synthetic_run.py makes one of 832x480x81.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time


def run(command):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - begin


def frames_of(path):
    out = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
         "stream=nb_read_frames", "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True)
    return int(out.stdout.strip().strip(","))


def text(times):
    return f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--dare", default="dare")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--word", default="")
    arguments = parser.parse_args()
    sides = [arguments.run / side / "frames.mkv" for side in "ab"]
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = f"{folder}/ours.mp4", f"{folder}/peer.mp4"
        dare = [arguments.dare, "export", str(arguments.run), "--layout", "1x2", "--codec", "h264",
                "--size", "1:1", "--no-sidecar", "--out", ours]
        if arguments.word:
            dare += ["--word", arguments.word]
        hstack = ["ffmpeg", "-v", "error", "-y", "-i", str(sides[0]), "-i", str(sides[1]),
                  "-filter_complex", "hstack", "-c:v", "libx264", "-preset", "medium", "-crf", "16",
                  "-pix_fmt", "yuv420p", "-movflags", "+faststart", peer]
        run(dare), run(hstack)
        assert frames_of(ours) == frames_of(peer) == frames_of(sides[0])
        times = {"dare export": [], "ffmpeg hstack": []}
        for _ in range(arguments.rounds):
            times["ffmpeg hstack"].append(run(hstack))
            times["dare export"].append(run(dare))
    for name, values in times.items():
        print(f"{name:14} {text(values)}")
    ratio = statistics.median(times["dare export"]) / statistics.median(times["ffmpeg hstack"])
    print(f"ratio          {ratio:.3f} (goal: at most 1.1)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Time of `dare export` of a pair, labels included, against ffmpeg's hstack of the same two files with
the same codec settings. Checks first that both files have every frame and that x264 says the same
settings and thread count of both. Then takes turns, each first every other round; prints medians,
spread, processor time (which a busy machine changes less) and the ratio of the medians. The goal is
at most 1.1. With --word ours also draws the word's maps over both clips.

usage: export_hstack.py RUN [--dare PROGRAM] [--rounds 5] [--word turtle]
RUN is a run with both sides; make_synthetic_run.py makes one of 832x480x81. PROGRAM is of a release
build, as packaging/run makes it. Starting it takes a while, so short clips measure the start alone.
"""

import argparse
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time


def run(command):
    """Seconds on the clock and of the processor, threads together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def frames_of(path):
    out = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
         "stream=nb_read_frames", "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True)
    return int(out.stdout.strip().strip(","))


def settings_of(path):
    """What x264 wrote into its file of what it was asked for, threads among it."""
    found = re.search(rb"x264 - core .*?options: ([^\0]*)", pathlib.Path(path).read_bytes(), re.DOTALL)
    if not found:
        sys.exit(f"{path} does not say how x264 made it")
    return dict(pair.split("=", 1) for pair in found[1].decode("ascii", "replace").split() if "=" in pair)


def check(ours, peer, frames):
    if not frames_of(ours) == frames_of(peer) == frames:
        sys.exit("the files do not have every frame")
    one, two = settings_of(ours), settings_of(peer)
    other = {key: (one.get(key), two.get(key)) for key in one | two if one.get(key) != two.get(key)}
    if other:
        sys.exit(f"x264 had other settings: {other}")
    print(f"{frames} frames, crf {one['crf']}, {one['threads']} threads of x264 on both sides")


def text(times):
    wall = [each[0] for each in times]
    return (f"{statistics.median(wall):.2f} s ({min(wall):.2f}–{max(wall):.2f}), "
            f"processor {statistics.median(each[1] for each in times):.2f} s")


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
                "--crf", "16", "--size", "1:1", "--no-sidecar", "--out", ours]
        if arguments.word:
            dare += ["--word", arguments.word]
        hstack = ["ffmpeg", "-v", "error", "-y", "-threads", "0", "-i", str(sides[0]), "-threads", "0",
                  "-i", str(sides[1]), "-filter_complex", "hstack", "-c:v", "libx264", "-preset",
                  "medium", "-crf", "16", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
        run(dare)
        # Left alone, x264 takes more threads for a higher picture: ours has labels.
        hstack += ["-threads", settings_of(ours)["threads"], peer]
        run(hstack)
        commands = {"dare export": dare, "ffmpeg hstack": hstack}
        check(ours, peer, frames_of(sides[0]))
        times = {name: [] for name in commands}
        for round_ in range(arguments.rounds):
            for name in list(commands)[::1 if round_ % 2 else -1]:
                times[name].append(run(commands[name]))
    for name, values in times.items():
        print(f"{name:14} {text(values)}")
    medians = [statistics.median(each[0] for each in values) for values in times.values()]
    print(f"ratio          {medians[0] / medians[1]:.3f} (goal: at most 1.1)")


if __name__ == "__main__":
    main()

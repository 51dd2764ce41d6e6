#!/usr/bin/env python3
"""Writes a run folder that nobody sampled: two coded clips of 832x480 with 81 frames (or any size)
and attention maps of four words, for benches of the window and of export. Needs ffmpeg alone.

usage: make_synthetic_run.py FOLDER [--size 832x480x81] [--fps 16]
"""

import argparse
import array
import json
import math
import pathlib
import struct
import subprocess

WORDS = ["turtle", "rocket", "end", "pads"]
BLOCKS = 4


def half(value):
    return struct.unpack("<H", struct.pack("<e", value))[0]


def write_clip(path, width, height, frames, fps, side):
    """Moving bars under grain, as sampled films have; B has another hue and a box more than A."""
    shape = f"s={width}x{height}:r={fps}:d={frames / fps}"
    graph = f"testsrc2={shape},hue=h={0 if side == 'a' else 25},noise=alls=6:allf=t:all_seed=7"
    if side == "b":
        graph += f",drawbox=x={width // 3}:y={height // 2}:w=64:h=64:color=white@0.9:t=fill"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", graph, "-frames:v", str(frames), "-c:v",
         "ffv1", "-level", "3", "-g", "1", "-slices", "4", "-slicecrc", "1", "-pix_fmt", "bgr0",
         "-f", "matroska", str(path)], check=True)


def hot_spot(frames, rows, columns, word, block, gain):
    """A Gaussian spot that walks over the grid, one path a word."""
    out = array.array("H")
    for f in range(frames):
        cx = columns * (0.2 + 0.6 * f / max(1, frames - 1))
        cy = rows * (0.25 + 0.15 * word)
        for y in range(rows):
            for x in range(columns):
                d = ((x - cx) ** 2 + (y - cy) ** 2) / (2.0 * (2.0 + block) ** 2)
                out.append(half(0.002 + gain * 0.2 * math.exp(-d)))
    return out


def write_maps(path, grid, side):
    header = {"__metadata__": {"heads": "mean", "rows.cond": json.dumps(WORDS)}}
    data = bytearray()
    for block in range(BLOCKS):
        for when in ["before", "after"] if side == "b" else ["before"]:
            begin = len(data)
            for word in range(len(WORDS)):
                spot = hot_spot(*grid, word, block, 1.0 if when == "before" else 1.4)
                data += spot.tobytes()
            header[f"block.{block}.cond.{when}"] = {
                "dtype": "F16", "shape": [1, len(WORDS), *grid], "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(data))


def manifest(size, fps, grid):
    width, height, frames = size
    side = {"w": 5.0, "weights": False, "variant": ""}
    words = [{"text": w, "label": w, "begin": 6 * i, "end": 6 * i + 6, "rho": 0.8, "weight": 1.0,
              "known": True, "cut": False, "rho_overridden": False, "tokens": [i]}
             for i, w in enumerate(WORDS[:2])]
    return {
        "schema": 1, "status": "done", "title": "synthetic", "created": "2026-11-25T00:00:00Z",
        "seconds": 0.0, "fps": fps, "blocks": BLOCKS, "heads": 1, "grid": list(grid),
        "noise_sha256": "0" * 64, "density_source": "synthetic", "environment": {},
        "sigmas": [1.0, 0.0],
        "rows": [{"label": w, "tokens": [i], "word": i if i < 2 else -1} for i, w in enumerate(WORDS)],
        "tokens": {"cleaned": "turtle rocket", "ids": [1, 2, 3, 0], "limit": 4,
                   "pieces": ["turtle", "rocket", "</s>", "<pad>"], "untruncated_count": 3,
                   "word_of_token": [0, 1, -1, -1], "words": words},
        "sides": {s: {"steps_done": 1, "latents_sha256": s * 64, "model_hash": "", "variant": "",
                      "neglected": []} for s in "ab"},
        "recipe": {
            "prompt": "turtle rocket", "negative": "", "seed": 0, "steps": 1, "sides": "ab",
            "size": {"width": width, "height": height, "frames": frames},
            "a": side, "b": {**side, "s": 1.0, "lambda": 0.5},
            "capture": {"branches": ["cond"], "heads": "mean", "layers": "all", "steps": "all",
                        "words": "all"}},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--size", default="832x480x81")
    parser.add_argument("--fps", type=float, default=16.0)
    arguments = parser.parse_args()
    size = [int(part) for part in arguments.size.split("x")]
    width, height, frames = size
    # As Wan's VAE and patches make it: 4 frames and 16 pixels a cell, the first frame alone.
    grid = (1 + (frames - 1) // 4, max(1, height // 16), max(1, width // 16))
    for side in "ab":
        (arguments.folder / side / "maps").mkdir(parents=True, exist_ok=True)
        (arguments.folder / side / "steps").mkdir(exist_ok=True)
        write_clip(arguments.folder / side / "frames.mkv", width, height, frames, arguments.fps, side)
        write_maps(arguments.folder / side / "maps" / "0000.safetensors", grid, side)
    (arguments.folder / "exports").mkdir(exist_ok=True)
    (arguments.folder / "run.json").write_text(json.dumps(manifest(size, arguments.fps, grid), indent=2))
    print(arguments.folder)


if __name__ == "__main__":
    main()

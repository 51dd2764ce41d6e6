"""Times `dare` against eager PyTorch on the embedded model: same weights, same machine, alternating, medians.

usage: python compare_embedded.py [--dare PROGRAM] [--rounds N] [--precision fp32 bf16] [--device cpu|cuda]

First both sample a pair of clips from the same noise with the same settings, and the latents are compared: no table
without that. Then each round runs `dare bench --json` once per precision and pytorch_embedded.py (fp32) once: one pair
and several forwards each, and ours a live preview per change of a slider. Prints a markdown table. Needs torch, safetensors and a built `dare`; run it on a machine that does nothing else.
"""
import argparse
import collections
import json
import math
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile

from safetensors.torch import load_file

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FIXTURE = ROOT / "tests/data/emoji-world/fixture.safetensors"
ALLOWED = 2e-3
STEPS = 16


def run_json(command):
    """Runs one program to its end. It goes down with this script, so that no measurement is left running."""
    words = [str(part) for part in command]
    print("#", *words, file=sys.stderr, flush=True)
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
        try:
            output = child.communicate()[0]
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        sys.exit(f"exit code {child.returncode} from: {' '.join(words)}")
    return json.loads(output)


def peer(device, *arguments):
    return run_json([sys.executable, HERE / "pytorch_embedded.py", "--fixture", FIXTURE, "--steps", STEPS,
                     "--device", device, *arguments])


def last_latents(run, side):
    return load_file(sorted((run / side / "steps").glob("*.safetensors"))[-1])["latents"]


def compare_outputs(dare, device, precisions, folder):
    """Largest difference of the final latents per precision; also which batch size suits the peer."""
    dump = folder / "peer.safetensors"
    first = peer(device, "--rounds", 1, "--dump", dump)
    known = load_file(dump)
    prompt = json.loads(FIXTURE.with_suffix(".json").read_text())["prompts"][0]["text"]
    differences = {}
    for precision in precisions:
        report = run_json([dare, "sample", prompt, "--json", "--sampler", "euler", "--steps", STEPS, "--noise", FIXTURE,
                           "--a", "w=3", "--b", "w=3,s=1,lambda=0,gamma=0,kappa=0", "--words", "none",
                           "--device", device, "--precision", precision, "--runs", folder / precision])
        run = pathlib.Path(report["run"])
        differences[precision] = max(
            (last_latents(run, side).reshape(known[side].shape) - known[side]).abs().max().item() for side in "ab")
    if differences.get("fp32", 0.0) > ALLOWED:
        sys.exit(f"the clips differ by {differences['fp32']:.3g} in fp32, allowed {ALLOWED}: no timing")
    return differences, first["branches_per_forward"]


def measure(dare, device, precisions, rounds, batch):
    """{(program, precision): {"forward_ms": [...], "pair_seconds": [...]}}"""
    seen = collections.defaultdict(lambda: {"forward_ms": [], "forward_capture_ms": [], "pair_seconds": [],
                                            "preview_seconds": []})
    for turn in range(rounds):
        ours = [dare, "bench", "--json", "--device", device, "--rounds", 1, "--steps", STEPS, "--precision"]
        reports = [("dare", run_json([*ours, precision])) for precision in precisions]
        reports.append(("PyTorch eager", peer(device, "--rounds", 1, "--batch", batch)))
        for program, report in reports:
            for key, times in seen[program, report["precision"]].items():
                times += report.get(key, [])
            print(f"round {turn + 1} of {rounds}: {program} {report['precision']}", *(
                f"{key} {statistics.median(times):.4g}" for key, times in seen[program, report["precision"]].items() if times),
                file=sys.stderr, flush=True)
    return seen


def processor(device):
    if device == "cuda":
        import torch
        return f"{torch.cuda.get_device_name()}, torch {torch.__version__}"
    text = pathlib.Path("/proc/cpuinfo").read_text()
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    found = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in fields.get("flags", "").split()]
    return f"{fields.get('model name', 'unknown processor')}, {os.cpu_count()} cores, {', '.join(found)}"


def table(seen):
    yield "| work | program | precision | median | lowest to highest | of PyTorch fp32 |"
    yield "|---|---|---|---|---|---|"
    for key, title, unit in (("forward_ms", "one forward", "ms"), ("forward_capture_ms", "the same, all maps kept", "ms"),
                             ("pair_seconds", f"pair, {STEPS} steps", "s"),
                             ("preview_seconds", "live preview after a change", "s")):
        base = statistics.median(seen["PyTorch eager", "fp32"][key.replace("_capture", "")] or [math.nan])
        for (program, precision), times in seen.items():
            if not times[key]:
                continue
            median = statistics.median(times[key])
            spread = f"{min(times[key]):.4g} to {max(times[key]):.4g} {unit}, n = {len(times[key])}"
            yield f"| {title} | {program} | {precision} | {median:.4g} {unit} | {spread} | {median / base:.2f} |"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dare", type=pathlib.Path, default=ROOT / "build/release/bin/dare")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", nargs="+", choices=("fp32", "bf16"), default=["fp32"])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    o = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        differences, batch = compare_outputs(o.dare, o.device, o.precision, pathlib.Path(folder))
    load = os.getloadavg()[0]
    seen = measure(o.dare, o.device, o.precision, o.rounds, batch)
    print(f"{processor(o.device)}; load at the start {load:.1f}; PyTorch runs {batch} branch(es) a forward.")
    print("Final latents against PyTorch fp32, largest difference: "
          + ", ".join(f"{precision} {difference:.2g}" for precision, difference in differences.items()) + ".\n")
    print("\n".join(table(seen)))


if __name__ == "__main__":
    main()

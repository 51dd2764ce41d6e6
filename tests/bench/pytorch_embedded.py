"""Times the embedded model in eager PyTorch: one forward, and a 16-step pair of clips with guidance.

usage: python pytorch_embedded.py [--models DIR] [--fixture FILE] [--precision fp32|bf16] [--device cpu|cuda] [--rounds N] [--dump FILE]

Needs torch and safetensors. First compares itself with the fixture's values and stops where they differ. The pair:
side A is variant plain, side B variant dare with the SRA bias of strength 1 on its conditional branch (our reading of
the abstract), Euler steps from the fixture's noise, two forwards a step and side; branches one by one and as a batch
of two, the faster counts. Prints one JSON document.
"""
import argparse
import json
import pathlib
import statistics
import sys
import time

import torch
from safetensors.torch import load_file, save_file

from wan_eager import TextEncoder, Transformer

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHIFT, GUIDANCE = 5.0, 3.0
ALLOWED = {"embedding": 1e-4, "forward": 5e-5}


class Side:
    """One variant with the fixture's first prompt, encoded, and the empty prompt."""

    def __init__(self, models, variant, fixture, dtype):
        self.encoder = TextEncoder(models / variant / "text_encoder")
        self.transformer = Transformer(models / variant / "transformer", dtype)
        ids = fixture["dare.p0.ids"]
        empty = torch.zeros_like(ids)
        empty[0] = 1
        self.ids = torch.stack([ids, empty])
        self.bias = fixture["dare.p0.ln_w_s1"][None] if variant == "dare" else None


def sigmas(steps):
    base = torch.linspace(1, 1 / 1000, steps + 1, dtype=torch.float64)[:-1]
    table = SHIFT * base / (1 + (SHIFT - 1) * base)
    table[0] -= 1e-6
    return [*table.tolist(), 0.0]


def guided(side, x, timestep, text, batched):
    if batched:
        bias = None if side.bias is None else torch.cat([side.bias, torch.zeros_like(side.bias)])
        cond, empty = side.transformer(x.expand(2, *x.shape[1:]), timestep.expand(2), text, bias).chunk(2)
    else:
        cond = side.transformer(x, timestep, text[:1], side.bias)
        empty = side.transformer(x, timestep, text[1:])
    return empty + GUIDANCE * (cond - empty)


def clip(side, noise, steps, batched):
    text = side.encoder(side.ids)
    x, table = noise, sigmas(steps)
    for sigma, following in zip(table, table[1:]):
        x0 = guided(side, x, torch.tensor([int(1000 * sigma)]), text, batched)
        x = x + (following - sigma) * (x - x0) / sigma
    return x


def check(side, fixture):
    """Largest differences from the fixture in fp32; ends the program where one is too large."""
    text = side.encoder(side.ids)[:1]
    seen = {"embedding": (text[0] - fixture["dare.p0.prompt_embeds"]).abs().max().item()}
    x = 0.4 * fixture["dare.p0.frames_w3"].float()[None] + 0.6 * fixture["noise"].float()
    timestep = torch.tensor([600])
    for name, bias in (("output", None), ("output_s1", fixture["dare.p0.ln_w_s1"][None])):
        if (known := fixture.get(f"dare.p0.forward.{name}")) is not None:
            difference = (side.transformer(x, timestep, text, bias)[0] - known).abs().max().item()
            seen["forward"] = max(seen.get("forward", 0.0), difference)
    for stage, difference in seen.items():
        if difference > ALLOWED[stage]:
            sys.exit(f"{stage} differs from the fixture by {difference:.3g}, allowed {ALLOWED[stage]:.3g}")
    return seen, (x, timestep, text)


def finish():
    if torch.get_default_device().type == "cuda":
        torch.cuda.synchronize()


def seconds(work, rounds):
    work()
    finish()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        finish()
        times.append(time.perf_counter() - start)
    return times


def faster(candidates):
    return min(candidates.items(), key=lambda item: statistics.median(item[1]))


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "resources/models/emoji-world")
    parser.add_argument("--fixture", type=pathlib.Path, default=ROOT / "tests/data/emoji-world/fixture.safetensors")
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32",
                        help="bf16: weights and residual stream, as diffusers loads them")
    parser.add_argument("--rounds", type=int, default=3, help="pairs timed; ten forwards are timed for each")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--threads", type=int, default=0, help="0: torch's choice")
    parser.add_argument("--batch", choices=("1", "2", "both"), default="both", help="branches in one forward")
    parser.add_argument("--dump", type=pathlib.Path, help="write the forward and both clips to this safetensors file")
    return parser.parse_args()


@torch.inference_mode()
def main():
    o = options()
    if o.threads:
        torch.set_num_threads(o.threads)
    torch.set_default_device(o.device)
    torch.backends.cudnn.allow_tf32 = False  # fp32 is fp32, as for products
    fixture = load_file(o.fixture, device=o.device)
    noise = fixture["noise"].float()
    differences, inputs = check(Side(o.models, "dare", fixture, torch.float32), fixture)
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[o.precision]
    sides = {name: Side(o.models, variant, fixture, dtype) for name, variant in (("a", "plain"), ("b", "dare"))}

    def forward():
        return sides["b"].transformer(*inputs, sides["b"].bias)

    def pair(batched):
        return {name: clip(side, noise, o.steps, batched) for name, side in sides.items()}

    sizes = {"1": [False], "2": [True], "both": [False, True]}[o.batch]
    batch, pair_seconds = faster({1 + b: seconds(lambda b=b: pair(b), o.rounds) for b in sizes})
    forward_ms = [1000 * s for s in seconds(forward, 10 * o.rounds)]
    if o.dump:
        tensors = {"forward": forward(), **pair(False)}
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, o.dump)
    print(json.dumps({
        "program": f"PyTorch {torch.__version__} eager", "device": o.device, "threads": torch.get_num_threads(),
        "precision": o.precision, "steps": o.steps, "branches_per_forward": batch,
        "forward_ms": forward_ms, "pair_seconds": pair_seconds,
        "forward_ms_median": statistics.median(forward_ms), "forward_ms_range": [min(forward_ms), max(forward_ms)],
        "pair_seconds_median": statistics.median(pair_seconds),
        "pair_seconds_range": [min(pair_seconds), max(pair_seconds)],
        "difference_from_fixture_fp32": differences}, indent=1))


if __name__ == "__main__":
    main()

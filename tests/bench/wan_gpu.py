"""Times `forward_bench` beside Hugging Face diffusers on one CUDA card, Wan 2.1 1.3B's shapes, random weights.

usage: python wan_gpu.py --bench build/.../bin/forward_bench [--rounds N] [--cases small middle large] [--no-compile]

Needs torch, diffusers and safetensors. One process each, the same weights and inputs; outputs are compared first,
with diffusers in float32 as the reference where that fits, then they take turns. Prints markdown: medians of CUDA
events, lowest and highest, and each side's own peak memory with its weights.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

import diffusers
import torch
import torch.nn.functional as F
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttnProcessor
from safetensors.torch import load_file, save_file

CONFIG = dict(num_layers=30, num_attention_heads=12, attention_head_dim=128, ffn_dim=8960, freq_dim=256, text_dim=4096,
              in_channels=16, out_channels=16, patch_size=(1, 2, 2), cross_attn_norm=True,
              qk_norm="rms_norm_across_heads", eps=1e-6, rope_max_seq_len=1024)
KEEP = ("time_embedder", "scale_shift_table", "norm2")
TOKENS, KEYS, WORDS = 512, 80, 24
ALLOWED = 2.0  # our error from float32 against diffusers' own in bf16


class Ours:
    """forward_bench as a process that answers one order at a time."""

    def __init__(self, program, folder, *options):
        self.process = subprocess.Popen([program, folder, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.loaded = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("forward_bench ended")
        return json.loads(line)

    def __call__(self, *order):
        self.process.stdin.write(" ".join(map(str, order)) + "\n")
        self.process.stdin.flush()
        return self.answer()


def make_weights(folder):
    torch.manual_seed(0)
    with torch.device("cuda"):
        model = WanTransformer3DModel(**CONFIG)
    state = {name: tensor.detach().to(torch.float32 if any(k in name for k in KEEP) else torch.bfloat16).contiguous()
             for name, tensor in model.state_dict().items()}
    save_file(state, folder / "diffusion_pytorch_model.safetensors")
    return state


def peer(state, dtype):
    with torch.device("cuda"):
        model = WanTransformer3DModel(**CONFIG).to(dtype).eval()
    model.load_state_dict({name: tensor.to(dtype) for name, tensor in state.items()})
    for name, parameter in model.named_parameters():
        if any(k in name for k in KEEP):
            parameter.data = state[name].float().clone()
    return model


def seeded(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(torch.bfloat16)


def inputs(shape, dtype):
    x = seeded((16, *shape), 1)[None].to("cuda", dtype)
    text = torch.zeros(1, TOKENS, 4096)
    text[0, :KEYS - 1] = seeded((KEYS - 1, 4096), 2)
    return dict(hidden_states=x, timestep=torch.tensor([500], device="cuda"),
                encoder_hidden_states=text.to("cuda", dtype), return_dict=False)


class Capture:
    """Cross-attention that materialises probabilities, as public scripts do; `keep` says what stays of them."""

    def __init__(self, keep):
        self.plain, self.keep = WanAttnProcessor(), keep

    def __call__(self, attn, x, text=None, attention_mask=None, rotary_emb=None, *rest, **more):
        if text is None:
            return self.plain(attn, x, text, attention_mask, rotary_emb)
        q, k, v = attn.norm_q(attn.to_q(x)), attn.norm_k(attn.to_k(text)), attn.to_v(text)
        q, k, v = (t.unflatten(2, (attn.heads, -1)).transpose(1, 2) for t in (q, k, v))
        p = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]), -1)
        self.keep(p)
        return attn.to_out[1](attn.to_out[0]((p @ v).transpose(1, 2).flatten(2)))


def events(work, rounds):
    times = []
    for _ in range(rounds):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        work()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end))
    return times


def relative(got, expected):
    return ((got.float() - expected.float()).norm() / expected.float().norm()).item()


def captured(model, keep, **arguments):
    for block in model.blocks:
        block.attn2.set_processor(Capture(keep))
    try:
        return model(**arguments)[0]
    finally:
        for block in model.blocks:
            block.attn2.set_processor(WanAttnProcessor())


def compare(ours, alike, model, state, folder):
    """At 256x256, 17 frames: errors from diffusers in float32, and the first block's map; how near the precision
    that rounds as diffusers does comes to diffusers in bf16."""
    shape, outputs = (5, 32, 32), []
    for side in (ours, alike):
        side("load", *shape, KEYS)
        said = side("dump", folder / "ours.safetensors")
        outputs.append((said, load_file(folder / "ours.safetensors", device="cuda")))
    (said, got), (_, rounded) = outputs
    exact_model, maps = peer(state, torch.float32), []
    exact = captured(exact_model, lambda p: maps.append(p.mean(1)[0]) if not maps else None,
                     **inputs(shape, torch.float32))[0]
    del exact_model
    theirs = model(**inputs(shape, torch.bfloat16))[0][0]
    error, their_error = relative(got["plain"], exact), relative(theirs, exact)
    words = (maps[0][:, :WORDS] + maps[0][:, WORDS:2 * WORDS]).t()
    map_error = relative(got["map_before"][0], words)
    print(f"Relative error from diffusers in float32, 256x256, 17 frames: ours bf16 {error:.3g} (float32 residual "
          f"stream), diffusers bf16 {their_error:.3g}; map of the first block {map_error:.3g}; capture changes no bit "
          f"of the output: {said['capture_changes_nothing']}.\n")
    print(f"bf16-diffusers: {relative(rounded['plain'], exact):.3g} from float32, {relative(rounded['plain'], theirs):.3g} "
          f"from diffusers bf16; with the float32 stream {relative(got['plain'], theirs):.3g} from it.\n")
    if not (error <= ALLOWED * their_error and map_error < 0.02 and said["capture_changes_nothing"]):
        raise SystemExit("the outputs differ: no timing")


class Table:
    def __init__(self, title):
        self.title, self.rows = title, {}

    def add(self, name, ms, peak=None):
        times, peaks = self.rows.setdefault(name, ([], []))
        times += ms
        peaks += [] if peak is None else [peak]

    def __str__(self):
        lines = [f"| {self.title} | median ms | lowest | highest | n | peak GiB |", "|---|---|---|---|---|---|"]
        for name, (times, peaks) in self.rows.items():
            peak = f"{max(peaks):.2f}" if peaks else "-"
            lines.append(f"| {name} | {statistics.median(times):.2f} | {min(times):.2f} | {max(times):.2f} "
                         f"| {len(times)} | {peak} |")
        return "\n".join(lines) + "\n"


def time_case(title, shape, ours, alike, peers, rounds, each):
    """`peers`: name to (work on the inputs, rounds at most)."""
    table, arguments = Table(title), inputs(shape, torch.bfloat16)
    ours("load", *shape, KEYS)
    alike("load", *shape, KEYS)
    alike("maps", 2)
    for order in ("plain", "weighted", "maps"):
        ours(order, 2)
    for work, _ in peers.values():
        work(arguments), work(arguments)
    names = {"plain": "ours, plain", "weighted": "ours, reweighted", "maps": "ours, maps of 24 words, every block"}
    for turn in range(rounds):
        for order, name in names.items():
            said = ours(order, each)
            table.add(name, said["ms"], said["peak_gib"])
        said = alike("maps", each)
        table.add("ours, the same with a bf16 stream", said["ms"], said["peak_gib"])
        for name, (work, most) in peers.items():
            if turn >= most:
                continue
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
            table.add(name, events(lambda work=work: work(arguments), each),
                      torch.cuda.max_memory_allocated() / 2**30)
    print(table, flush=True)
    return table


@torch.inference_mode()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="+", choices=("small", "middle", "large"), default=["small", "middle", "large"])
    parser.add_argument("--no-compile", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path, help="where the weights go and stay; else a temporary folder")
    o = parser.parse_args()
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, diffusers {diffusers.__version__}, "
          f"{KEYS} distinct keys of {TOKENS}, bf16, same random weights\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = o.folder or pathlib.Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        state = make_weights(folder)
        ours = Ours(o.bench, folder)
        alike = Ours(o.bench, folder, "bf16-diffusers")
        print(f"ours: {ours.loaded['weights_gib']:.2f} GiB of weights, loaded in {ours.loaded['loaded_seconds']} s\n")
        model = peer(state, torch.bfloat16)
        compare(ours, alike, model, state, folder)
        state.clear()
        torch.cuda.empty_cache()
        run(o, ours, alike, model)


def run(o, ours, alike, model):
    maps = []

    def keep_words(p):
        maps.append(p.mean(1)[..., :WORDS])

    def eager(a):
        model(**a)

    def with_maps(a):
        maps.clear()
        captured(model, keep_words, **a)

    def to_host(a):
        captured(model, lambda p: p.cpu(), **a)

    eager_peers = {"diffusers eager": (eager, o.rounds)}
    small, middle, large = dict(eager_peers), dict(eager_peers), dict(eager_peers)
    middle["diffusers, probabilities to the host"] = (to_host, 1)
    large["diffusers, one map set materialised"] = (with_maps, 1)
    if not o.no_compile:
        compiled = torch.compile(model, dynamic=False)
        graphs = torch.compile(model, mode="reduce-overhead", dynamic=False)
        large["diffusers, torch.compile"] = (lambda a: compiled(**a), o.rounds)
        small["diffusers, torch.compile with CUDA graphs"] = (lambda a: graphs(**a), o.rounds)
    cases = {"large": ("480x832, 81 frames", (21, 60, 104), large, o.rounds, 3),
             "middle": ("480x832, 33 frames", (9, 60, 104), middle, 1, 3),
             "small": ("256x256, 17 frames", (5, 32, 32), small, o.rounds, 10)}
    for name, (title, shape, peers, rounds, each) in cases.items():
        if name in o.cases:
            time_case(title, shape, ours, alike, peers, rounds, each)


if __name__ == "__main__":
    main()

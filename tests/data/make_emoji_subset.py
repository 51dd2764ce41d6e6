"""Makes tests/data/emoji-world from the embedded model's full fixture: what the tests need, under 5 MB.

usage: python make_emoji_subset.py FULL_FOLDER OUT_FOLDER     (needs safetensors and numpy)
FULL_FOLDER holds fixture.safetensors (29 MB) and fixture.json; the values are copied as they are.
"""
import pathlib
import shutil
import sys

from safetensors.numpy import load_file, save_file

TEXT = ("ids", "prompt_embeds", "ln_w_s1", "dominant_ids")
PROMPTS = ("dare.p0", "dare.p1", "dare.p2", "plain.p0")
# dare.p0 alone keeps clips and a forward: its x is made from noise and frames_w3.
LARGE = ("noise", "dare.p0.frames_w3", "dare.p0.frames_w3_lam05_s1", "dare.p0.forward.output_s1")
LIMIT = 5_000_000


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    full, out = map(pathlib.Path, sys.argv[1:])
    tensors = load_file(full / "fixture.safetensors")
    names = [f"{prompt}.{part}" for prompt in PROMPTS for part in TEXT] + list(LARGE)
    out.mkdir(parents=True, exist_ok=True)
    target = out / "fixture.safetensors"
    save_file({name: tensors[name] for name in names}, target)
    if target.stat().st_size > LIMIT:
        sys.exit(f"{target} is {target.stat().st_size} bytes, more than {LIMIT}")
    shutil.copyfile(full / "fixture.json", out / "fixture.json")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes a Wan 2.1 text-to-video folder of true shapes with random weights, as diffusers lays it out.

    python make_wan_folder.py 1.3B /some/folder              # 2.8 GB transformer, 22.7 GB text encoder
    python make_wan_folder.py 14B /some/folder --text-layers 2
    python make_wan_folder.py test /some/folder              # the same code in a few megabytes

For smoke tests of speed and memory at full size: what such a model draws means nothing. The values
are finite and stay so through the blocks. Never commit the result. Needs NumPy alone.
"""
import argparse
import json
import math
import os
import shutil

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
TOKENIZER = os.path.join(HERE, "..", "data", "oracle", "tiny", "model", "tokenizer")

WAN_VAE = dict(base_dim=96, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=2, attn_scales=[],
               temperal_downsample=[False, True, True], dropout=0.0)
XXL = dict(d_model=4096, d_kv=64, num_heads=64, d_ff=10240, num_layers=24, vocab_size=256384)
PRESETS = {
    "1.3B": (dict(num_layers=30, num_attention_heads=12, attention_head_dim=128, ffn_dim=8960), XXL, WAN_VAE),
    "14B": (dict(num_layers=40, num_attention_heads=40, attention_head_dim=128, ffn_dim=13824), XXL, WAN_VAE),
    "test": (dict(num_layers=2, num_attention_heads=2, attention_head_dim=16, ffn_dim=64),
             dict(d_model=32, d_kv=8, num_heads=4, d_ff=40, num_layers=2, vocab_size=400),
             dict(WAN_VAE, base_dim=8, num_res_blocks=1, dim_mult=[1, 1, 1, 1])),
}
MEAN = [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508,
        0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921]
STD = [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
       3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160]


def transformer_shapes(t):
    """Name -> shape of every tensor of WanTransformer3DModel."""
    d, f = t["num_attention_heads"] * t["attention_head_dim"], t["ffn_dim"]
    patch = math.prod(t["patch_size"])
    out = {}

    def linear(name, rows, columns):
        out[name + ".weight"], out[name + ".bias"] = (rows, columns), (rows,)

    out["patch_embedding.weight"] = (d, t["in_channels"], *t["patch_size"])
    out["patch_embedding.bias"] = (d,)
    linear("condition_embedder.time_embedder.linear_1", d, t["freq_dim"])
    linear("condition_embedder.time_embedder.linear_2", d, d)
    linear("condition_embedder.time_proj", 6 * d, d)
    linear("condition_embedder.text_embedder.linear_1", d, t["text_dim"])
    linear("condition_embedder.text_embedder.linear_2", d, d)
    for i in range(t["num_layers"]):
        block = f"blocks.{i}."
        out[block + "scale_shift_table"] = (1, 6, d)
        for attention in ("attn1", "attn2"):
            for part in ("to_q", "to_k", "to_v", "to_out.0"):
                linear(f"{block}{attention}.{part}", d, d)
            out[f"{block}{attention}.norm_q.weight"] = (d,)
            out[f"{block}{attention}.norm_k.weight"] = (d,)
        out[block + "norm2.weight"], out[block + "norm2.bias"] = (d,), (d,)
        linear(block + "ffn.net.0.proj", f, d)
        linear(block + "ffn.net.2", d, f)
    out["scale_shift_table"] = (1, 2, d)
    linear("proj_out", t["out_channels"] * patch, d)
    return out


def text_shapes(t):
    """Name -> shape of every tensor of UMT5EncoderModel."""
    d, inner, f = t["d_model"], t["num_heads"] * t["d_kv"], t["d_ff"]
    out = {"shared.weight": (t["vocab_size"], d)}
    for i in range(t["num_layers"]):
        base = f"encoder.block.{i}.layer."
        for part in "qkv":
            out[f"{base}0.SelfAttention.{part}.weight"] = (inner, d)
        out[base + "0.SelfAttention.o.weight"] = (d, inner)
        out[base + "0.SelfAttention.relative_attention_bias.weight"] = (32, t["num_heads"])
        out[base + "0.layer_norm.weight"] = (d,)
        out[base + "1.DenseReluDense.wi_0.weight"] = (f, d)
        out[base + "1.DenseReluDense.wi_1.weight"] = (f, d)
        out[base + "1.DenseReluDense.wo.weight"] = (d, f)
        out[base + "1.layer_norm.weight"] = (d,)
    out["encoder.final_layer_norm.weight"] = (d,)
    return out


def vae_shapes(v):
    """Name -> shape of every tensor of AutoencoderKLWan."""
    out = {}

    def conv(name, rows, columns, *kernel):
        out[name + ".weight"], out[name + ".bias"] = (rows, columns, *kernel), (rows,)

    def residual(name, before, after):
        out[name + ".norm1.gamma"], out[name + ".norm2.gamma"] = (before, 1, 1, 1), (after, 1, 1, 1)
        conv(name + ".conv1", after, before, 3, 3, 3)
        conv(name + ".conv2", after, after, 3, 3, 3)
        if before != after:
            conv(name + ".conv_shortcut", after, before, 1, 1, 1)

    def middle(name, width):
        residual(name + ".resnets.0", width, width)
        out[name + ".attentions.0.norm.gamma"] = (width, 1, 1)
        conv(name + ".attentions.0.to_qkv", 3 * width, width, 1, 1)
        conv(name + ".attentions.0.proj", width, width, 1, 1)
        residual(name + ".resnets.1", width, width)

    widths = [v["base_dim"] * m for m in v["dim_mult"]]
    z, last = v["z_dim"], len(widths) - 1
    conv("encoder.conv_in", v["base_dim"], 3, 3, 3, 3)
    width, layer = v["base_dim"], 0
    for level, after in enumerate(widths):
        for _ in range(v["num_res_blocks"]):
            residual(f"encoder.down_blocks.{layer}", width, after)
            width, layer = after, layer + 1
        if level < last:
            conv(f"encoder.down_blocks.{layer}.resample.1", width, width, 3, 3)
            if v["temperal_downsample"][level]:
                conv(f"encoder.down_blocks.{layer}.time_conv", width, width, 3, 1, 1)
            layer += 1
    middle("encoder.mid_block", width)
    out["encoder.norm_out.gamma"] = (width, 1, 1, 1)
    conv("encoder.conv_out", 2 * z, width, 3, 3, 3)
    conv("quant_conv", 2 * z, 2 * z, 1, 1, 1)
    conv("post_quant_conv", z, z, 1, 1, 1)
    conv("decoder.conv_in", width, z, 3, 3, 3)
    middle("decoder.mid_block", width)
    for level, after in enumerate(reversed(widths)):
        for i in range(v["num_res_blocks"] + 1):
            residual(f"decoder.up_blocks.{level}.resnets.{i}", width, after)
            width = after
        if level < last:
            name = f"decoder.up_blocks.{level}.upsamplers.0"
            conv(name + ".resample.1", width // 2, width, 3, 3)
            if v["temperal_downsample"][last - 1 - level]:
                conv(name + ".time_conv", 2 * width, width, 3, 1, 1)
            width //= 2
    out["decoder.norm_out.gamma"] = (width, 1, 1, 1)
    conv("decoder.conv_out", 3, width, 3, 3, 3)
    return out


class Values:
    """Random numbers without drawing billions of them: stretches of one pool, each from another place."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.pool = self.random.standard_normal((1 << 24) + 8191, dtype=numpy.float32)

    def chunks(self, name, shape):
        """f32 pieces of one tensor."""
        count = math.prod(shape)
        norm = name.endswith(("gamma", "norm_q.weight", "norm_k.weight", "layer_norm.weight", "norm2.weight"))
        fan = math.prod(shape[1:]) if len(shape) > 1 else 0
        spread = 0.02 if norm or not fan else (1.0 if name == "shared.weight" else 1.0 / math.sqrt(fan))
        while count > 0:
            size = min(count, 1 << 22)
            start = int(self.random.integers(0, len(self.pool) - size))
            yield self.pool[start:start + size] * numpy.float32(spread) + numpy.float32(1.0 if norm else 0.0)
            count -= size


def stored(name, dtype):
    """diffusers keeps the time embedder, tables and norm2 in f32."""
    wide = "time_embedder" in name or "scale_shift_table" in name or "norm2" in name
    return "F32" if dtype == "F32" or wide else "BF16"


def encode(values, dtype):
    if dtype == "F32":
        return values.astype("<f4").tobytes()
    bits = values.view(numpy.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()  # to nearest even


def write_weights(folder, stem, shapes, dtype, values, shard_bytes):
    """One file, or shards with their index, tensor by tensor: no more than a stretch is in memory."""
    size = {"F32": 4, "BF16": 2}
    shards, total = [[]], 0
    for name, shape in shapes.items():
        bytes_ = math.prod(shape) * size[stored(name, dtype)]
        if shards[-1] and total + bytes_ > shard_bytes:
            shards.append([])
            total = 0
        shards[-1].append(name)
        total += bytes_
    os.makedirs(folder, exist_ok=True)
    index = {}
    for number, names in enumerate(shards, 1):
        file = f"{stem}.safetensors" if len(shards) == 1 else f"{stem}-{number:05}-of-{len(shards):05}.safetensors"
        header, offset = {}, 0
        for name in names:
            end = offset + math.prod(shapes[name]) * size[stored(name, dtype)]
            header[name] = dict(dtype=stored(name, dtype), shape=list(shapes[name]), data_offsets=[offset, end])
            index[name], offset = file, end
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(os.path.join(folder, file), "wb") as out:
            out.write(len(text).to_bytes(8, "little") + text)
            for name in names:
                for chunk in values.chunks(name, shapes[name]):
                    out.write(encode(chunk, stored(name, dtype)))
        print(f"{os.path.join(folder, file)}: {offset / 1e9:.2f} GB", flush=True)
    if len(shards) > 1:
        write_json(os.path.join(folder, f"{stem}.safetensors.index.json"), dict(metadata={}, weight_map=index))


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("preset", choices=PRESETS)
    parser.add_argument("folder")
    parser.add_argument("--dtype", choices=["BF16", "F32"], default="BF16", help="of the transformer")
    parser.add_argument("--text-dtype", choices=["BF16", "F32"], default="F32")
    parser.add_argument("--text-layers", type=int, help="fewer layers of the text encoder, to save disk")
    parser.add_argument("--vocabulary", type=int, help="fewer rows of its embedding")
    parser.add_argument("--tokenizer", default=TOKENIZER, help="folder to copy")
    parser.add_argument("--shard-bytes", type=int, default=5_000_000_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    transformer, text, vae = PRESETS[args.preset]
    text = dict(text, num_layers=args.text_layers or text["num_layers"],
                vocab_size=args.vocabulary or text["vocab_size"])
    transformer = dict(transformer, patch_size=[1, 2, 2], in_channels=16, out_channels=16, text_dim=text["d_model"],
                       freq_dim=256, cross_attn_norm=True, qk_norm="rms_norm_across_heads", eps=1e-6,
                       rope_max_seq_len=1024, image_dim=None, added_kv_proj_dim=None)
    place = lambda *names: os.path.join(args.folder, *names)
    values = Values(args.seed)
    shutil.copytree(args.tokenizer, place("tokenizer"), dirs_exist_ok=True)
    write_json(place("model_index.json"), {
        "_class_name": "WanPipeline", "_diffusers_version": "0.35.0",
        "scheduler": ["diffusers", "UniPCMultistepScheduler"], "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "T5TokenizerFast"], "transformer": ["diffusers", "WanTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLWan"]})
    write_json(place("scheduler", "scheduler_config.json"), dict(
        _class_name="UniPCMultistepScheduler", prediction_type="flow_prediction", use_flow_sigmas=True,
        num_train_timesteps=1000, flow_shift=3.0, solver_order=2, solver_type="bh2"))
    write_json(place("text_encoder", "config.json"), dict(
        text, model_type="umt5", relative_attention_num_buckets=32, relative_attention_max_distance=128,
        feed_forward_proj="gated-gelu", layer_norm_epsilon=1e-6, pad_token_id=0, eos_token_id=1))
    write_json(place("transformer", "config.json"), dict(transformer, _class_name="WanTransformer3DModel"))
    write_json(place("vae", "config.json"),
               dict(vae, _class_name="AutoencoderKLWan", latents_mean=MEAN, latents_std=STD))
    write_weights(place("vae"), "diffusion_pytorch_model", vae_shapes(vae), "F32", values, args.shard_bytes)
    write_weights(place("transformer"), "diffusion_pytorch_model", transformer_shapes(transformer), args.dtype, values,
                  args.shard_bytes)
    write_weights(place("text_encoder"), "model", text_shapes(text), args.text_dtype, values, args.shard_bytes)


if __name__ == "__main__":
    main()

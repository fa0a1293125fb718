#!/usr/bin/env python3
"""Writes the logits that networks have whose weights and images are given by formulas: what the tests of networks compare with.

    apt-get install python3-torchvision        # torchvision 0.14 with PyTorch 1.13
    /usr/bin/python3 tests/network-vectors.py [network:image-size:gain ...]

Without arguments it writes NoisyStudent.Tests/Networks/network-vectors.json beside this script, else it prints. EfficientNets are torchvision's
with TensorFlow's padding and epsilon, and timm's names; for tf_efficientnet_b0 timm itself gives the same logits.

The gain is how much a layer strengthens its input. It was tried out for each network: with too small a one nothing of the images arrives at the
logits, which would then say little about how a network sees them; with too large a one they grow beyond all measure.
"""

import json
import os
import sys
import zlib

import numpy as np
import torch
import torchvision.models as models
from torchvision.models import efficientnet


def wave(i, phase):
    return np.sin(0.7390851332 * i + phase) + 0.5 * np.sin(1.9021605831 * i + 2 * phase)


def values(name, shape, gain):
    count = int(np.prod(shape))
    v = wave(np.arange(count, dtype=np.float64), 2 * np.pi * (zlib.crc32(name.encode()) % 1000) / 1000)
    if name.endswith("running_var"):
        v = 1 + 0.3 * v
    elif name.endswith("running_mean") or name.endswith(".bias"):
        v = 0.1 * v
    elif len(shape) == 1:
        v = 1 + 0.2 * v
    else:
        v = v * np.sqrt(gain / (count / shape[0]))
    return torch.from_numpy(v.astype(np.float32).reshape(shape))


def images(size):
    j = np.arange(2 * 3 * size * size, dtype=np.float64)
    return torch.from_numpy((np.sin(0.0123 * j) + 0.3 * np.cos(0.00071 * j)).astype(np.float32).reshape(2, 3, size, size))


class SamePadding(torch.nn.Module):
    """TensorFlow's padding before a convolution of stride 2."""

    def __init__(self, convolution):
        super().__init__()
        self.convolution = convolution
        self.kernel, self.stride = convolution.kernel_size[0], convolution.stride[0]
        convolution.padding = (0, 0)

    def forward(self, x):
        pads = []
        for size in (x.shape[3], x.shape[2]):
            total = max(0, (-(-size // self.stride) - 1) * self.stride + self.kernel - size)
            pads += [total // 2, total - total // 2]
        return self.convolution(torch.nn.functional.pad(x, pads))


def timm_name(name):
    """features.s.b.block.l.p as timm names it."""
    parts = name.split(".")
    tail = parts[-1]
    if parts[0] == "classifier":
        return "classifier." + tail
    stage = int(parts[1])
    if stage in (0, 8):
        convolution, norm = ("conv_stem", "bn1") if stage == 0 else ("conv_head", "bn2")
        return f"{convolution if parts[2] == '0' else norm}.{tail}"
    layers = ["conv_pw", "conv_dw", "se", "conv_pwl"] if stage > 1 else ["conv_dw", "se", "conv_pw"]
    layer = layers[int(parts[4])]
    prefix = f"blocks.{stage - 1}.{parts[2]}."
    if layer == "se":
        return f"{prefix}se.{ {'fc1': 'conv_reduce', 'fc2': 'conv_expand'}[parts[5]] }.{tail}"
    norm = [each for each in layers if each != "se"].index(layer) + 1
    return prefix + (f"{layer}.{tail}" if parts[5] == "0" else f"bn{norm}.{tail}")


def efficient_net(width, depth, gain):
    settings, last = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=width, depth_mult=depth)
    head = efficientnet._make_divisible(1280 * width, 8)
    network = efficientnet.EfficientNet(settings, 0.0, norm_layer=lambda c: torch.nn.BatchNorm2d(c, eps=1e-3), last_channel=head)
    fill(network, gain, timm_name)
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, torch.nn.Conv2d) and child.stride[0] == 2:
                setattr(module, name, SamePadding(child))
    return network


def fill(network, gain, rename=lambda name: name):
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(values(rename(name), tuple(tensor.shape), gain))


def res_net(create, gain):
    network = create()
    fill(network, gain)
    return network


SCALES = {"b0": (1.0, 1.0), "b1": (1.0, 1.1), "b2": (1.1, 1.2), "b3": (1.2, 1.4), "b4": (1.4, 1.8), "b5": (1.6, 2.2),
          "b6": (1.8, 2.6), "b7": (2.0, 3.1), "l2": (4.3, 5.3)}


def compute(name, size, gain):
    kind = name.split("-")[1]
    network = efficient_net(*SCALES[kind], gain) if name.startswith("efficientnet") else res_net(getattr(models, "resnet" + kind), gain)
    network.eval()
    with torch.no_grad():
        logits = network(images(size))
    parameters = sum(p.numel() for p in network.parameters())
    return {"network": name, "size": size, "gain": gain, "parameters": parameters,
            "logits": [[round(float(v), 6) for v in row[:16]] for row in logits]}


CASES = ["efficientnet-b0:64:4.8", "efficientnet-b1:75:3.7", "efficientnet-b4:64:4.8", "efficientnet-b7:75:1.8", "efficientnet-l2:64:5",
         "resnet-18:64:2.4", "resnet-34:75:2.4", "resnet-50:64:1.6"]
cases = [case.split(":") for case in sys.argv[1:] or CASES]
text = "[\n" + ",\n".join(json.dumps(compute(name, int(size), float(gain))) for name, size, gain in cases) + "\n]\n"
if sys.argv[1:]:
    print(text)
else:
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "NoisyStudent.Tests", "Networks", "network-vectors.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)

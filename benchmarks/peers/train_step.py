"""Training steps of the benchmark's networks in PyTorch: the reference of 'train-step' and 'train-step-best'.

Usage: train_step.py NETWORK SIZE BATCH PRECISION THREADS; then, for each line on standard input, a number of steps, one line on standard
output: images a second. NETWORK is resnet-20, bottleneck, fast-64, or one of torchvision's: resnet-18, efficientnet-b0; SIZE is the width and height of
the BATCH images; PRECISION is fp32 or bf16 (autocast).
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Basic(nn.Module):
    """Two 3x3 convolutions and a shortcut without parameters (He et al., option A)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.new = outputs - inputs

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
        if self.new:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.new // 2, self.new - self.new // 2))
        return F.relu(out + x, inplace=True)


class Bottleneck(nn.Module):
    """1x1, 3x3 and 1x1 convolutions, and a projected shortcut where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        middle = outputs // 4
        self.conv1 = nn.Conv2d(inputs, middle, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(middle)
        self.conv3 = nn.Conv2d(middle, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.project = None
        if stride != 1 or inputs != outputs:
            self.project = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = F.relu(self.bn2(self.conv2(out)), inplace=True)
        out = self.bn3(self.conv3(out))
        return F.relu(out + (x if self.project is None else self.project(x)), inplace=True)


class Fast(nn.Module):
    """Whitened patches, whose weights are not learned, then groups of a convolution, maxima of 2x2 and a convolution beside a shortcut."""

    def __init__(self, width, groups):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad = False
        widths = [24] + [width] + [4 * width] * (groups - 1)
        self.first = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1, bias=False) for a, b in zip(widths, widths[1:]))
        self.first_norm = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.second = nn.ModuleList(nn.Conv2d(b, b, 3, 1, 1, bias=False) for b in widths[1:])
        self.second_norm = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.head = nn.Linear(widths[-1], 10)

    def forward(self, x):
        x = F.relu(self.whiten(F.pad(x, (0, 1, 0, 1))), inplace=True)
        for first, first_norm, second, second_norm in zip(self.first, self.first_norm, self.second, self.second_norm):
            x = F.relu(first_norm(F.max_pool2d(first(x), 2)), inplace=True)
            x = F.relu(second_norm(second(x)) + x, inplace=True)
        return self.head(x.amax((2, 3))) * 0.125


def network(name):
    if name == "fast-64":
        return Fast(64, 3)
    if name in ("resnet-18", "efficientnet-b0"):
        from torchvision import models

        return models.resnet18(num_classes=10) if name == "resnet-18" else models.efficientnet_b0(num_classes=10, dropout=0, stochastic_depth_prob=0)
    if name == "resnet-20":
        widths, per_stage, width = [16, 32, 64], 3, 16
        blocks = [Basic(a, b) for a, b in pairs(width, widths, per_stage)]
    elif name == "bottleneck":
        widths, per_stage, width = [64, 128, 256], 2, 32
        blocks = [Bottleneck(a, b, 2 if i in (2, 4) else 1) for i, (a, b) in enumerate(pairs(width, widths, per_stage))]
    else:
        sys.exit(f"There is no network {name} here.")
    stem = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], 10))


def pairs(width, widths, per_stage):
    before = width
    for after in widths:
        for _ in range(per_stage):
            yield before, after
            before = after


def main():
    name, size, batch, precision, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    net = network(name).to(memory_format=torch.channels_last)
    images = torch.randn(batch, 3, size, size).to(memory_format=torch.channels_last)
    labels = torch.randint(10, (batch,))
    optimizer = torch.optim.SGD([each for each in net.parameters() if each.requires_grad], 0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    print(f"PyTorch {torch.__version__}", flush=True)
    for line in sys.stdin:
        steps = int(line)
        start = time.perf_counter()
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
                loss = F.cross_entropy(net(images).float(), labels)
            loss.backward()
            optimizer.step()
        print(steps * batch / (time.perf_counter() - start), flush=True)


main()

#!/usr/bin/env bash
# What the benchmarks compare with, from the packages of Debian or Ubuntu: PyTorch for training steps, Pillow and torchvision for pictures and noise.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends python3-torch python3-torchvision python3-pil python3-numpy

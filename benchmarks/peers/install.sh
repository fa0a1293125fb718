#!/usr/bin/env bash
# What the benchmarks compare with, from the packages of Debian or Ubuntu: PyTorch for the training steps, torchvision and Pillow for photos.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends python3-torch python3-torchvision python3-pil python3-numpy

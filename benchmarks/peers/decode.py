"""Photos to noised training pictures by torchvision and Pillow, one thread: the reference of 'decode'.

Usage: decode.py PHOTOS.tar.gz; then, for each line on standard input, a number of passes over the photos, one line on standard output:
pictures a second.
"""
import io
import sys
import tarfile
import time

import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms

SIZE = 224
# Magnitude 27 of 30 in the paper's scale; torchvision's has 31 bins, 0 to 30.
TRANSFORM = transforms.Compose([
    transforms.RandomResizedCrop(SIZE),
    transforms.RandomHorizontalFlip(),
    transforms.RandAugment(num_ops=2, magnitude=27, num_magnitude_bins=31, fill=[128, 128, 128]),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def read_photos(path):
    with tarfile.open(path) as archive:
        return [archive.extractfile(member).read() for member in archive if member.isfile()]


def main():
    photos = read_photos(sys.argv[1])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    batch = torch.empty(len(photos), 3, SIZE, SIZE)
    print(f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}", flush=True)
    for line in sys.stdin:
        passes = int(line)
        start = time.perf_counter()
        for _ in range(passes):
            for i, photo in enumerate(photos):
                batch[i] = TRANSFORM(Image.open(io.BytesIO(photo)).convert("RGB"))
        print(passes * len(photos) / (time.perf_counter() - start), flush=True)


main()

"""Input noise in Python, one thread: the reference of 'noise'.

Usage: noise.py LIBRARY; then, for each line on standard input, a number of pictures, one line on standard output: pictures a second.
LIBRARY is pillow (the reference code's sixteen operations by hand) or torchvision (its own RandAugment). Either way a 32x32 picture is
cropped from its padding, perhaps mirrored, goes through two operations at magnitude 27 of 30, is normalized and put into a batch.
"""
import random
import sys
import time

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

SIZE, BATCH, LEVEL, FILL = 32, 128, 9.0, (128, 128, 128)
MEAN = np.array([125.3, 123.0, 113.9], np.float32)
DEVIATION = np.array([63.0, 62.1, 66.7], np.float32)


def affine(image, *matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=FILL)


def signed(value):
    return -value if random.random() < 0.5 else value


def solarize_add(image, addition=int(110 * LEVEL / 10)):
    return image.point([min(255, i + addition) if i < 128 else i for i in range(256)] * 3)


def cutout(image):
    half = round(40 * LEVEL / 10 * SIZE / 224)
    x, y = random.randrange(SIZE), random.randrange(SIZE)
    result = image.copy()
    result.paste(FILL, (max(x - half, 0), max(y - half, 0), min(x + half, SIZE), min(y + half, SIZE)))
    return result


FACTOR = 1.8 * LEVEL / 10 + 0.1
SHEAR, SHIFT = 0.3 * LEVEL / 10, 100 * LEVEL / 10 * SIZE / 224
OPERATIONS = [
    ImageOps.autocontrast,
    ImageOps.equalize,
    ImageOps.invert,
    lambda image: image.rotate(signed(30 * LEVEL / 10), Image.Resampling.BILINEAR, fillcolor=FILL),
    lambda image: ImageOps.posterize(image, int(4 * LEVEL / 10)),
    lambda image: ImageOps.solarize(image, int(256 * LEVEL / 10)),
    solarize_add,
    lambda image: ImageEnhance.Color(image).enhance(FACTOR),
    lambda image: ImageEnhance.Contrast(image).enhance(FACTOR),
    lambda image: ImageEnhance.Brightness(image).enhance(FACTOR),
    lambda image: ImageEnhance.Sharpness(image).enhance(FACTOR),
    lambda image: affine(image, 1, signed(SHEAR), 0, 0, 1, 0),
    lambda image: affine(image, 1, 0, 0, signed(SHEAR), 1, 0),
    lambda image: affine(image, 1, 0, signed(SHIFT), 0, 1, 0),
    lambda image: affine(image, 1, 0, 0, 0, 1, signed(SHIFT)),
    cutout,
]


def with_pillow():
    batch = np.empty((BATCH, SIZE, SIZE, 3), np.float32)
    pixels = [np.random.default_rng(i).integers(0, 256, (SIZE, SIZE, 3), np.uint8) for i in range(BATCH)]

    def one(i):
        image = Image.fromarray(pixels[i % BATCH])
        left, top = random.randrange(9), random.randrange(9)
        image = ImageOps.expand(image, 4, FILL).crop((left, top, left + SIZE, top + SIZE))
        if random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        for operation in random.choices(OPERATIONS, k=2):
            image = operation(image)
        np.divide(np.asarray(image, np.float32) - MEAN, DEVIATION, out=batch[i % BATCH])

    return f"Pillow {PIL.__version__}", one


def with_torchvision():
    import torch
    import torchvision
    from torchvision import transforms

    torch.set_num_threads(1)
    batch = torch.empty(BATCH, 3, SIZE, SIZE)
    pixels = [np.random.default_rng(i).integers(0, 256, (SIZE, SIZE, 3), np.uint8) for i in range(BATCH)]
    transform = transforms.Compose([
        transforms.RandomCrop(SIZE, padding=4, fill=FILL),
        transforms.RandomHorizontalFlip(),
        transforms.RandAugment(2, 27, 31, transforms.InterpolationMode.BILINEAR, FILL),
        transforms.ToTensor(),
        transforms.Normalize((MEAN / 255).tolist(), (DEVIATION / 255).tolist()),
    ])

    def one(i):
        batch[i % BATCH] = transform(Image.fromarray(pixels[i % BATCH]))

    return f"torchvision {torchvision.__version__}", one


def main():
    name, one = with_pillow() if sys.argv[1] == "pillow" else with_torchvision()
    random.seed(1)
    print(name, flush=True)
    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        for i in range(count):
            one(i)
        print(count / (time.perf_counter() - start), flush=True)


main()

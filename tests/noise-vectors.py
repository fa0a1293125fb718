#!/usr/bin/env python3
"""Writes what Pillow makes of synthetic pictures: the values that the tests of input noise compare with.

    apt-get install python3-pil        # Pillow 9.4
    /usr/bin/python3 tests/noise-vectors.py

Writes NoisyStudent.Tests/Noise/pillow-vectors.gz beside this script; the same bytes each time. Unzipped, the file is a sequence
of records: a line of text `operation argument picture width height`, then width * height * 3 bytes, red, green and blue
interleaved, rows from top to bottom. A record of the operation `Source` comes before those of what Pillow made of that picture.
Where Pillow has no argument, the argument is 0. Geometric operations fill with the grey level 128.
"""

import gzip
import math
import os

import PIL
from PIL import Image, ImageEnhance, ImageOps

FILL = (128, 128, 128)


def waves(x, y, channel):
    """Smooth, colourful, of a narrow range, so that AutoContrast has something to stretch."""
    return int(120 + 60 * math.sin(0.21 * x + 1.3 * channel) * math.cos(0.17 * y - 0.4 * channel) + 1.1 * y)


def blocks(x, y, channel):
    """Flat fields with hard edges, black and white among them."""
    return ((x // 5) * 67 + (y // 4) * 91 + channel * 85) * 29 % 256 if (x // 5 + y // 4) % 3 else 255 * ((x // 5) % 2)


def grain(x, y, channel):
    """Every level, without any order."""
    value = (x * 73856093) ^ (y * 19349663) ^ ((channel + 1) * 83492791)
    value = (value ^ (value >> 13)) * 1274126177 & 0xFFFFFFFF
    return (value >> 11) & 0xFF


PICTURES = [
    ("waves", waves, 32, 32),
    ("blocks", blocks, 32, 32),
    ("grain", grain, 23, 17),
    ("dot", grain, 1, 1),
    ("strip", waves, 6, 2),
]


def affine(image, matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=FILL)


# The last argument of each is that of magnitude 27 of 10, as the paper's code counts; those before are of 27 of 30 and less.
FACTORS = (0.0, 0.37, 1.0, 1.72, 4.96)
OPERATIONS = [
    ("AutoContrast", lambda image, _: ImageOps.autocontrast(image), (0,)),
    ("Equalize", lambda image, _: ImageOps.equalize(image), (0,)),
    ("Invert", lambda image, _: ImageOps.invert(image), (0,)),
    ("Posterize", ImageOps.posterize, (1, 3, 8)),
    ("Solarize", ImageOps.solarize, (0, 128, 230, 691)),
    ("Color", lambda image, factor: ImageEnhance.Color(image).enhance(factor), FACTORS),
    ("Contrast", lambda image, factor: ImageEnhance.Contrast(image).enhance(factor), FACTORS),
    ("Brightness", lambda image, factor: ImageEnhance.Brightness(image).enhance(factor), FACTORS),
    ("Sharpness", lambda image, factor: ImageEnhance.Sharpness(image).enhance(factor), FACTORS),
    ("Rotate", lambda image, degrees: image.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=FILL), (-27.0, 4.5, 81.0)),
    ("ShearX", lambda image, level: affine(image, (1, level, 0, 0, 1, 0)), (-0.27, 0.15, 0.81)),
    ("ShearY", lambda image, level: affine(image, (1, 0, 0, level, 1, 0)), (-0.27, 0.15, 0.81)),
    ("TranslateX", lambda image, pixels: affine(image, (1, 0, pixels, 0, 1, 0)), (-12.857, 3.0, 10.8)),
    ("TranslateY", lambda image, pixels: affine(image, (1, 0, 0, 0, 1, pixels)), (-12.857, 3.0, 10.8)),
]


def main():
    records = []

    def add(operation, argument, name, image):
        records.append(f"{operation} {argument} {name} {image.width} {image.height}\n".encode("ascii") + image.tobytes())

    for name, formula, width, height in PICTURES:
        levels = bytes(formula(x, y, channel) for y in range(height) for x in range(width) for channel in range(3))
        picture = Image.frombytes("RGB", (width, height), levels)
        add("Source", 0, name, picture)
        for operation, function, arguments in OPERATIONS:
            for argument in arguments:
                add(operation, argument, name, function(picture, argument))

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "NoisyStudent.Tests", "Noise", "pillow-vectors.gz")
    with open(path, "wb") as file:
        file.write(gzip.compress(b"".join(records), compresslevel=9, mtime=0))
    print(f"Pillow {PIL.__version__}: {len(records)} records, {os.path.getsize(path)} bytes in {path}")


if __name__ == "__main__":
    main()

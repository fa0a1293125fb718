#!/usr/bin/env python3
"""Reads a safetensors file by the rules of its format alone, prints what it holds, and writes it again in another way.

    python3 tests/safetensors-round-trip.py FILE REWRITTEN

In the second file the names stand in another order, the tensors lie in the opposite one, and the header has other spaces, so that they start
at an odd byte. Where the first file breaks a rule, the script ends with the rule.
"""

import hashlib
import json
import struct
import sys

SIZES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "BOOL": 1}
METADATA = "__metadata__"


def require(rule, holds):
    if not holds:
        sys.exit(f"not so: {rule}")


def unique(pairs):
    names = [name for name, _ in pairs]
    require("no name stands twice in an object", len(set(names)) == len(names))
    return dict(pairs)


def is_count(number):
    return type(number) is int and number >= 0


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    require("the file has eight bytes of length", len(content) >= 8)
    (length,) = struct.unpack("<Q", content[:8])
    require("the header is in the file and no longer than 100 MB", length <= min(len(content) - 8, 100_000_000))
    text, data = content[8:8 + length], content[8 + length:]
    require("the header starts with a brace and ends in a brace or spaces", text[:1] == b"{" and text.rstrip(b" ")[-1:] == b"}")
    header = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    metadata = header.pop(METADATA, {})
    require("metadata are text", all(isinstance(value, str) for value in metadata.values()))
    tensors, end = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        require(f"{name} has type, shape and place", set(entry) == {"dtype", "shape", "data_offsets"})
        require(f"{name} has whole numbers", all(map(is_count, entry["shape"] + entry["data_offsets"])))
        count = 1
        for size in entry["shape"]:
            count *= size
        start, stop = entry["data_offsets"]
        require(f"{name} starts where the one before it ends", start == end)
        require(f"{name} is as long as its shape wants", stop - start == count * SIZES[entry["dtype"]])
        tensors[name], end = (entry["dtype"], entry["shape"], data[start:stop]), stop
    require("the last tensor ends with the file", end == len(data))
    return metadata, tensors


def write(path, metadata, tensors):
    header, end = {}, 0
    for name in reversed(tensors):
        dtype, shape, data = tensors[name]
        header[name] = {"data_offsets": [end, end + len(data)], "shape": shape, "dtype": dtype}
        end += len(data)
    text = json.dumps({**dict(sorted(header.items())), METADATA: metadata}, indent=1, ensure_ascii=False).encode("utf-8")
    text += b" " * (7 - len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in reversed(tensors):
            file.write(tensors[name][2])


metadata, tensors = read(sys.argv[1])
write(sys.argv[2], metadata, tensors)
print(json.dumps({
    "metadata": metadata,
    "tensors": [{"name": name, "type": dtype, "shape": shape, "sha256": hashlib.sha256(data).hexdigest()}
                for name, (dtype, shape, data) in tensors.items()]}))

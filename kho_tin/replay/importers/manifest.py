"""What a WACZ package says about its own files: their sizes and SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LARGEST = 4 << 20  # bytes: twenty thousand files, where packages have a dozen
NAME, DIGEST = "datapackage.json", "datapackage-digest.json"
_SHA256 = "sha256:"

# Takes a file's name and a number of bytes, and returns that many bytes at most, or None for no
# such file. Raises ValueError for a file that cannot be unpacked.
Text = Callable[[str, int], bytes | None]


@dataclass
class Manifest:
    """`resources` are the files that it names, with what it says about each; `flaws` has a line for
    each fault of the manifest itself."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: Text) -> Manifest:
        """Read the manifest, and check it against its digest."""
        manifest = cls()
        raw = manifest._read(text, NAME)
        if raw is None:
            return manifest
        resources = manifest._json(NAME, raw).get("resources")
        for resource in resources if isinstance(resources, list) else []:
            if isinstance(resource, dict) and isinstance(resource.get("path"), str):
                manifest.resources[resource["path"]] = resource
        vouching = manifest._read(text, DIGEST)
        if vouching is not None:
            digest = manifest._json(DIGEST, vouching).get("hash")
            manifest.flaws += _wrong(digest, hashlib.sha256(raw).hexdigest(), NAME, DIGEST)
        return manifest

    def check(self, path: str, size: int, sha256: str) -> Iterator[str]:
        """How a file of `size` bytes and this SHA-256 (hex) differs from the manifest."""
        if not self.resources:
            return
        resource = self.resources.get(path)
        if resource is None:
            yield f"is not named in {NAME}"
            return
        if isinstance(resource.get("bytes"), int) and resource["bytes"] != size:
            yield f"has {size} bytes, and {resource['bytes']} by {NAME}"
        yield from _wrong(resource.get("hash"), sha256, "it", NAME)

    def _read(self, text: Text, name: str) -> bytes | None:
        try:
            raw = text(name, LARGEST + 1)
        except ValueError as error:
            self.flaws.append(f"{name} cannot be read ({error})")
            return None
        if raw is not None and len(raw) > LARGEST:
            self.flaws.append(f"{name} has more than {LARGEST} bytes, and is not read")
            return None
        return raw

    def _json(self, name: str, raw: bytes) -> dict[str, Any]:
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError) as error:
            self.flaws.append(f"{name} cannot be read ({error})")
            return {}
        return value if isinstance(value, dict) else {}


def _wrong(digest: object, sha256: str, what: str, by: str) -> Iterator[str]:
    """Nothing if no digest is given, or one by another algorithm than the format's own."""
    if not isinstance(digest, str) or not digest.lower().startswith(_SHA256):
        return
    if digest.lower() != f"{_SHA256}{sha256}":
        yield f"{what} is not of the sha256 that {by} says"

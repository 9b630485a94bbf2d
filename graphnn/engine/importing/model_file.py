"""Model files of Keras as bytes that nobody vouches for: `.keras` archives and `.h5` files.

The directory of an archive is judged before anything in it is read, and an HDF5 file is walked for what would lead
out of it. Of either only the config's text, lists of words and arrays of numbers are taken; Keras' own loaders
see none of it.
"""

import math
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import h5py

from graphnn.document import strict_json
from graphnn.errors import DocumentError, ModelError
from graphnn.sources.opening import refuse_packings

MAX_WEIGHTS_BYTES = 2 * 2**30
MAX_FILE_BYTES = MAX_WEIGHTS_BYTES + 2**26
"""Room for a config and words beside the weights. What an archive says it holds is read before it can be judged."""

MAX_ENTRIES = 100
MAX_RATIO = 100
"""How much larger than its place in the archive an entry may be: weights are numbers, which shrink little."""

MAX_OBJECTS = 100_000
_SMALL_BYTES = 2**20
_ZIP_MAGIC = b"PK\x03\x04"
_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
_KNOWN: Final = frozenset({_CONFIG, _WEIGHTS, "metadata.json"})
_VOCABULARY: Final = re.compile(r"assets/(?P<place>(layers/\w+/)+)(_lookup_layer/)?vocabulary\.txt", re.ASCII)
MAX_VOCABULARY_BYTES = 2 * 2**20
"""Words of all layers together, which a graph file has to hold."""

_PLAIN_KINDS: Final = "fiub"
_OWN_FILTERS: Final = frozenset({h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32})
"""What HDF5 packs by itself; for any other way it would load a library by the number in the file."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's config, parsed, and the HDF5 file with its weights, checked; `is_legacy` tells how that is laid out.

    `vocabularies` are the lines of what an archive keeps beside the config, by the place of the layer.
    """

    config: Any
    weights: Path | None
    is_legacy: bool
    keras_version: str
    vocabularies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_oldest(self) -> bool:
        """Whether Keras 1 wrote it, which laid weights out otherwise."""
        return self.is_legacy and self.keras_version.startswith("1.")


def read_model_file(path: Path, folder: Path) -> ModelFile:
    """Read a model file of either kind; the weights of an archive are unpacked into the folder.

    Raises:
        ModelError: If it is no such file, or one that is unsafe to read.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise ModelError(f"{path}: larger than {MAX_FILE_BYTES:,} bytes, the limit of a model file.")
    with path.open("rb") as file:
        is_archive = file.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC
    return read_archive(path, folder) if is_archive else read_h5(path)


def read_archive(path: Path, folder: Path) -> ModelFile:
    """Read a `.keras` archive; its weights are unpacked into the folder.

    Raises:
        ModelError: If it is no such archive, or one that is unsafe to read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _checked_entries(archive, path)
            config = parse_config(_entry(archive, entries[_CONFIG], strict_json.MAX_BYTES), place=f"{path}: {_CONFIG}")
            vocabularies = dict(_vocabularies(archive, entries, path))
            weights = None
            if _WEIGHTS in entries:
                weights = folder / "weights.h5"
                weights.write_bytes(_entry(archive, entries[_WEIGHTS], MAX_WEIGHTS_BYTES))
                check_h5(weights, place=f"{path}: {_WEIGHTS}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"{path}: a damaged archive: {error}. Save the model again.") from error
    return ModelFile(config, weights, is_legacy=False, keras_version="3", vocabularies=vocabularies)


def read_config(path: Path) -> Any:
    """Return the config in a `.keras` archive alone.

    Raises:
        ModelError: If it is no such archive, or one that is unsafe to read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _checked_entries(archive, path)
            return parse_config(_entry(archive, entries[_CONFIG], strict_json.MAX_BYTES), place=f"{path}: {_CONFIG}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"{path}: a damaged archive: {error}. Save the model again.") from error


def read_h5(path: Path) -> ModelFile:
    """Read an `.h5` file of a whole model, as Keras 1 and 2 wrote.

    Raises:
        ModelError: If it is no such file, holds weights alone, or is unsafe to read.
    """
    check_h5(path, place=f"{path}")
    with h5py.File(path, "r") as file:
        text = text_attribute(file.attrs, "model_config", place=f"{path}")
        if text is None:
            raise ModelError(f"{path}: holds weights without the model they belong to. Save the whole model.")
        version = text_attribute(file.attrs, "keras_version", place=f"{path}") or ""
    return ModelFile(parse_config(text.encode(), place=f"{path}"), path, is_legacy=True, keras_version=version)


def parse_config(text: bytes, *, place: str) -> Any:
    """Return the config that JSON text holds, under the limits of a graph file.

    Raises:
        ModelError: If it is no JSON, or none that a graph file may hold.
    """
    if len(text) > strict_json.MAX_BYTES:
        raise ModelError(f"{place}: a config of more than {strict_json.MAX_BYTES:,} bytes, the limit of a graph.")
    try:
        return strict_json.parse(text, place=place)
    except DocumentError as error:
        raise ModelError(str(error)) from error


def check_h5(path: Path, *, place: str) -> None:
    """Raise if an HDF5 file holds anything but groups and arrays of numbers, or leads out of itself.

    Raises:
        ModelError: If it does.
    """
    try:
        with h5py.File(path, "r") as file:
            total = 0
            for count, (name, item) in enumerate(_walk(file, place), start=1):
                if count > MAX_OBJECTS:
                    raise ModelError(f"{place}: more than {MAX_OBJECTS:,} arrays and groups.")
                if isinstance(item, h5py.Dataset):
                    total += _checked_size(item, f"{place}: {name}")
                if total > MAX_WEIGHTS_BYTES:
                    raise ModelError(f"{place}: its weights take more than {MAX_WEIGHTS_BYTES:,} bytes, the limit.")
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise ModelError(f"{place}: not an HDF5 file, or a damaged one. Save the model again.") from error


def text_attribute(attributes: Any, name: str, *, place: str) -> str | None:
    """Return a text kept with an HDF5 file; None where there is none of that name."""
    if name not in attributes:
        return None
    kept = attributes.get_id(name)
    if kept.get_storage_size() > strict_json.MAX_BYTES:
        raise ModelError(f"{place}: its {name} is larger than {strict_json.MAX_BYTES:,} bytes, the limit of a graph.")
    value = attributes[name]
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if not isinstance(value, str):
        raise ModelError(f"{place}: its {name} is no text. Save the model again.")
    return value


def _checked_entries(archive: zipfile.ZipFile, path: Path) -> Mapping[str, zipfile.ZipInfo]:
    refuse_packings(archive)
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or len(set(names)) < len(names):
        raise ModelError(f"{path}: an archive of {len(entries):,} entries, some by the same name; Keras writes three.")
    for entry in entries:
        place = f"{path}: {entry.filename!r}"
        is_vocabulary = _VOCABULARY.fullmatch(entry.filename) is not None
        if entry.filename.startswith("assets/") and ".." not in entry.filename and not is_vocabulary:
            raise ModelError(f"{place}: a layer's own file, and no vocabulary, which is all that graphs can hold.")
        if entry.filename.endswith((".weights.json", ".weights.h5")) and entry.filename != _WEIGHTS:
            raise ModelError(f"{place}: weights in several files are not read yet. Save them in one.")
        is_known = is_vocabulary or entry.filename in _KNOWN
        if not is_known or stat.S_ISLNK(entry.external_attr >> 16) or entry.flag_bits & 1:
            raise ModelError(f"{place}: nothing that Keras puts into a model's archive. Nothing was unpacked.")
        if entry.file_size > (MAX_WEIGHTS_BYTES if entry.filename == _WEIGHTS else strict_json.MAX_BYTES):
            raise ModelError(f"{place}: {entry.file_size:,} bytes, which is more than such an entry may have.")
        if entry.file_size > max(_SMALL_BYTES, MAX_RATIO * entry.compress_size):
            raise ModelError(f"{place}: shrunk to less than a hundredth, as no model is. Nothing was unpacked.")
    if _CONFIG not in names:
        raise ModelError(f"{path}: an archive without {_CONFIG}, so no model of Keras.")
    return dict(zip(names, entries, strict=True))


def _vocabularies(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], path: Path
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words that the archive keeps, by the place of their layer."""
    found = {name: match for name in entries if (match := _VOCABULARY.fullmatch(name)) is not None}
    if sum(entries[name].file_size for name in found) > MAX_VOCABULARY_BYTES:
        raise ModelError(
            f"{path}: vocabularies of more than {MAX_VOCABULARY_BYTES:,} bytes. Save it with shorter ones."
        )
    for name, match in found.items():
        try:
            text = _entry(archive, entries[name], MAX_VOCABULARY_BYTES).decode()
        except UnicodeDecodeError as error:
            raise ModelError(f"{path}: {name}: no text in UTF-8. Save the model again.") from error
        # As Keras writes it: words may hold other characters that Python takes for the end of a line.
        yield match["place"].rstrip("/"), tuple(text.split("\n"))


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit_bytes: int) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(min(entry.file_size, limit_bytes) + 1)
    if len(content) != entry.file_size:
        raise ModelError(f"{entry.filename}: not of the size that the archive tells. Save the model again.")
    return content


def _walk(group: h5py.Group, place: str) -> Iterator[tuple[str, Any]]:
    waiting = [("", group)]
    while waiting:
        prefix, inner = waiting.pop()
        for name in inner:
            path = f"{prefix}{name}"
            if not isinstance(inner.get(name, getlink=True), h5py.HardLink) or len(path) > 2_000:
                raise ModelError(f"{place}: {path[:80]} leads elsewhere, as weights of Keras never do.")
            item = inner[name]
            yield path, item
            if isinstance(item, h5py.Group):
                waiting.append((f"{path}/", item))


def _checked_size(data: h5py.Dataset, place: str) -> int:
    if data.external or data.is_virtual:
        raise ModelError(f"{place}: its values lie in another file. Nothing was read.")
    if data.dtype.kind not in _PLAIN_KINDS:
        raise ModelError(f"{place}: holds {data.dtype}, not numbers.")
    packing = data.id.get_create_plist()
    if not _OWN_FILTERS.issuperset(packing.get_filter(number)[0] for number in range(packing.get_nfilters())):
        raise ModelError(f"{place}: packed in a way that weights of Keras never are. Nothing was read.")
    size: int = math.prod(data.shape) * data.dtype.itemsize
    if size > max(_SMALL_BYTES, MAX_RATIO * data.id.get_storage_size()):
        raise ModelError(f"{place}: shrunk to less than a hundredth, as no weights are. Nothing was read.")
    return size

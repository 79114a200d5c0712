"""What might be a drop: the files of a folder put together by manifest, by marker or by age, in the order to apply."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Literal

from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.drops.folder import FeedFile, Folder
from catalog_sync.pim.drops.manifest import Manifest, ManifestFile, is_manifest, read_manifest, sequence_at

MARKER, DONE = "_SUCCESS", ".done"
_ROWS = re.compile(r"\.(csv|tsv|txt|jsonl|ndjson|json)(\.(gz|bz2|xz|zip))?$", re.IGNORECASE)
_UNFINISHED = re.compile(r"^[.~]|\.(tmp|temp|part|partial|filepart|crdownload|swp)$|~$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """Files that belong together. `unready` says what they still wait for; `stated` is the manifest's word by file."""

    name: str
    files: tuple[FeedFile, ...]
    modified: float
    fingerprint: str
    manifest: Manifest | None = None
    unready: str | None = None
    stated: Mapping[str, ManifestFile] = field(default_factory=dict)
    sequence: int | None = None
    mode: Literal["full", "delta"] = "full"
    as_of: datetime | None = None

    @property
    def order(self) -> tuple[bool, int, float, str]:
        """By sequence, else by time of writing and name."""
        return self.sequence is None, self.sequence or 0, self.modified, self.name


class Candidates:
    """Puts the files of a folder together as the settings say."""

    def __init__(self, settings: DropsConfiguration, folder: Folder) -> None:
        self._settings = settings
        self._folder = folder
        self._naming = re.compile(settings.naming) if settings.naming else None

    def look(self, now: float) -> list[Candidate]:
        """All candidates that are in the folder now, in the order to apply them."""
        files = self._folder.look()
        by_manifest = [self._by_manifest(file, files) for file in files.values() if _is_whole_manifest(file)]
        ours = [found for found in by_manifest if self._is_ours(found)]
        claimed = {file.name for found in by_manifest for file in found.files}
        free = [file for file in files.values() if file.name not in claimed and self._is_data(file)]
        found = [self._understood(candidate) for candidate in [*ours, *self._by_marker(free, files, now)]]
        return sorted(found, key=lambda candidate: candidate.order)

    def _by_manifest(self, file: FeedFile, files: Mapping[str, FeedFile]) -> Candidate:
        try:
            content = self._folder.content(file)
        except OSError as error:
            return _candidate(file.name, (file,), unready=f"its manifest cannot be read: {error}")
        manifest = read_manifest(content)
        if isinstance(manifest, str):
            return _candidate(file.name, (file,), unready=manifest)
        prefix = f"{file.folder}/" if file.folder else ""
        stated = {prefix + stated.name: stated for stated in manifest.files}
        there = tuple(files[name] for name in stated if name in files)
        absent = ", ".join(name for name in stated if name not in files)
        unready = f"{absent} of its manifest is not there" if absent else None
        found = _candidate(file.name, there, file, word=content, unready=unready)
        return replace(found, manifest=manifest, stated=stated)

    def _by_marker(
        self, free: Iterable[FeedFile], files: Mapping[str, FeedFile], now: float
    ) -> Iterator[Candidate]:
        together: dict[str, list[FeedFile]] = {}
        for file in free:
            marker = files.get(f"{file.folder}/{MARKER}" if file.folder else MARKER)
            if marker and file.folder and marker.modified >= file.modified:
                together.setdefault(file.folder, []).append(file)
            else:
                yield _candidate(file.name, (file,), unready=self._wait(file, marker, files, now))
        for folder, parts in together.items():
            yield _candidate(folder, tuple(sorted(parts, key=lambda part: part.name)))

    def _wait(
        self, file: FeedFile, marker: FeedFile | None, files: Mapping[str, FeedFile], now: float
    ) -> str | None:
        """What a file still waits for; nothing once a marker was written after it, or once it is old enough."""
        done = files.get(file.name + DONE) or marker
        if done and done.modified >= file.modified:
            return None
        age = self._settings.age_seconds
        if age is not None and 0 < file.modified <= now - age:
            return None
        return f"no manifest names it, and no marker ({file.own_name}{DONE} or {MARKER}) was written after it"

    def _is_ours(self, candidate: Candidate) -> bool:
        names = [name.rpartition("/")[2] for name in candidate.stated]
        return not names or any(fnmatchcase(name, self._settings.files) for name in names)

    def _is_data(self, file: FeedFile) -> bool:
        name = file.own_name
        if _UNFINISHED.search(name) or is_manifest(name) or name == MARKER or name.endswith(DONE):
            return False
        known = self._settings.format is not None or _ROWS.search(name)
        return bool(known) and fnmatchcase(name, self._settings.files)

    def _understood(self, candidate: Candidate) -> Candidate:
        """Fill in sequence, mode and moment from the manifest, else from the name, else from the settings."""
        said, named = candidate.manifest, self._named(candidate)
        as_of = (said and said.as_of) or named.moment
        sequence = named.sequence if said is None or said.sequence is None else said.sequence
        if sequence is None and as_of is not None:
            sequence = sequence_at(named.moment or as_of)
        mode = (said and said.mode) or named.mode or self._settings.mode
        return replace(candidate, sequence=sequence, mode=mode, as_of=as_of)

    def _named(self, candidate: Candidate) -> "_Named":
        names = [candidate.name, *(file.own_name for file in candidate.files)]
        matches = (self._naming.search(name) for name in names) if self._naming else ()
        groups = next((match.groupdict() for match in matches if match), {})
        time, sequence, mode = (groups.get(name) for name in ("time", "sequence", "mode"))
        return _Named(
            moment=_moment(time, self._settings.time_format) if time else None,
            sequence=int(sequence) if sequence and sequence.isdecimal() else None,
            mode="delta" if mode == "delta" else "full" if mode == "full" else None,
        )


@dataclass(frozen=True)
class _Named:
    moment: datetime | None
    sequence: int | None
    mode: Literal["full", "delta"] | None


def _is_whole_manifest(file: FeedFile) -> bool:
    return is_manifest(file.own_name) and not _UNFINISHED.search(file.own_name)


def _moment(text: str, time_format: str) -> datetime | None:
    try:
        return datetime.strptime(text, time_format).replace(tzinfo=UTC)
    except ValueError:
        return None


def _candidate(
    name: str, files: tuple[FeedFile, ...], *more: FeedFile, word: bytes = b"", unready: str | None = None
) -> Candidate:
    every = (*files, *more)
    stamps = hashlib.sha256("\n".join(f"{file.name} {file.stamp}" for file in every).encode() + word)
    modified = max(file.modified for file in every)
    return Candidate(name, files, modified, stamps.hexdigest(), unready=unready)

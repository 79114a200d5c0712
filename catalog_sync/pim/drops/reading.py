"""Reads the files of a drop: whether they are whole, how many rows they have, and the rows themselves."""

import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from gzip import BadGzipFile
from math import inf

from catalog_sync.pim.drops.candidates import Candidate
from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.drops.files import BadRow, Dialect, FileRows, Format, Row, Unfit, missing_columns
from catalog_sync.pim.drops.folder import FeedFile, Folder
from catalog_sync.pim.drops.lines import TooLong
from catalog_sync.pim.drops.manifest import ManifestFile
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable

_CUT = (
    EOFError,
    BadGzipFile,
    FileNotFoundError,
    PermissionError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)
_PACKINGS = (".gz", ".bz2", ".xz", ".zip")
_UNPACKED, _SWELLING = 2_000_000_000, 200


class Unfinished(Exception):  # noqa: N818 - the name says what happened
    """Files that are not whole, or not yet: waiting may mend it."""


class DropReader:
    """Reads drops of one folder. `columns` are the CSV headers that every file needs."""

    def __init__(self, settings: DropsConfiguration, folder: Folder, columns: Iterable[str]) -> None:
        self._settings = settings
        self._folder = folder
        self._columns = frozenset(columns)

    def digest(self, candidate: Candidate) -> str:
        """SHA-256 of the content, whatever its files are called; raises Unfinished when the manifest differs."""
        digests = []
        for file in candidate.files:
            stated = candidate.stated.get(file.name)
            if stated and stated.size is not None and stated.size != file.size:
                raise Unfinished(f"{file.name} has {file.size} bytes, its manifest says {stated.size}")
            with _whole(file):
                digests.append(self._folder.digest(file))
            if stated and stated.sha256 not in {None, digests[-1]}:
                raise Unfinished(f"the SHA-256 of {file.name} is not that of its manifest")
        return combined(digests)

    def count(self, candidate: Candidate) -> int:
        """The number of rows; raises Unfinished, or Unfit when the rows are of no use."""
        count = sum(self._count(file, candidate.stated.get(file.name)) for file in candidate.files)
        for file in candidate.files:
            if not self._folder.stands(file):
                raise Unfinished(f"{file.name} is still being written")
        return count

    def rows(self, files: Iterable[FeedFile]) -> Iterator[Row]:
        """Every row, file by file; raises PimAnswerInvalid at the end of a file that changed meanwhile."""
        for file in files:
            try:
                with self._opened(file) as rows:
                    yield from rows
            except (Unfinished, Unfit) as error:
                raise _changed(file) from error
            if not self._folder.stands(file):
                raise _changed(file)

    def _count(self, file: FeedFile, stated: ManifestFile | None) -> int:
        with self._opened(file) as rows:
            self._check_header(file, rows)
            count, first_bad, good = _tally(rows)
        if stated and stated.rows not in {None, count}:
            raise Unfinished(f"{file.name} has {count} rows, its manifest says {stated.rows}")
        if not rows.ended and not (stated and (stated.sha256 or stated.size)):
            raise Unfinished(f"the last line of {file.name} is cut off: it has no line break")
        if first_bad and not good:
            raise Unfit(f"None of the {count} rows of {file.name} can be read: {first_bad}.")
        return count

    @contextmanager
    def _opened(self, file: FeedFile) -> Iterator[FileRows]:
        with _whole(file), self._folder.unpacked(file) as stream:
            try:
                rows = FileRows(file.name, stream, self._dialect(file), _most(file))
            except Unfit as unfit:
                raise Unfit(f"{file.name}: {unfit}") from None
            with closing(rows):
                yield rows

    def _check_header(self, file: FeedFile, rows: FileRows) -> None:
        wrong = rows.header is not None and missing_columns(rows.header, self._columns)
        if wrong:
            raise Unfit(f"{file.name}: {wrong}")

    def _dialect(self, file: FeedFile) -> Dialect:
        settings = self._settings
        name = file.own_name.lower()
        for packing in _PACKINGS:
            name = name.removesuffix(packing)
        by_name: Format = "jsonl" if name.endswith((".jsonl", ".ndjson", ".json")) else "csv"
        delimiter = settings.delimiter or ("\t" if name.endswith(".tsv") else None)
        return Dialect(settings.format or by_name, delimiter, settings.encoding)


def combined(digests: Iterable[str]) -> str:
    """The digest of a drop of files with these digests: that of the file where there is one."""
    ordered = sorted(digests)
    return ordered[0] if len(ordered) == 1 else hashlib.sha256("".join(ordered).encode()).hexdigest()


def _tally(rows: FileRows) -> tuple[int, str | None, int]:
    """How many rows there are, what is wrong with the first bad one, and how many are good."""
    count = good = 0
    first_bad = None
    for row in rows:
        count += 1
        if not isinstance(row.values, BadRow):
            good += 1
        elif first_bad is None:
            first_bad = f"line {row.line}: {row.values.reason}"
    return count, first_bad, good


@contextmanager
def _whole(file: FeedFile) -> Iterator[None]:
    """Turn what a cut, vanished or forbidden file raises into Unfinished, and a storage that fails into PimUnreachable.

    A file that unpacks to far more than any feed has is Unfit.
    """
    try:
        yield
    except TooLong:
        raise Unfit(f"{file.name} unpacks to more than {_most(file)} characters.") from None
    except _CUT as error:
        raise Unfinished(f"{file.name} is not whole: {error}") from None
    except OSError as error:
        if error.errno is None:  # how bz2 says that its data are damaged
            raise Unfinished(f"{file.name} is not whole: {error}") from None
        raise PimUnreachable(f"{file.name} cannot be read: {error}") from None


def _most(file: FeedFile) -> float:
    """How many characters a packed file may have: what unpacks to more is no feed."""
    packed = file.own_name.lower().endswith(_PACKINGS)
    return _UNPACKED + _SWELLING * file.size if packed else inf


def _changed(file: FeedFile) -> PimAnswerInvalid:
    return PimAnswerInvalid(
        f"{file.name} was changed while it was read: it is read again from its beginning."
    )

"""The media files of the demo catalogue: kept under codes like Akeneo's, written to `media/`."""

from dataclasses import dataclass, field
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

MIME_TYPES = {
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}


@dataclass
class MediaStore:
    """Writes files into `directory`/media and remembers their rows for `media-files.jsonl`."""

    directory: Path
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, filename: str, content: bytes) -> str:
        """Keep a file and return its media code; file names must differ from each other."""
        token = sha1(filename.encode(), usedforsecurity=False).hexdigest()
        code = f"{'/'.join(token[:4])}/{token}_{filename}"
        digest = sha256(content).hexdigest()
        file = f"media/{digest[:12]}_{filename}"
        path = self.directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.rows.append(
            {
                "code": code,
                "original_filename": filename,
                "mime_type": MIME_TYPES[path.suffix],
                "size": len(content),
                "extension": path.suffix.lstrip("."),
                "sha256": digest,
                "file": file,
            }
        )
        return code

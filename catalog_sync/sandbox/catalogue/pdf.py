"""A minimal writer of PDF documents: one A4 page of text in Helvetica."""

from itertools import accumulate

HEADER = b"%PDF-1.4\n"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R >> >> >>"
)


def text_page(title: str, lines: list[str]) -> bytes:
    """Return a PDF document with a title and lines of text; characters outside Latin-1 become question marks."""
    content = _content(title, lines)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _document([b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1)])


def _content(title: str, lines: list[str]) -> bytes:
    shown = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines)
    heading = b"BT /F1 20 Tf 60 760 Td (%s) Tj ET\n" % _escaped(title)
    return heading + b"BT /F1 11 Tf 16 TL 60 720 Td\n" + shown + b"ET"


def _escaped(text: str) -> bytes:
    latin = text.encode("latin-1", "replace")
    return latin.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _document(objects: list[bytes]) -> bytes:
    """Put the objects after the header, followed by the table of their offsets."""
    *offsets, end = accumulate((len(each) for each in objects), initial=len(HEADER))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, end)
    return HEADER + b"".join(objects) + xref + trailer

"""Further words of reviewers: in the languages of the markets, and the many ways to say the same in English."""

Wording = tuple[str, str, str]

GERMAN: dict[str, Wording] = {
    "certificate": (
        "Qualifikation",
        "Das erforderliche Zertifikat fehlt.",
        "Laden Sie ein gültiges Dokument hoch: {certificate}.",
    ),
    "image_size": (
        "Produktbild",
        "Die Auflösung des Produktbildes ist zu niedrig.",
        "Verwenden Sie Bilder mit mindestens 600*600px.",
    ),
    "square_main_image": (
        "Hauptbild",
        "Das Hauptbild hat nicht das Seitenverhältnis 1:1.",
        "Laden Sie ein quadratisches Bild hoch.",
    ),
    "banned_words": (
        "Produktname",
        'Der Produktname enthält unzulässige Begriffe: "{word}".',
        "Entfernen Sie Werbeaussagen aus dem Titel.",
    ),
}
VARIED: dict[str, list[Wording]] = {
    "certificate": [
        (
            "Product",
            "We could not find the documents that are needed to sell this item.",
            "Supporting documents such as {certificate} are required before the product can be published.",
        ),
        (
            "certifications",
            "Product qualification not uploaded: {certificate}",
            "Submit the file in Product Certificates. Scans must be legible and valid for the product.",
        ),
        (
            "Product Compliance",
            "No valid {certificate} on file for this listing.",
            "Please upload and resubmit.",
        ),
    ],
    "image_size": [
        (
            "Product",
            "Main picture is blurry or pixelated; the shorter side has fewer than 600 pixels.",
            "Main images should be at least 600x600 px and in focus.",
        ),
        (
            "Main images",
            "Image size does not meet the requirements (min. 600 x 600).",
            "Re-upload the image.",
        ),
        ("MAIN IMAGE", "Low-resolution photo", "Replace it with a clear photo of the product."),
    ],
    "square_main_image": [
        (
            "Product",
            "The cover picture is not in a 1:1 ratio.",
            "Images must be square, preferably on white.",
        ),
        (
            "Main images",
            "Image dimensions: first picture must have equal width and height.",
            "Use a square crop.",
        ),
        ("MAIN IMAGE", "Non-square main photo", "Square photos (1:1) display best."),
    ],
    "banned_words": [
        (
            "Product",
            "The title includes exaggerated or off-topic promotion such as “{word}”.",
            "Titles should name brand, product and key features only.",
        ),
        ("Title", "Restricted expression: {word}", "Delete the expression from the product title."),
        ("PRODUCT NAME", "Your product name has words we do not permit ({word}).", "Rename the product."),
    ],
}
VARIED_LOCAL: dict[str, dict[str, list[Wording]]] = {
    "id": {
        "certificate": [
            ("Produk", "Dokumen pendukung belum tersedia untuk kategori ini.", "Lampirkan {certificate}."),
            ("Sertifikasi Produk", "{certificate} tidak ditemukan.", "Unggah dokumen lalu ajukan kembali."),
        ],
        "image_size": [("Gambar utama", "Gambar buram atau kurang dari 600 x 600 piksel.", "Ganti gambar.")],
        "square_main_image": [
            ("Gambar produk", "Gambar sampul harus persegi (1:1).", "Potong gambar menjadi 1:1.")
        ],
        "banned_words": [("Judul", "Judul berisi promosi yang dilarang: {word}.", "Ubah judul produk.")],
    },
    "de": {
        "certificate": [
            ("Produkt", "Nachweis {certificate} wurde nicht eingereicht.", "Reichen Sie ihn nach.")
        ],
        "image_size": [("Hauptbild", "Bild zu klein: mindestens 600 x 600 Pixel.", "Ersetzen Sie das Bild.")],
        "square_main_image": [
            ("Produktbild", "Das Titelbild ist nicht quadratisch.", "Schneiden Sie es zu.")
        ],
        "banned_words": [("Titel", "Verbotene Begriffe im Titel ({word}).", "Bearbeiten Sie den Titel.")],
    },
}

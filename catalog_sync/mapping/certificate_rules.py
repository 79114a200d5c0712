"""The parts of the mapping rules about certificates: a product's own documents, and the library of those kept apart."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from catalog_sync.mapping.rule_sources import Code, Conditional, Rule, several


class CertificateRule(Conditional):
    """The PIM attributes that hold a certificate's files, first and last day; `required` withholds listings without it."""

    files: list[str]
    valid_from: str | None = None
    valid_until: str | None = None
    required: bool = False
    channel: str | None = Field(default=None, description="read in this channel instead of the rules' own")
    locales: list[str] = Field(
        default=[], description="read in these locales instead, the first with a value wins"
    )


class CertificateFolderRule(Rule):
    """A folder of certificates with an index file (CSV or YAML) that says what each is for."""

    url: str = Field(description="path beside the rules, or a URL of fsspec such as s3://bucket/certificates")
    index: str = Field(default="index.csv", description="index file in the folder: .csv, .yaml or .yml")
    options: dict[str, str | int | bool] = Field(default={}, description="options of the fsspec driver")
    options_env: dict[str, str] = Field(
        default={},
        description="options of the fsspec driver that are secret, each in an environment variable",
    )


class CertificateLibraryRule(Rule):
    """Where certificates are kept apart from products, and the TikTok certifications each type of them stands for.

    `family` is a PIM family of documents, the next six are its attributes; `folder` is a folder of files. With
    `attach: listed` a document that serves a product goes with it wherever its leaf lists the certification, else only
    where it is demanded.
    """

    family: str | None = None
    type: str | None = Field(default=None, description="attribute with the type of a document")
    files: list[str] = Field(default=[])
    valid_from: str | None = None
    valid_until: str | None = None
    covers: str | None = Field(
        default=None,
        description="attribute listing SKUs or model codes, one per line; empty: whatever is in its leaves",
    )
    leaves: str | None = Field(
        default=None, description="attribute listing ids of leaf categories, one per line; empty: any leaf"
    )
    folder: CertificateFolderRule | None = None
    attach: Literal["demanded", "listed"] = "demanded"
    certifications: dict[str, Annotated[list[Code], BeforeValidator(several)]]

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.family is None and self.folder is None:
            raise ValueError("needs a family of documents in the PIM, a folder, or both")
        lacking = [
            name for name, given in (("type", self.type), ("files", self.files)) if self.family and not given
        ]
        if self.family and not (self.covers or self.leaves):
            lacking.append("covers or leaves")
        if lacking:
            raise ValueError(f"the family {self.family} needs {', '.join(lacking)}")
        return self

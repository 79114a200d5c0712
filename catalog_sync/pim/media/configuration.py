"""The configuration of a folder of media files."""

from pydantic import Field

from catalog_sync.configuration_part import EnvironmentVariable, Part


class MediaFolder(Part):
    """The folder that paths of pictures and documents in rows start from."""

    url: str = Field(description="folder, as a URL of fsspec such as file:///srv/media or s3://bucket/media")
    options: dict[str, str | int | bool] = Field(default={}, description="options of the fsspec driver")
    options_env: dict[str, EnvironmentVariable] = Field(
        default={}, description="options of the fsspec driver that are secret, each in a variable"
    )

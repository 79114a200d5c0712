"""What the configurations of sources in a database share."""

from typing import Annotated

from pydantic import Field

Relation = Annotated[str, Field(pattern=r"^[^.]+(\.[^.]+)?$", description="table or view, with its schema")]

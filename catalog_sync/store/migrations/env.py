"""How Alembic reaches the ledger: always over the connection that `migrate` holds, inside our own schema."""

from alembic import context

# They fill the metadata.
from catalog_sync.store import (  # noqa: F401
    category_tables,
    held_effects_tables,
    pim_tables,
    rule_versions,
    tables,
    variant_tables,
)
from catalog_sync.store.columns import SCHEMA, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=SCHEMA,
    include_schemas=True,
    include_name=lambda name, kind, _: kind != "schema" or name == SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()

"""The IO manager: each asset's latest batch per shop region, as rows in the ledger's Postgres."""

from typing import Any

import dagster as dg
import pandas as pd
import sqlalchemy as sa

from catalog_sync.store.database import open_engine
from catalog_sync.store.tables import asset_frames


class LedgerFrames(dg.ConfigurableIOManager):
    """Keeps a pandas DataFrame per asset and partition; a run replaces its own partition's rows.

    Cells are JSON values (text, numbers, booleans, null, lists and objects). An unpartitioned asset that hands
    over nothing is left alone.
    """

    database_url: str

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame | None) -> None:
        """Replace the batch of this asset and partition."""
        if obj is None:
            return
        asset, partition = context.asset_key.path[-1], context.partition_key
        rows = [
            {
                "asset": asset,
                "partition": partition,
                "position": position,
                "row": row,
                "run_id": context.run_id,
            }
            for position, row in enumerate(obj.to_dict("records"))
        ]
        mine = (asset_frames.c.asset == asset) & (asset_frames.c.partition == partition)
        with open_engine(self.database_url).begin() as connection:
            connection.execute(asset_frames.delete().where(mine))
            if rows:
                connection.execute(asset_frames.insert(), rows)
        context.add_output_metadata({"dagster/row_count": len(rows)})

    def load_input(self, context: dg.InputContext) -> pd.DataFrame:
        """The batch of the upstream asset for this run's partition."""
        query = (
            sa.select(asset_frames.c.row)
            .where(
                asset_frames.c.asset == context.asset_key.path[-1],
                asset_frames.c.partition == context.partition_key,
            )
            .order_by(asset_frames.c.position)
        )
        with open_engine(self.database_url).connect() as connection:
            rows: list[dict[str, Any]] = list(connection.scalars(query))
        return pd.DataFrame(rows, dtype=object)

"""How authorizations end: refusals, revocations and announced ends, the pair before, alerts told, OAuth states."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SCHEMA = "catalog_sync"


def upgrade() -> None:
    for column in _authorization_columns():
        op.add_column("authorizations", column, schema=_SCHEMA)
    op.add_column("shops", _time("lost_at"), schema=_SCHEMA)
    op.add_column("shops", sa.Column("lost_reason", sa.Text), schema=_SCHEMA)
    op.create_table(
        "authorization_alerts",
        sa.Column("app_key", sa.Text, primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
        _now("told_at"),
        schema=_SCHEMA,
    )
    op.create_table(
        "authorization_states",
        sa.Column("state_hash", sa.Text, primary_key=True),
        sa.Column("app_key", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _time("used_at"),
        schema=_SCHEMA,
    )


def downgrade() -> None:
    op.drop_table("authorization_states", schema=_SCHEMA)
    op.drop_table("authorization_alerts", schema=_SCHEMA)
    for name in ("lost_at", "lost_reason"):
        op.drop_column("shops", name, schema=_SCHEMA)
    for column in _authorization_columns():
        op.drop_column("authorizations", column.name, schema=_SCHEMA)


def _authorization_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("previous", sa.LargeBinary),
        _now("authorized_at"),
        _now("issued_at"),
        _time("expiry_told"),
        _time("ended_at"),
        sa.Column("ended_how", sa.Text),
        sa.Column("ended_reason", sa.Text),
        _time("tried_at"),
        sa.Column("trouble", sa.Text),
        _time("shops_read_at"),
    ]


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True))

"""Which base each guild speaks, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.database import Database
from bot.storage.models import GuildRow
from bot.storage.subscriptions import change_base


class SqlGuilds:
    """The `Guilds` port on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[int, str]:
        """The base of each guild that chose one."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(GuildRow.guild_id, GuildRow.base))
            return {row.guild_id: row.base for row in rows}

    async def use(self, guild_id: int, base: str, *, now: datetime) -> None:
        """Choose, and take the guild's reminders along in the same transaction."""
        async with self._database.write() as connection:
            await connection.execute(delete(GuildRow).where(GuildRow.guild_id == guild_id))
            if base:
                await connection.execute(self._database.insert(GuildRow).values(guild_id=guild_id, base=base))
            await change_base(connection, guild_id, base, now)

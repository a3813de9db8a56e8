"""The loopback Discord, driven by the real discord.py client: commands, components, modals."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.discord.loopback import CALLBACK, Answer, LoopbackDiscord, NotAnswered, Permission, UsageError
from tests.discord.loopback.redirect import redirected

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")


class Rate(discord.ui.View):
    """Two buttons and a select that survive restarts."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Good", custom_id="rate:good")
    async def good(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.edit_message(content="rated", view=None)

    @discord.ui.button(label="Why", custom_id="rate:why")
    async def why(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.send_modal(Why())

    @discord.ui.select(
        custom_id="rate:topic", options=[discord.SelectOption(label="Tariffs"), discord.SelectOption(label="Truce")]
    )
    async def topic(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.send_message(f"chose {select.values}", ephemeral=True)


class Why(discord.ui.Modal, title="Why?"):
    reason: discord.ui.TextInput = discord.ui.TextInput(label="Reason", custom_id="reason")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"because {self.reason.value}")


def make_client() -> discord.Client:
    """A client whose command tree has one of everything."""
    client = discord.Client(intents=discord.Intents.default(), guild_ready_timeout=0.05)
    tree = app_commands.CommandTree(client)

    @tree.command(description="Ask")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
        embed = discord.Embed(title=question, description=f"context {interaction.context.to_array()}")
        await interaction.response.send_message(embed=embed, view=Rate(), ephemeral=private)

    @ask.autocomplete("question")
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        count = 26 if current == "too many" else 3
        return [app_commands.Choice(name=f"{current} {number}", value=str(number)) for number in range(count)]

    @tree.command(description="Slow")
    async def chart(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        file = discord.File(io.BytesIO(PNG), "chart.png")
        embed = discord.Embed(title="chart").set_image(url="attachment://chart.png")
        await interaction.followup.send(embed=embed, file=file)
        await interaction.followup.send("and more", ephemeral=True)
        await interaction.edit_original_response(content="edited")

    @tree.command(description="Silent")
    async def silent(interaction: discord.Interaction) -> None:
        return

    group = app_commands.Group(
        name="reminders", description="r", default_permissions=discord.Permissions(manage_channels=True)
    )

    @group.command(description="Subscribe")
    async def subscribe(
        interaction: discord.Interaction, channel: discord.TextChannel, role: discord.Role | None = None
    ) -> None:
        may_post = channel.permissions_for(interaction.guild.me).send_messages  # type: ignore[union-attr]
        await interaction.response.send_message(
            f"{channel.name} {role} {may_post} {interaction.permissions.manage_channels}"
        )

    tree.add_command(group)

    @tree.context_menu(name="Answer this")
    async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about {message.content}")

    async def setup() -> None:
        client.add_view(Rate())
        await tree.sync()

    client.setup_hook = setup  # type: ignore[method-assign]
    return client


@asynccontextmanager
async def running(server: LoopbackDiscord) -> AsyncIterator[discord.Client]:
    client = make_client()
    with redirected(server):
        task = asyncio.create_task(client.start(server.token))
        try:
            await server.wait_ready()
            yield client
        finally:
            await client.close()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as one, running(one):
        yield one


async def test_sync_when_tree_is_put_then_commands_are_stored(server: LoopbackDiscord) -> None:
    await server.wait_commands("ask", "reminders")
    assert server.command_names() == {"ask", "chart", "silent", "reminders"}
    ask = next(one for one in server.commands.all() if one.name == "ask")
    assert (ask.contexts, ask.integration_types) == ([0, 1, 2], [0, 1])
    assert server.violations == []


async def test_slash_when_in_a_guild_then_answer_is_captured(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    result = await server.slash(person, channel, "ask", {"question": "when?", "private": True})
    assert result.answer is Answer.MESSAGE
    assert result.ephemeral
    assert result.embeds[0]["title"] == "when?"
    assert "context [0]" in result.text
    assert result.message.custom_ids == ["rate:good", "rate:why", "rate:topic"]
    assert result.latency is not None
    assert result.latency < 3
    assert channel.bot_messages == []
    assert server.violations == []


async def test_slash_when_user_installed_elsewhere_then_it_works_there_too(server: LoopbackDiscord) -> None:
    person, friend = server.add_user(installed=True), server.add_user()
    foreign = server.add_guild(has_bot=False)
    foreign.add_member(person)
    in_guild = await server.slash(person, foreign.add_channel(), "ask", {"question": "q"})
    in_dm = await server.slash(friend, server.dm(friend), "ask", {"question": "q"})
    in_group = await server.slash(person, server.world.add_group_dm(person, friend), "ask", {"question": "q"})
    assert [one.embeds[0]["description"] for one in (in_guild, in_dm, in_group)] == [
        "context [0]",
        "context [1]",
        "context [2]",
    ]


async def test_slash_when_a_person_could_not_then_usage_error(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    foreign = server.add_guild(has_bot=False)
    foreign.add_member(person)
    for name, options in [
        ("ask nothing", {}),
        ("ask", {}),
        ("ask", {"question": "q", "loud": True}),
        ("ask", {"question": 5}),
        ("reminders", {}),
        ("reminders subscribe", {"channel": channel}),
    ]:
        with pytest.raises(UsageError):
            await server.slash(person, channel, name, options)
    with pytest.raises(UsageError):
        await server.slash(person, foreign.add_channel(), "ask", {"question": "q"})


async def test_slash_when_subcommand_names_things_then_they_are_resolved(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, role = guild.add_channel("news"), guild.add_role("traders")
    moderator = guild.add_member(permissions=Permission.MANAGE_CHANNELS)
    result = await server.slash(moderator, channel, "reminders subscribe", {"channel": channel, "role": role})
    assert result.content == "news traders True True"


async def test_slash_when_deferred_then_content_files_followups_and_edits_are_captured(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    result = await server.slash(guild.owner, guild.add_channel(), "chart")
    assert result.deferred
    assert result.message.files[0].filename == "chart.png"
    assert result.message.attachments == []
    follow_up = await server.wait_followup(result)
    assert follow_up.ephemeral
    edited = await server.wait_for_message(predicate=lambda one: one.content == "edited")
    assert edited is result.message
    async with aiohttp.ClientSession() as session, session.get(result.embeds[0]["image"]["url"]) as response:
        assert await response.read() == PNG
    assert server.violations == []


async def test_slash_when_bot_is_silent_then_not_answered() -> None:
    async with LoopbackDiscord(ack_seconds=0.2) as server, running(server):
        guild = server.add_guild()
        with pytest.raises(NotAnswered):
            await server.slash(guild.owner, guild.add_channel(), "silent")


async def test_callback_when_late_then_unknown_interaction(caplog: pytest.LogCaptureFixture) -> None:
    now = [1_800_000_000.0]
    async with LoopbackDiscord(clock=lambda: now[0]) as server, running(server):
        guild = server.add_guild()
        hold = server.faults.hold(stored=False, method="POST", route=CALLBACK)
        channel = guild.add_channel()
        result = await server.slash(guild.owner, channel, "ask", {"question": "q"}, wait=False)
        await hold.reached()
        now[0] += 3.1
        hold.release()
        late = await server.wait_for_request("POST", CALLBACK)
    assert (late.status, late.answer["code"]) == (404, 10062)
    assert result.answer is None


async def test_callback_when_given_twice_then_already_acknowledged(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    result = await server.slash(guild.owner, guild.add_channel(), "ask", {"question": "q"})
    url = f"{server.base_url}/api/v10/interactions/{result.id}/{result.token}/callback"
    again = {"type": 4, "data": {"content": "again"}}
    async with aiohttp.ClientSession() as session, session.post(url, json=again) as response:
        assert (response.status, (await response.json())["code"]) == (400, 40060)


async def test_autocomplete_when_typing_then_choices(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel = guild.add_channel()
    choices = await server.autocomplete(guild.owner, channel, "ask", "question", "tar")
    assert choices == [{"name": f"tar {number}", "value": str(number)} for number in range(3)]
    assert server.violations == []


async def test_autocomplete_when_over_25_choices_then_refused() -> None:
    async with LoopbackDiscord(ack_seconds=0.3) as server, running(server):
        guild = server.add_guild()
        with pytest.raises(NotAnswered):
            await server.autocomplete(guild.owner, guild.add_channel(), "ask", "question", "too many")
        request = await server.wait_for_request("POST", CALLBACK)
    assert request.status == 400


async def test_press_when_button_updates_then_message_is_edited(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    asked = await server.slash(person, channel, "ask", {"question": "q"})
    pressed = await server.press(asked.message, person, label="Good")
    assert pressed.answer is Answer.UPDATE
    assert pressed.message is asked.message
    assert (asked.content, asked.components) == ("rated", [])
    with pytest.raises(UsageError):
        await server.press(asked.message, person, "rate:good")
    assert server.violations == []


async def test_press_when_select_then_values_arrive(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    asked = await server.slash(guild.owner, guild.add_channel(), "ask", {"question": "q"})
    chosen = await server.press(asked.message, guild.owner, "rate:topic", values=["Truce"])
    assert chosen.content == "chose ['Truce']"
    with pytest.raises(UsageError):
        await server.press(asked.message, guild.owner, "rate:topic", values=["Weather"])


async def test_modal_when_submitted_then_fields_arrive(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    asked = await server.slash(guild.owner, guild.add_channel(), "ask", {"question": "q"})
    shown = await server.press(asked.message, guild.owner, "rate:why")
    assert shown.modal is not None
    with pytest.raises(UsageError):
        await server.submit_modal(shown, {"reason": ""})
    sent = await server.submit_modal(shown, {"reason": "old figure"})
    assert sent.content == "because old figure"
    assert server.violations == []


async def test_menu_when_used_on_a_message_then_bot_reads_its_content(server: LoopbackDiscord) -> None:
    guild = server.add_guild()
    channel, person = guild.add_channel(), guild.add_member()
    message = await server.say(channel, person, "the tariff?")
    result = await server.menu(person, "Answer this", message)
    assert result.content == "about the tariff?"
    assert server.violations == []

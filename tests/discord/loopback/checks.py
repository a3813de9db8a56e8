"""Discord's limits on what a message may hold. Sources: the message, embed and component references."""

from __future__ import annotations

from typing import Any

from tests.discord.loopback.apierror import ApiError, invalid
from tests.discord.loopback.messages import COMPONENTS_V2, Message, Upload, walk

CONTENT, CONTENT_OF_PEOPLE = 2000, 4000
"""Characters of a message: of applications, and of people who pay."""
EMBED = {"title": 256, "description": 4096}
EMBED_TOTAL = 6000
DISPLAYED = 4000
"""Characters of all text displays of a message together."""
FILE_BYTES = 10 * 1024 * 1024
REQUIRED = "This field is required"


def check_body(body: dict[str, Any], uploads: list[Upload], *, of_bot: bool) -> None:
    """Limits of a message body, new or edited.

    Raises:
        ApiError: 400 50035 with the place and the kind of the first finding, or 413 for a file too large.
    """
    if any(len(upload.data) > FILE_BYTES for upload in uploads):
        raise ApiError(413, 40005, "Request entity too large")
    _length("content", body.get("content"), CONTENT if of_bot else CONTENT_OF_PEOPLE)
    _count("embeds", body.get("embeds"), 10)
    for index, embed in enumerate(body.get("embeds") or []):
        _check_embed(f"embeds.{index}", embed)
    if sum(map(_embed_size, body.get("embeds") or [])) > EMBED_TOTAL:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL}")
    _check_components(body)
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        _length("nonce", nonce, 25)


def check_not_empty(message: Message) -> None:
    """400 50006 for a message that shows nothing."""
    if not (message.content or message.embeds or message.files or message.components):
        raise ApiError(400, 50006, "Cannot send an empty message")


def _check_embed(where: str, embed: dict[str, Any]) -> None:
    for key, limit in EMBED.items():
        _length(f"{where}.{key}", embed.get(key), limit)
    _length(f"{where}.footer.text", (embed.get("footer") or {}).get("text"), 2048)
    _length(f"{where}.author.name", (embed.get("author") or {}).get("name"), 256)
    _count(f"{where}.fields", embed.get("fields"), 25)
    for index, item in enumerate(embed.get("fields") or []):
        for key, limit in (("name", 256), ("value", 1024)):
            if not str(item.get(key) or "").strip():
                raise invalid(f"{where}.fields.{index}.{key}", "BASE_TYPE_REQUIRED", REQUIRED)
            _length(f"{where}.fields.{index}.{key}", item[key], limit)
    for holder in (embed, embed.get("image"), embed.get("thumbnail"), embed.get("author")):
        url = (holder or {}).get("url")
        if url and not url.startswith(("http://", "https://", "attachment://")):
            raise invalid(f"{where}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _embed_size(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for item in embed.get("fields") or []:
        texts += [item.get("name"), item.get("value")]
    return sum(len(text) for text in texts if text)


def _check_components(body: dict[str, Any]) -> None:
    components = body.get("components") or []
    v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if v2 and (body.get("content") or body.get("embeds")):
        raise invalid("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "not with components v2")
    if not v2:
        _count("components", components, 5)
        if any(one.get("type") != 1 for one in components):
            raise invalid("components.0.type", "BASE_TYPE_CHOICES", "Value of field 'type' must be one of (1,).")
    every = list(walk(components))
    if len(every) > 40 and v2:
        raise invalid("components", "BASE_TYPE_MAX_LENGTH", "Must be 40 or fewer in length.")
    if sum(len(one["content"]) for one in every if one.get("type") == 10) > DISPLAYED:
        raise invalid("components", "COMPONENT_MAX_TOTAL_TEXT_LENGTH", f"Must be {DISPLAYED} or fewer in length.")
    for one in every:
        _check_component(one)
    ids = [one["custom_id"] for one in every if "custom_id" in one]
    if len(ids) != len(set(ids)):
        raise invalid("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def _check_component(one: dict[str, Any]) -> None:
    where = "components"
    _length(f"{where}.custom_id", one.get("custom_id"), 100, at_least=1)
    if one.get("type") == 1:
        _count(where, one.get("components"), 5)
    if one.get("type") == 2:
        _length(f"{where}.label", one.get("label"), 80)
        if not (one.get("label") or one.get("emoji")):
            raise invalid(f"{where}.label", "BUTTON_COMPONENT_INVALID_STYLE", "A button needs a label or an emoji")
    if one.get("type") == 3:
        if not 1 <= len(one.get("options") or []) <= 25:
            raise invalid(f"{where}.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
        for option in one["options"]:
            for key in ("label", "value", "description"):
                _length(f"{where}.options.{key}", option.get(key), 100)


def _length(where: str, value: str | None, limit: int, at_least: int = 0) -> None:
    if value is not None and not at_least <= len(value) <= limit:
        raise invalid(where, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")


def _count(where: str, value: list[Any] | None, limit: int) -> None:
    if value is not None and len(value) > limit:
        raise invalid(where, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")

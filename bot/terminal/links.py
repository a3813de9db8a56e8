"""`check --links`: which addresses of sources are dead. It asks the web, so it is never part of the check itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.knowledge.base import KnowledgeBase
from bot.knowledge.findings import Finding, Severity, Where

PAUSE: Final = 1.0
"""Seconds between two questions to one host."""
_AT_ONCE: Final = 8
_PATIENCE: Final = aiohttp.ClientTimeout(total=20)
_GONE: Final = frozenset({404, 410})
_HEAD_IS_REFUSED: Final = frozenset({400, 403, 405, 501})
_AGENT: Final = {"User-Agent": "Parley link check (+https://github.com)"}


@dataclass(frozen=True)
class Links:
    """What asking found: dead addresses, and those that did not let themselves be checked."""

    findings: tuple[Finding, ...]
    asked: int
    unsure: tuple[str, ...]


async def check_links(
    base: KnowledgeBase, where: Where, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> Links:
    """Ask every address once, one at a time for each host, and with a pause between two."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(source.url for source in base.sources.values() if source.url):
        hosts[urlsplit(url).netloc].append(url)
    room = asyncio.Semaphore(_AT_ONCE)
    async with aiohttp.ClientSession(timeout=_PATIENCE, headers=_AGENT) as session:
        told = await asyncio.gather(*(_host(session, urls, room, sleep) for urls in hosts.values()))
    answers = {url: answer for host in told for url, answer in host.items()}
    unsure = tuple(url for url, answer in answers.items() if answer == "")
    return Links(tuple(_findings(base, where, answers)), len(answers), unsure)


async def _host(
    session: aiohttp.ClientSession,
    urls: list[str],
    room: asyncio.Semaphore,
    sleep: Callable[[float], Awaitable[object]],
) -> Mapping[str, str | None]:
    """What is wrong with each address of one host: None for nothing, a sentence, or an empty text where it could not be checked."""
    answers: dict[str, str | None] = {}
    for url in urls:
        async with room:
            answers[url] = await _ask(session, url)
        if url is not urls[-1]:
            await sleep(PAUSE)
    return answers


async def _ask(session: aiohttp.ClientSession, url: str) -> str | None:
    try:
        status = await _status(session, "HEAD", url)
        if status in _HEAD_IS_REFUSED or status in _GONE:
            status = await _status(session, "GET", url)
    except aiohttp.ClientConnectorDNSError:
        return "has a host that does not exist"
    except (aiohttp.InvalidURL, ValueError):
        return "is no address of the web"
    except (aiohttp.ClientError, TimeoutError):
        return ""
    if status in _GONE:
        return f"leads nowhere (the host answers {status})"
    return None if status < 400 else ""


async def _status(session: aiohttp.ClientSession, method: str, url: str) -> int:
    async with session.request(method, url, allow_redirects=True) as response:
        return response.status


def _findings(base: KnowledgeBase, where: Where, answers: Mapping[str, str | None]) -> Iterator[Finding]:
    for source in base.sources.values():
        if problem := answers.get(source.url or ""):
            sentence = f"the address of {source.id!r} {problem}; find where the page is now, or delete `url`"
            yield Finding(where("sources", source.id, "url"), Severity.WARNING, "dead-link", sentence)

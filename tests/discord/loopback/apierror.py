"""Errors as Discord's REST API states them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with a status of 400 or more, a code of Discord's own and a sentence."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def unknown(what: str) -> ApiError:
    """404 for a thing that is not there; `what` is one of the names below."""
    codes = {
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "Role": 10011,
        "User": 10013,
        "Webhook": 10015,
        "Interaction": 10062,
        "application command": 10063,
    }
    return ApiError(404, codes[what], f"Unknown {what}")


def invalid(where: str, code: str, sentence: str) -> ApiError:
    """400 Invalid Form Body with one finding; `where` is a dotted path such as `embeds.0.title`."""
    finding: dict[str, Any] = {"_errors": [{"code": code, "message": sentence}]}
    for part in reversed(where.split(".")):
        finding = {part: finding}
    return ApiError(400, 50035, "Invalid Form Body", finding)


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")

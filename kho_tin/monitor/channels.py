"""The channels by which notices are sent, as the settings have them."""

from __future__ import annotations

import logging
import re
import shlex
import shutil
from collections.abc import Callable
from typing import ClassVar, Protocol
from urllib.parse import unquote

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.setting_values import SettingValues
from kho_tin.monitor.addresses import address, text
from kho_tin.monitor.command import Command
from kho_tin.monitor.mail import Mail
from kho_tin.monitor.message import Message, NotSent
from kho_tin.monitor.webhook import Webhook

logger = logging.getLogger(__name__)

PORTS = {"smtp": 25, "smtps": 465}
_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")


class Channel(Protocol):
    name: ClassVar[str]

    def send(self, message: Message) -> None:
        """Raises NotSent."""


def channels_of(settings: SettingValues) -> list[Channel]:
    """The channels that are set up. Raises UsageError for wrong settings; no message repeats a
    value that may hold a password."""
    timeout = settings.getfloat("NOTIFY_TIMEOUT")
    for name in ("NOTIFY_MAIL_FROM", "SMTP_URL"):
        if text(settings, name) and not text(settings, "NOTIFY_MAIL_TO"):
            raise UsageError(of_settings.nobody_gets_mail(name))
    makers: tuple[tuple[str, Callable[[SettingValues, float], Channel]], ...] = (
        ("NOTIFY_MAIL_TO", _mail),
        ("NOTIFY_WEBHOOK", _webhook),
        ("NOTIFY_COMMAND", _command),
    )
    return [make(settings, timeout) for name, make in makers if text(settings, name)]


def _mail(settings: SettingValues, timeout: float) -> Mail:
    recipients = [part.strip() for part in text(settings, "NOTIFY_MAIL_TO").split(",")]
    for recipient in recipients:
        if not _ADDRESS.fullmatch(recipient):
            raise UsageError(of_settings.no_recipient(recipient or of_settings.nothing()))
    sender = text(settings, "NOTIFY_MAIL_FROM")
    if not _ADDRESS.fullmatch(sender):
        why = of_settings.no_mail_address(sender) if sender else of_settings.not_set()
        raise UsageError(of_settings.no_sender(why))
    parts = address(settings, "SMTP_URL", ("smtp", "smtps"), "smtp://user:password@host:587")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageError(of_settings.smtp_path())
    if (parts.username is None) != (parts.password is None):
        raise UsageError(of_settings.smtp_half_login())
    return Mail(
        recipients=recipients,
        sender=sender,
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=timeout,
    )


def _webhook(settings: SettingValues, timeout: float) -> Webhook:
    parts = address(settings, "NOTIFY_WEBHOOK", ("http", "https"), "https://host/path")
    if parts.username is not None:
        raise UsageError(of_settings.webhook_login())
    return Webhook(text(settings, "NOTIFY_WEBHOOK"), timeout)


def _command(settings: SettingValues, timeout: float) -> Command:
    try:
        words = shlex.split(text(settings, "NOTIFY_COMMAND"))
    except ValueError:  # a quote, or a backslash at the end
        raise UsageError(of_settings.command_quote()) from None
    if not words or not shutil.which(words[0]):
        raise UsageError(of_settings.no_command(words[0] if words else of_settings.nothing()))
    return Command(words, timeout)


def send(channel: Channel, message: Message) -> str | None:
    """Send a message; returns why it could not be sent. Whatever a channel does, the crawl goes
    on."""
    try:
        channel.send(message)
    except NotSent as error:
        why = str(error)
    except Exception as error:
        why = type(error).__name__  # its text may hold a password
    else:
        return None
    logger.warning("%s by %s not sent: %s", message.subject, channel.name, why)
    return why

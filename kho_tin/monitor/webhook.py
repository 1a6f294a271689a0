"""A notice posted as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import ClassVar

from kho_tin.monitor.message import Message, NotSent
from kho_tin.monitor.post import NotPosted, post


@dataclass(frozen=True)
class Webhook:
    """`timeout` in seconds. An answer of 200 to 299 means that the notice was accepted."""

    name: ClassVar[str] = "webhook"
    url: str = field(repr=False)  # often as good as a password
    timeout: float

    def send(self, message: Message) -> None:
        data = json.dumps(message.as_json(), ensure_ascii=False).encode()
        try:
            post(self.url, data, "application/json", timeout=self.timeout, largest=0)
        except NotPosted as error:
            raise NotSent(str(error)) from None

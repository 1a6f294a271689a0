"""A notice posted as JSON."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kho_tin.monitor.notice import Notice, NotSent


class _NoRedirect(HTTPRedirectHandler):
    """A notice goes where the operator said, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Webhook:
    """`timeout` in seconds. An answer of 200 to 299 means that the notice was accepted."""

    name: ClassVar[str] = "webhook"
    url: str = field(repr=False)  # often as good as a password
    timeout: float

    def send(self, notice: Notice) -> None:
        request = Request(
            self.url,
            data=json.dumps(notice.as_json(), ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "KhoTin"},
        )
        host = urlsplit(self.url).hostname
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout):
                pass
        except HTTPError as error:
            with error:
                raise NotSent(f"{host}: answered {error.code}") from None
        except URLError as error:
            raise NotSent(f"{host}: {error.reason}") from None
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(f"{host}: {str(error) or type(error).__name__}") from None

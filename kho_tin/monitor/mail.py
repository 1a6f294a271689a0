"""A notice as an e-mail, given to a mail server (RFC 5321; STARTTLS: RFC 3207)."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import ClassVar

from kho_tin.base.hosts import is_loopback_host
from kho_tin.base.times import current
from kho_tin.monitor.message import Message, NotSent


@dataclass(frozen=True)
class Mail:
    """`timeout` in seconds, for each answer of the server. `tls`: from the first byte on."""

    name: ClassVar[str] = "mail"
    recipients: list[str]
    sender: str
    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    timeout: float

    def send(self, message: Message) -> None:
        try:
            with self._connected() as server:
                self._log_in(server)
                refused = server.send_message(self.mail(message))
        except smtplib.SMTPRecipientsRefused as error:
            raise self._not_sent(f"refuses {', '.join(error.recipients)}") from None
        except smtplib.SMTPResponseException as error:
            answer = error.smtp_error
            text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
            raise self._not_sent(f"answered {error.smtp_code} {text}") from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise self._not_sent(str(error) or type(error).__name__) from None
        if refused:
            raise self._not_sent(f"refuses {', '.join(refused)}")

    def mail(self, message: Message) -> EmailMessage:
        """What is sent; a message that may be sent again has the same Message-ID each time."""
        domain = self.sender.rpartition("@")[2]
        lasting = message.lasting_id
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = ", ".join(self.recipients)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(current())
        mail["Message-ID"] = f"<{lasting}@{domain}>" if lasting else make_msgid(domain=domain)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: asks for no automatic replies
        mail.set_content(message.text)
        return mail

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self.user and not is_loopback_host(self.host):
                raise smtplib.SMTPException("offers no encryption: the password is not sent")
        except BaseException:
            server.close()
            raise
        return server

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self.user:
            server.login(self.user, self.password)

    def _not_sent(self, why: str) -> NotSent:
        """One line; a server may repeat what it was given."""
        line = " ".join(f"{self.host}:{self.port}: {why}".split())[:300]
        return NotSent(line.replace(self.password, "***") if self.password else line)

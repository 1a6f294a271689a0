"""Settings of channels, and what mail servers, web servers and commands do with a notice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from kho_tin.archive.status import SiteStatus
from kho_tin.base.errors import UsageError
from kho_tin.monitor.channels import channels_of
from kho_tin.monitor.command import Command
from kho_tin.monitor.mail import Mail
from kho_tin.monitor.message import NotSent
from kho_tin.monitor.notice import ADVICE, Notice, Problem
from kho_tin.monitor.watch import Watch
from kho_tin.monitor.webhook import Webhook
from kho_tin.sample.certificates import Authority
from tests.monitor.listening import Hook, Mailbox
from tests.monitor.making import Diary
from tests.waiting import STUCK

RED = SiteStatus(
    "sample",
    "Ban Quản lý Khu kinh tế Vũng Sương",
    condition="red",
    reason="the listings name 3 articles, 40 are usual",
    run=12,
    started="2026-03-02T19:17:00Z",
    since="2026-03-01T19:17:00Z",
    counts={"pages": 31, "new": 2, "changed": 1, "gone": 0, "failed": 5},
)
NOTICE = Notice(
    "trouble",
    RED,
    "/srv/kho-tin/archive.db",
    [Problem("cut", "https://vungsuong.example/a-1.html", "the page ends before its </html>")],
    problems_total=7,
)
MAIL = {
    "NOTIFY_MAIL_TO": "an@example.org",
    "NOTIFY_MAIL_FROM": "kho-tin@example.org",
    "SMTP_URL": "smtp://localhost",
    "NOTIFY_TIMEOUT": STUCK,
}


def channel(**settings: Any) -> Any:
    (made,) = channels_of(Settings({"NOTIFY_TIMEOUT": STUCK, **settings}))
    return made


def mail_to(box: Mailbox, login: str = "", scheme: str = "smtp") -> Mail:
    made = channel(**{**MAIL, "SMTP_URL": f"{scheme}://{login}127.0.0.1:{box.port}"})
    assert isinstance(made, Mail)
    return made


def test_none_is_set_up() -> None:
    assert channels_of(Settings({"NOTIFY_TIMEOUT": STUCK})) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"NOTIFY_MAIL_TO": "an"}, "NOTIFY_MAIL_TO: an is no e-mail address."),
        ({"NOTIFY_MAIL_TO": "an@x.vn,"}, "NOTIFY_MAIL_TO: nothing is no e-mail address."),
        ({"NOTIFY_MAIL_FROM": ""}, "NOTIFY_MAIL_FROM: is not set; mail needs a sender."),
        ({"NOTIFY_MAIL_TO": ""}, "NOTIFY_MAIL_FROM is set, and NOTIFY_MAIL_TO is not"),
        ({"NOTIFY_MAIL_TO": "", "NOTIFY_MAIL_FROM": ""}, "SMTP_URL is set, and NOTIFY_MAIL_TO"),
        ({"SMTP_URL": ""}, "SMTP_URL: not an address of the form smtp://"),
        ({"SMTP_URL": "mail.example.org:25"}, "SMTP_URL: not an address"),
        ({"SMTP_URL": "http://h"}, "SMTP_URL: not an address"),
        ({"SMTP_URL": "smtp://h:many"}, "SMTP_URL: not an address"),
        ({"SMTP_URL": "smtp://u:s3cret@h:99999"}, "SMTP_URL: not an address"),
        ({"SMTP_URL": "smtp://u:s3/cret@h"}, "SMTP_URL: "),
        ({"SMTP_URL": "smtp://u@h"}, "SMTP_URL: give a user and a password"),
    ],
)
def test_wrong_settings_of_mail(settings: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        channel(**{**MAIL, **settings})
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"NOTIFY_WEBHOOK": "hooks.example.org/x"}, "NOTIFY_WEBHOOK: not an address"),
        ({"NOTIFY_WEBHOOK": "https://h/đường"}, "NOTIFY_WEBHOOK: not an address"),
        ({"NOTIFY_WEBHOOK": "https:///x"}, "NOTIFY_WEBHOOK: not an address"),
        ({"NOTIFY_WEBHOOK": "https://u:p@h/x"}, "NOTIFY_WEBHOOK: a user and a password"),
        ({"NOTIFY_COMMAND": "notify 'an"}, "NOTIFY_COMMAND: a quote is not closed: close it"),
        ({"NOTIFY_COMMAND": "/no/such x"}, "NOTIFY_COMMAND: /no/such: no such command."),
    ],
)
def test_wrong_settings_of_the_others(settings: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        channel(**settings)


def test_metrics_need_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"METRICS_FILE: .* a folder that exists"):
        Watch.of(Settings({"METRICS_FILE": str(tmp_path / "no" / "x.prom"), "ARCHIVE": "a.db"}))
    (tmp_path / "device.prom").symlink_to("/dev/null")
    with pytest.raises(UsageError, match=r"METRICS_FILE: .* must be a file"):
        Watch.of(Settings({"METRICS_FILE": str(tmp_path / "device.prom"), "ARCHIVE": "a.db"}))


def test_the_message(mailbox: Mailbox) -> None:
    mail_to(mailbox).send(NOTICE)
    (mail,) = mailbox.mails
    assert mail["Subject"] == "[Kho Tin] sample: có trục trặc / in trouble (red)"
    assert (mail["From"], mail["To"]) == ("kho-tin@example.org", "an@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    for line in (
        "Ban Quản lý Khu kinh tế Vũng Sương (sample): cần xem lại, từ 02:17 02/03/2026.",
        "Lý do: các danh mục nêu 3 bài, thường là 40",
        "Reason: the listings name 3 articles, 40 are usual",
        "Lượt 12: xem 31 bài, 2 mới, 1 đổi, 0 đã gỡ, 5 lỗi; ghi lại 7 trục trặc.",
        "Ban Quản lý Khu kinh tế Vũng Sương (sample): needs a look, since 02:17 02/03/2026.",
        "Run 12: looked at 31 articles, 2 new, 1 changed, 0 gone, 5 failed; 7 problems on record.",
        "  cut https://vungsuong.example/a-1.html the page ends before its </html>",
        "    the page did not arrive whole; not read",
        "  cut https://vungsuong.example/a-1.html trang hết trước </html>",
        "    trang tải về không trọn; không đọc",
        f"What to do: {ADVICE['red'][1]}",
        "More: `kho-tin status sample`; docs/operations.md.",
    ):
        assert line in text.splitlines()


def test_what_is_named_once_and_counted_as_one() -> None:
    notice = replace(RED, title="Khu kinh tế (sample)", counts={**RED.counts, "pages": 1})
    text = Notice("trouble", notice, "a.db", problems_total=1).text
    assert "\nKhu kinh tế (sample): needs a look, since" in text
    assert "looked at 1 article, 2 new" in text
    assert "; 1 problem on record." in text


@pytest.mark.parametrize("smtps", [False, True])
def test_a_password_and_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smtps: bool
) -> None:
    """STARTTLS where it is offered; a certificate that nobody vouches for is not trusted."""
    authority = Authority.create(tmp_path)
    tls = authority.context(whole=True)
    login, scheme = "thu%40x:p%40ss@", "smtps" if smtps else "smtp"
    with Mailbox(login=("thu@x", "p@ss"), tls=tls, smtps=smtps) as box:
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
            mail_to(box, login, scheme).send(NOTICE)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.roots))
        mail_to(box, login, scheme).send(NOTICE)
        assert box.encrypted == [True]
        with pytest.raises(NotSent, match="answered 535") as caught:
            mail_to(box, "thu%40x:wr0ng@", scheme).send(NOTICE)
        assert "wr0ng" not in str(caught.value)
        assert len(box.mails) == 1


def test_a_server_that_repeats_the_password(mailbox: Mailbox) -> None:
    mailbox.refusal = "554 no mail from s3cret"
    made = channel(**{**MAIL, "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"})
    with pytest.raises(NotSent, match="answered 554 no mail from s3cret"):
        made.send(NOTICE)
    with Mailbox(login=("u", "s3cret")) as box:
        box.refusal = "554 no mail from s3cret"
        with pytest.raises(NotSent, match=r"answered 554 no mail from \*\*\*"):
            mail_to(box, "u:s3cret@").send(NOTICE)
    with pytest.raises(NotSent, match="Connection refused"):
        mail_to(box).send(NOTICE)


def test_no_password_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    """But to this machine itself."""
    monkeypatch.setattr("kho_tin.monitor.mail.is_loopback_host", lambda _: False)
    with Mailbox(login=("u", "s3cret")) as box:
        with pytest.raises(NotSent, match="offers no encryption: the password is not sent"):
            mail_to(box, "u:s3cret@").send(NOTICE)
        assert box.mails == []


def test_the_webhook(hook: Hook) -> None:
    made = channel(NOTIFY_WEBHOOK=hook.url)
    made.send(NOTICE)
    (message,) = hook.notices
    assert message == json.loads(json.dumps(NOTICE.as_json()))
    assert (message["kind"], message["condition"], message["problems_total"]) == (
        "trouble",
        "red",
        7,
    )
    assert message["problems"][0] == {
        "kind": "cut",
        "url": "https://vungsuong.example/a-1.html",
        "message": "the page ends before its </html>",
        "message_vi": "trang hết trước </html>",
        "meaning": "the page did not arrive whole; not read",
        "meaning_vi": "trang tải về không trọn; không đọc",
    }
    for status in (301, 404, 500):
        hook.status = status
        with pytest.raises(NotSent, match=f"^127.0.0.1: answered {status}$"):
            made.send(NOTICE)
    assert set(hook.paths) == {"/kho-tin?token=secret"}


def test_a_way_that_fails_unforeseen_stops_nothing(diary: Diary, archive: Path) -> None:
    odd = Webhook("http://127.0.0.1:9/đường?token=s3cret", 5)
    Watch(archive, [odd, Command(["true"], 5)], None).ended(diary.db, diary.crawl(1, "red"))
    rows = diary.db.execute("SELECT error FROM notices ORDER BY id").fetchall()
    assert rows == [("UnicodeEncodeError",), (None,)]


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "told"
    words = "printf '%s|' $KHO_TIN_SITE $KHO_TIN_KIND \"$KHO_TIN_REASON\""
    Command(["sh", "-c", f"({words}; cat) > {file}"], 5).send(NOTICE)
    site, kind, reason, given = file.read_text("utf-8").split("|", 3)
    assert (site, kind, reason) == ("sample", "trouble", RED.reason)
    assert json.loads(given)["subject"] == NOTICE.subject
    Command(["true"], 5).send(NOTICE)  # one that does not read what it is given
    with pytest.raises(NotSent, match=r"^false: ended with 1$"):
        Command(["false"], 5).send(NOTICE)

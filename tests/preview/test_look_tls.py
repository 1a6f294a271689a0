"""First contact over TLS: certificates that fail are explained, and the advice helps."""

from __future__ import annotations

import datetime as dt
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from OpenSSL import SSL
from scrapy import Spider
from scrapy.core.downloader.contextfactory import _get_creator_context
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.settings import Settings

from kho_tin.crawler.http.tls_faults import Tls, shake_hands
from kho_tin.crawler.http.tls_handler import SitePolicy, SiteRoot
from kho_tin.preview import failures
from kho_tin.sample import SampleServer, load_news
from kho_tin.sample.certificates import ISSUER_AT, Authority
from tests.crawler.project import Project
from tests.crawler.serving import HTML, Answer, served

VERIFY = ("-s", "DOWNLOAD_VERIFY_CERTIFICATES=True")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.create(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.new(root, tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def incomplete(authority: Authority) -> Iterator[str]:
    """The sample site over https with its own certificate alone; http redirects there."""
    with SampleServer(news=load_news()[:10]) as site:

        def relay(path: str, over_tls: bool) -> Answer:
            if not over_tls:
                return Answer(status=301, headers={"Location": f"https://{host}{path}"})
            request = urllib.request.Request(f"{site.url[:-1]}{path}", headers={"Host": host})
            with urllib.request.urlopen(request) as answer:
                body = answer.read().replace(b"http://", b"https://")
            return Answer(body, headers=HTML)

        with served(relay, authority.context(whole=False)) as host:
            yield host


def look(project: Project, host: str, *arguments: str, trust: Path) -> dict[str, Any]:
    return project.report(f"http://{host}/", *arguments, SSL_CERT_FILE=str(trust))


def test_unchecked_it_is_read_and_the_fault_told(
    incomplete: str, authority: Authority, project: Project
) -> None:
    unchecked = ("-s", "DOWNLOAD_VERIFY_CERTIFICATES=0")
    report = look(project, incomplete, "--write", "secure", *unchecked, trust=authority.roots)
    crawled = project.run("crawl", "secure", *unchecked, ARCHIVE=str(project.root / "secure.db"))
    assert report["verdict"]["exit_code"] == 0
    assert report["pages"][0]["redirects"] == [f"301 http://{incomplete}/"]
    assert report["answers_at"] == f"https://{incomplete}/"
    (handshake,) = report["tls"]
    assert handshake["protocol"] == "TLSv1.3"
    assert (handshake["subject"], handshake["issuer"]) == ("127.0.0.1", "Issuer of Vung Suong")
    assert handshake["names"] == handshake["chain"] == ["127.0.0.1"]
    assert handshake["days_left"] == 90
    assert (dt.datetime.fromisoformat(handshake["expires"]) - dt.datetime.now(dt.UTC)).days == 90
    (fault,) = handshake["faults"]
    assert fault.startswith("the chain is incomplete")
    (advice,) = handshake["advice"]
    assert ISSUER_AT in advice
    assert 'ca_bundle = "issuer.pem"' in advice
    written = (project.root / "spiders" / "secure.py").read_text("utf-8")
    assert f'    home_url = "https://{incomplete}/"\n' in written
    assert "TLS: the chain is incomplete" in " ".join(written.split())
    assert "10 new, 0 changed" in crawled.stdout, crawled.stdout


def test_checked_it_is_refused(incomplete: str, authority: Authority, project: Project) -> None:
    report = look(project, incomplete, *VERIFY, trust=authority.roots)
    assert report["verdict"]["exit_code"] == 3
    (page,) = report["pages"]
    assert page["failure"]["kind"] == "certificate"
    assert page["failure"]["message"] == "the certificate could not be verified"
    assert report["tls"][0]["faults"][0].startswith("the chain is incomplete")


def test_the_advice_helps(incomplete: str, authority: Authority, project: Project) -> None:
    report = look(project, incomplete, *VERIFY, trust=authority.bundle)
    assert report["verdict"]["exit_code"] == 0
    assert report["tls"][0]["faults"] == []


def declare(project: Project, host: str, ca_bundle: object) -> None:
    text = (
        "from kho_tin.crawler.spider import NewsSpider\n"
        "from kho_tin.outcome.bounds import Bounds\n\n\n"
        "class Bundled(NewsSpider):\n    bounds = Bounds(longest_silence=0)\n"
        f'    name = title = "bundled"\n    home_url = "https://{host}/"\n'
        f"    ca_bundle = {str(ca_bundle)!r}\n"
    )
    (project.root / "spiders" / "bundled.py").write_text(text)


def test_a_site_has_certificates_of_its_own(
    incomplete: str, authority: Authority, project: Project
) -> None:
    """Its issuer's, which completes the chain, where the machine trusts the root alone."""
    declare(project, incomplete, authority.issuers)
    roots = str(authority.roots)
    report = project.report("bundled", SSL_CERT_FILE=roots)
    assert report["tls"][0]["faults"] == []
    assert report["verdict"]["exit_code"] == 0
    archive = str(project.root / "bundled.db")
    crawled = project.run("crawl", "bundled", ARCHIVE=archive, SSL_CERT_FILE=roots)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    assert "10 new, 0 changed" in crawled.stdout
    # Not in place of the machine's: the root that they hang on is still to be known.
    refused = project.run("crawl", "bundled", ARCHIVE=archive)
    assert refused.returncode == 3
    assert "the chain ends at Root of Vung Suong" in refused.stdout


def test_certificates_that_cannot_be_read(authority: Authority, project: Project) -> None:
    der = project.root / "issuer.der"
    der.write_bytes(authority.issuer.public_bytes(serialization.Encoding.DER))
    for ca_bundle, words in (
        ("missing.pem", "No such file or directory."),
        ("spiders", "Is a directory."),
        ("issuer.der", "openssl x509 -inform der"),
    ):
        declare(project, "kkt.example", ca_bundle)
        for command in ("crawl", "look"):
            done = project.run(command, "bundled")
            assert done.returncode == 2
            assert done.stdout == ""
            (line,) = done.stderr.splitlines()
            assert line.startswith(f"kho-tin: ca_bundle: {project.root / ca_bundle}: ")
            assert words in line


def shaken(host: str, ca_bundle: Path | None = None) -> Tls:
    name, _, port = host.partition(":")
    bundle = str(ca_bundle) if ca_bundle else None
    return shake_hands(name, int(port), timeout=5, ca_bundle=bundle, private=[name])


FAULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "well": ({}, []),
    "expired": ({"days": -3}, ["the certificate of 127.0.0.1 has expired"]),
    "for another": (
        {"host": "kkt.example"},
        ["the certificate is not for 127.0.0.1, it is for kkt.example"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_with_a_certificate(
    case: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    options, faults = FAULTS[case]
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.roots))
    with served(lambda *_: Answer(), authority.context(whole=True, **options)) as host:
        assert shaken(host).faults == faults


def test_a_root_that_nobody_knows(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority.create(tmp_path, "Elsewhere").roots))
    with served(lambda *_: Answer(), authority.context(whole=True)) as host:
        assert shaken(host).faults == [
            "the chain ends at Root of Vung Suong, which this machine does not know"
        ]


def test_a_bundle_that_lacks_the_root(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority.create(tmp_path, "Elsewhere").roots))
    with served(lambda *_: Answer(), authority.context(whole=False)) as host:
        assert shaken(host).faults[0].startswith("the chain is incomplete")
        assert shaken(host, authority.issuers).faults == [
            "the chain ends at Root of Vung Suong, which this machine does not know"
        ]
        assert shaken(host, authority.bundle).faults == []


@pytest.mark.parametrize("ca_bundle", [False, True])
def test_old_servers_are_reached_and_checked(ca_bundle: bool, authority: Authority) -> None:
    """Whether or not a site has certificates of its own, and by the settings of TLS."""

    def context(**settings: str) -> SSL.Context:
        root = SiteRoot(str(authority.issuers) if ca_bundle else None)
        crawler = Crawler(Spider, Settings(settings))
        creator = SitePolicy.from_crawler(crawler, trustRoot=root).creatorForNetloc(b"a.vn", 443)
        return _get_creator_context(creator)

    usual = context().set_options(0)  # none more: those that are set
    assert usual & 0x4  # SSL_OP_LEGACY_SERVER_CONNECT (openssl/ssl.h)
    assert usual & SSL.OP_ALL == SSL.OP_ALL
    assert context().get_verify_mode() & SSL.VERIFY_PEER
    assert not usual & SSL.OP_NO_TLSv1_3
    bounded = context(DOWNLOAD_TLS_MAX_VERSION="TLSv1.2").set_options(0)
    assert bounded == usual | SSL.OP_NO_TLSv1_3


def test_no_tls_at_that_port() -> None:
    with served(lambda *_: Answer()) as host:
        handshake = shaken(host)
    assert handshake.faults == ["the handshake fails: wrong version number"]
    assert "http://" in handshake.advice[0]


def test_a_name_that_does_not_resolve() -> None:
    failure = failures.of_exception(CannotResolveHostError("DNS lookup failed"), seconds=60)
    assert failure.kind == "dns"
    assert "web.archive.org" in failure.advice

from __future__ import annotations

import subprocess

import pytest

from kho_tin.exporters.surt import surt

from .conftest import tool

KEYS = {
    "https://vungsuong.example": "example,vungsuong)/",
    "https://www.vungsuong.example/?": "example,vungsuong)/",
    "http://WWW2.Example.VN:80/A/b/../c/./d//e/?B=2&a=1&a=": "vn,example)/a/c/d/e?a=&a=1&b=2",
    "https://example.vn:8443/%C4%90/a%20b.png": "vn,example:8443)/%c4%90/a%20b.png",
    "https://example.vn/Đầu tư?x=Đ": "vn,example)/%c4%90%e1%ba%a7u%20t%c6%b0?x=%c4%90",
    "https://example.vn/a%2541b%23c?q=%26x%3D1&b": "vn,example)/aab%23c?b&q=&x=1",
    "http://127.0.0.1:8000/x": "1,0,0,127:8000)/x",
    "https://example.vn/a?jsessionid=0123456789abcdef0123456789ABCDEF&b=1": "vn,example)/a?b=1",
    "https://example.vn/x/(S(abcdefghijklmnopqrstuvwx))/A.aspx": "vn,example)/x/a.aspx",
    "https://example.vn/wps/portal/!ut/p/z1/04_Sj/?1dmy&urile=wcm%3Apath%3A%2Flib": (
        "vn,example)/wps/portal/!ut/p/z1/04_sj?1dmy&urile=wcm:path:/lib"
    ),
    "https://biển.vn/a#b": "vn,xn--bin-pkz)/a",
    "https://user:word@example.vn./a?": "vn,example)/a",
    "https://example.vn/../a/..": "vn,example)/..",
    "https://example.vn/%ff?x=%2B+%20": "vn,example)/%ff?x=++%20",
}


@pytest.mark.parametrize("url", KEYS)
def test_key(url: str) -> None:
    assert surt(url) == KEYS[url]


def test_keys_are_those_of_the_package() -> None:
    python = tool("wayback").removesuffix("wayback") + "python"
    program = "import sys, surt\nfor url in sys.argv[1:]: print(surt.surt(url))"
    done = subprocess.run(
        [python, "-c", program, *KEYS], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == list(KEYS.values())

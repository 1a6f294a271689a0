"""The examples in docs/searching.md do what it says."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from urllib.parse import urlencode

from datasette.app import Datasette

from kho_tin.web import functions

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "searching.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_plain_sql(articles_db: sqlite3.Connection) -> None:
    (block,) = blocks("sqlite3")
    results = [articles_db.execute(each).fetchall() for each in block.split(";") if each.strip()]
    assert [rows[0][0] for rows in results[:3]] == [2, 1, 3]
    assert {row[0] for row in results[3]} == {1, 2, 3}
    assert [row[2] for row in results[4]] == [
        "Nhà đầu tư khảo sát thực địa.\n\nBan Quản lý đón tiếp đoàn./."
    ]
    assert results[5] == []


async def test_sql_in_datasette(datasette: Datasette) -> None:
    ids = []
    for block in blocks("sql"):
        address = f"/archive.json?{urlencode({'sql': block, '_shape': 'arrays'})}"
        rows = (await datasette.client.get(address)).json()["rows"]
        ids.append({row[0] for row in rows})
    assert ids == [{3}, {1, 2, 3}]


async def test_addresses(datasette: Datasette) -> None:
    addresses = re.findall(r"curl 'http://127\.0\.0\.1:8001(/[^']+)'", TEXT)
    assert len(addresses) == 4
    for address in addresses:
        response = await datasette.client.get(address)
        assert response.status_code == 200, address
        assert "Gió" in response.text or "Gi\\u00f3" in response.text


async def test_functions_are_all_told(datasette: Datasette) -> None:
    assert functions.table() in TEXT, "print it: python -m kho_tin.web.functions"
    for function in functions.FUNCTIONS:
        arguments = ", ".join("'a'" for _ in function.arguments)
        response = await datasette.client.get(
            f"/archive.json?{urlencode({'sql': f'select {function.name}({arguments})'})}"
        )
        assert response.status_code == 200, function

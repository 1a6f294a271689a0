"""An MCP client, run by the environment that has one: `python mcp_client.py ADDRESS` reads calls
from standard input, JSON as [[tool, arguments], …], and prints what came of them as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from mcp.client.client import Client  # type: ignore[import-not-found]


async def session(address: str, calls: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    async with Client(address) as client:
        tools = (await client.list_tools()).tools
        answers = []
        for name, arguments in calls:
            answer = await client.call_tool(name, arguments)
            said = [getattr(block, "text", "") for block in answer.content]
            answers.append(
                {"error": answer.is_error, "data": answer.structured_content, "said": said}
            )
        return {
            "instructions": client.instructions,
            "tools": {
                tool.name: {
                    "about": tool.description,
                    "arguments": sorted(tool.input_schema.get("properties") or {}),
                    "reads": tool.annotations.read_only_hint,
                }
                for tool in tools
            },
            "answers": answers,
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(session(sys.argv[1], json.load(sys.stdin)))))

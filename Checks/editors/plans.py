"""The plan that editors work on, and what their language clients must make of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from common import environment

FILES = {
    "planmd.yaml": "people:\n  ann: {name: Ann Lee}\n  bob: {name: Bob Roe}\n",
    "one.md": """\
# Office

- [ ] Pour the slab id:slab @ann est:2d due:2026-01-30
- [ ] Build after:slap
- [ ] Odd   est:2d   @bob
- [ ] Grüße 👋 schicken due:2026-02-31
""",
    "sub/two.md": """\
# Walls

- [ ] Paint after:slab
- [ ] Lay the floor after:slab+2d,other id:floor
""",
    "sub/three.md": "# Roof\n\n- [ ] Tiles id:other after:slab\n",
    "notes.yaml": "not: planmd\n",
}
# PLANMD_TODAY in `environment` is a Monday: this is the Friday after it.
TODAY, FRIDAY = "2026-01-12", "2026-01-16"

# What the files are after `slab` was renamed to `base`.
RENAMED = {
    name: text.replace("slab ", "slab\0 ")
    .replace("id:slab", "id:base")
    .replace("after:slab", "after:base")
    .replace("\0", "")
    for name, text in FILES.items()
}


def write(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def capabilities(planmd: str) -> dict:
    """What the language server says that it can, to a client that can a lot."""
    able = {"workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": able}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    data = b""
    for message in messages:
        body = json.dumps(message).encode()
        data += b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    result = subprocess.run(
        [planmd, "lsp"], input=data, capture_output=True, timeout=120, check=False, env=environment()
    )
    head, _, rest = result.stdout.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    return json.loads(rest[:length])["result"]["capabilities"]

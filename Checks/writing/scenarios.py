"""The table of editing commands that the kill loop disturbs, with the plans they work on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

WEBSITE = b"""# Website

Some prose that stays.

- [ ] Draft the sitemap est:2d
- [ ] Review the texts @ann
  - [ ] Read part one
  - [x] Read part two done:2026-03-01
- [ ] Pay the hosting due:2026-03-12
- [ ] Water the plants due:2026-03-09 rec:+1w
  - [ ] the big one
- [/] Send the invoice est:1h
  - 2026-03-02 30min first half
- [-] Dropped idea cancelled:2026-02-02

## Later

1. [ ] one
2. [ ] two
"""
SHOP = b"# Shop\n\nWhat the shop needs.\n\n- [ ] Order paper\n- [ ] Order ink\n"
FINISHED = b"""# Finished

- [x] Old work done:2026-02-01 id:old
  - 2026-01-30 2h did it
- [ ] Current work
- [x] Newer work done:2026-03-01
  - [x] its part done:2026-02-27
"""
ARCHIVE = b"# Archive\n\n## Finished\n\n- [x] Ancient work done:2026-01-01\n"
UNTIDY = b"# Untidy\n\n-   [ ]  Wide item   est:2h @ann due:2026-03-12\n- [ ] Another   due:2026-03-12 (A)\n*  [x]   Done item done:2026-03-01\n"
FAULTY = b"# Faulty\n\n- [ ] Wrong tag due: 2026-01-12\n- [ ] Right tag due:2026-04-12\n"
BLOCK = b"# Status\n\n<!-- planmd: list overdue -->\nold text\n<!-- /planmd 2026-01-12 -->\n\n- [ ] Late thing due:2026-03-01\n\nAfter it.\n"
TEMPLATE = b"# Hiring\n\n- [ ] Read the application due:+2d\n- [ ] Talk on the phone due:+1w id:talk\n- [ ] Decide after:talk due:+2w\n"
SENTINEL = "zz.md"
SENTINEL_TEXT = b"# Sentinel\n\n- [ ] Sentinel task\n"
CLOCK = re.compile(rb"(?<!\d)\d{1,2}:\d\d(?!\d)")


@dataclass(frozen=True)
class Scenario:
    name: str
    command: list[str]
    files: dict[str, bytes]
    # Commands run before, undisturbed.
    before: list[list[str]] = field(default_factory=list)
    # The same command again changes nothing more.
    repeatable: bool = False
    # Times of the clock in the result are not compared.
    has_clock: bool = False
    exit_codes: tuple[int, ...] = (0,)

    @property
    def needs(self) -> str:
        return self.command[0]

    @property
    def plan(self) -> dict[str, bytes]:
        return self.files | {SENTINEL: SENTINEL_TEXT}


PLAN = {"website.md": WEBSITE}
TWO = {"website.md": WEBSITE, "shop.md": SHOP}
INBOX = {"website.md": WEBSITE, "inbox.md": b"# Inbox\n\n- [ ] First thought\n"}
CONFIGURED = {"planmd.yaml": b"archive: archive/{year}.md\n", "finished.md": FINISHED}

SCENARIOS = [
    Scenario("add to a project", ["add", "Buy paint", "--to", "Website"], PLAN),
    Scenario("add to the inbox", ["add", "Buy paint"], INBOX),
    Scenario("add to a new inbox", ["add", "Buy paint"], PLAN),
    Scenario("done", ["done", "Draft the sitemap"], PLAN, repeatable=True),
    Scenario("done, recurring", ["done", "website.md:10:Water the plants", "--with-subtasks"], PLAN),
    Scenario("done with subtasks", ["done", "Review the texts", "--with-subtasks"], PLAN, repeatable=True),
    Scenario("done in two files", ["done", "Draft the sitemap", "Order paper"], TWO, repeatable=True),
    Scenario("start", ["start", "Draft the sitemap"], PLAN, repeatable=True),
    Scenario("cancel", ["cancel", "Draft the sitemap"], PLAN, repeatable=True),
    Scenario("reopen", ["reopen", "Dropped idea"], PLAN, repeatable=True),
    Scenario("hold", ["hold", "Draft the sitemap"], PLAN, repeatable=True),
    Scenario("hold, waiting", ["hold", "Draft the sitemap", "--waiting", "the printer"], PLAN, repeatable=True),
    Scenario("set", ["set", "Draft the sitemap", "due:2026-03-20", "est:3d"], PLAN, repeatable=True),
    Scenario("edit", ["edit", "website.md:5:Draft", "Draft the site map at last"], PLAN),
    Scenario("assign", ["assign", "Draft the sitemap", "@bob"], PLAN, repeatable=True),
    Scenario("defer", ["defer", "Pay the hosting", "2026-03-30"], PLAN, repeatable=True),
    Scenario("log", ["log", "Send the invoice", "1h30m", "second half"], PLAN),
    Scenario("log start", ["log", "start", "Send the invoice"], PLAN, has_clock=True),
    Scenario("log stop", ["log", "stop", "Send the invoice"], {"website.md": WEBSITE.replace(b"half\n", b"half\n  - 2026-03-09 0:00-\n")}, has_clock=True),
    Scenario("move in a file", ["move", "website.md:5:Draft", "--to", "Later"], PLAN),
    Scenario("move between files", ["move", "website.md:6:Review", "--to", "Shop"], TWO),
    Scenario("remove", ["remove", "website.md:6:Review"], PLAN),
    Scenario("archive to a new file", ["archive"], CONFIGURED, repeatable=True),
    Scenario("archive to a file", ["archive"], CONFIGURED | {"archive/2026.md": ARCHIVE}, repeatable=True),
    Scenario("archive from a folder", ["archive"], {"planmd.yaml": CONFIGURED["planmd.yaml"], "sub/finished.md": FINISHED}, repeatable=True),
    Scenario("new", ["new", "hiring", "start:2026-12-01"], PLAN | {"planmd.yaml": b"templates: templates\n", "templates/hiring.md": TEMPLATE}),
    Scenario("undo", ["undo"], PLAN, before=[["done", "Draft the sitemap"]]),
    Scenario("undo of an archive", ["undo"], CONFIGURED, before=[["archive"]]),
    Scenario("fmt", ["fmt"], {"untidy.md": UNTIDY}, repeatable=True),
    Scenario("update", ["update"], {"status.md": BLOCK}, repeatable=True),
    Scenario("init", ["init"], {}),
    Scenario("lint --fix", ["lint", "--fix", "--unsafe-fixes"], {"faulty.md": FAULTY}, repeatable=True, exit_codes=(0, 1)),
]

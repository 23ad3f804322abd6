#!/usr/bin/env python3
"""Runs planmd where the world is unfriendly: odd files, odd names, closed outputs, control characters.

Demanded everywhere: no signal, no hang, a fixed exit code, and that the good files of a plan are still read.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from common import Tally, environment, find_planmd, option_parser, run, temporary_folder, visible

LIMIT = 20
GOOD = b"# Good\n\n- [ ] a good task due:2026-01-14\n"
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
READS = [
    ["today"], ["agenda"], ["next"], ["list", "all"], ["projects", "--all"], ["lint"], ["report"],
    ["schedule"], ["workload"], ["forecast"], ["budget"], ["timesheet"],
]


class World:
    """A plan's folder with one good file, and the program to run on it."""

    def __init__(self, planmd: str, folder: Path, tally: Tally):
        self.planmd, self.root, self.tally = planmd, folder / "plan", tally
        self.outside = folder / "outside"
        self.root.mkdir()
        self.outside.mkdir()
        (self.root / "good.md").write_bytes(GOOD)

    def run(self, *arguments, **options) -> subprocess.CompletedProcess | None:
        """The outcome, or nothing where planmd hangs."""
        try:
            return run(self.planmd, *arguments, root=self.root, timeout=LIMIT, **options)
        except subprocess.TimeoutExpired:
            return None

    def reads(self) -> list[list[str]]:
        """The read commands that this version has."""
        return [command for command in READS if self.run(command[0], "--help").returncode == 0]

    def expect(self, what: str, result: subprocess.CompletedProcess | None, codes: tuple[int, ...]) -> bool:
        """Ended by itself with one of the codes."""
        if result is None:
            return self.tally.check(False, f"{what}: no end after {LIMIT} s")
        output = visible(((result.stdout or b"") + (result.stderr or b""))[:1500])
        return self.tally.check(result.returncode in codes, f"{what}: exit code {result.returncode}, not {codes}\n{output}")

    def texts(self, what: str) -> list[str] | None:
        """The texts of all tasks, or nothing where `list` fails."""
        return self.texts_of(f"{what}: list", self.run("list", "all", "-f", "json"))

    def texts_of(self, what: str, result: subprocess.CompletedProcess | None) -> list[str] | None:
        if not self.expect(what, result, (0,)):
            return None
        if not self.tally.check(is_json(result.stdout), f"{what}: not JSON in UTF-8"):
            return None
        return [task["text"] for task in json.loads(result.stdout)["tasks"]]

    def good_task_is_listed(self, what: str) -> None:
        texts = self.texts(what)
        if texts is not None:
            self.tally.check("a good task" in texts, f"{what}: the good file is no longer read: {texts}")

    def counts(self, what: str, texts: list[str] | None, count: int) -> None:
        if texts is not None:
            self.tally.check(len(texts) == count, f"{what}: {len(texts)} tasks are listed, not {count}")

    def lint_names(self, what: str, word: str) -> None:
        """`lint` ends, and says something about the file, as a finding or on stderr."""
        result = self.run("lint")
        if self.expect(f"{what}: lint", result, (0, 1)):
            said = result.stdout + result.stderr
            self.tally.check(word.encode() in said, f"{what}: nothing is said about {word}\n{visible(said[:800])}")


Case = Callable[[World], None]


# Odd files


def fifo_in_the_folder(world: World) -> None:
    os.mkfifo(world.root / "pipe.md")
    world.good_task_is_listed("a FIFO in the plan")
    world.lint_names("a FIFO in the plan", "pipe.md")


def socket_in_the_folder(world: World) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(world.root / "socket.md"))
    world.good_task_is_listed("a socket in the plan")
    server.close()


def named_on_the_command_line(world: World) -> None:
    os.mkfifo(world.root / "pipe.md")
    unreadable(world.root / "closed.md")
    for name in ("pipe.md", "missing.md", "/dev/zero", "/dev/full", "/proc/self/mem", str(world.outside)):
        path = name if name.startswith("/") else str(world.root / name)
        world.expect(f"lint {name}", world.run("lint", path), (2,))
    if not can_read(world.root / "closed.md"):
        world.expect("lint of an unreadable file", world.run("lint", str(world.root / "closed.md")), (2,))


def unreadable(path: Path) -> None:
    path.write_bytes(GOOD)
    path.chmod(0)


def can_read(path: Path) -> bool:
    """Whether permissions do not bind us (root)."""
    return os.access(path, os.R_OK)


def unreadable_file(world: World) -> None:
    unreadable(world.root / "closed.md")
    world.good_task_is_listed("an unreadable file")
    if not can_read(world.root / "closed.md"):
        world.lint_names("an unreadable file", "closed.md")


def unreadable_folder(world: World) -> None:
    (world.root / "closed").mkdir()
    (world.root / "closed" / "a.md").write_bytes(GOOD)
    (world.root / "closed").chmod(0)
    world.good_task_is_listed("an unreadable folder")
    world.expect("an unreadable folder: lint", world.run("lint"), (0, 1))


def read_only_folder(world: World) -> None:
    world.root.chmod(0o555)
    world.good_task_is_listed("a read-only folder")
    world.expect("a read-only folder: lint", world.run("lint"), (0, 1))


def device_behind_a_link(world: World) -> None:
    os.symlink("/dev/zero", world.root / "zero.md")
    os.symlink("/dev/tty", world.root / "tty.md")
    world.good_task_is_listed("links to devices")


def link_loops(world: World) -> None:
    os.symlink("loop.md", world.root / "loop.md")
    os.symlink("b.md", world.root / "a.md")
    os.symlink("a.md", world.root / "b.md")
    os.symlink(".", world.root / "here")
    os.symlink("..", world.root / "up")
    os.symlink("nowhere.md", world.root / "dangling.md")
    world.good_task_is_listed("loops of links")
    world.expect("loops of links: lint", world.run("lint"), (0, 1))
    world.counts("loops of links", world.texts("loops of links"), 1)


def links_out_of_the_root(world: World) -> None:
    (world.outside / "secret.md").write_text("- [ ] a secret outside\n")
    os.symlink(world.outside / "secret.md", world.root / "link.md")
    os.symlink("../outside/secret.md", world.root / "relative.md")
    os.symlink(world.outside, world.root / "folder")
    (world.root / "planmd.yaml").write_text(
        "inbox: ../outside/secret.md\narchive: ../outside/{year}.md\ntemplates: ../outside\n"
        "calendar: {holiday-files: [../outside/secret.md]}\n"
    )
    world.good_task_is_listed("links out of the root")
    for command in (["list", "all"], ["lint"], ["lint", "-f", "json"]):
        result = world.run(*command)
        leaked = result is not None and b"a secret" in result.stdout + result.stderr
        world.tally.check(not leaked, f"{' '.join(command)} shows text from outside the root")
    before = (world.outside / "secret.md").read_bytes()
    world.expect("add to an inbox outside", world.run("add", "x"), (2, 3))
    world.tally.check((world.outside / "secret.md").read_bytes() == before, "add wrote outside the root")


def link_inside_counts_once(world: World) -> None:
    os.symlink("good.md", world.root / "same.md")
    os.link(world.root / "good.md", world.root / "hard.txt")
    world.counts("a link inside the root", world.texts("a link inside the root"), 1)


def folder_named_like_a_file(world: World) -> None:
    (world.root / "x.md").mkdir()
    (world.root / "x.md" / "y.md").write_text("- [ ] inside the folder\n")
    world.good_task_is_listed("a folder x.md")
    world.expect("a folder x.md: lint", world.run("lint"), (0, 1))


def odd_names(world: World) -> None:
    names = [b"new\nline.md", b"esc\x1b[31m.md", b"bell\x07.md", b"bad\xff\xfe.md", b"c1\xc2\x9b.md", b" .md", b"-x.md", b"--help.md",
             b"*.md", b"$(touch x).md", b"quote'\".md", "bidi\u202e.md".encode(), b"a\\b.md", b"c:x.md", b"." * 40 + b".md", b"n" * 250 + b".md"]
    for name in names:
        with open(os.path.join(os.fsencode(world.root), name), "wb") as file:
            file.write(b"- [ ] odd due:2026-02-30\n")
    world.good_task_is_listed("odd names")
    for command in (["lint"], ["list", "all"], ["lint", "-f", "github"]):
        clean(world, f"odd names: {' '.join(command)}", world.run(*command))
    for kind in ("json", "sarif"):
        result = world.run("lint", "-f", kind)
        if world.expect(f"odd names: lint -f {kind}", result, (0, 1)):
            world.tally.check(is_json(result.stdout), f"odd names: lint -f {kind} is not JSON in UTF-8")


def is_json(data: bytes) -> bool:
    try:
        json.loads(data.decode("utf-8"))
        return True
    except ValueError:
        return False


def odd_contents(world: World) -> None:
    contents = {
        "empty.md": b"", "bom.md": b"\xef\xbb\xbf", "nul.md": b"\x00" * 5000, "newline.md": b"\n", "cr.md": b"\r",
        "dashes.md": b"---", "front.md": b"---\n---\n", "half.md": b"- [ ", "box.md": b"- [ ]", "utf16.md": "- [ ] a\n".encode("utf-16"),
        "elf.md": Path(sys.executable).resolve().read_bytes()[:200_000], "all.md": bytes(range(256)) * 20,
        "invalid.md": b"- [ ] \xff\xfe\xc0\x80 due:\xff\n", "gzip.md": b"\x1f\x8b\x08" + os.urandom(3000),
    }
    for name, data in contents.items():
        (world.root / name).write_bytes(data)
    world.good_task_is_listed("odd contents")
    for command in world.reads():
        world.expect(f"odd contents: {command[0]}", world.run(*command), (0, 1))
    for name, data in contents.items():
        world.tally.check((world.root / name).read_bytes() == data, f"a read command changed {name}")


def odd_configurations(world: World) -> None:
    texts = [b"", b"\x00", b"\xff\xfe", b"- a\n", b"a: &a [*a]\n", b"!!python/object:os.system x\n", b"people: 3\n", b"--- \n--- \n",
             b"calendar: {hours: '9-5'}\n", b"exclude: ['[', '**/**/**/**', '{', '/etc/**']\n", b"me: [\n", b"\t\n", b"people: {ann: {rate: 1,5EUR}}\n"]
    for text in texts:
        (world.root / "planmd.yaml").write_bytes(text)
        world.expect(f"planmd.yaml {text!r}: lint", world.run("lint"), (0, 1))
        world.expect(f"planmd.yaml {text!r}: list", world.run("list"), (0, 1, 2))
    (world.root / "planmd.yaml").unlink()
    (world.root / "planmd.yaml").mkdir()
    world.expect("planmd.yaml is a folder: list", world.run("list"), (0, 2))
    (world.root / "planmd.yaml").rmdir()
    os.mkfifo(world.root / "planmd.yaml")
    world.expect("planmd.yaml is a FIFO: list", world.run("list"), (0, 2))


def wrong_usage(world: World) -> None:
    for arguments in (["nonsense"], ["list", "--nonsense"], ["list", "("], ["list", "-f", "nonsense"], ["lint", "--fail-on", "x"],
                      ["--today", "2026-02-30"], ["list", "--today", "x"], ["show", "nothing-like-this"], ["done", "nothing-like-this"],
                      ["list", "due:nonsense"], ["explain", "no-such-rule"]):
        world.expect(f"usage {arguments!r}", world.run(*arguments), (2,))
    world.expect("an argument that is not UTF-8", world.run("list", b"\xff"), (0, 2))
    missing = run(world.planmd, "list", root=world.root / "nowhere", timeout=LIMIT)
    world.expect("a root that is not there", missing, (2,))
    # The zone counts only where the clock says which day it is.
    clock = environment(TZ="Not/AZone")
    del clock["PLANMD_TODAY"]
    unknown = world.run("list", env=clock)
    world.expect("an unknown TZ", unknown, (2,))
    world.expect("a bad PLANMD_TODAY", world.run("list", env=environment(PLANMD_TODAY="soon")), (2,))


# Odd processes


def few_descriptors(world: World) -> None:
    for number in range(200):
        (world.root / f"{number}.md").write_bytes(GOOD)
    command = 'ulimit -n 16; exec "$0" list all -f json --root "$1"'
    result = subprocess.run(["sh", "-c", command, world.planmd, str(world.root)], capture_output=True, timeout=LIMIT, env=environment())
    world.counts("ulimit -n 16", world.texts_of("ulimit -n 16", result), 201)


def many_tasks(world: World, count: int = 20_000) -> None:
    (world.root / "many.md").write_text("".join(f"- [ ] task {n} due:2026-02-30\n" for n in range(count)))


def closed_output(world: World) -> None:
    for command in ("list all", "lint", "list all -f json", "today"):
        result = shell(world, f'"$0" {command} --root "$1" >&-')
        world.expect(f"{command} >&-", result, (1, 2, 70))
        both = shell(world, f'"$0" {command} --root "$1" >&- 2>&- <&-')
        world.expect(f"{command} >&- 2>&- <&-", both, (0, 1, 2, 70))


def full_device(world: World) -> None:
    for command in ("list all", "lint", "list all -f json", "lint -f sarif", "--help", "explain", "list --help"):
        result = shell(world, f'"$0" {command} --root "$1" >/dev/full' if "help" not in command else f'"$0" {command} >/dev/full')
        world.expect(f"{command} >/dev/full", result, (2, 70))
        world.tally.check(result is not None and result.stderr != b"", f"{command} >/dev/full: nothing on stderr")


def closed_pipe(world: World) -> None:
    many_tasks(world)
    for command in ("list all", "lint", "list all -f json", "lint -f sarif"):
        result = shell(world, f'"$0" {command} --root "$1" | head -1 >/dev/null')
        if world.expect(f"{command} | head -1", result, (0,)):
            world.tally.check(result.stderr == b"", f"{command} | head -1 is not quiet: {visible(result.stderr[:500])}")


def shell(world: World, command: str) -> subprocess.CompletedProcess | None:
    try:
        return subprocess.run(["bash", "-c", command, world.planmd, str(world.root)], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=LIMIT, env=environment())
    except subprocess.TimeoutExpired:
        return None


def interrupted(world: World) -> None:
    many_tasks(world, 100_000)
    before = sorted(os.listdir(world.root))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = subprocess.Popen([world.planmd, "lint", "--root", str(world.root)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=environment())
        time.sleep(0.05)
        process.send_signal(number)
        try:
            _, errors = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            world.tally.check(False, f"{number.name} does not end lint")
            continue
        allowed = (0, 1, -number, 128 + number)
        world.tally.check(process.returncode in allowed, f"{number.name}: exit code {process.returncode}\n{visible(errors[:500])}")
        world.tally.check(sorted(os.listdir(world.root)) == before, f"{number.name}: files are left over")


# Control characters


def terminal_injection(world: World) -> None:
    """Every control character in every field that is shown."""
    evil = [chr(n) for n in range(1, 32) if n not in (10, 13)] + [chr(n) for n in range(127, 160)]
    evil += list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029") + ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b31m"]
    for number, bad in enumerate(evil):
        (world.root / f"evil{number}.md").write_bytes(evil_plan(bad, number).encode())
    raw = b"- [ ] raw \x9b31m bytes \xff\x9d due:2026-\x9b02 #a\x9bb\n"
    (world.root / "raw.md").write_bytes(raw)
    (world.root / "planmd.yaml").write_bytes('people: {ann: {name: "Ann \\e[31m \\u202e \\x9b"}}\nreports: {"a\\e[2J": {command: list}}\n'.encode())
    for command in world.reads() + [["list", "all", "--by", "project"], ["list", "all", "-f", "markdown"], ["lint", "-f", "github"], ["lint", "--diff"],
                            ["list", "all", "-f", "csv"], ["show", "task\x1b[31m"], ["show", "task"],
                            ["list", "\x1b[31m("], ["\x1b[31m"], ["recur", "\x1b[31m"], ["explain", "\x1b[31m"]]:
        clean(world, f"control characters: {visible(repr(command).encode())}", world.run(*command))


def evil_plan(bad: str, n: int) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" for c in bad)
    return (
        f'---\ntitle: "T{escaped}"\n---\n# Heading {bad} name id:h{n} due:2026-0{bad}\n\n'
        f"- [ ] task {bad} text due:2026-01-14 id:t{n} est:2h #lab{bad}el @an{bad}n client:ac{bad}me\n"
        f'- [ ] b waiting:"for {bad} him" owner:@b{bad} after:t{n},no{bad}body due:2026-02-30{bad}\n'
        f"- [{bad}] box rec:ev{bad} cost:1{bad}EUR unkn{bad}own:x [due:: {bad}]\n"
        f"- [/] logged spent:1h{bad}\n  - 2026-01-12 2h did {bad} it #risk{bad}\n  - 2026-01-12 3{bad}h no\n"
        f"<!-- planmd: li{bad}st -->\n<!-- /planmd {bad} -->\n<!-- planmd-disable na{bad}me -->\n"
    )


def clean(world: World, what: str, result: subprocess.CompletedProcess | None) -> None:
    """No control character but line ends and tabs, no C1, no bidi override, in either output."""
    if not world.expect(what, result, (0, 1, 2)):
        return
    # RFC 4180 ends the lines of CSV with both.
    output = result.stdout.replace(b"\r\n", b"\n") if "csv" in what else result.stdout
    for name, data in (("stdout", output), ("stderr", result.stderr)):
        found = forbidden(data)
        world.tally.check(not found, f"{what}: {found} on {name}")


def forbidden(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"invalid UTF-8 ({error.object[error.start:error.end]!r})"
    match = FORBIDDEN.search(text)
    return f"U+{ord(match.group()):04X} in {text[max(0, match.start() - 30):match.end() + 20]!r}" if match else ""


CASES: list[Case] = [
    fifo_in_the_folder, socket_in_the_folder, named_on_the_command_line, unreadable_file, unreadable_folder, read_only_folder,
    device_behind_a_link, link_loops, links_out_of_the_root, link_inside_counts_once, folder_named_like_a_file, odd_names,
    odd_contents, odd_configurations, wrong_usage, few_descriptors, closed_output, full_device, closed_pipe, interrupted,
    terminal_injection,
]


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only cases with this word in the name")
    options = parser.parse_args()
    tally = Tally(shown=200)
    if options.self_test:
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    if os.geteuid() == 0:
        print("note: run by root, so that what depends on permissions is not tried")
    for case in CASES:
        name = case.__name__.replace("_", " ")
        if options.only and not any(word in name for word in options.only):
            continue
        before = tally.tried, tally.agreed
        with temporary_folder("hostile") as folder:
            case(World(planmd, folder, tally))
        print(f"{name}: {tally.agreed - before[1]} of {tally.tried - before[0]}", flush=True)
    tally.finish()


def self_test(tally: Tally) -> None:
    tally.check(forbidden("fine\ttext\n — äöü 日本 👩\u200d🚀\n".encode()) == "", "harmless text is refused")
    for bad in ("\x1b[31m", "\x07", "\x9b", "\u202e", "\r", "\x7f", "\u2066"):
        tally.check(forbidden(f"a{bad}b".encode()) != "", f"{bad!r} is let through")
    tally.check(forbidden(b"a\x9bb") != "", "an invalid byte is let through")
    for program, agrees in (("true", True), ("false", False)):
        with temporary_folder("hostile") as folder:
            quiet = Tally(shown=0)
            world = World(f"/bin/{program}", folder, quiet)
            world.expect("x", world.run("list"), (0,))
            tally.check((quiet.agreed == 1) == agrees, f"{program} is judged wrongly")


if __name__ == "__main__":
    main()

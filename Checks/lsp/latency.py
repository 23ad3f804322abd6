#!/usr/bin/env python3
"""Measures how fast the language server answers an editor, and how much memory it takes.

    latency.py PLANMD [--tasks 10000] [--files 1 100] [--keys 300]

The plan is that of `make bench`, in one file or cut into as many as said, all of them open. Keys are typed as people do:
words, then tags, a new line now and then, some corrections. `as VS Code` means that a key comes every 100 ms, and that hints, tokens,
lenses and the outline are asked for behind it; what is not answered by the next key is cancelled. Only figures are printed, each with its
goal; the exit code is 0.

- key to findings: from the moment a key is sent until findings for that version arrive (pushed), or are answered (pulled)
- completion: from the request to the answer, right behind the key that triggers it
- start: from the start of the program to the first findings, with the plan's largest file open
- memory: VmHWM at the end
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from client import Client, ServerError

from common import environment, find_planmd, option_parser, temporary_folder

GOALS = {"key": 20.0, "completion": 10.0, "start": 300.0}
TOP = Path(__file__).resolve().parents[2]
# As Benchmarks/measure.py: the plans that others are measured on, where they are there.
SHARED = TOP.parent / "shared" / "bench" / "gen_plan.py"
GENERATOR = [str(SHARED), "--format", "markdown"] if SHARED.exists() else [str(TOP / "Benchmarks" / "generate_plan.py")]


def make_plan(folder: Path, tasks: int, files: int) -> list[Path]:
    text = subprocess.run([sys.executable, *GENERATOR, str(tasks)], capture_output=True, check=True).stdout.decode()
    if files == 1:
        (folder / "plan.md").write_text(text)
        return [folder / "plan.md"]
    sections = text.split("\n## ")
    head, sections = sections[0], sections[1:]
    paths = []
    for number in range(files):
        part = sections[number * len(sections) // files : (number + 1) * len(sections) // files]
        path = folder / f"plan-{number:03}.md"
        path.write_text(head + "".join("\n## " + section for section in part))
        paths.append(path)
    return paths


def typing(r: random.Random, count: int) -> list[str | int]:
    """Keys: characters, and how many to take back."""
    keys: list[str | int] = []
    while len(keys) < count:
        words = [r.choice(["review", "draft", "naïve", "größe", "plan", "with", "the", "client"]) for _ in range(r.randint(2, 4))]
        tags = r.sample(
            ["est:2h", "due:2026-03-20", f"@p{r.randrange(20)}", "#web", "pri:A", f"after:x{r.randrange(50)}", "rec:+1w"], r.randint(1, 3)
        )
        line = "\n- [ ] " + " ".join(words + tags)
        for character in line:
            keys.append(character)
            if r.random() < 0.04:
                keys += [1, character]
    return keys[:count]


class Figures:
    def __init__(self) -> None:
        self.values: list[float] = []

    def add(self, seconds: float) -> None:
        self.values.append(seconds * 1000)

    def at(self, share: float) -> float:
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def report(name: str, value: str, goal: str, is_met: bool) -> None:
    print(f"  {name:<44} {value:>24}   goal {goal:<12} {'met' if is_met else 'MISSED'}", flush=True)


class Editor:
    """A client that types into the largest file."""

    def __init__(self, command: list[str], folder: Path, paths: list[Path], pull: bool, asks: bool) -> None:
        self.pull, self.asks = pull, asks
        started = time.perf_counter()
        self.client = Client(command, [folder], encodings=["utf-16"], pull=pull, judge=False, env=environment(PLANMD_TODAY="2026-03-09"))
        self.client.initialize()
        largest = max(paths, key=lambda path: path.stat().st_size)
        self.uri = self.client.open_file(largest)
        self.wait_for_findings(1)
        self.start = time.perf_counter() - started
        for path in paths:
            if path != largest:
                self.client.open_file(path)
        # The others are read, before anything is measured.
        self.client.settle()
        self.pending: list = []
        self.asked: list = []
        text = self.client.documents[self.uri].text
        self.at = text.index("\n", text.index("- [", len(text) // 2))
        self.type("\n")
        self.wait_for_findings(self.client.documents[self.uri].version, 60)

    def wait_for_findings(self, version: int, timeout: float = 120) -> float:
        """When the findings of a version are there."""
        client, uri = self.client, self.uri
        if self.pull:
            pending = client.begin("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            client.end(pending, timeout)
            return pending.received
        if not client.wait(lambda: (client.diagnostics.get(uri, {}).get("version") or 0) >= version, timeout):
            raise TimeoutError(f"no findings for version {version} within {timeout} s")
        return client.diagnostics_at[uri]

    def type(self, key: str | int) -> float:
        """Sends one key; when it was sent."""
        text = self.client.documents[self.uri]
        back = key if isinstance(key, int) else 0
        new = "" if isinstance(key, int) else key
        span = text.range(self.at - back, self.at)
        # The client's own work on its copy of the text is none of the server's.
        self.client.change(self.uri, [{"range": span, "text": new}])
        self.at += len(new) - back
        return self.client.sent_at

    def ask(self) -> None:
        """What VS Code asks for after a key: hints and tokens of what is on the screen, lenses, the outline; older questions are over."""
        for pending in self.pending:
            if not pending.done.is_set():
                self.client.notify("$/cancelRequest", {"id": pending.key})
        client, text = self.client, self.client.documents[self.uri]
        line = text.position(self.at)["line"]
        first, last = max(0, line - 30), min(len(text.starts) - 1, line + 30)
        screen = text.range(text.starts[first], text.line_end(last))
        document = {"textDocument": {"uri": self.uri}}
        wanted: list[tuple[str, str, dict[str, Any]]] = [
            ("inlayHintProvider", "textDocument/inlayHint", document | {"range": screen}),
            ("semanticTokensProvider.range", "textDocument/semanticTokens/range", document | {"range": screen}),
            ("semanticTokensProvider.full", "textDocument/semanticTokens/full", document),
            ("codeLensProvider", "textDocument/codeLens", document),
            ("documentSymbolProvider", "textDocument/documentSymbol", document),
            ("foldingRangeProvider", "textDocument/foldingRange", document),
        ]
        self.pending = [client.begin(method, params) for name, method, params in wanted if client.has(name)]
        self.asked += self.pending

    def answered(self) -> dict[str, tuple[list[float], int]]:
        """How long the answers took, and how many questions were cancelled, by method."""
        took: dict[str, tuple[list[float], int]] = {}
        for one in self.asked:
            times, cancelled = took.get(one.method, ([], 0))
            try:
                self.client.end(one, 120)
                times.append(one.received - one.sent)
            except ServerError:
                cancelled += 1
            took[one.method] = times, cancelled
        return took

    def memory(self) -> int:
        """The most that was in memory, in bytes."""
        for line in Path(f"/proc/{self.client.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0


def measure(command: list[str], folder: Path, paths: list[Path], keys: int, seed: int, pull: bool, asks: bool) -> None:
    size = sum(path.stat().st_size for path in paths)
    editor = Editor(command, folder, paths, pull, asks)
    name = f"{'pulled' if pull else 'pushed'}{', as VS Code' if asks else ''}"
    key_times, completions = Figures(), {}
    r = random.Random(seed)
    for number, key in enumerate(typing(r, keys // 3 if asks else keys)):
        sent = editor.type(key)
        version = editor.client.documents[editor.uri].version
        if asks:
            editor.ask()
        key_times.add(editor.wait_for_findings(version) - sent)
        if asks:
            time.sleep(max(0.0, sent + 0.1 - time.perf_counter()))
    asked = editor.answered()
    if editor.client.has("completionProvider") and not asks:
        for typed, trigger in (("due:", ":"), ("@", "@"), ("#", "#"), ("after:", ":"), ("es", None), ("after:x1", None)):
            times = completions[typed] = Figures()
            for _ in range(max(20, keys // 15)):
                # People type slower than the server reads: only the last key is still news to it.
                for key in " " + typed:
                    editor.wait_for_findings(editor.client.documents[editor.uri].version)
                    editor.type(key)
                position = editor.client.documents[editor.uri].position(editor.at)
                context: dict[str, Any] = {"triggerKind": 2, "triggerCharacter": trigger} if trigger else {"triggerKind": 1}
                one = editor.client.begin(
                    "textDocument/completion", {"textDocument": {"uri": editor.uri}, "position": position, "context": context}
                )
                editor.client.end(one, 120)
                times.add(one.received - one.sent)
                editor.type(len(typed) + 1)
                editor.wait_for_findings(editor.client.documents[editor.uri].version)
    peak, limit = editor.memory(), 64 * 2**20 + 10 * size
    report(f"start to first findings ({name})", f"{editor.start * 1000:.0f} ms", f"{GOALS['start']:.0f} ms", editor.start * 1000 <= GOALS["start"])
    report(f"key to findings ({name}), median", f"{key_times.at(0.5):.1f} ms", "", True)
    report(
        f"key to findings ({name}), 95th percentile", f"{key_times.at(0.95):.1f} ms", f"{GOALS['key']:.0f} ms", key_times.at(0.95) <= GOALS["key"]
    )
    for typed, times in completions.items():
        report(
            f"completion after {typed!r}, median / 95th",
            f"{times.at(0.5):.1f} / {times.at(0.95):.1f} ms",
            f"{GOALS['completion']:.0f} ms",
            times.at(0.95) <= GOALS["completion"],
        )
    for method, (seconds, cancelled) in asked.items():
        times = Figures()
        for value in seconds:
            times.add(value)
        print(f"  {method:<44} {f'{times.at(0.5):.1f} / {times.at(0.95):.1f} ms':>24}   {len(seconds)} answered, {cancelled} cancelled")
    report(f"memory ({name}), text {size / 2**20:.1f} MB", f"{peak / 2**20:.0f} MB", f"{limit / 2**20:.0f} MB", peak <= limit)
    editor.client.shut_down()


def self_test() -> None:
    """The typing is the same for the same seed, and figures are what they are called."""
    one, two = typing(random.Random(1), 300), typing(random.Random(1), 300)
    figures = Figures()
    for number in range(100):
        figures.add(number / 1000)
    right = (
        one == two
        and len(one) == 300
        and any(isinstance(key, int) for key in one)
        and round(figures.at(0.5)) == 50
        and round(figures.at(0.95)) == 95
    )
    with temporary_folder("latency") as folder:
        paths = make_plan(folder, 500, 7)
        boxes = sum(path.read_text().count("- [") for path in paths)
        right = right and len(paths) == 7 and boxes == 500
    print(f"1 tried, {int(right)} agreed")
    sys.exit(0 if right else 1)


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--files", type=int, nargs="+", default=[1, 100], help="in how many files (default 1 and 100)")
    parser.add_argument("--keys", type=int, default=300, help="how many keys are typed (default 300)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.self_test:
        self_test()
    command = [find_planmd(parser, options.planmd), "lsp"]
    for files in options.files:
        with temporary_folder("latency") as folder:
            paths = make_plan(folder, options.tasks, files)
            print(f"language server: {options.tasks} tasks in {files} file{'s' if files > 1 else ''}, {options.keys} keys")
            for pull, asks in ((False, False), (True, False), (False, True)):
                try:
                    measure(command, folder, paths, options.keys, options.seed, pull, asks)
                except Exception as error:  # a figure that cannot be had must not end the others
                    print(f"  {'pulled' if pull else 'pushed'}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main()

"""What the checks share: running planmd, counting, and telling the outcome."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path


def option_parser(text: str, planmd: bool = True) -> argparse.ArgumentParser:
    """A parser with what every check takes: the program, and `--self-test`."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if planmd:
        parser.add_argument("planmd", nargs="?", help="the planmd program (not needed with --self-test)")
    parser.add_argument("--self-test", action="store_true", help="test the check itself, without planmd")
    return parser


def find_planmd(parser: argparse.ArgumentParser, name: str | None) -> str:
    """The absolute path of the program, or a usage error."""
    if not name:
        parser.error("the planmd program is missing")
    found = shutil.which(name) or (os.path.isfile(name) and name)
    if not found:
        parser.error(f"no such program: {name}")
    return os.path.abspath(found)


def skip(reason: str) -> None:
    """Ends the check without a verdict, because something it needs is not there."""
    print(f"skipped: {reason}")
    sys.exit(0)


def environment(**extra: str) -> dict[str, str]:
    """A fixed environment, so that a run says the same everywhere."""
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PLANMD_TODAY": "2026-01-12", "SWIFT_BACKTRACE": "enable=no"}
    return kept | fixed | {"HOME": tempfile.gettempdir()} | extra


def run(planmd: str, *arguments: str | bytes, root: Path | str | None = None, timeout: float = 600,
        **options) -> subprocess.CompletedProcess:
    """Runs planmd with bytes in and out; `root` becomes `--root`."""
    command = [planmd, *arguments]
    if root is not None:
        command += ["--root", os.fspath(root)]
    options.setdefault("env", environment())
    options.setdefault("stdin", subprocess.DEVNULL)
    if "stdout" not in options:
        options["stdout"] = subprocess.PIPE
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.run(command, timeout=timeout, check=False, **options)


def run_json(planmd: str, *arguments: str, root: Path | str) -> dict:
    """The JSON that a command writes; stops the check where it fails or writes something else."""
    result = run(planmd, *arguments, root=root)
    if result.returncode not in (0, 1):
        give_up(f"{' '.join(arguments)} --root {root}: exit code {result.returncode}", result.stderr)
    try:
        return json.loads(result.stdout.decode("utf-8"))
    except ValueError as error:
        give_up(f"{' '.join(arguments)} --root {root}: not JSON in UTF-8: {error}", result.stdout[:2000])


def give_up(message: str, output: bytes = b"") -> None:
    """Ends the check with a failure that makes going on pointless."""
    print(f"FAILED: {message}")
    if output:
        print(output.decode("utf-8", "backslashreplace"))
    sys.exit(1)


@contextmanager
def temporary_folder(name: str):
    """A folder that goes away, even where a test took its permissions."""
    folder = Path(tempfile.mkdtemp(prefix=f"planmd-{name}-"))
    try:
        yield folder
    finally:
        for path, folders, _ in os.walk(folder):
            for child in folders:
                full = os.path.join(path, child)
                if not os.path.islink(full):
                    os.chmod(full, 0o700)
        shutil.rmtree(folder, ignore_errors=True)


class Tally:
    """Counts what was tried and what agreed, and prints the first failures."""

    def __init__(self, shown: int = 20):
        self.tried = 0
        self.agreed = 0
        self.shown = shown

    def check(self, agrees: bool, reproduction: str = "") -> bool:
        """One thing tried; the reproduction is printed where it failed."""
        self.tried += 1
        if agrees:
            self.agreed += 1
        else:
            failures = self.tried - self.agreed
            if failures <= self.shown:
                print(f"FAILED: {reproduction}\n")
            elif self.shown and failures == self.shown + 1:
                print("… more failures are counted, not shown\n")
        return agrees

    def finish(self) -> None:
        """The summary line, and the exit code."""
        print(f"{self.tried} tried, {self.agreed} agreed")
        sys.exit(0 if self.tried == self.agreed else 1)


def visible(data: bytes) -> str:
    """Bytes as text in which every control character and invalid byte can be seen."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(
        c if c == "\n" or (c.isprintable() and c != "\ufeff") else c.encode("unicode_escape").decode()
        for c in text
    )

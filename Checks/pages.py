#!/usr/bin/env python3
"""Checks that nothing from a plan becomes markup in planmd's HTML pages.

    pages.py PLANMD [--quick]

A plan holds a hostile text in every place a text can stand: headings, tasks, notes, tags, labels' neighbours, people's names,
holidays, leave, file names. Each page made of it, those of a site among them, is parsed as a browser would (html5lib), and its
tree of elements and attributes is compared with that of the page made from a harmless text of the same length. A page also has a
content security policy, whose hashes are those of its style and script, and names nothing that a browser would load; the feed of
a site is XML with the same elements, and the markup in it has the same tree.
"""

from __future__ import annotations

import atexit
import base64
import functools
import hashlib
import itertools
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from common import Tally, environment, find_planmd, option_parser, skip, temporary_folder

COMMANDS = (
    ["report"], ["list", "all"], ["projects", "--all"], ["next"], ["agenda", "--days", "30"], ["schedule"], ["workload", "--weeks", "3"],
    ["forecast", "--samples", "50"], ["budget", "--all"], ["budget", "--earned-value"], ["timesheet", "--by", "task,person"],
    ["timesheet", "--by", "project"],
)
# Of a plan with the two commits that `plan` makes.
COMMITS = (["history"], ["report", "--since", "2026-01-06"], ["diff", "HEAD~1"])
# Attributes whose value is text of the plan.
TEXTS = {"aria-label", "title"}
# Where a chart draws: a forecast draws other chances for a task of another name.
GEOMETRY = {"x", "y", "x1", "x2", "y1", "y2", "d", "points", "width", "height", "viewBox", "cx", "cy", "r"}
# A page of the site, or a place on the page.
LINK = re.compile(r"(?:\.\./)?(?:(?:projects|people|weeks)/)?[A-Za-z0-9-]+\.(?:html|xml)|#[a-z]+")
LOADING = {"src", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href", "style", "ping"}

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "</title><script>alert(1)</script>",
    "</style><b>", "</table><h1>x</h1>", "</svg><iframe src=x>", "--><img src=x>", "<!--", "]]><x>", "<![CDATA[<b>]]>", "<?php x ?>",
    "<a href=javascript:alert(1)>x</a>", "<base href=//e.x>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//e.x>",
    "<style>*{display:none}</style>", "<math><mi xlink:href=x>", "<template><b>", "<plaintext>", "<xmp>", "<noscript><p title=</noscript>>",
    "<details open ontoggle=x>", "<form><input autofocus onfocus=x>", "<body onload=x>", "<table><td background=x>", "<object data=x>",
    "<embed src=x>", "<video><source onerror=x>", "<textarea>", "<select><option>", "<isindex>", "<frameset>", "&lt;b&gt;", "&#60;b&#62;",
    "&#x3c;b&#x3e;", "&amp;lt;b", "&nosuch;", "&copy", "<b", "b>", "< b>", "<\u00a0b>", "\u2028<b>", "\u202e<b>\u202c", "\ufeff<b>",
    "\u0130<b>", "%3Cb%3E", "\\x3cb\\x3e", "{{name}}", "{{{name}}}", "{{#x}}y{{/x}}", "${x}", "<%= x %>", "`<b>`", "'-alert(1)-'",
    "\" onmouseover=alert(1) x=\"", "' onmouseover=alert(1) x='", "\"><b>", "'><b>", "` onmouseover=x `", "=><b>", "url(//e.x)",
]
WRAPS = ["{}", "a {} b", "\"{}", "'{}", "{}\"", ">{}<", "{0}{0}", "(x) {}", "\u00e9{}\U0001f600"]


def vectors() -> list[str]:
    return [wrap.format(payload) for wrap, payload in itertools.product(WRAPS, [p.replace("{", "{").replace("}", "}") for p in PAYLOADS])]


def plan(text: str, root: Path) -> None:
    """The plan with the text in every place; it stands behind a word, so that it begins no other block."""
    root.mkdir(parents=True)
    name = "Word " + text
    quoted = json.dumps("Word " + text, ensure_ascii=False)
    (root / "planmd.yaml").write_text(
        "calendar:\n  holidays: [{from: 2026-01-19, to: 2026-01-19, name: %s}]\n" % quoted
        + "people:\n  ann: {name: %s, rate: 90EUR, leave: [{from: 2026-01-20, to: 2026-01-20, name: %s}]}\n  bob: {}\n" % (quoted, quoted), encoding="utf-8")
    file = "".join("_" if c in "/\0" else c for c in text)[:60].strip(". ") or "x"
    path = root / f"x {file}.md"
    path.write_text(
        f"# {name}\n\nid:outer budget:900EUR due:2026-03-02 owner:{quoted} client:{quoted}\n\n- [ ] {name} est:2d @ann waiting:{quoted} due:2026-01-30 id:t1\n"
        f"  - 2026-01-12 2h {name}\n  - 2026-01-12: {name}\n  - 2026-01-12: {name} #risk\n"
        f"- [/] {name} two est:1d @bob cost:50EUR id:t2\n- [>] {name} three waiting:{quoted} id:t3\n- [x] {name} four done:2026-01-12 est:1h @ann\n"
        f"\n## {name} inner\n\nid:inner type:area\n\n- [ ] {name} five rec:weekly due:2026-01-14 est:1h @ann id:t5\n", encoding="utf-8")
    commit(root, path, quoted)


@functools.cache
def empty_repository() -> Path | None:
    """A git folder to copy; git takes longer to make one."""
    if not shutil.which("git"):
        return None
    folder = Path(tempfile.mkdtemp(prefix="planmd-pages-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(["git", "init", "-q", "-b", "main", "--template=", str(folder)], env=environment(GIT_CONFIG_NOSYSTEM="1"), check=True)
    return folder / ".git"


def commit(root: Path, path: Path, quoted: str) -> None:
    """Two commits by one whose name is the text, the first with other days and one task less."""
    if not empty_repository():
        return
    shutil.copytree(empty_repository(), root / ".git")
    text = path.read_text(encoding="utf-8")
    old = text.replace("2026-03-02", "2026-03-01").replace("2026-01-30", "2026-01-29").replace("- [x] ", "- [ ] ").replace(" done:2026-01-12", "")
    name = "x" + "".join(c for c in quoted if c not in "<>\n\r\0")
    stream = b""
    for version, seconds in ((old.rsplit("\n- [ ]", 1)[0] + "\n", 1767614400), (text, 1768132800)):
        stream += f"commit refs/heads/main\ncommitter {name} <a@x> {seconds} +0000\ndata 1\nx\n".encode()
        for file, data in ((path.name, version.encode()), ("planmd.yaml", (root / "planmd.yaml").read_bytes())):
            stream += f"M 100644 inline {json.dumps(file, ensure_ascii=False)}\ndata {len(data)}\n".encode() + data + b"\n"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, env=environment(GIT_CONFIG_NOSYSTEM="1"), input=stream, check=True)


def tree(page: bytes):
    import html5lib

    document = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    shape = []
    for element in document.iter():
        attributes = {key: value for key, value in element.attrib.items() if key not in TEXTS | GEOMETRY}
        if LINK.fullmatch(attributes.get("href", "")):
            attributes["href"] = "a page"  # named after its project
        shape.append((str(element.tag), tuple(sorted(attributes.items())), tuple(sorted(element.attrib))))
    return document, shape


def problems(document) -> list[str]:
    found = []
    policies = [e.attrib.get("content", "") for e in document.iter("meta") if e.attrib.get("http-equiv", "").lower() == "content-security-policy"]
    if not any("default-src 'none'" in policy and "unsafe" not in policy for policy in policies):
        found.append("no content security policy")
    for element in document.iter():
        if element.tag in ("style", "script"):
            digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
            if not any(f"{element.tag}-src 'sha256-{digest}'" in policy for policy in policies):
                found.append(f"<{element.tag}> that the policy does not name")
        if "href" in element.attrib and not LINK.fullmatch(element.attrib["href"]):
            found.append(f"<{element.tag} href={element.attrib['href']!r}>")
        for key in element.attrib:
            if key.lower() in LOADING or key.lower().startswith("on"):
                found.append(f"<{element.tag} {key}={element.attrib[key]!r}>")
        if element.tag in ("iframe", "object", "embed", "base", "form", "img") or element.tag == "link" and element.attrib.get("rel") != "alternate":
            found.append(f"<{element.tag}>")
    return found


def pages(planmd: str, root: Path | str, today: str = "2026-01-12", commits: bool = False):
    """The pages of all commands; empty where one fails."""
    for command in COMMANDS + (COMMITS if commits and shutil.which("git") else ()):
        result = subprocess.run([planmd, *command, "-f", "html", "--quiet", "--root", str(root), "--today", today],
                                env=environment(), capture_output=True, timeout=120, check=False)
        yield " ".join(command), result.stdout if result.returncode == 0 else b""


def site(planmd: str, root: Path | str, today: str = "2026-01-12") -> dict[str, bytes]:
    """The files of a site by their paths; none where the command fails."""
    with temporary_folder("site") as folder:
        result = subprocess.run([planmd, "site", "--quiet", "--root", str(root), "--today", today, "--title", "Site", "-o", str(folder / "out")],
                                env=environment(), capture_output=True, timeout=120, check=False)
        if result.returncode != 0:
            return {}
        files = sorted(path for path in (folder / "out").rglob("*") if path.is_file() and not path.name.startswith("."))
        return {str(path.relative_to(folder / "out")): path.read_bytes() for path in files}


def paired(one: dict[str, bytes], two: dict[str, bytes]):
    """The same pages of two sites; one that is named after a file has another name in each."""
    names = sorted(one.keys() & two.keys())
    yield from ((name, one[name], two[name]) for name in names)
    yield from ((f"{a} and {b}", one[a], two[b]) for a, b in itertools.zip_longest(sorted(one.keys() - two.keys()), sorted(two.keys() - one.keys()))
                if a and b)


def feed_shape(text: bytes) -> list:
    import html5lib

    shape = []
    for element in ElementTree.fromstring(text).iter():
        inner = [str(e.tag) for e in html5lib.parse(element.text or "", treebuilder="etree").iter()] if element.get("type") == "html" else []
        shape.append((element.tag, tuple(sorted(element.attrib)), inner))
    return shape


def harmless(text: str) -> str:
    return "".join("x" if not c.isspace() else " " for c in text)


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="every seventh text only")
    options = parser.parse_args()
    tally = Tally()
    try:
        import html5lib  # noqa: F401
    except ImportError:
        skip("the Python package html5lib is not installed")
    if options.self_test:
        one, two = (tree(b"<!DOCTYPE html><p>" + text) for text in (b"<b>x</b>", b"&lt;b>x"))
        tally.check(one[1] != two[1], "a tree with an element more is another")
        tally.check(bool(problems(one[0])), "a page without a policy is found")
        tally.check(len(set(vectors())) >= 500, "at least 500 texts")
        policy = b"<!DOCTYPE html><meta http-equiv=content-security-policy content=\"default-src 'none'; style-src 'sha256-x'\">"
        tally.check(bool(problems(tree(policy + b"<style>a{}</style>")[0])), "a style that the policy does not name is found")
        tally.check(bool(problems(tree(policy + b"<a href='javascript:x'>y</a>")[0])), "a link that is no page is found")
        tally.check(not problems(tree(policy + b"<a href='../projects/x-1.html'>y</a>")[0]), "a page of the site is fine")
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    texts = vectors()[::7] if options.quick else vectors()
    with multiprocessing.Pool(max(1, os.cpu_count() or 1)) as pool:
        for outcome in pool.imap(judge, [(planmd, text) for text in texts]):
            for holds, message in outcome:
                tally.check(holds, message)
    tally.finish()


def judge(job: tuple[str, str]) -> list[tuple[bool, str]]:
    """All pages of one text: what was tried, with the words for where it does not hold."""
    planmd, text = job
    outcome: list[tuple[bool, str]] = []
    with temporary_folder("pages") as folder:
        plan(text, folder / "a")
        plan(harmless(text), folder / "b")
        sites = [site(planmd, folder / side) for side in "ab"]
        outcome.append((len(sites[0]) == len(sites[1]) > 5, f"site: {len(sites[0])} and {len(sites[1])} files with {text!r}"))
        made = [(name, one, two) for (name, one), (_, two) in zip(pages(planmd, folder / "a", commits=True), pages(planmd, folder / "b", commits=True))]
        for name, hostile, plain in [*made, *paired(*sites)]:
            if name.endswith(".xml"):
                outcome.append((feed_shape(hostile) == feed_shape(plain), f"{name}: other elements with {text!r}"))
                continue
            outcome.append((bool(hostile) and bool(plain), f"{name}: no page with {text!r}"))
            if not outcome[-1][0]:
                continue
            (document, shape), (_, expected) = tree(hostile), tree(plain)
            other = next((pair for pair in itertools.zip_longest(shape, expected) if pair[0] != pair[1]), "")
            outcome.append((shape == expected, f"{name}: another tree with {text!r}: {other}"))
            found = problems(document)
            outcome.append((not found, f"{name} with {text!r}: {found[:3]}"))
    return outcome


if __name__ == "__main__":
    main()

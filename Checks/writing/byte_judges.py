"""What each edit must have done to a text and to its tasks, worked out without planmd."""

from __future__ import annotations

import datetime
import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench import TODAY

LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# What may stand behind an inserted tag: blanks, a hard break, labels, a block id, comments, hidden text.
BEHIND = re.compile(rb"(?:[ \t]+(?:\^[A-Za-z0-9-]+|#\S+|<!--.*?-->|%%.*?%%))*[ \t]*\\?[ \t]*\Z", re.S)
# What must not stand before it: blanks, a block id, a hard break.
BEFORE = re.compile(rb"[ \t]\Z")
BLOCK_ID = re.compile(rb"[ \t]\^[A-Za-z0-9-]+\Z")
BREAK = re.compile(rb"\\\Z")
DAY = TODAY.encode()


def tag(name: bytes, mark: str, field: bytes) -> re.Pattern:
    """A dated tag with the blank before it, in the three dialects."""
    forms = [name + rb":" + DAY, mark.encode() + rb"(?:\xef\xb8\x8f)? " + DAY, rb"[\[(]" + field + rb":: " + DAY + rb"[\])]"]
    return re.compile(rb"[ \t]+(?:" + rb"|".join(forms) + rb")\Z")


DONE, CANCELLED = tag(b"done", "✅", b"completion"), tag(b"cancelled", "❌", b"cancelled")
ANY_DAY = rb"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?"
ENDED = re.compile(
    rb"[ \t]+(?:(?:done|completed|cancelled):"
    + ANY_DAY
    + "|(?:✅|❌)(?:\ufe0f)? ".encode()
    + ANY_DAY
    + rb"|[\[(](?:completion|cancelled|done):: ?"
    + ANY_DAY
    + rb"[\])])\Z"
)


@dataclass
class Document:
    """A text before and after, and its tasks as planmd lists them."""
    name: str
    shape: str
    old: bytes
    tasks: list[dict]
    targets: list[int]

    @property
    def target(self) -> dict:
        return self.tasks[self.targets[0]]


@dataclass(frozen=True)
class Edit:
    """A command, on which tasks it is tried, and what must have happened."""
    name: str
    command: str
    words: Callable[[random.Random, dict], list[str]]
    suits: Callable[[dict], bool]
    faults: Callable[[Document, bytes, list[dict], list[str]], list[str]]
    # One process for the tasks of many files.
    takes_many: bool = False
    # The only shape of documents that has such tasks.
    shape: str | None = None


# Bytes


def lines_of(data: bytes) -> list[bytes]:
    return LINE.findall(data)


def without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def box_of(document: Document, index: int) -> tuple[int, int, int]:
    """The number of the line (from 0), and where the box's character begins and ends in it."""
    task = document.tasks[index]
    line = lines_of(document.old)[task["line"] - 1]
    begin = task["column"]
    return task["line"] - 1, begin, line.index(b"]", begin + 1)


def spanned(document: Document, index: int) -> bool:
    """Whether a code span or link reaches over the end of the task's line, so that no tag can stand there."""
    line = without_end(lines_of(document.old)[document.tasks[index]["line"] - 1])
    is_open = line.count(b"`") % 2 or re.search(rb"<[^>]*\Z|\[[^]]*\Z|\([^)]*\Z|\[\[|\*\*", line)
    return bool(is_open) and has_break(document, index)


def tagged_below(document: Document, index: int, number: int, old_line: bytes, new_line: bytes) -> bool:
    """Whether a line of a task's paragraph got the tag that cannot stand on its first line."""
    last = len(lines_of(document.old[:document.tasks[index]["range"]["end"]]))
    before, after = without_end(old_line), without_end(new_line)
    inserted = after[len(before):]
    return (
        document.tasks[index]["line"] <= number < last
        and after.startswith(before)
        and bool(DONE.match(inserted) or CANCELLED.match(inserted))
    )


def changed_lines(document: Document, new: bytes) -> tuple[list[str], list[tuple[int, bytes, bytes]]]:
    """Faults outside the addressed lines, and for each of them its task, old and new text from the box's character on."""
    before, after = lines_of(document.old), lines_of(new)
    if len(before) != len(after):
        return [f"{len(before)} lines became {len(after)}"], []
    addressed = {document.tasks[index]["line"] - 1: index for index in document.targets}
    faults, pairs = [], []
    for number, (old_line, new_line) in enumerate(zip(before, after)):
        if number not in addressed:
            if old_line != new_line and not any(
                spanned(document, index) and tagged_below(document, index, number, old_line, new_line) for index in document.targets
            ):
                faults.append(f"line {number + 1} is changed: {old_line!r} became {new_line!r}")
            continue
        _, begin, _ = box_of(document, addressed[number])
        if old_line[:begin] != new_line[:begin]:
            faults.append(f"what stands before the box is changed: {old_line!r} became {new_line!r}")
        if old_line[len(without_end(old_line)):] != new_line[len(without_end(new_line)):]:
            faults.append(f"the line's end is changed: {old_line!r} became {new_line!r}")
        pairs.append((addressed[number], without_end(old_line)[begin:], without_end(new_line)[begin:]))
    return faults, pairs


def box_and_tag(mark: bytes, inserted: re.Pattern | None = None, removed: re.Pattern | None = None):
    """The box gets the mark; a tag that matches is inserted in the tail, or goes from anywhere."""
    def faults(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
        found, pairs = changed_lines(document, new)
        for index, old_text, new_text in pairs:
            close = old_text.index(b"]", 1)
            if new_text[:len(mark) + 1] != mark + b"]":
                found.append(f"the box does not hold {mark!r}: {new_text!r}")
                continue
            before, after = old_text[close:], new_text[len(mark):]
            if before == after and (inserted is None or spanned(document, index)):
                continue
            if inserted is not None and any(is_insertion(before, after, inserted, has_break(document, index))):
                continue
            if removed is not None and any(is_removal(before, after, removed)):
                continue
            found.append(f"more than the box and a tag is changed: {old_text!r} became {new_text!r}")
        return found
    return faults


def has_break(document: Document, index: int) -> bool:
    """Whether the paragraph goes on below, so that a backslash at the line's end breaks it; elsewhere that is text."""
    task = document.tasks[index]
    return task["range"]["end"] > len(b"".join(lines_of(document.old)[:task["line"]]))


def is_insertion(before: bytes, after: bytes, pattern: re.Pattern, breaks: bool):
    """For each place where `after` is `before` with something inserted: whether that is right."""
    if breaks and before.endswith(b"\\") and after.endswith(b" \\") and not before.endswith(b" \\"):
        # A backslash must not touch the tag.
        before = before[:-1] + b" \\"
    size = len(after) - len(before)
    if size <= 0:
        return
    for at in range(len(before) + 1):
        if before[:at] != after[:at]:
            break
        if before[at:] == after[at + size:]:
            if pattern.match(b" " + after[at:at + size].rstrip(b" ")) and before[:at] in (b"] ", b"]\t"):
                # Nothing but a block id stands behind the box.
                yield True
            is_place = (
                BEHIND.match(before[at:])
                and not BEFORE.search(before[:at])
                and not (BREAK if breaks else BLOCK_ID).search(before[:at])
            )
            yield bool(pattern.match(after[at:at + size]) and is_place)


def is_removal(before: bytes, after: bytes, pattern: re.Pattern):
    size = len(before) - len(after)
    if size <= 0:
        return
    for at in range(len(after) + 1):
        if before[:at] != after[:at]:
            break
        if before[at + size:] == after[at:]:
            yield bool(pattern.match(before[at:at + size]))


def line_changed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """Only the item's first paragraph differs, in one place of a tag's size and on one line, which is the first where a tag is new."""
    task = document.target
    start = len(b"".join(lines_of(document.old)[:task["line"] - 1])) + task["column"] + 1
    end = task["range"]["end"]
    rest = document.old[end:]
    if new[:start] != document.old[:start] or not new.endswith(rest) or len(lines_of(new)) != len(lines_of(document.old)):
        return ["more than the item's first paragraph is changed"]
    old_text, new_text = document.old[start:end], new[start:len(new) - len(rest)]
    same = len(os.path.commonprefix([old_text, new_text]))
    tail = len(os.path.commonprefix([old_text[same:][::-1], new_text[same:][::-1]]))
    gone, come = old_text[same:len(old_text) - tail], new_text[same:len(new_text) - tail]
    if len(gone) > 40 or len(come) > 60 or b"\n" in gone + come or b"\r" in gone + come:
        return [f"more than a tag is changed: {gone!r} became {come!r}"]
    return []


def text_changed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """`edit` may rewrite the paragraph, but nothing before the text, behind it, or in the box."""
    begin, end = document.target["range"]["start"], document.target["range"]["end"]
    line_start = len(b"".join(lines_of(document.old)[:document.target["line"] - 1]))
    head = line_start + document.target["column"] + 1
    found = [] if new[:head] == document.old[:head] else ["what stands before the text is changed"]
    rest = document.old[end:]
    if not new.endswith(rest) or len(new) < begin + len(rest):
        found.append("what stands behind the task is changed")
    if words[0].encode() not in new[begin:len(new) - len(rest)]:
        found.append("the new text is not there")
    return found


def line_inserted(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """One line more, with the line end of its neighbours; the file's last end stays as it is."""
    before, after = lines_of(document.old), lines_of(new)
    if len(after) != len(before) + 1:
        return [f"{len(before)} lines became {len(after)}"]
    wanted = f"{TODAY} {' '.join(words)}".encode()
    for at in range(len(after)):
        rest = after[:at] + after[at + 1:]
        if [without_end(line) for line in rest] != [without_end(line) for line in before] or wanted not in after[at]:
            continue
        if b"".join(rest) == document.old or (
            at == len(after) - 1 and without_end(after[at]) == after[at] and b"".join(after[: at - 1]) == b"".join(before[:-1])
        ):
            neighbour = after[at - 1]
            end = after[at][len(without_end(after[at])):] or neighbour[len(without_end(neighbour)):]
            ends = {line[len(without_end(line)):] for line in before} - {b""}
            if ends and end not in ends:
                return [f"the inserted line ends with {end!r}, the others with {ends!r}"]
            if not re.fullmatch(rb"[ \t>]*[-*+] " + re.escape(wanted), without_end(after[at])):
                return [f"the inserted line is {after[at]!r}"]
            return []
    return [f"not the old text with one line more that holds {wanted!r}"]


def item_removed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """The new text is the old one without one run of lines, which begins with the item's."""
    marker = document.target["range"]["start"]
    start = max(document.old.rfind(b"\n", 0, marker), document.old.rfind(b"\r", 0, marker)) + 1
    size = len(document.old) - len(new)
    # What stands before the item on its line may be the quote or item around it, which stays.
    if size > 0 and any(document.old[:at] + document.old[at + size:] == new for at in (start, marker)):
        return []
    # At the end of a file without a last newline the one before goes with it.
    if size > 0 and document.old.startswith(new) and document.old[len(new):].lstrip(b"\r\n") == document.old[start:]:
        return []
    return [f"not the old text without the item's lines: {new[:600]!r}"]


# Meaning


IGNORED = {"handle", "range", "blocked", "blockedBy", "overdue", "urgency", "parent", "line", "column"}


def meaning(tasks: list[dict]) -> list[dict]:
    """The tasks with what cannot depend on places; parents by their number."""
    numbers = {task["handle"]: number for number, task in enumerate(tasks)}
    return [
        {key: value for key, value in task.items() if key not in IGNORED} | {"parent": numbers.get(task.get("parent"))}
        for task in tasks
    ]


def differences(document: Document, tasks: list[dict], wanted: Callable[[dict], dict], free: set[str] = frozenset()) -> list[str]:
    """The tasks that differ from what is wanted of the addressed ones and from what they were elsewhere."""
    before, after = meaning(document.tasks), meaning(tasks)
    if len(before) != len(after):
        return [f"{len(before)} tasks became {len(after)}"]
    found = []
    for number, (old, new) in enumerate(zip(before, after)):
        expected = old
        if number in document.targets:
            expected = {key: value for key, value in (old | wanted(old)).items() if value is not None}
        ancestors = lineage(before, number)
        if any(ancestor in document.targets for ancestor in ancestors):
            # A parent that is held or cancelled holds its children.
            expected, new = without(expected, {"status"}), without(new, {"status"})
        if number in document.targets:
            expected, new = without(expected, free), without(new, free)
        if without(expected, {"parent"}) != without(new, {"parent"}) or expected.get("parent") != new.get("parent"):
            keys = [key for key in expected.keys() | new.keys() if expected.get(key) != new.get(key)]
            found.append(
                f"task {number} at line {document.tasks[number]['line']}: "
                + ", ".join(f"{key} is {new.get(key)!r}, not {expected.get(key)!r}" for key in sorted(keys))
            )
    return found


def without(task: dict, keys: set[str]) -> dict:
    return {key: value for key, value in task.items() if key not in keys}


def lineage(tasks: list[dict], number: int) -> list[int]:
    found, parent = [], tasks[number]["parent"]
    while parent is not None and parent not in found:
        found.append(parent)
        parent = tasks[parent]["parent"]
    return found


def with_meaning(bytes_check: Callable, wanted: Callable[[list[str], dict], dict], free: set[str] = frozenset()):
    def faults(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
        return bytes_check(document, new, tasks, words) or differences(document, tasks, lambda old: wanted(words, old), free)
    return faults


def set_judged(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """What `set` changed; a tag that is part of the text, or adds up with the log, is judged by its line only."""
    key = words[0].split(":")[0]
    free = {"left", "progress"} | ({"spent"} if key == "spent" else set())
    if f"{key}:" in document.target["text"] or key == "client":
        free.add("text")
    return line_changed(document, new, tasks, words) or differences(document, tasks, lambda old: set_fields(words, old), free)


def edited(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """What `edit` changed; tags that are part of the old text go with it."""
    found = text_changed(document, new, tasks, words)
    if found or not any(sign in document.target["text"] for sign in "#@:"):
        return found or differences(document, tasks, lambda old: {"text": words[0]})
    return [] if tasks[document.targets[0]]["text"] == words[0] else [f"the text is {tasks[document.targets[0]]['text']!r}"]


def removal(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    found = item_removed(document, new, tasks, words)
    before, target = meaning(document.tasks), document.targets[0]
    gone = {number for number in range(len(before)) if number == target or target in lineage(before, number)}
    left = [before[number]["text"] for number in range(len(before)) if number not in gone]
    now = [task["text"] for task in tasks]
    return found + ([] if left == now else [f"the tasks {left} are left as {now}"])


def logged(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    return line_inserted(document, new, tasks, words) or differences(
        document, tasks, lambda old: {}, {"spent", "left", "progress", "paid", "estimate"}
    )


# The edits


def may_refuse(document: Document) -> bool:
    """Whether one of the addressed lines cannot take a tag."""
    return any(spanned(document, index) for index in document.targets)


def recurred(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """Completed as any other, and the next one directly above it: the same lines with open boxes and another date, no log."""
    tag = b" done:" + DAY
    before = meaning(document.tasks)
    index = document.targets[0]
    # Open subtasks are completed with it.
    below = [n for n in range(len(before)) if index in lineage(before, n) and is_open(document.tasks[n])]
    document = Document(document.name, document.shape, document.old, document.tasks, [index, *below])
    marker = document.target["range"]["start"]
    start = max(document.old.rfind(b"\n", 0, marker), document.old.rfind(b"\r", 0, marker)) + 1
    size = len(new) - len(document.old) - len(tag) * len(document.targets)
    block, rest = new[start:start + size], new[:start] + new[start + size:]
    found = box_and_tag(b"x", DONE)(document, rest, tasks, words)
    item = lines_of(document.old[start:])
    rest_of_item = item[1:next((n for n, line in enumerate(item[1:], 1) if line.strip() and not line.startswith(b" ")), len(item))]
    kept = [line for line in rest_of_item if not re.match(rb" +- \d{4}-\d\d-\d\d ", line)]
    day = next_day(document.target)
    first = re.sub(rb"^(- \[).(\].*due:)\S+", rb"\g<1> \g<2>" + day.encode(), item[0])
    wanted = [without_end(line) for line in [first, *[re.sub(rb"^( *- \[).\]", rb"\1 ]", line) for line in kept]]]
    while wanted and not wanted[-1].strip():
        wanted.pop()
    have = [without_end(line) for line in lines_of(block)]
    while have and not have[-1].strip():
        have.pop()
    if have != wanted:
        found.append(f"the next one is {have!r}, not {wanted!r}")
    dues = [task.get("due") for task in tasks if task["text"] == document.target["text"]]
    return found if found or day in dues else [f"no task is due on {day}: {dues}"]


def next_day(task: dict) -> str:
    rule = task["recurrence"] if isinstance(task["recurrence"], str) else task["recurrence"].get("text", "")
    base = datetime.date.fromisoformat(TODAY if rule == "1w" else task["due"])
    return (base + datetime.timedelta(days={"+1w": 7, "+2d": 2, "1w": 7, "daily": 1}[rule])).isoformat()


def nothing(r: random.Random, task: dict) -> list[str]:
    return []


def chosen_tag(r: random.Random, task: dict) -> list[str]:
    return [r.choice(["due:2026-04-15", "est:3d", "pri:A", "client:zeta", "start:2026-03-12", "spent:2h"])]


def set_fields(words: list[str], old: dict) -> dict:
    key, value = words[0].split(":")
    if key == "est":
        return {"estimate": {"likely": 1440}}
    if key == "client":
        return {"attributes": (old.get("attributes") or {}) | {"client": "zeta"}}
    return {} if key == "spent" else {"priority": value} if key == "pri" else {key: value}


def deferred(words: list[str], old: dict) -> dict:
    return {"scheduled" if "scheduled" in old else "due" if "due" in old else "start": words[0]}


def is_open(task: dict) -> bool:
    return task["status"] in ("open", "started", "held", "waiting")


def is_simple(task: dict) -> bool:
    return is_open(task) and "recurrence" not in task and not task.get("hasChildren")


def comes_again(task: dict) -> bool:
    return is_open(task) and "recurrence" in task and task["depth"] == 0


EDITS = [
    Edit(
        "start",
        "start",
        nothing,
        lambda t: t["status"] == "open" and is_simple(t),
        with_meaning(box_and_tag(b"/"), lambda w, old: {"status": "started"}),
        True,
    ),
    Edit(
        "hold",
        "hold",
        nothing,
        lambda t: t["status"] in ("open", "started") and is_simple(t),
        with_meaning(box_and_tag(b"h"), lambda w, old: {"status": "held"}),
        True,
    ),
    Edit(
        "cancel",
        "cancel",
        nothing,
        is_simple,
        with_meaning(box_and_tag(b"-", CANCELLED), lambda w, old: {"status": "cancelled", "cancelled": TODAY}),
        True,
    ),
    Edit(
        "done",
        "done",
        nothing,
        is_simple,
        with_meaning(box_and_tag(b"x", DONE), lambda w, old: {"status": "done", "done": TODAY}),
        True,
    ),
    Edit(
        "reopen",
        "reopen",
        nothing,
        lambda t: t["status"] in ("done", "cancelled", "started", "held"),
        with_meaning(box_and_tag(b" ", removed=ENDED), lambda w, old: {"status": "open", "done": None, "cancelled": None}),
        True,
    ),
    Edit("done, recurring", "done", lambda r, t: ["--with-subtasks"], comes_again, recurred, shape="recurring tasks"),
    Edit("set", "set", chosen_tag, is_simple, set_judged),
    Edit(
        "assign",
        "assign",
        lambda r, t: ["@bob"],
        is_simple,
        with_meaning(line_changed, lambda w, old: {"assignees": [{"anyOf": ["bob"], "units": 1}]}),
    ),
    Edit("defer", "defer", lambda r, t: ["2026-05-15"], is_simple, with_meaning(line_changed, deferred)),
    Edit("edit", "edit", lambda r, t: [r.choice(["other words entirely", "näw wörds 日本", "short"])], is_simple, edited),
    Edit("log", "log", lambda r, t: ["1h30m", "looked at it"], is_open, logged),
    Edit("remove", "remove", nothing, lambda t: True, removal),
]

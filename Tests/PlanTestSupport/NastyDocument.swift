/// Markdown that no one would write, but that a program, a merge or a tired hand may leave behind.
///
/// Lines are drawn from what has a meaning for planmd or for CommonMark, put at odd places and cut short. Lines end
/// with LF; the last one may have no end.
package enum NastyDocument {
  package static func bytes(seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var result: [UInt8] = []
    if random.chance(4) { result += [0xEF, 0xBB, 0xBF] }
    if random.chance(15) { result += Array(random.pick(frontMatters).utf8) }
    for _ in 0..<Int.random(in: 1...22, using: &random) {
      result += line(&random)
      result.append(0x0A)
    }
    if random.chance(3) { result.insert(random.pick([0x00, 0x80, 0xC3, 0xFF, 0x1B]), at: result.count / 2) }
    if random.chance(30), result.last == 0x0A { result.removeLast() }
    return result
  }

  private static func line(_ random: inout SeededGenerator) -> [UInt8] {
    if random.chance(18) { return [] }
    var text = random.pick(indents)
    if random.chance(10) { text += random.pick(["> ", ">", "> > ", ">\t"]) }
    if random.chance(30) {
      text += random.pick(wholeLines)
    } else {
      text += random.pick(markers)
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        text += random.pick(words)
        text += random.chance(85) ? " " : random.pick(["", "\t", "  ", ",", ".", ")"])
      }
    }
    return Array(text.utf8)
  }

  private static let indents = ["", "", "", "", "  ", "  ", "   ", "    ", "      ", "\t", " \t"]

  private static let markers = [
    "- [ ] ", "- [x] ", "- [/] ", "* [ ] ", "+ [-] ", "1. [ ] ", "2) [ ] ", "- [>] ", "- [h] ", "- [?] ",
    "- [!] ",
    "- [é] ", "-\t[ ] ", "- [ ]\t", "- [ ]", "- []", "- [  ] ", "-\u{A0}[ ] ", "- [ ]\u{A0}", "- ", "* ",
    "7. ", "",
    "# ", "## ", "### ", "#", "- - [ ] ", "- > - [ ] ", "- # ", "[ ] ", "-  [ ]  ", "-     [ ] ", "- \\[ ] ",
    "- 2026-01-12 ", "- [a]: b ",
  ]

  private static let wholeLines = [
    "===", "---", "***", "```", "~~~", "````md", "<div>", "</div>", "<!-- a", "-->", "<!-- x -->", "%%",
    "%% x %%",
    "<!-- planmd: list -->", "<!-- /planmd 2026-01-12 -->", "<!-- /planmd -->",
    "<!-- planmd-disable-line -->",
    "<!-- planmd-disable due-before-start -->", "<!-- planmd-disable-file -->", "[a]: b", "[a]:", "[a]: <b",
    "\"t\"",
    "<script>", "</script>", "<?php", "?>", "| a | b |", "|---|---|", "<<<<<<< HEAD", "=======", ">>>>>>> b",
    "due:2026-01-12 @ann", "#web est:2d", "est:2d", "Text", "<https://a.b/c>", "<a href='",
    "- 2026-01-12 2h @bob x",
    "- 2026-01-12 9:00-10:00 x", "- 2026-01-12: note", "- 2026-01-12 9:00-8:00", "- 2026-01-12 50EUR y",
    "- 2026-13-12 2h", "1986\\. A year", "    code", "- [ ]", "-", "1.", "- [x]",
  ]

  private static let words = [
    "Paint", "the", "wall", "café", "漢字", "🎉", "due:2026-01-12", "due:2026-02-30", "due:fri",
    "start:2026-W03",
    "scheduled:2026-01", "est:2d", "est:1d-3d", "est:", "est:x", "est:3", "~2h", "~", "(A)", "(Z)", "pri:B",
    "pri:bb",
    "@ann", "@ann|bob", "@crew(2)", "@bob(50%)", "@ann's", "@scope/package", "@", "#web", "#web/shop", "#1",
    "#",
    "^block", "^", "id:a", "id:b", "id:-", "after:a", "after:a,b", "after:b.start+1w", "after:a.end-2d",
    "after:",
    "after:a++", "before:b", "rec:+1w", "rec:\"every 2 weeks on mon\"", "rec:\"unclosed", "rec:x",
    "until:2026-12-31",
    "📅 2026-01-12", "📅2026-01-12", "📅️ 2026-01-12", "📅", "⏳ 2026-01-12", "🛫 2026-01-12", "➕ 2026-01-12",
    "✅ 2026-01-12",
    "❌ 2026-01-12", "🔁 every week", "🔁", "🆔 a", "⛔ a,b", "🏁 delete", "🔺", "⏫", "🔼", "🔽", "⏬",
    "[due:: 2026-01-12]", "(due:: 2026-01-12)", "[due::", "[client:: acme]", "[key::]", "client:acme", "a:b",
    "http://a.b", "c:\\x", "due::x", "due\\:2026-01-12", "`due:2026-01-12`", "`", "``", "[a](due:2026-01-12)",
    "[[a|due:x]]",
    "<due:2026-01-12>", "<b>", "</b>", "<!-- due:2026-01-12 -->", "<!--", "%%", "%% est:2d %%",
    "due: 2026-01-12",
    "due=2026-01-12", "@due(2026-01-12)", "2026-01-12", "t:2026-01-12", "budget:1,5", "budget:80h/mo",
    "cost:€12,000.50",
    "note:\"a \\\" b\"", "waiting:\"the bank\"", "progress:50%", "progress:101%", "type:area", "holiday:skip",
    "\u{202E}", "\u{7F}", "\u{9B}", "\u{2028}", "\u{200D}", "e\u{301}", "**", "_", "!", "\\", "&amp;", "(",
    ")", "[", "]",
    "spent:1h", "left:0h", "onCompletion:delete", "owner:@ann", "times:3", "from:2026-01-01", "x", "(x)",
    "(due:2026-01-12)",
  ]

  private static let frontMatters = [
    "---\ntitle: Title\n---\n", "---\ntitle: \"T: x\"\ndue: 2026-01-12\n---\n", "---\n---\n",
    "---\nplanmd: off\n---\n",
    "---\nplan:\n  due: 2026-01-12\n  client: acme\n  labels: [a, b]\n---\n", "---\ntitle: [x\n---\n",
    "---\n- a\n---\n",
    "---\ntitle: x\n", "---\nplan: 3\ntype: area\n---\n", "---\n# due: x\n---\n", "---\n&a x: *a\n---\n",
  ]
}

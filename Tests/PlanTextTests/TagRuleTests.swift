import PlanModel
import PlanTestSupport
import Testing

/// Format, section 3: what is a tag, what is text, and where a misfit is an error.
@Suite struct TagRuleTests {
  @Test(
    "what is not a tag stays in the text",
    arguments: [
      "`due:2026-01-12`", "``due:2026-01-12 ` x``", "[a](due:2026-01-12)", "[due:2026-01-12](b)",
      "[[due:2026-01-12]]", "[[a|due:2026-01-12]]",
      "[a][due:x]", "<due:2026-01-12>", "<https://a.b/?due:2026-01-12>", "<b due:x>", "</b>", "http://a.b",
      "due://x", "due::2026-01-12",
      "std::vector", "due:\\x", "due\\:2026-01-12", "Note: text", "due: tomorrow", "xdue.a:2026-01-12",
      "1due:2026-01-12", "-due:2026-01-12",
      "a:2026-01-12", "d:2026-01-12", "due_x:2026-01-12", "é:2026-01-12", "due:`x`", "mailto:<a@b.c>",
      "*due:2026-01-12*", "_est:2d_",
      "\"due:2026-01-12\"", "/due:2026-01-12", "[due:2026-01-12]", "{due:2026-01-12}", "\\#web", "\\@ann",
      "a#web", "ann@home.org", "#1", "#123",
      "#", "a^b", "~", "~x", "~3", "~2h~", "%%est:2d%%", "![due:2026-01-12](x)",
    ])
  func notTags(_ text: String) {
    let plan = read("- [ ] Paint \(text) wall")
    #expect(plan.tags.isEmpty, "\(plan.taskOutline)")
    #expect(plan.text(of: TaskIndex(0)) == "Paint \(text) wall")
  }

  @Test(
    "a tag begins behind a blank, a parenthesis or the line's edge",
    arguments: [
      ("due:2026-01-12 Paint", "open Paint | due=2026-01-12"),
      ("Paint (due:2026-01-12)", "open Paint | due=2026-01-12"),
      ("Paint (due:2026-01-12) wall", "open Paint wall | due=2026-01-12"),
      ("Paint\tdue:2026-01-12", "open Paint | due=2026-01-12"),
      ("Paint (est:2d, due:2026-01-12)", "open Paint | est=2d, due=2026-01-12"),
      ("Paint((due:2026-01-12))", "open Paint((due:2026-01-12))"),
    ])
  func edges(_ text: String, _ expected: String) {
    #expect(tasks("- [ ] \(text)") == expected)
  }

  @Test(
    "a trailing comma, stop, semicolon or parenthesis is not part of the value",
    arguments: [
      ("due:2026-01-12,", "due=2026-01-12"), ("due:2026-01-12.", "due=2026-01-12"),
      ("due:2026-01-12;", "due=2026-01-12"),
      ("due:2026-01-12)", "due=2026-01-12"), ("due:2026-01-12),.", "due=2026-01-12"), ("@ann,", "@ann"),
      ("#web.", "#web"), ("~2h,", "est=2h"),
      ("client:acme(x)", "client=acme(x)"), ("client:(x))", "client=(x)"), ("client:a.b", "client=a.b"),
      ("after:a,b,", "after=a,b"),
    ])
  func punctuation(_ tag: String, _ expected: String) {
    #expect(tasks("- [ ] Paint \(tag) @zoe") == "open Paint | \(expected), @zoe")
  }

  // MARK: Labels

  @Test(
    "labels",
    arguments: [
      ("#web", "#web"), ("#web/shop", "#web/shop"), ("#a-b_c", "#a-b_c"), ("#2a", "#2a"),
      ("#größe", "#größe"), ("#漢字", "#漢字"), ("#web!", "#web"),
      ("#Web", "#Web"),
    ])
  func labels(_ text: String, _ expected: String) {
    #expect(read("- [ ] Paint \(text)").taskOutline.hasSuffix("| \(expected)"))
  }

  @Test func aLabelInASentenceStaysReadable() {
    #expect(tasks("- [ ] Ask #web people about it") == "open Ask #web people about it | #web")
    #expect(tasks("- [ ] Ask people #web") == "open Ask people | #web")
  }

  @Test func aLabelsSignDoesNotSplitWords() {
    #expect(tasks("- [ ] C# and F#1 #4711") == "open C# and F#1 #4711")
  }

  // MARK: Block ids

  @Test func aBlockIdStandsAtALinesEnd() {
    #expect(tasks("- [ ] Paint ^b-1") == "open Paint | ^b-1")
    #expect(tasks("- [ ] Paint ^b1 wall") == "open Paint ^b1 wall")
    #expect(tasks("- [ ] Paint ^b_1") == "open Paint ^b_1")
    #expect(tasks("- [ ] Paint 2^10") == "open Paint 2^10")
  }

  // MARK: The tail

  @Test(
    "the tail is the run of tags, names, labels and dates at the end",
    arguments: [
      ("Paint est:2d #web @ann due:2026-01-12 ^b", [true, true, true, true, true]),
      ("Paint est:2d wall @ann", [false, true]),
      ("Paint est:2d 2026-01-12", [true]), ("est:2d", [true]), ("Paint est:2d, @ann.", [true, true]),
      ("Paint est:2d <!-- x --> @ann", [false, true]),
      ("Paint est:2d <!-- planmd-disable-line x --> @ann", [true, true]),
      ("Paint est:2d\n  @ann", [true, true]), ("Paint est:2d\n  wall", [false]),
      ("Paint est:2d `x`", [false]), ("Paint est:2d 2026-01-12 wall", [false]),
    ])
  func tail(_ text: String, _ inTail: [Bool]) {
    #expect(read("- [ ] \(text)").tags.map { $0.flags.contains(.inTail) } == inTail)
  }

  @Test(
    "an unreadable value is an error in the tail",
    arguments: [
      "due:soon", "est:long", "pri:high-ish", "rec:often", "id:a.b", "after:+1d", "progress:half",
      "split:perhaps", "health:blue", "owner:2", "times:0",
    ])
  func unreadableInTheTail(_ tag: String) {
    let plan = read("- [ ] Paint \(tag)")
    #expect(plan.tags.map { $0.flags.contains(.unreadable) } == [true])
    #expect(plan.text(of: TaskIndex(0)) == "Paint")
    #expect(plan.tasks[0].keys.isEmpty)
  }

  @Test(
    "elsewhere only if it has digits and the key wants some",
    arguments: [
      ("due:soon", false), ("due:2026-02-30", true), ("est:long", false), ("est:3", true),
      ("budget:1,5", true), ("budget:much", false),
      ("cost:12abc", true), ("progress:150%", true), ("times:0", true), ("pri:B2", false), ("rec:2x", false),
      ("id:a.2", false), ("after:+2", false),
      ("owner:2", false), ("client:2", true),
    ])
  func unreadableElsewhere(_ tag: String, _ isTag: Bool) {
    let plan = read("- [ ] Paint \(tag) wall")
    #expect(plan.tags.isEmpty == !isTag)
    #expect(plan.text(of: TaskIndex(0)) == "Paint \(tag) wall")
  }

  @Test func readableValuesCountWhereverTheyStand() {
    #expect(
      tasks("- [ ] Paint due:2026-01-12 the est:2d wall") == "open Paint the wall | due=2026-01-12, est=2d")
    #expect(tasks("- [ ] Paint client:acme the wall") == "open Paint client:acme the wall | client=acme")
  }

  @Test func shortFormsMeanSomethingInTheTailOnly() {
    #expect(tasks("- [ ] Takes ~2h of work") == "open Takes ~2h of work")
    #expect(tasks("- [ ] The 🔼 button") == "open The 🔼 button")
  }

  // MARK: Twice

  @Test func theFirstOfTwoCounts() {
    let plan = read("- [ ] a due:2026-01-12 due:2026-01-13 est:1h est:2h")
    #expect(plan.taskOutline == "open a | due=2026-01-12, again due=2026-01-13, est=1h, again est=2h")
    #expect(plan.due(TaskIndex(0)) == Day(2026, 1, 12))
  }

  @Test func listsAddUp() {
    let plan = read("- [ ] a after:x after:y,z @ann @bob #p #q before:v before:w end-after:s end-after:t")
    #expect(plan.tags.allSatisfy { $0.isEffective })
    #expect(
      plan.dependencies.map { plan.files[0].text($0.reference.range) } == ["x", "y", "z", "v", "w", "s", "t"])
    #expect(plan.assignments(of: .task(TaskIndex(0))).map(\.anyOf) == [["ann"], ["bob"]])
    #expect(plan.labels(of: .task(TaskIndex(0))) == ["p", "q"])
  }

  @Test func anUnreadableOneDoesNotCountAsTheFirst() {
    #expect(tasks("- [ ] a due:soon due:2026-01-13") == "open a | ?due=soon, due=2026-01-13")
  }

  // MARK: Almost a tag

  @Test(
    "what would be a tag in the right spelling is remarked on",
    arguments: [
      ("due: 2026-01-12", "due:2026-01-12"), ("due=2026-01-12", "due:2026-01-12"),
      ("@due(2026-01-12)", "due:2026-01-12"), ("Due: 2026-01-12.", "due:2026-01-12"),
      ("est: 2h", "est:2h"), ("est=2h", "est:2h"), ("@est(2h)", "est:2h"), ("estimate=2h", "est:2h"),
      ("cost= 2", nil), ("due: soon", nil),
      ("note: 2026-01-12", nil), ("@home(2026-01-12)", nil), ("x=1", nil), ("due=`2026-01-12`", nil),
    ])
  func almost(_ text: String, _ replacement: String?) {
    let found = read("- [ ] Paint \(text)").remarks
    #expect(found.map(\.kind) == (replacement == nil ? [] : [.almostATag]))
    #expect(found.first?.replacement == replacement)
    #expect(read("- [ ] Paint \(text)").tasks.map { $0.keys.isEmpty } == [true])
  }

  // MARK: Text

  @Test(
    "the text is the paragraph without recognised tags",
    arguments: [
      ("Paint  the\twall due:2026-01-12", "Paint the wall"), ("Paint (due:2026-01-12), wall", "Paint, wall"),
      ("Paint due:2026-01-12, @ann.", "Paint"), ("due:2026-01-12", ""), ("@ann Paint", "Paint"),
      ("Ask @ann about it", "Ask @ann about it"),
      ("Paint client:acme now", "Paint client:acme now"), ("Paint client:acme", "Paint"),
      ("*Paint* `it` [x](y)", "*Paint* `it` [x](y)"),
      ("Paint \\due:2026-01-12", "Paint \\due:2026-01-12"), ("a &amp; b", "a &amp; b"),
      ("Paint 2026-01-12", "Paint 2026-01-12"),
    ])
  func readableText(_ text: String, _ expected: String) {
    let plan = read("- [ ] \(text)")
    #expect(plan.text(of: TaskIndex(0)) == expected)
  }
}

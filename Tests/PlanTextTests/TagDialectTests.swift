import PlanModel
import PlanTestSupport
import Testing

/// Format, section 3: the same meanings in every dialect.
@Suite struct TagDialectTests {
  @Test(
    "every key in its own spelling",
    arguments: [
      ("due:2026-01-12", "due=2026-01-12"), ("due:2026-01-12T15:00", "due=2026-01-12T15:00"),
      ("due:2026-W03", "due=2026-W03"),
      ("due:2026-01", "due=2026-01"), ("due:2026-Q1", "due=2026-Q1"),
      ("start:2026-01-12", "start=2026-01-12"),
      ("t:2026-01-12", "start=2026-01-12"), ("scheduled:2026-01-12", "scheduled=2026-01-12"),
      ("fixed:2026-01-12", "fixed=2026-01-12"),
      ("done:2026-01-12", "done=2026-01-12"), ("cancelled:2026-01-12", "cancelled=2026-01-12"),
      ("created:2026-01-12", "created=2026-01-12"),
      ("est:2d-5d", "est=2d-5d"), ("est:1d/2d/5d", "est=1d/2d/5d"), ("~2h", "est=2h"),
      ("spent:2h30m", "spent=2h30m"), ("left:0h", "left=0h"),
      ("progress:50%", "progress=50%"), ("progress:50", "progress=50"), ("span:3d", "span=3d"),
      ("split:yes", "split=yes"),
      ("rec:+1w", "rec=+1w"), ("rec:\"every 2 weeks on mon, thu\"", "rec=every 2 weeks on mon, thu"),
      ("until:2026-12-31", "until=2026-12-31"),
      ("times:3", "times=3"), ("from:2026-01-31", "from=2026-01-31"), ("holiday:skip", "holiday=skip"),
      ("id:wall_1", "id=wall_1"),
      ("after:a,b", "after=a,b"), ("before:a.end", "before=a.end"), ("end-after:a+1d", "end-after=a+1d"),
      ("pri:A", "pri=A"), ("pri:z", "pri=Z"),
      ("owner:@ann", "owner=ann"), ("owner:ann", "owner=ann"), ("budget:12000EUR", "budget=12000EUR"),
      ("budget:80h/mo", "budget=80h/mo"),
      ("cost:€12,000.50", "cost=€12,000.50"), ("paid:-5EUR", "paid=-5EUR"), ("rate:90EUR", "rate=90EUR"),
      ("billable:no", "billable=no"),
      ("waiting:bank", "waiting=bank"), ("waiting:\"the bank\"", "waiting=the bank"),
      ("onCompletion:delete", "onCompletion=delete"),
      ("#web", "#web"), ("^wall-1", "^wall-1"), ("client:acme", "client=acme"), ("X-Y2:z", "x-y2=z"),
    ])
  func keyValue(_ tag: String, _ expected: String) {
    #expect(tasks("- [ ] Paint \(tag)") == "open Paint | \(expected)")
    #expect(tasks("- [ ] Paint (\(tag))").hasPrefix("open Paint") == true)
  }

  @Test(
    "aliases hold in every dialect",
    arguments: [
      ("estimate", "2h", "est"), ("effort", "2h", "est"), ("actual", "2h", "spent"), ("assignee", "ann", "@"),
      ("completed", "2026-01-12", "done"),
      ("completion", "2026-01-12", "done"), ("started", "2026-01-12", "start"), ("depends", "a", "after"),
      ("blocked-by", "a", "after"),
      ("dependsOn", "a", "after"), ("blocks", "a", "before"), ("repeat", "+1w", "rec"),
      ("priority", "B", "pri"), ("DUE", "2026-01-12", "due"),
      ("EsT", "2h", "est"),
    ])
  func aliases(_ key: String, _ value: String, _ name: String) {
    let shown = name == "@" ? "@\(value)" : "\(name)=\(value)"
    #expect(tasks("- [ ] Paint \(key):\(value)") == "open Paint | \(shown)")
    #expect(tasks("- [ ] Paint [\(key):: \(value)]") == "open Paint | \(shown)")
    #expect(tasks("- [ ] Paint (\(key)::\(value))") == "open Paint | \(shown)")
  }

  @Test(
    "Obsidian's emoji",
    arguments: [
      ("📅 2026-01-12", "due=2026-01-12"), ("📆 2026-01-12", "due=2026-01-12"),
      ("🗓 2026-01-12", "due=2026-01-12"),
      ("⏳ 2026-01-12", "scheduled=2026-01-12"), ("⌛ 2026-01-12", "scheduled=2026-01-12"),
      ("🛫 2026-01-12", "start=2026-01-12"),
      ("➕ 2026-01-12", "created=2026-01-12"), ("✅ 2026-01-12", "done=2026-01-12"),
      ("❌ 2026-01-12", "cancelled=2026-01-12"),
      ("🔁 every 2 weeks on mon", "rec=every 2 weeks on mon"),
      ("🔁 every day when done", "rec=every day when done"), ("🆔 wall-1", "id=wall-1"),
      ("⛔ a,b", "after=a,b"), ("⛔ a , b", "after=a , b"), ("🏁 delete", "onCompletion=delete"),
      ("🏁 keep", "onCompletion=keep"),
      ("🔺", "pri=A"), ("⏫", "pri=B"), ("🔼", "pri=C"), ("🔽", "pri=E"), ("⏬", "pri=F"), ("⏬️", "pri=F"),
      ("📅️ 2026-01-12", "due=2026-01-12"),
      ("📅2026-01-12", "due=2026-01-12"), ("🗓️\t2026-01-12", "due=2026-01-12"),
      ("📅 2026-01-12T15:00", "due=2026-01-12T15:00"),
    ])
  func emoji(_ tag: String, _ expected: String) {
    #expect(tasks("- [ ] Paint \(tag)") == "open Paint | \(expected)")
    #expect(tasks("- [ ] Paint \(tag) ^b1") == "open Paint | \(expected), ^b1")
  }

  @Test(
    "an emoji that stands for itself",
    arguments: [
      "Buy a 📅", "📅 next week", "📅 12:30", "✅ tested", "❌ 3 of them", "🔁", "🔁 weekly", "🆔", "⛔", "🏁",
      "🏁 finish", "📅 2026", "⏫ above all",
      "🔺 peak", "a🔁b", "🆔 mine here", "⛔ stop here",
    ])
  func plainEmoji(_ text: String) {
    #expect(tasks("- [ ] \(text)") == "open \(text)")
  }

  @Test func anEmojiFieldThatCannotBeReadIsOne() {
    #expect(tasks("- [ ] Paint 📅 2026-02-30") == "open Paint | ?due=2026-02-30")
    #expect(tasks("- [ ] Paint 📅 2026/01/12") == "open Paint | ?due=2026/01/12")
  }

  @Test func aWholeLineOfTheTasksPlugin() {
    let text =
      "- [ ] Paint the wall #home 🆔 w1 ⛔ a1,b2 🔺 🔁 every month on the last 🏁 delete ➕ 2026-01-01 🛫 2026-01-02 ⏳ 2026-01-03 📅 2026-01-04 ^block"
    #expect(
      tasks(text)
        == "open Paint the wall | #home, id=w1, after=a1,b2, pri=A, rec=every month on the last, onCompletion=delete, "
        + "created=2026-01-01, start=2026-01-02, scheduled=2026-01-03, due=2026-01-04, ^block")
  }

  @Test(
    "Dataview fields in both brackets",
    arguments: [
      ("due:: 2026-01-12", "due=2026-01-12"), ("due::2026-01-12", "due=2026-01-12"),
      (" due :: 2026-01-12 ", "due=2026-01-12"),
      ("scheduled:: 2026-01-12", "scheduled=2026-01-12"), ("created:: 2026-01-12", "created=2026-01-12"),
      ("completion:: 2026-01-12", "done=2026-01-12"), ("cancelled:: 2026-01-12", "cancelled=2026-01-12"),
      ("start:: 2026-01-12", "start=2026-01-12"),
      ("repeat:: every 2 weeks on mon", "rec=every 2 weeks on mon"), ("id:: w1", "id=w1"),
      ("dependsOn:: a, b", "after=a, b"),
      ("priority:: highest", "pri=A"), ("priority:: high", "pri=B"), ("priority:: medium", "pri=C"),
      ("priority:: low", "pri=E"),
      ("priority:: lowest", "pri=F"), ("onCompletion:: delete", "onCompletion=delete"),
      ("client:: Acme Ltd.", "client=Acme Ltd."),
      ("estimate:: 2h", "est=2h"), ("due:: 2026-02-30", "?due=2026-02-30"),
      ("assignee:: @ann|bob", "@ann|bob"),
    ])
  func dataview(_ field: String, _ expected: String) {
    #expect(tasks("- [ ] Paint [\(field)]") == "open Paint | \(expected)")
    #expect(tasks("- [ ] Paint (\(field))") == "open Paint | \(expected)")
    #expect(tasks("- [ ] Paint [\(field)] (\(field)) #x").hasSuffix(", #x"))
  }

  @Test func bracketsInAFieldArePaired() {
    #expect(tasks("- [ ] Paint [note:: see [1] there] @ann") == "open Paint | note=see [1] there, @ann")
    #expect(tasks("- [ ] Paint (note:: see (1) there)") == "open Paint | note=see (1) there")
  }

  @Test(
    "brackets that are no fields",
    arguments: ["[due:2026]x", "[key::]", "[:: v]", "[a b:: c]", "[key:: v", "[key: v]"])
  func noFields(_ text: String) {
    #expect(tasks("- [ ] Paint \(text) wall") == "open Paint \(text) wall")
  }

  @Test func todoTxtHasItsOwnForms() {
    #expect(
      tasks("- [ ] (A) Call mum t:2026-01-12 due:2026-01-13")
        == "open Call mum | pri=A, start=2026-01-12, due=2026-01-13")
  }

  @Test(
    "a priority stands in front of the text",
    arguments: [
      ("(A) a", "open a | pri=A"), ("(C) a", "open a | pri=C"), ("(D) a", "open (D) a"),
      ("(a) a", "open (a) a"), ("a (A)", "open a (A)"),
      ("(A)a", "open (A)a"), ("(AB) a", "open (AB) a"), ("(A) pri:B a", "open a | pri=A, again pri=B"),
      ("( A) a", "open ( A) a"),
    ])
  func leadingPriority(_ text: String, _ expected: String) {
    #expect(tasks("- [ ] \(text)") == expected)
  }

  @Test func theConfigurationWidensThePriorities() {
    #expect(tasks("- [ ] (Z) a") { $0.lastParenthesesPriority = UInt8(ascii: "Z") } == "open a | pri=Z")
  }

  @Test func aLineMayMixDialects() {
    #expect(
      tasks("- [ ] (B) Paint est:2d [client:: acme] 📅 2026-01-12 (start:: 2026-01-05) ~1h #web @ann ^b")
        == "open Paint | pri=B, "
        + "est=2d, client=acme, due=2026-01-12, start=2026-01-05, again est=1h, #web, @ann, ^b")
  }

  @Test func quotedValuesMayHoldQuotes() {
    #expect(tasks(#"- [ ] a waiting:"the \"big\" bank" @ann"#) == #"open a | waiting=the "big" bank, @ann"#)
    #expect(tasks(#"- [ ] a rec:"every mon" x"#) == "open a x | rec=every mon")
    #expect(tasks(#"- [ ] a note:"x\\" b"#).hasPrefix("open a"))
  }

  @Test(
    "without a closing quote it is text",
    arguments: [
      #"waiting:"the bank"#, #"waiting:""#, #"waiting:"""#, "waiting:\"the\n  bank\"",
      #"waiting:"the bank\""#,
    ])
  func unclosedQuotes(_ text: String) {
    #expect(read("- [ ] a \(text)").tags.isEmpty)
  }
}

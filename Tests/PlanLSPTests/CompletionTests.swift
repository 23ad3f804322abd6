import PlanModel
import PlanTestSupport
import Testing

@testable import PlanLSP

@Suite("Language server: completion")
struct CompletionTests {
  private let files: KeyValuePairs = [
    "planmd.yaml": "people: {ann: {name: Ann Lee}, bob: {}, crew: {units: 3}}\nmoney: {currency: CHF}\n",
    "other.md": "# Other\n\n- [ ] Order paint id:paint #house client:acme\n- [ ] Sand #house #floor\n",
  ]

  private func items(_ text: String, invoked: Bool = false) -> (client: Client, items: [JSONValue]) {
    let client = Client(files)
    client.open("plan.md", text)
    let answer = client.ask("completion", ["context": ["triggerKind": .int(invoked ? 1 : 2)]])
    return (client, answer["items"]?.array ?? [])
  }

  private func labels(_ text: String, invoked: Bool = false) -> [String] {
    items(text, invoked: invoked).items.compactMap { $0["label"]?.string }
  }

  /// The text after the item of a label was chosen.
  private func choosing(_ label: String, _ text: String, invoked: Bool = false) -> String {
    let (client, items) = items(text, invoked: invoked)
    guard let item = items.first(where: { $0["label"] == .string(label) }), let edit = item["textEdit"] else {
      return "there is no \(label)"
    }
    client.apply([edit] + (item["additionalTextEdits"]?.array ?? []), to: "plan.md")
    return client.text("plan.md")
  }

  @Test(
    "a word for a day becomes that day",
    arguments: [
      ("fri", "- [ ] A due:▸", "- [ ] A due:2026-03-13"),
      ("tomorrow", "- [ ] A due:to▸ @ann", "- [ ] A due:2026-03-10 @ann"),
      ("+10d", "- [ ] A start:+10d▸", "- [ ] A start:2026-03-19"),
      ("eom", "# H due:▸", "# H due:2026-03-31"),
      ("2026-03-12", "- [ ] A due:2026-03-1▸", "- [ ] A due:2026-03-12"),
    ])
  func days(_ label: String, _ text: String, _ result: String) {
    #expect(choosing(label, text) == result)
  }

  @Test(
    "what may stand there is offered",
    arguments: [
      ("- [ ] A @▸", ["@ann", "@bob", "@crew"]),
      ("- [ ] A @ann|▸", ["ann", "bob", "crew"]),
      ("- [ ] A owner:▸", ["@ann", "@bob", "@crew"]),
      ("- [ ] A #▸", ["#house", "#floor", "#milestone"]),
      ("- [ ] A est:2▸", ["2min", "2h", "2d", "2w"]),
      ("- [ ] A budget:120▸", ["120CHF", "120EUR", "120USD", "120GBP"]),
      ("- [ ] A health:▸", ["green", "amber", "red"]),
      ("- [ ] A client:▸", ["acme"]),
      ("- [▸", ["[ ] open", "[x] done", "[/] started", "[>] waiting", "[h] held", "[-] cancelled"]),
      ("- [ ] A pri:▸", ["A", "B", "C", "D", "E", "F"]),
      ("- [ ] A sch▸", ["scheduled:"]),
      ("# H own▸", ["owner:"]),
      ("- 2026-01-12 2h @▸", ["@ann", "@bob", "@crew"]),
      ("<!-- planmd: li▸", ["list", "today", "agenda", "next"]),
      ("spr▸", ["template sprint"]),
    ])
  func offered(_ text: String, _ beginning: [String]) {
    #expect(Array(labels(text).prefix(beginning.count)) == beginning)
  }

  @Test(
    "nothing is offered in prose, in code, and for words of a text",
    arguments: [
      "Some text with due▸", "```\n- [ ] A due:▸\n```\n", "- [ ] Write to the ▸", "- A plain bullet @▸",
      "a@b▸",
    ])
  func quiet(_ text: String) {
    #expect(labels(text) == [])
  }

  @Test("ids come with what they are ids of, and are found by its words")
  func references() {
    let (_, found) = items("- [ ] A after:▸")
    #expect(found.first?["label"] == "paint" && found.first?["detail"] == "Order paint")
    #expect(choosing("paint", "- [ ] A after:x,ord▸") == "- [ ] A after:x,paint")
  }

  @Test("a task of the same file that has no id gets one along with the reference")
  func newID() {
    #expect(
      choosing("Set up repository", "- [ ] Set up repository\n- [ ] Build after:▸\n")
        == "- [ ] Set up repository id:set-up-repository\n- [ ] Build after:set-up-repository\n")
  }

  @Test("a status takes the place of the box")
  func status() {
    #expect(choosing("[x] done", "- [▸] A") == "- [x] A")
    #expect(choosing("[/] started", "- [▸") == "- [/] ")
  }

  @Test("on demand all keys that are not set are offered")
  func keys() {
    let found = labels("- [ ] A est:2d ▸", invoked: true)
    #expect(found.contains("due:") && found.contains("client:") && !found.contains("est:"))
    #expect(!labels("# H ▸", invoked: true).contains("est:"))
  }

  @Test("rules of recurrence say what they mean")
  func rules() {
    let (_, found) = items("- [ ] A rec:▸")
    let weekly = found.first { $0["label"] == "weekly" }
    #expect(weekly?["documentation"]?.string?.contains("2026-03-16") == true)
    #expect(
      choosing("\"every month on the last fri\"", "- [ ] A rec:\"every m▸")
        == "- [ ] A rec:\"every month on the last fri\"")
  }
}

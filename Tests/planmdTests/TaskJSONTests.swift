import Foundation
import PlanTestSupport
import Testing

@testable import planmd

/// `list -f json` against the contract that scripts build on.
@Suite struct TaskJSONTests {
  /// The tasks of a text as JSON.
  private func tasks(_ text: String, configuration: String = "", _ words: String...) async throws -> [[String:
    Any]]
  {
    let answer = try await ask(
      ["list", "all", "-f", "json"] + words, in: folder(text, configuration: configuration))
    #expect(answer.exitCode == 0)
    let root = try parsed(answer.output)
    #expect(root["schema"] as? String == "planmd.tasks/1")
    return try #require(root["tasks"] as? [[String: Any]])
  }

  /// One value of the first task, as JSON text.
  private func value(_ key: String, _ text: String, configuration: String = "") async throws -> String? {
    try await tasks(text, configuration: configuration).first?[key].map { try canonical($0) }
  }

  @Test(
    "every field that a tag gives",
    arguments: [
      ("due", "due:2026-03-10", "\"2026-03-10\""), ("due", "due:2026-03-10T15:00", "\"2026-03-10T15:00\""),
      ("due", "due:2026-W11", "{\"first\":\"2026-03-09\",\"last\":\"2026-03-15\",\"text\":\"2026-W11\"}"),
      ("start", "start:2026-Q2", "{\"first\":\"2026-04-01\",\"last\":\"2026-06-30\",\"text\":\"2026-Q2\"}"),
      ("scheduled", "scheduled:2026-03-10", "\"2026-03-10\""),
      ("fixed", "fixed:2026-03-10", "\"2026-03-10\""), ("done", "done:2026-03-08", "\"2026-03-08\""),
      ("created", "created:2026-03-01", "\"2026-03-01\""),
      ("cancelled", "cancelled:2026-03-01", "\"2026-03-01\""), ("id", "id:wall", "\"wall\""),
      ("handle", "id:wall", "\"wall\""), ("assignees", "@ann", "[{\"anyOf\":[\"ann\"],\"units\":1}]"),
      (
        "assignees", "@ann(50%) @bob|cem @crew(2)",
        "[{\"anyOf\":[\"ann\"],\"units\":0.5},{\"anyOf\":[\"bob\",\"cem\"],\"units\":1},{\"anyOf\":[\"crew\"],\"units\":2}]"
      ),
      ("owner", "owner:@zoe", "\"zoe\""), ("labels", "#web #big/one", "[\"web\",\"big/one\"]"),
      ("estimate", "est:2h", "{\"likely\":120}"),
      ("estimate", "est:1d/2d/5d", "{\"high\":2400,\"likely\":960,\"low\":480}"),
      ("estimate", "est:2d-5d", "{\"high\":2400,\"likely\":1518,\"low\":960}"),
      ("spent", "spent:1h30m", "90"),
      ("left", "left:1h", "60"), ("progress", "progress:50%", "50"), ("span", "span:3d", "1440"),
      ("recurrence", "rec:\"every 2 weeks\"", "\"every 2 weeks\""),
      ("until", "until:2026-12-31", "\"2026-12-31\""), ("times", "times:5", "5"),
      ("priority", "pri:b", "\"B\""), ("budget", "budget:80h/mo", "{\"minutes\":4800,\"per\":\"mo\"}"),
      ("budget", "budget:12.5EUR", "{\"amount\":\"12.50\",\"currency\":\"EUR\"}"),
      ("cost", "cost:€3", "{\"amount\":\"3.00\",\"currency\":\"EUR\"}"),
      ("paid", "paid:0.0625USD", "{\"amount\":\"0.0625\",\"currency\":\"USD\"}"),
      ("waiting", "waiting:\"the bank\"", "\"the bank\""),
      ("attributes", "client:acme x-y:\"a b\"", "{\"client\":\"acme\",\"x-y\":\"a b\"}"),
      (
        "dependencies", "after:a+2d",
        "[{\"end\":\"end\",\"kind\":\"after\",\"lag\":{\"elapsed\":false,\"minutes\":960},\"ref\":\"a\"}]"
      ),
      (
        "dependencies", "before:b end-after:c.start-1eh",
        "[{\"end\":\"start\",\"kind\":\"before\",\"ref\":\"b\"},{\"end\":\"start\",\"kind\":\"end-after\",\"lag\":{\"elapsed\":true,\"minutes\":-60},\"ref\":\"c\"}]"
      ),
      ("overdue", "due:2026-03-08", "true"), ("overdue", "due:2026-03-09", "false"),
      ("blocked", "after:nobody", "false"), ("text", "due:2026-03-10 @ann", "\"Paint\""),
    ])
  func fields(_ key: String, _ tag: String, _ expected: String) async throws {
    #expect(try await value(key, "- [ ] Paint \(tag)\n") == expected)
  }

  @Test(
    "absent values are left out",
    arguments: [
      "due", "id", "assignees", "labels", "estimate", "spent", "budget", "waiting", "dependencies",
      "attributes", "blockedBy", "parent", "owner",
    ])
  func absent(_ key: String) async throws {
    #expect(try await value(key, "- [ ] Paint\n") == nil)
  }

  @Test(
    "statuses by their names",
    arguments: zip(
      [" ", "/", ">", "h", "x", "-", "?"],
      ["open", "started", "waiting", "held", "done", "cancelled", "open"]))
  func statuses(_ character: String, _ name: String) async throws {
    #expect(try await value("status", "- [\(character)] Paint\n") == "\"\(name)\"")
  }

  @Test func placesAndTheTree() async throws {
    let found = try await tasks(
      "# House\n\n## Roof\n\n- [ ] Tiles id:tiles\n  1. [ ] Order them\n     today @ann\n", "--sort", "file")
    #expect(found.count == 2)
    let inner = try #require(found.last)
    #expect(try canonical(inner["project"] as Any) == "[\"House\",\"Roof\"]")
    #expect(inner["parent"] as? String == "tiles" && inner["depth"] as? Int == 1)
    #expect(
      inner["file"] as? String == "plan.md" && inner["line"] as? Int == 6 && inner["column"] as? Int == 6)
    #expect(inner["text"] as? String == "Order them today")
    #expect(try canonical(inner["range"] as Any) == "{\"end\":74,\"start\":41}")
  }

  @Test func columnsCountBytesWithTheMark() async throws {
    for (text, line, column) in [
      ("\u{FEFF}- [ ] a\n", 1, 6), ("\u{FEFF}\n- [ ] a\n", 2, 3), ("> é\n\n> - [ ] a\r\n", 3, 5),
      ("\u{FEFF}- é\n  - [ ] a", 2, 5),
    ] {
      let found = try await tasks(text)
      #expect(found.map { [$0["line"] as? Int, $0["column"] as? Int] } == [[line, column]])
    }
  }

  @Test func theCutOfTheRangeIsTheTask() async throws {
    let text = "\u{FEFF}# Hé\r\n\r\n* [ ] Paint due:2026-03-10  \r\n  the wall \r\n\r\n  note\r\n"
    let range = try #require(try await tasks(text)[0]["range"] as? [String: Int])
    let bytes = Array(text.utf8)[try #require(range["start"])..<(try #require(range["end"]))]
    #expect(String(decoding: bytes, as: UTF8.self) == "* [ ] Paint due:2026-03-10  \r\n  the wall")
  }

  @Test func blockersAreHandles() async throws {
    let found = try await tasks(
      "# A id:a\n- [ ] x id:x\n- [ ] y after:x\n# B\n- [ ] z after:a\n", "--sort", "file")
    #expect(try canonical(found[1]["blockedBy"] as Any) == "[\"x\"]")
    #expect(try canonical(found[2]["blockedBy"] as Any) == "[\"a\"]")
    #expect(found.map { $0["blocked"] as? Bool } == [false, true, true])
  }

  @Test func handlesWithoutAnIdAreFiveLettersOrMoreAndStay() async throws {
    let before = try await tasks("- [ ] a\n- [ ] b\n- [ ] a\n", "--sort", "file").compactMap {
      $0["handle"] as? String
    }
    let after = try await tasks(
      "Text\n\n- [x] a done:2026-03-09\n- [ ] new\n- [ ] b due:2026-04-01\n- [ ] a @ann\n", "--sort", "file"
    ).compactMap { $0["handle"] as? String }
    #expect(Set(before).count == 3)
    #expect(before.allSatisfy { $0.count >= 5 && $0.allSatisfy { $0.isASCII && $0.isLetter } })
    #expect([after[0], after[2], after[3]] == before)
  }

  @Test func spentTimeIsThatOfTagsAndLog() async throws {
    #expect(try await value("spent", "- [ ] Paint spent:1h\n  - 2026-03-08 2h x\n") == "180")
    #expect(try await value("spent", "- [ ] Paint\n  - 2026-03-08 9:00-9:30 x\n") == "30")
  }

  @Test func whatIsInheritedCounts() async throws {
    let text = "# House @ann @bob #big pri:A owner:@zoe\n\n- [ ] Paint\n"
    #expect(try await value("assignees", text) == "[{\"anyOf\":[\"ann\",\"bob\"],\"units\":1}]")
    #expect(try await value("labels", text) == "[\"big\"]")
    #expect(try await value("priority", text) == "\"A\"")
    #expect(try await value("owner", text) == "\"zoe\"")
  }

  @Test func jsonIsTheSameForShow() async throws {
    let folder = folder("- [ ] Paint id:wall due:2026-03-10 @ann\n")
    #expect(
      try await ask("show", "wall", "-f", "json", in: folder).output
        == (try await ask("list", "-f", "json", in: folder)).output)
  }

  @Test func occurrencesHaveTheirShape() async throws {
    let answer = try await ask(
      "recur", "FREQ=MONTHLY", "--from", "2026-01-31", "--count", "5", "-f", "json", in: folder(""))
    let root = try parsed(answer.output)
    #expect(root["schema"] as? String == "planmd.occurrences/1")
    #expect(
      root["dates"] as? [String] == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31"])
    #expect((root["words"] as? String)?.isEmpty == false)
  }

  @Test func listsOfTheSampleAreJSON() async throws {
    for arguments in [
      ["list", "all"], ["today"], ["agenda"], ["next"], ["projects"], ["report"], ["explain"],
      ["show", "Operations"],
    ] {
      let answer = try await ask(arguments + ["-f", "json"], in: agency)
      #expect(try parsed(answer.output)["schema"] is String, "\(arguments)")
    }
  }
}

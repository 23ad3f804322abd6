import PlanModel
import Testing

@testable import PlanQuery

@Suite struct OrderTests {
  private func sorted(_ keys: String, _ plan: Plan) throws -> String {
    let order = try SortOrder(parsing: keys, for: plan)
    return order.sorted(Array(plan.taskIndices), in: plan).map { plan.text(of: $0) }.joined(separator: " ")
  }

  static let tasks = plan(
    """
    # B

    - [ ] c due:2026-01-03 est:1d points:b
    - [ ] a pri:A @zoe
    - [/] d due:2026-01-01 pri:D points:a
    - [ ] b due:2026-01-03 est:3h pri:C @ann
    - [x] e due:2026-01-03 est:2h #x
    """)

  @Test(arguments: [
    ("due", "d c b e a"), ("-due", "c b e d a"), ("due,pri", "d b c e a"), ("pri", "a b c e d"),
    ("-pri", "d c e b a"), ("est", "e b c a d"), ("-est,text", "c b e a d"), ("text", "a b c d e"),
    ("-text", "e d c b a"), ("status,-position", "b a c d e"), ("person", "b a c d e"),
    ("points", "d c a b e"),
    (" -points , text ", "c d a b e"), ("label", "e c a d b"), ("priority,estimate", "a b e c d"),
    ("line", "c a d b e"),
  ])
  func aKeySortsAndWhatHasNoValueComesLast(_ keys: String, _ order: String) throws {
    #expect(try sorted(keys, Self.tasks) == order)
  }

  @Test func theStandardOrderIsDueThenPriorityThenPlace() {
    let tasks = SortOrder.standard.sorted(Array(Self.tasks.taskIndices), in: Self.tasks)
    #expect(tasks.map { Self.tasks.text(of: $0) } == ["d", "b", "c", "e", "a"])
  }

  @Test(arguments: SortKey.names)
  func everyNameIsUnderstood(_ name: String) throws {
    #expect(throws: Never.self) { try SortOrder(parsing: name, for: Self.tasks) }
  }

  @Test func anUnknownKeyIsAnErrorAtItsPlace() throws {
    do throws(QueryError) {
      _ = try SortOrder(parsing: "pri, -duw", for: Self.tasks)
      Issue.record("duw was taken")
    } catch {
      #expect(
        error.rendered == """
          cannot sort by `duw`
            pri, -duw
                 ^^^^
          help: did you mean `due`? sort by due, start, pri, status, text, project, file, position, id, \
          person, owner, label, est, progress, scheduled, fixed, done, created, cancelled, spent, left, span \
          or an own key; `-` in front turns the order round
          """)
    }
  }
}

@Suite struct GroupingTests {
  private func groups(_ key: String, _ plan: Plan) throws -> [String] {
    let grouping = try GroupingKey(parsing: key, for: plan)
    return grouping.groups(of: Array(plan.taskIndices), in: plan).map { group in
      let texts = group.tasks.map { plan.text(of: $0) }.joined(separator: " ")
      return "\(group.value.title(in: plan, grouping: grouping)): \(texts)"
    }
  }

  static let tasks = plan([
    "a.md":
      "# Web\n- [ ] a due:2026-01-12 @bob @ann\n## Design #web client:zeta\n- [/] b due:2026-01-14 #ux\n",
    "b.md": "- [ ] c pri:D client:acme owner:@cem\n- [x] d due:2026-01-01 @ann|cem pri:A\n",
  ])

  @Test(arguments: [
    ("project", ["Web: a", "Web / Design: b", "b: c d"]),
    ("person", ["@ann: a d", "@bob: a", "@cem: d", "no person: b c"]),
    ("owner", ["@cem: c", "no owner: a b d"]),
    ("label", ["#ux: b", "#web: b", "no label: a c d"]),
    ("status", ["open: a c", "started: b", "done: d"]),
    ("due", ["2026-01-01: d", "2026-01-12: a", "2026-01-14: b", "no due date: c"]),
    ("week", ["2026-W01: d", "2026-W03: a b", "no due date: c"]),
    ("file", ["a.md: a b", "b.md: c d"]),
    ("pri", ["A: d", "no priority: a b", "D: c"]),
    ("Client", ["acme: c", "zeta: b", "no client: a d"]),
  ])
  func groupsComeInTheirOrder(_ key: String, _ expected: [String]) throws {
    #expect(try groups(key, Self.tasks) == expected)
  }

  @Test func weeksBeginWhenTheCalendarSays() throws {
    var plan = Self.tasks
    plan.configuration.calendar.weekStart = .sunday
    #expect(try groups("week", plan)[1] == "week of 2026-01-11: a b")
  }

  @Test func anUnknownKeyIsAnError() {
    do throws(QueryError) {
      _ = try GroupingKey(parsing: "persn", for: Self.tasks)
      Issue.record("persn was taken")
    } catch {
      #expect(
        error.rendered == """
          cannot group by `persn`
            persn
            ^^^^^
          help: did you mean `person`? group by project, person, label, status, due, week, file, owner, \
          pri or an own key
          """)
    }
  }
}

@Suite struct PathPatternTests {
  @Test(arguments: [
    ("clients/", "clients/acme.md", true), ("clients", "clients/acme.md", true),
    ("acme.md", "clients/acme.md", true),
    ("ACME", "clients/acme.md", true), ("acm", "clients/acme.md", false),
    ("./clients", "clients/acme.md", true),
    ("*.md", "clients/acme.md", true), ("*/acme.md", "clients/acme.md", true),
    ("*/acme.md", "a/b/acme.md", false),
    ("**/acme.md", "a/b/acme.md", true), ("**/acme.md", "acme.md", true), ("a/**", "a/b/c.md", true),
    ("a/**/c.md", "a/c.md", true), ("a/?.md", "a/b.md", true), ("a?b.md", "a/b.md", false),
    ("*", "a/b.md", true),
    ("a/*", "a/b/c.md", false), ("?", "ab", false), ("a*b*c", "abbbd", false), ("**", "a/b", true),
  ])
  func aPatternFitsItsPaths(_ pattern: String, _ path: String, _ fits: Bool) {
    #expect(PathPattern(pattern).matches(path) == fits)
  }

  @Test func hostilePatternsTakeNoLonger() {
    let path = String(repeating: "a", count: 2000)
    #expect(!PathPattern(String(repeating: "*a", count: 200) + "b").matches(path))
  }
}

import PlanLint
import PlanModel
import PlanText
import Testing

@Suite struct DependencyCircleTests {
  private func plan(_ text: String) -> Plan {
    readPlan([SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
  }

  private func findings(_ plan: Plan) throws -> [Finding] {
    lint(plan, today: Example.today, rules: [try #require(rule("dependency-circle"))])
  }

  private func messages(_ text: String) throws -> [String] { try findings(plan(text)).map(\.message) }

  @Test func thePathBeginsAndEndsWithTheTaskThatIsFlagged() throws {
    let found = try messages("- [ ] A id:a after:b\n- [ ] B id:b after:c\n- [ ] C id:c after:a\n")

    #expect(found == ["circle: `a -> b -> c -> a`, where each waits for the next"])
  }

  @Test func aTaskWithoutAnIDIsShownByItsText() throws {
    #expect(
      try messages("1. [ ] Sand the floor after:oil\n2. [ ] Oil it id:oil\n") == [
        "circle: `Sand the floor -> oil -> Sand the floor`, where each waits for the next"
      ])
  }

  @Test func aShortcutIsTaken() throws {
    let text = "- [ ] A id:a after:b,c\n- [ ] B id:b after:c\n- [ ] C id:c after:b,a\n"

    #expect(try messages(text) == ["circle: `a -> b -> c -> a`, where each waits for the next"])
  }

  @Test func beforeIsReadFromTheOtherSide() throws {
    let text = "- [ ] A id:a before:b\n- [ ] B id:b before:a\n"

    #expect(try messages(text) == ["circle: `a -> b -> a`, where each waits for the next"])
  }

  @Test func eachCircleIsFoundOnce() throws {
    let text = "- [ ] A id:a after:b\n- [ ] B id:b after:a\n- [ ] C id:c after:d,a\n- [ ] D id:d after:c\n"

    #expect(try messages(text).count == 2)
  }

  @Test func aLongPathIsCut() throws {
    let count = 100
    let text = (0..<count).map { "- [ ] T id:t\($0) after:t\(($0 + 1) % count)\n" }.joined()

    #expect(
      try messages(text) == [
        "circle: `t0 -> t1 -> t2 -> t3 -> t4 -> (93 more) -> t98 -> t99 -> t0`, where each waits for the next"
      ])
  }

  @Test(
    "plans of twenty thousand dependencies are searched in no time",
    .timeLimit(.minutes(2)),
    arguments: [
      ("circle", 1), ("chain", 0), ("pairs", 10_000), ("star", 0), ("clique", 1), ("list", 1),
    ])
  func bigPlans(shape: String, expected: Int) throws {
    #expect(try findings(plan(bigText(shape))).count == expected)
  }

  private func bigText(_ shape: String) -> String {
    let count = 20_000
    switch shape {
    case "circle": return (0..<count).map { "- [ ] T id:t\($0) after:t\(($0 + 1) % count)\n" }.joined()
    case "chain": return (0..<count).map { "- [ ] T id:t\($0) after:t\($0 + 1)\n" }.joined()
    case "pairs": return (0..<count).map { "- [ ] T id:t\($0) after:t\($0 ^ 1)\n" }.joined()
    case "star": return (0..<count).map { _ in "- [ ] T after:hub\n" }.joined() + "- [ ] Hub id:hub\n"
    case "list":
      return (0..<count).map { "\($0 + 1). [ ] T id:t\($0)\($0 == 0 ? " after:t\(count - 1)" : "")\n" }
        .joined()
    default:
      let names = (0..<142).map { "t\($0)" }
      return names.map { name in
        "- [ ] T id:\(name) after:\(names.filter { $0 != name }.joined(separator: ","))\n"
      }.joined()
    }
  }

  @Test("random small plans have as many circles as a search by hand finds", arguments: 0..<400)
  func randomPlans(seed: Int) throws {
    var random = SmallRandom(seed)
    let plan = plan(randomText(&random))
    let circles = NaiveCircles(plan).count
    #expect(try findings(plan).count == circles, "seed \(seed)")
  }

  /// Headings, nested tasks and numbered lists, tied by all kinds of dependencies.
  private func randomText(_ random: inout SmallRandom) -> String {
    let count = 3 + random.below(8)
    var (text, depth, isOrdered) = ("", 0, false)
    for number in 0..<count {
      if random.below(4) == 0 {
        let level = 1 + random.below(3)
        let tie = random.below(3) == 0 ? randomTie(count, &random) : ""
        text += "\n\(String(repeating: "#", count: level)) P id:p\(number)\(tie)\n\n"
        depth = 0
        isOrdered = random.below(3) == 0
      } else {
        depth = random.below(min(depth + 2, 4))
      }
      let box = ["[ ]", "[ ]", "[ ]", "[/]", "[x]", "[-]"][random.below(6)]
      let tie = random.below(2) == 0 ? randomTie(count, &random) : ""
      let marker = isOrdered ? "1. " : "-  "
      text += "\(String(repeating: "   ", count: depth))\(marker)\(box) T id:t\(number)\(tie)\n"
    }
    return text
  }

  private func randomTie(_ count: Int, _ random: inout SmallRandom) -> String {
    let key = ["after", "after", "before", "end-after"][random.below(4)]
    let end = ["", "", ".start", ".end"][random.below(4)]
    return " \(key):\(random.below(4) == 0 ? "p" : "t")\(random.below(count))\(end)"
  }
}

/// A small repeatable source of numbers.
private struct SmallRandom {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}

/// Circles among starts and ends, found by asking for each pair whether one reaches the other.
private struct NaiveCircles {
  let count: Int

  init(_ plan: Plan) {
    let events = (plan.tasks.count + plan.projects.count) * 2
    var reaches = [[Bool]](repeating: [Bool](repeating: false, count: events), count: events)
    func start(_ node: NodeIndex) -> Int {
      switch node {
      case .task(let task): task.position * 2
      case .project(let project): (plan.tasks.count + project.position) * 2
      }
    }
    func isFinished(_ node: NodeIndex) -> Bool {
      if case .task(let task) = node { !plan[task].isUnfinished } else { false }
    }
    func contain(_ outer: NodeIndex, _ inner: NodeIndex) {
      reaches[start(outer)][start(inner)] = true
      reaches[start(inner) + 1][start(outer) + 1] = true
    }
    for event in stride(from: 0, to: events, by: 2) { reaches[event][event + 1] = true }
    for task in plan.taskIndices {
      let record = plan[task]
      contain(record.parent.orNil.map { .task($0) } ?? .project(record.project), .task(task))
      if let previous = record.predecessor.orNil, record.isUnfinished, plan[previous].isUnfinished {
        reaches[previous.position * 2 + 1][task.position * 2] = true
      }
    }
    for project in plan.projectIndices {
      if let parent = plan[project].parent.orNil { contain(.project(parent), .project(project)) }
    }
    for edge in plan.dependencies {
      let target: NodeIndex
      switch edge.target {
      case .task(let task): target = .task(task)
      case .project(let project): target = .project(project)
      case .unknown: continue
      }
      guard target != edge.owner, !isFinished(target), !isFinished(edge.owner) else { continue }
      let other = start(target) + (edge.end == .end ? 1 : 0)
      switch edge.kind {
      case .after: reaches[other][start(edge.owner)] = true
      case .before: reaches[start(edge.owner) + 1][other] = true
      case .endAfter: reaches[other][start(edge.owner) + 1] = true
      }
    }
    for middle in 0..<events {
      for from in 0..<events where reaches[from][middle] {
        for to in 0..<events where reaches[middle][to] { reaches[from][to] = true }
      }
    }
    // A circle is counted at its first event.
    count = (0..<events).count { event in
      reaches[event][event] && !(0..<event).contains { reaches[$0][event] && reaches[event][$0] }
    }
  }
}

import PlanModel
import Testing

@testable import PlanQuery

/// Searching and hashing read bytes where they can; they must say what reading the text says.
@Suite struct ShortcutTests {
  private static let pieces = [
    "big", "book", "Big", "boo", "k", " ", " ", "  ", "due:2026-01-01", "(due:2026-01-02)", "@ann", "#web",
    "~2h", "(A)",
    "📅 2026-01-03", "[est:: 2h]", "(est:: 3h)", ",", ".", "(", ")", "<!-- big -->", "<b>", "é", "e\u{301}",
    "ü", "\n  ",
    "`due:x`", "client:big", "^block", "x:", "rec:\"every day\"", "%%big%%",
  ]

  /// A task of random pieces.
  private func randomPlan(_ random: inout SeededRandom) -> Plan {
    let lines = (0..<20).map { _ in
      "- [ ] x" + (0..<random.below(9)).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
    }
    return plan("# P\n\n" + lines.joined(separator: "\n") + "\n")
  }

  @Test(arguments: 0..<30)
  func searchingBytesFindsWhatSearchingTheTextFinds(_ seed: Int) {
    var random = SeededRandom(seed)
    let plan = randomPlan(&random)
    for needle in [
      "big", "book", "big book", "k", "x", "e", "é", "2026", "ann", "web", "(", ")", ".", "boo k", "big,",
    ] {
      let search = TextSearch(needle)
      for task in plan.taskIndices {
        let text = plan.text(of: task)
        #expect(search.test(plan, task) == search.stands(in: text), "\(needle) in \(text)")
      }
    }
  }

  @Test(arguments: 0..<30)
  func hashingBytesIsHashingTheText(_ seed: Int) {
    var random = SeededRandom(seed)
    let plan = randomPlan(&random)
    for task in plan.taskIndices {
      var (quick, whole) = (StableHash(), StableHash())
      guard quick.combine(plainTextOf: plan[task], in: plan) else { continue }
      whole.combine(plan.text(of: task))
      #expect(quick.value == whole.value, "\(plan.text(of: task))")
    }
  }

  @Test func ordinaryTasksAreHashedWithoutAString() {
    let plan = plan(
      "- [ ] Write  the book @ann due:2026-01-01, ~2h\n- [ ] plain\n- [x] a b. done:2026-01-01\n")
    for task in plan.taskIndices {
      var hash = StableHash()
      let isQuick = hash.combine(plainTextOf: plan[task], in: plan)
      #expect(isQuick)
    }
  }
}

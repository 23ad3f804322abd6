import PlanModel
import Testing

@testable import PlanQuery

@Suite struct WaitingTests {
  /// Random plans of projects, parents, sequences and `after` edges to tasks and projects.
  @Test(arguments: 0..<60)
  func blockedAndBlockingAreThoseOfThePlan(_ seed: Int) {
    var random = SeededRandom(seed)
    var text = ""
    var ids = 0
    for _ in 0..<random.below(30) {
      let after = random.below(3) == 0 ? " after:i\(random.below(20))" : ""
      if random.below(5) == 0 {
        text += "\n# P id:i\(ids)\(after)\n\n"
      } else {
        let bullet = random.below(3) == 0 ? "1." : "-"
        let box = Array(" /x-h>")[random.below(6)]
        text += String(repeating: "   ", count: random.below(3)) + "\(bullet) [\(box)] t id:i\(ids)\(after)\n"
      }
      ids += 1
    }
    let plan = plan(text)
    let table = WaitingTable(plan)
    let blocking = plan.blockingTasks()
    #expect(table.blockingTasks(plan) == blocking, "\(text)")
    for task in plan.taskIndices {
      #expect(
        table.isBlocked(task, plan) == !plan.blockers(of: task).isEmpty,
        "\(plan.line(of: .task(task))): \(text)")
    }
  }
}

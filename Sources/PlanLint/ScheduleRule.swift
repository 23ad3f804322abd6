import PlanModel
import PlanSchedule

/// A rule whose findings come from levelling the plan: those of its name. Source: scheduling, section 8.
protocol ScheduleRule: LintRule {}

extension ScheduleRule {
  var interest: RuleInterest { RuleInterest(plan: true, schedule: true) }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for words in context.scheduleFindings where words.rule == info.id {
      let tag = words.key.flatMap { plan.tag($0, of: words.node) }
      report.add(
        plan.file(of: words.node), tag?.range ?? plan.place(of: words.node), words.message,
        help: words.help, severity: words.isGuess ? .info : nil)
    }
  }
}

extension Plan {
  /// A task or project of which a finding elsewhere speaks.
  func related(_ node: NodeIndex, _ message: String) -> RelatedPlace {
    RelatedPlace(file: file(of: node), range: place(of: node), message: message)
  }

  /// What is marked of a task or project as a whole: its box, its heading.
  func place(of node: NodeIndex) -> ByteRange {
    switch node {
    case .task(let task): self[task].boxRange
    case .project(let project): self[project].range
    }
  }
}

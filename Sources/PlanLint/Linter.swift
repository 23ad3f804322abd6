package import PlanModel
import PlanParallel

/// All findings about a plan, in the order of files and places.
///
/// - Parameters:
///   - includesClock: Whether rules run whose findings depend on the day.
///   - rules: The rules to run; all of them unless a test asks for one.
package func lint(
  _ plan: Plan, today: Day, includesClock: Bool = true, rules: [any LintRule] = allRules
) -> [Finding] {
  let active = rules.filter { rule in
    plan.configuration.rules[rule.info.id]?.isOff != true && (includesClock || !rule.info.readsClock)
  }
  let context = LintContext(plan: plan, today: today)
  var findings = run(active, context)
  findings.removeAll { plan[$0.file].isArchive }
  findings = Suppressor(plan).filter(findings, known: Set(active.map(\.info.id)))
  findings.sort { ($0.file, $0.range, $0.rule) < ($1.file, $1.range, $1.rule) }
  return findings
}

/// The severity that a rule has in this plan.
private func severity(_ rule: any LintRule, _ plan: Plan) -> Severity {
  plan.configuration.rules[rule.info.id]?.severity ?? rule.info.severity
}

private func run(_ rules: [any LintRule], _ context: LintContext) -> [Finding] {
  let plan = context.plan
  // Chunks, not single tasks: what a chunk finds is appended in order, whichever core was first.
  let chunk = 16_384
  let chunks = (plan.tasks.count + chunk - 1) / chunk
  let found = inParallel(chunks, isWorthIt: chunks > 1) { number in
    checkTasks(number * chunk..<min(plan.tasks.count, (number + 1) * chunk), rules, context)
  }
  let whole = inParallel(rules.count, isWorthIt: plan.tasks.count > chunk) { number in
    let rule = rules[number]
    var report = LintReport()
    report.begin(rule.info.id, severity(rule, plan))
    let interest = rule.interest
    if interest.projects { for project in plan.projectIndices { rule.check(project, context, &report) } }
    if !interest.remarks.isEmpty {
      for remark in plan.remarks where interest.remarks.contains(remark.kind) {
        rule.check(remark, context, &report)
      }
    }
    if interest.plan { rule.checkPlan(context, &report) }
    return report.findings
  }
  return found.flatMap(\.self) + whole.flatMap(\.self)
}

private func checkTasks(_ range: Range<Int>, _ rules: [any LintRule], _ context: LintContext) -> [Finding] {
  var report = LintReport()
  let plan = context.plan
  for rule in rules {
    report.begin(rule.info.id, severity(rule, plan))
    switch rule.interest.tasks {
    case .none: continue
    case .all: for position in range { rule.check(TaskIndex(position), context, &report) }
    case .tagged:
      for position in range where plan.tasks[position].tagCount > 0 {
        rule.check(TaskIndex(position), context, &report)
      }
    case .having(let keys):
      for position in range where !plan.tasks[position].keys.isDisjoint(with: keys) {
        rule.check(TaskIndex(position), context, &report)
      }
    }
  }
  return report.findings
}

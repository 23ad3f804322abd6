package import PlanModel
import PlanParallel
package import PlanSchedule

/// All findings about a plan, in the order of files and places.
///
/// - Parameters:
///   - includesClock: Whether rules run whose findings depend on the day.
///   - levels: Whether rules run that need a schedule; nil: up to ``Plan/levellingLimit`` open tasks.
///   - schedule: The plan's schedule, where the caller has it.
///   - rules: The rules to run; all of them unless a test asks for one.
package func lint(
  _ plan: Plan, today: Day, includesClock: Bool = true, levels: Bool? = nil,
  schedule: Schedule? = nil, rules: [any LintRule] = allRules
) -> [Finding] {
  let levels = levels ?? (schedule != nil || plan.isLevelledInPassing)
  let active = activeRules(plan, rules, includesClock: includesClock, levels: levels)
  let asksForSchedule = active.contains { $0.interest.schedule }
  let context = LintContext(
    plan: plan, today: today,
    schedule: asksForSchedule ? schedule ?? Scheduler(plan, today: today).schedule() : nil)
  return finished(run(active, context).flatMap(\.findings), active, plan)
}

/// The findings without those that need a schedule. Rules that look at one task alone are asked only about tasks that
/// have changed since `memory`, which then remembers this state; the findings are those of
/// ``lint(_:today:includesClock:levels:schedule:rules:)``.
package func lint(_ plan: Plan, today: Day, memory: inout LintMemory?) -> [Finding] {
  let active = activeRules(plan, allRules, includesClock: true, levels: false)
  let context = LintContext(plan: plan, today: today)
  let runs = memory?.unchanged(in: plan, today: today) ?? []
  var isUnchanged = [Bool](repeating: false, count: plan.tasks.count)
  var ofTasks: [Int: [Finding]] = [:]
  for run in runs {
    for position in run.new { isUnchanged[position] = true }
    ofTasks.merge(memory?.findings(of: run) ?? [:], uniquingKeysWith: { first, _ in first })
  }
  var findings = ofTasks.values.flatMap(\.self)
  for report in run(active, context, isUnchanged: isUnchanged) {
    findings += report.findings
    for (position, range) in report.ofTasks { ofTasks[position, default: []] += report.findings[range] }
  }
  memory = LintMemory(
    plan, today: today, findings: ofTasks, checkedTasks: isUnchanged.count { !$0 })
  return finished(findings, active, plan)
}

private func activeRules(_ plan: Plan, _ rules: [any LintRule], includesClock: Bool, levels: Bool)
  -> [any LintRule]
{
  // Rules that do not run are not among those that a comment could silence in vain.
  rules.filter { rule in
    plan.configuration.rules[rule.info.id]?.isOff != true && (includesClock || !rule.info.readsClock)
      && (levels || !rule.interest.schedule)
  }
}

/// Without what is silenced, in order.
private func finished(_ findings: [Finding], _ active: [any LintRule], _ plan: Plan) -> [Finding] {
  var findings = findings
  findings.removeAll { plan[$0.file].isArchive }
  findings = Suppressor(plan).filter(findings, known: Set(active.map(\.info.id)))
  findings.sort { ($0.file, $0.range, $0.rule) < ($1.file, $1.range, $1.rule) }
  return findings
}

/// A rule with what the configuration says of it.
private struct ActiveRule: Sendable {
  let rule: any LintRule
  let id: String
  let severity: Severity
}

/// One part of the work, which any core may do.
private enum Share: Sendable {
  case rule(ActiveRule)
  case tasks(Range<Int>)
  case dependencies(Range<Int>)
}

/// - Parameter isUnchanged: Tasks about which rules that look at one alone are not asked; empty: none.
private func run(_ rules: [any LintRule], _ context: LintContext, isUnchanged: [Bool] = []) -> [LintReport] {
  let plan = context.plan
  // Rules that see the plan as a whole take longest, so they begin; whoever has nothing else to do takes a chunk of
  // the rest. Chunks are small enough for a core's own cache, since every rule goes through them again.
  let chunk = 2048
  let rules = rules.map { rule in
    let severity = plan.configuration.rules[rule.info.id]?.severity ?? rule.info.severity
    return ActiveRule(rule: rule, id: rule.info.id, severity: severity)
  }
  var shares = rules.map { Share.rule($0) }
  shares += chunks(plan.tasks.count, chunk).map { .tasks($0) }
  shares += chunks(plan.dependencies.count, chunk).map { .dependencies($0) }
  let order = RuleOrder(rules)
  return inParallel(shares.count, isWorthIt: plan.tasks.count > chunk) { [shares] number in
    var report = LintReport()
    switch shares[number] {
    case .rule(let rule): check(rule, context, &report)
    case .tasks(let range): checkTasks(range, order, context, isUnchanged, &report)
    case .dependencies(let range):
      for rule in order.ofDependencies {
        report.begin(rule.id, rule.severity)
        for position in range { rule.rule.check(plan.dependencies[position], context, &report) }
      }
    }
    return report
  }
}

private func chunks(_ count: Int, _ size: Int) -> [Range<Int>] {
  stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
}

/// The rules that look at the same kind of subject.
private struct RuleOrder: Sendable {
  let ofTasks: [ActiveRule]
  let ofSeries: [ActiveRule]
  let ofDependencies: [ActiveRule]
  /// Keys with which a task of a short form is some rule's business all the same.
  let keysOfSeries: KeySet

  init(_ rules: [ActiveRule]) {
    ofTasks = rules.filter { if case .none = $0.rule.interest.tasks { false } else { true } }
    ofSeries = rules.filter { if case .none = $0.rule.interest.series { false } else { true } }
    ofDependencies = rules.filter(\.rule.interest.dependencies)
    keysOfSeries = ofSeries.reduce(into: .none) { keys, rule in
      if case .longOrHaving(let own) = rule.rule.interest.series { keys.formUnion(own) }
    }
  }
}

private func check(_ active: ActiveRule, _ context: LintContext, _ report: inout LintReport) {
  let (plan, rule) = (context.plan, active.rule)
  report.begin(active.id, active.severity)
  let interest = rule.interest
  if interest.projects { for project in plan.projectIndices { rule.check(project, context, &report) } }
  if !interest.remarks.isEmpty {
    for remark in plan.remarks where interest.remarks.contains(remark.kind) {
      rule.check(remark, context, &report)
    }
  }
  if interest.plan { rule.checkPlan(context, &report) }
}

private func checkTasks(
  _ range: Range<Int>, _ order: RuleOrder, _ context: LintContext, _ isUnchanged: [Bool],
  _ report: inout LintReport
) {
  let plan = context.plan
  let changed = isUnchanged.isEmpty ? Array(range) : range.filter { !isUnchanged[$0] }
  for active in order.ofTasks {
    let rule = active.rule
    report.begin(active.id, active.severity)
    func isAskedFor(_ position: Int) -> Bool {
      switch rule.interest.tasks {
      case .none: false
      case .all: true
      case .tagged: plan.tasks[position].tagCount > 0
      case .having(let keys): !plan.tasks[position].keys.isDisjoint(with: keys)
      }
    }
    if rule.interest.isOfOneTask {
      for position in changed where isAskedFor(position) {
        report.about(position) { rule.check(TaskIndex(position), context, &$0) }
      }
    } else {
      for position in range where isAskedFor(position) { rule.check(TaskIndex(position), context, &report) }
    }
  }
  guard !order.ofSeries.isEmpty else { return }
  var reader = SeriesReader(plan, unlessShortOr: order.keysOfSeries)
  for position in changed where plan.tasks[position].keys.contains(.recurrence) {
    guard let (series, isShort) = reader.series(of: TaskIndex(position)) else { continue }
    for active in order.ofSeries {
      if isShort, !isInterested(active.rule, plan.tasks[position].keys) { continue }
      report.begin(active.id, active.severity)
      report.about(position) { active.rule.check(series, context, &$0) }
    }
  }
}

/// True if a rule wants to see the series of a short form on a task with these keys.
private func isInterested(_ rule: any LintRule, _ keys: KeySet) -> Bool {
  switch rule.interest.series {
  case .none, .long: false
  case .longOrHaving(let own): !own.isDisjoint(with: keys)
  }
}

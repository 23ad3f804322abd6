package import PlanModel
package import PlanSchedule

/// One thing that can be wrong with a plan. A rule is a file in `Rules/` and a line in ``allRules``.
///
/// A rule states its ``interest``; the linter then shows it just those subjects, in one pass over the plan, on all
/// cores. The checks of one subject may look at all of the plan, but must not depend on other findings.
package protocol LintRule: Sendable {
  var info: RuleInfo { get }
  var interest: RuleInterest { get }
  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport)
  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport)
  func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport)
  func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport)
  func check(_ series: Series, _ context: LintContext, _ report: inout LintReport)
  func checkPlan(_ context: LintContext, _ report: inout LintReport)
}

extension LintRule {
  package func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {}
  package func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {}
  package func check(_ remark: Remark, _ context: LintContext, _ report: inout LintReport) {}
  package func check(_ dependency: Dependency, _ context: LintContext, _ report: inout LintReport) {}
  package func check(_ series: Series, _ context: LintContext, _ report: inout LintReport) {}
  package func checkPlan(_ context: LintContext, _ report: inout LintReport) {}
}

/// What a rule wants to see. Narrow interests keep a million tasks cheap.
package struct RuleInterest: Sendable {
  package enum Tasks: Sendable {
    case none
    /// Tasks with an effective tag of any of the keys.
    case having(KeySet)
    /// Tasks with any tag, effective or not: for rules about unreadable and repeated ones.
    case tagged
    case all
  }

  /// Unfinished tasks whose `rec:` can be read.
  package enum SeriesOfTasks: Sendable {
    case none
    /// Without short forms such as `+1w`, which cannot be at odds with themselves.
    case long
    /// Without short forms, unless the task has one of the keys.
    case longOrHaving(KeySet)
  }

  package var tasks: Tasks
  package var series: SeriesOfTasks
  /// Of tasks and projects.
  package var dependencies: Bool
  package var projects: Bool
  package var remarks: [Remark.Kind]
  /// The plan as a whole, in one go and on one core: for what no single subject shows.
  package var plan: Bool
  /// What levelling the plan shows. It costs more than all other rules together, so that large plans leave it out.
  package var schedule: Bool
  /// What the rule says of a task depends on its own paragraph, the configuration and the day alone: not on its place,
  /// its parents, its subtasks or its log. Holds for all rules about series.
  package var isOfOneTask: Bool

  package init(
    tasks: Tasks = .none, series: SeriesOfTasks = .none, dependencies: Bool = false, projects: Bool = false,
    remarks: [Remark.Kind] = [], plan: Bool = false, schedule: Bool = false, isOfOneTask: Bool = false
  ) {
    self.isOfOneTask = isOfOneTask
    self.schedule = schedule
    self.tasks = tasks
    self.series = series
    self.dependencies = dependencies
    self.projects = projects
    self.remarks = remarks
    self.plan = plan
  }
}

/// What rules may look at.
package final class LintContext: Sendable {
  package let plan: Plan
  package let today: Day
  /// Facts of the whole plan that several rules need, gathered once.
  let facts: PlanFacts
  let budgets: BudgetTree
  /// Whether the text of a recurrence rule gives no day at all.
  let neverMatching = Memory<ArraySlice<UInt8>, Bool>()

  /// What levelling the plan shows, in words; empty where no rule asks.
  let scheduleFindings: [ScheduleFindingWords.Words]

  package init(plan: Plan, today: Day, schedule: Schedule? = nil) {
    self.plan = plan
    self.today = today
    scheduleFindings = schedule?.findings.map(ScheduleFindingWords(plan).words) ?? []
    facts = PlanFacts(plan)
    budgets = BudgetTree(plan)
  }

  var configuration: Configuration { plan.configuration }

  /// A rule's option as configured.
  func option(_ name: String, of info: RuleInfo) -> Int {
    plan.configuration.rules[info.id]?.options[name] ?? info.options.first { $0.name == name }?.standard ?? 0
  }
}

/// Takes the findings of one rule at a time.
package struct LintReport {
  package private(set) var findings: [Finding] = []
  private var rule = ""
  private var severity = Severity.warning

  /// Which findings a rule that looks at one task alone has about which task.
  private(set) var ofTasks: [(task: Int, findings: Range<Int>)] = []

  package init() {}

  /// Notes that the findings are about one task.
  mutating func about(_ task: Int, _ check: (inout LintReport) -> Void) {
    let start = findings.count
    check(&self)
    if findings.count > start { ofTasks.append((task, start..<findings.count)) }
  }

  mutating func begin(_ rule: String, _ severity: Severity) {
    self.rule = rule
    self.severity = severity
  }

  /// Adds a finding of the rule that is running.
  mutating func add(
    _ file: FileIndex, _ range: ByteRange, _ message: String, help: String? = nil, fix: Fix? = nil,
    severity: Severity? = nil, related: [RelatedPlace] = []
  ) {
    findings.append(
      Finding(
        rule: rule, severity: severity ?? self.severity, file: file, range: range, message: message,
        help: help, fix: fix, related: related))
  }
}

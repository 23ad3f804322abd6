import ArgumentParser
import PlanLint
import PlanModel
import PlanReport
import PlanSchedule
import PlanText
import PlanWorkspace

struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what is wrong with the plan.",
    discussion: """
      Exits 1 if there is a finding of the severity of --fail-on or above. A path limits what is reported, never what \
      is read. `planmd explain RULE` tells more about a rule.
      """)

  @Argument(help: "Files and folders to report on.", completion: .file())
  var paths: [String] = []

  @Flag(help: "Apply the fixes that keep the plan's meaning.")
  var fix = false

  @Flag(help: "Apply the fixes that may change it, too.")
  var unsafeFixes = false

  @Flag(help: "Show what the fixes would change, and change nothing.")
  var diff = false

  @Option(help: "The least severity that makes the exit code 1: error, warning or info.")
  var failOn: String?

  @Flag(help: "Let sarif and github report findings that depend on the day.")
  var clock = false

  @Flag(
    inversion: .prefixedNo,
    help: "Level the plan for rules about schedules; without a word up to 20,000 open tasks.")
  var schedule: Bool?

  @Option(
    help: ArgumentHelp("Leave out the findings of this file, as `lint -f json` wrote it.", valueName: "file"),
    completion: .file())
  var known: String?

  @Option(name: [.short, .long], help: "text, json, sarif, github, or gitlab for its code quality report.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "json", "sarif", "github", "gitlab"])
    var session = try Session(common)
    var locked: [String] = []
    let limit = try threshold(session.plan.configuration)
    let includesClock = clock || format == "text" || format == "json"
    if fix || unsafeFixes || diff {
      let fixer = Fixer(session: session, allowsUnsafe: unsafeFixes, includesClock: includesClock)
      locked = fixer.lockedFiles(among: try files(session))
      if try fixer.run(only: files(session), showsDiff: diff) { session = try Session(common) }
      if diff { return }
    }
    let included = try files(session)
    var findings = lint(session.plan, today: session.today, includesClock: includesClock, levels: schedule)
    if let included { findings.removeAll { !included.contains($0.file) } }
    if let known {
      findings = try KnownFindings(path: known, session.world).removing(from: findings, session.plan)
    }
    try write(findings, format, session)
    if let first = locked.first {
      throw WorkspaceError(
        "nothing is fixed in '\(first)'\(locked.count > 1 ? " and \(locked.count - 1) more" : ""): it has conflict markers",
        help: "resolve the conflict first", exitCode: 3)
    }
    if findings.contains(where: { $0.severity >= limit }) { throw ExitCode(1) }
  }

  private func threshold(_ configuration: Configuration) throws -> Severity {
    guard let failOn else { return configuration.failOn }
    guard let severity = Severity(name: failOn) else {
      throw WorkspaceError(
        "--fail-on: there is no severity '\(failOn)'", help: "write error, warning or info")
    }
    return severity
  }

  /// The files that are reported on; nil: all.
  private func files(_ session: Session) throws -> Set<FileIndex>? {
    guard !paths.isEmpty else { return nil }
    return try paths.reduce(into: Set()) {
      $0.formUnion(try session.workspace.files(named: $1, session.world))
    }
  }

  private func write(_ findings: [Finding], _ format: String, _ session: Session) throws {
    switch format {
    case "json": try session.write(writeFindingsJSON(findings, plan: session.plan))
    case "sarif":
      let rules = allRules.map(\.info).map {
        FindingRule(id: $0.id, summary: $0.summary, reason: $0.reason, severity: $0.severity)
      }
      try session.write(
        writeFindingsSARIF(
          findings, plan: session.plan, rules: rules, version: Planmd.version,
          folder: session.workspace.folderInRepository))
    case "gitlab":
      try session.write(
        writeFindingsCodeQuality(
          findings, plan: session.plan, folder: session.workspace.folderInRepository))
    case "github":
      try session.write(
        writeFindingsGitHub(
          findings, plan: session.plan, folder: session.workspace.folderInRepository))
    default:
      var text = FindingText(plan: session.plan, options: session.formatOptions).text(findings)
      text += findingSummary(findings, session.plan, isQuiet: common.quiet).utf8
      if schedule == nil, !session.plan.isLevelledInPassing, !common.quiet {
        text +=
          "rules about schedules are left out of a plan of so many open tasks; --schedule runs them\n".utf8
      }
      try session.write(text)
    }
  }
}

/// The last line of findings: how many there are, and how many can be fixed.
func findingSummary(_ findings: [Finding], _ plan: Plan, isQuiet: Bool, fixes: Bool = true) -> String {
  let files = plan.files.count { $0.kind == .plan }
  guard !findings.isEmpty else { return isQuiet ? "" : "no findings in \(counted(files, "file"))\n" }
  let counts = Severity.allCases.reversed().compactMap { severity -> String? in
    let count = findings.count { $0.severity == severity }
    return count == 0 ? nil : counted(count, severity == .info ? "note" : severity.name)
  }
  let fixable = fixes ? findings.count { $0.fix?.safety == .safe } : 0
  let unsafe = fixes ? findings.count { $0.fix?.safety == .unsafe } : 0
  var line = "\n\(counts.joined(separator: ", ")) in \(counted(files, "file"))"
  if fixable > 0 { line += "; \(fixable) fixable with --fix" }
  if unsafe > 0 { line += "; \(unsafe)\(fixable > 0 ? " more" : "") with --unsafe-fixes" }
  return line + "\n"
}

/// `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

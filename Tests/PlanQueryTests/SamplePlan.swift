import PlanModel
import PlanQuery
import PlanText

/// Friday, 9 January 2026.
let today = Day(2026, 1, 9)!

func configuration() -> Configuration {
  var configuration = Configuration()
  configuration.me = "ann"
  return configuration
}

func plan(_ text: String) -> Plan { plan(["plan.md": text]) }

/// A plan of files, in the order of their paths; those in `archive/` are history.
func plan(_ files: [String: String]) -> Plan {
  let sources = files.sorted { $0.key < $1.key }.map { path, text in
    SourceFile(path: path, bytes: Array(text.utf8), kind: path.hasPrefix("archive/") ? .archive : .plan)
  }
  return readPlan(sources, configuration: configuration())
}

func query(_ text: String) throws -> Query {
  try Query(parsing: text, in: QueryContext(today: today, configuration: configuration()))
}

/// The texts of the tasks that a list shows.
func found(_ text: String, in plan: Plan, critical: Set<TaskIndex>? = nil) throws -> [String] {
  try query(text).evaluate(plan, critical: critical).map { plan.text(of: $0) }
}

/// The error of a text that is no query.
func failure(_ text: String) -> QueryError? {
  do throws(QueryError) {
    _ = try Query(parsing: text, in: QueryContext(today: today, configuration: configuration()))
    return nil
  } catch {
    return error
  }
}

/// One task for each thing to ask for; texts are single letters and words, so that answers read like the
/// question.
let sample: [String: String] = [
  "website.md": """
  # Website client:acme

  - [ ] (A) Brief @ann due:2026-01-08 est:4h id:brief
  - [/] Sitemap @bob due:2026-01-12 est:2d progress:50% after:brief
  - [x] Contract @ann done:2026-01-05 due:2026-01-06
  - [-] Blog cancelled:2026-01-07

  ## Design #web @ann|bob pri:B owner:@cem

  - [ ] Palette est:1d start:2026-01-15
    - [ ] Primary
    - [ ] Secondary #web/shop client:zeta
  - [>] Photos waiting:"stock agency" after:brief.start
  - [h] Icons pri:E
  - [ ] Launch #milestone after:design-done
  """,
  "ops.md": """
  # Operations type:area

  1. [ ] Backup rec:weekly due:2026-01-09T15:00 spent:1h
  2. [ ] Restore test est:1d-3d
     - 2026-01-05 1h30m tried
  3. [?] Write the café menu with Zoë about 2026 @ann,

  - [ ] Invoices cost:120EUR scheduled:2026-W03 due:2026-02
  """,
  "archive/2025.md": """
  # Website

  - [x] Kick-off done:2025-12-01 @ann
  - [ ] Forgotten
  """,
]

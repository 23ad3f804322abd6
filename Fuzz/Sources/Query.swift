import PlanLint
import PlanModel
import PlanQuery
import PlanText

/// A plan with something of everything, for questions.
private let plan = readPlan(
  [SourceFile(path: "plan.md", bytes: Array(text.utf8)), SourceFile(path: "sub/more.md", bytes: Array("- [ ] a task elsewhere id:far @bob\n".utf8))],
  configuration: configuration)

private let configuration: Configuration = {
  var configuration = Configuration()
  configuration.me = "ann"
  return configuration
}()

private let text = """
  # Website due:2026-06-30 id:web client:acme #big

  - [ ] Draft the sitemap est:2d @ann due:2026-03-12 id:map pri:A
    - 2026-03-02 2h30m first version
  - [/] Write the pages after:map est:1d/2d/5d @ann|bob spent:3h #text
    - [x] The first page done:2026-03-01
    - [-] The second page cancelled:2026-03-02
  - [>] Photos waiting:"the studio" cost:350EUR start:2026-03-20 scheduled:2026-03-25
  - [h] Hold this one due:2026-W11
  - [?] Which host? budget:1000EUR/mo

  ## Launch

  1. [ ] First step due:2026-03-01 #milestone
  2. [ ] Second step rec:+1w from:2026-03-02 due:2026-03-09
  """

/// Any text is a query, a reference, an order and a grouping, or an error with its place.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: input(start, count), as: UTF8.self)
  ask(text)
  resolve(text)
  order(text)
  return 0
}

private func ask(_ text: String) {
  do {
    let query = try Query(parsing: text, in: QueryContext(today: today, configuration: configuration))
    _ = (query.showsFinished, query.showsArchived, query.hints(for: plan).map(\.rendered))
    let found = try query.evaluate(plan, critical: [])
    demand(Set(found).count == found.count && found == found.sorted(), "tasks are listed twice or out of order")
  } catch {
    checkPlace(error)
  }
}

private func resolve(_ text: String) {
  for kind in [ReferenceResolver.Kind.any, .task, .project] {
    var resolver = ReferenceResolver(plan)
    do { _ = try resolver.resolve(text, as: kind) } catch { _ = error.rendered }
  }
}

private func order(_ text: String) {
  let tasks = Array(plan.taskIndices)
  do {
    let sorted = try SortOrder(parsing: text, for: plan).sorted(tasks, in: plan)
    demand(Set(sorted) == Set(tasks) && sorted.count == tasks.count, "sorting loses tasks")
  } catch { checkPlace(error) }
  do {
    let grouping = try GroupingKey(parsing: text, for: plan)
    let groups = grouping.groups(of: tasks, in: plan)
    demand(Set(groups.flatMap(\.tasks)) == Set(tasks), "grouping loses tasks")
    _ = groups.map { $0.value.title(in: plan, grouping: grouping) }
  } catch { checkPlace(error) }
}

private func checkPlace(_ error: QueryError) {
  _ = error.rendered
  demand(error.range.upperBound <= error.query.utf8.count, "an error stands behind the query")
}

import PlanModel

/// Two clock ranges of one person that overlap.
struct OverlappingLog: LintRule {
  let info = RuleInfo(
    id: "overlapping-log", family: .effort, severity: .warning,
    summary: "A person has logged the same time twice.",
    reason: """
      Nobody works on two things at once; timesheets and invoices would count the time double. An entry \
      without a name belongs to the only one assigned, and in a plan without names all entries belong to one \
      person.
      """,
    flags: [
      Example("on one task", "- [/] Paint @ann\n  - 2026-03-06 9:00-11:30\n  - 2026-03-06 ▸11:00-12:00◂"),
      Example(
        "on two tasks",
        "- [/] Paint @ann\n  - 2026-03-06 9:00-11:30\n- [/] Sand @bob\n  - 2026-03-06 ▸10:00–10:30◂ @ann"),
      Example(
        "in a plan without names",
        "- [/] Paint\n  - 2026-03-06 9:00-11:30\n- [/] Sand\n  - 2026-03-06 ▸11:29-12:00◂"),
    ],
    passes: [
      Example(
        "one after the other", "- [/] Paint @ann\n  - 2026-03-06 9:00-11:30\n  - 2026-03-06 11:30-12:00"),
      Example("two people", "- [/] Paint @ann\n  - 2026-03-06 9:00-11:30\n  - 2026-03-06 9:00-11:30 @bob"),
      Example("another day", "- [/] Paint @ann\n  - 2026-03-06 9:00-11:30\n  - 2026-03-07 9:00-11:30"),
    ])

  let interest = RuleInterest(plan: true)

  private struct Span {
    let person: Int
    let day: Day
    let from: Int
    let to: Int
    let log: Int
  }

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var spans: [Span] = []
    var people = LogPeople(plan)
    for (position, entry) in plan.logs.enumerated() {
      guard case .clock(let from, let to?) = entry.kind, to > from, let person = people.person(of: entry)
      else { continue }
      spans.append(Span(person: person, day: entry.day, from: from, to: to, log: position))
    }
    guard spans.count > 1 else { return }
    spans.sort { ($0.person, $0.day, $0.from, $0.log) < ($1.person, $1.day, $1.from, $1.log) }
    // Of all ranges before the next one, that which ends last.
    var last = spans[0]
    for span in spans.dropFirst() {
      if span.person == last.person, span.day == last.day, span.from < last.to {
        add(span, last, people.names, plan, &report)
      }
      if span.person != last.person || span.day != last.day || span.to > last.to { last = span }
    }
  }

  private func add(_ span: Span, _ other: Span, _ names: [String], _ plan: Plan, _ report: inout LintReport) {
    // What stands later in the plan is flagged, unless it is history.
    var (first, second) = (plan.logs[min(span.log, other.log)], plan.logs[max(span.log, other.log)])
    if plan[second.file].isArchive { swap(&first, &second) }
    let range = second.amountRange(in: plan[second.file].bytes)
    let otherText = plan[first.file].text(first.amountRange(in: plan[first.file].bytes).range)
    let text = plan[second.file].text(range.range)
    let place = plan.place(first.file, line: Int(first.line), seenFrom: second.file)
    let name = names[span.person].isEmpty ? "" : " of \(names[span.person])"
    report.add(
      second.file, range,
      "\(text)\(name) overlaps \(otherText) in \(place)",
      help: "correct one of the two ranges",
      related: [
        RelatedPlace(
          file: first.file, range: first.amountRange(in: plan[first.file].bytes), message: "the other one")
      ])
  }
}

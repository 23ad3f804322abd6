package import PlanModel
import PlanSchedule

/// A plan as it was on a day: when each task was to be worked on and what it was planned to take.
package struct Baseline: Sendable {
  package struct Value: Hashable, Sendable {
    package let measure: Measure
    package let amount: Int128

    package init(measure: Measure, amount: Int128) { (self.measure, self.amount) = (measure, amount) }
  }

  package struct Entry: Hashable, Sendable {
    package let file: String
    package let id: String?
    package let text: String
    /// The first and the last day of its work.
    package let first: Day
    package let last: Day
    package let values: [Value]

    package init(file: String, id: String?, text: String, first: Day, last: Day, values: [Value]) {
      (self.file, self.id, self.text) = (file, id, text)
      (self.first, self.last, self.values) = (first, max(first, last), values)
    }
  }

  package static let schema = "planmd.baseline/1"

  package let name: String
  package let day: Day
  package let entries: [Entry]
  private let byID: [String: Int]
  private let byText: [String: Int]

  package init(name: String, day: Day, entries: [Entry]) {
    (self.name, self.day, self.entries) = (name, day, entries)
    var (byID, byText): ([String: Int], [String: Int]) = ([:], [:])
    for (position, entry) in entries.enumerated() {
      if let id = entry.id { byID[id] = position }
      let key = Baseline.key(entry.file, entry.text)
      if byText[key] == nil { byText[key] = position }
    }
    (self.byID, self.byText) = (byID, byText)
  }

  private static func key(_ file: String, _ text: String) -> String { file + "\u{0}" + text }

  /// What a task was then: by its id, else by its file and text.
  package func entry(of task: TaskIndex, _ plan: Plan) -> Entry? {
    if let id = plan.id(of: .task(task)), let position = byID[id] { return entries[position] }
    return byText[Baseline.key(plan[plan[task].file].path, plan.text(of: task))].map { entries[$0] }
  }

  /// When the last task that is in a project now was to end then; nil where none was there.
  package func end(of project: ProjectIndex, _ plan: Plan) -> Day? {
    plan.tasks(of: project).lazy.filter { plan.tasks[$0].status != .cancelled }.compactMap {
      entry(of: TaskIndex($0), plan)?.last
    }.max()
  }

  /// How much later a day is than it was: `+3d`, `−2d`; empty for the same day.
  static func moved(_ was: Day, to day: Day) -> String {
    day == was ? "" : "\(day > was ? "+" : "−")\(abs(day - was))d"
  }

  /// The plan as it is now, levelled.
  package init(_ plan: Plan, today: Day, name: String) {
    let book = BudgetBook(plan, today: today)
    let schedule = Scheduler(plan, today: today).schedule(withReasons: false)
    var entries: [Entry] = []
    for task in plan.taskIndices where plan[task].status != .cancelled && !plan.isArchived(task) {
      let days: ClosedRange<Day>
      if plan[task].isUnfinished, let entry = schedule[task] {
        let first = schedule.clock(entry.start).day
        days = first...max(first, schedule.lastDay(entry.finish))
      } else if let known = book.days(of: task, nil) {
        days = known
      } else {
        continue
      }
      entries.append(
        Entry(
          file: plan[plan[task].file].path, id: plan.id(of: .task(task)), text: plan.text(of: task),
          first: days.lowerBound, last: days.upperBound, values: book.planned(task)))
    }
    self.init(name: name, day: today, entries: entries)
  }

  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("schema", Baseline.schema)
      json.field("name", name)
      json.field("day", DateValue(day))
      json.key("tasks")
      json.array { json in
        for entry in entries {
          json.object { json in
            json.field("file", entry.file)
            json.field("id", entry.id)
            json.field("text", entry.text)
            json.field("start", DateValue(entry.first))
            json.field("finish", DateValue(entry.last))
            json.key("planned")
            json.array { json in
              for value in entry.values {
                switch value.measure {
                case .hours: json.object { $0.field("minutes", Int(clamping: value.amount)) }
                case .money(let currency): json.value(Money(clamping: value.amount, currency))
                }
              }
            }
          }
        }
      }
    }
  }
}

package import PlanModel

/// When each task of a plan runs, and why. Source: scheduling.
package struct Schedule: Sendable {
  package enum Layer: String, Sendable { case fixed, running, planned, milestone, summary, waiting }

  /// One task's place.
  package struct Entry: Sendable {
    package let task: TaskIndex
    /// The first minute that is worked.
    package var start: Minute
    /// The end of the last one.
    package var finish: Minute
    /// Remaining minutes of work, or of the length.
    package var effort: Int
    package var layer: Layer
    package var work: [Work]
    /// The coming occurrence of a recurring task.
    package let isSeries: Bool
    /// A length without a stated effort: everybody gives all of it.
    package let isLength: Bool
    /// How long it may wait while its project ends when it does: working minutes of the plan.
    package var slack = 0
    /// The same if nobody's time counted.
    package var networkSlack = 0
    package var reason: Reason?

    package var isCritical: Bool { slack == 0 }
  }

  package enum Unscheduled: String, Sendable {
    case held, circle
    case waitsForHold = "waits-for-hold"
    case beyondHorizon = "beyond-horizon"
    case noPlace = "no-place"
    case neverTogether = "never-together"
    case nothingLeft = "nothing-left"
    case waitsForUndated = "waits-for-undated"
  }

  package let today: Day
  /// The beginning of today's working time.
  package let from: Minute
  /// By task; nil where it has no dates or is not open.
  package internal(set) var entries: [Entry?]
  package internal(set) var unscheduled: [(task: TaskIndex, why: Unscheduled)] = []
  package internal(set) var occurrences: [Occurrence] = []
  package internal(set) var resources: [Resource] = []
  /// The end of the last task.
  package internal(set) var finish: Minute?
  package internal(set) var unestimated: [TaskIndex] = []
  package internal(set) var unassigned: [TaskIndex] = []
  package internal(set) var usedUp: [TaskIndex] = []
  package internal(set) var exceedsSpan: [TaskIndex] = []
  /// Days that were looked at.
  package internal(set) var days = 0
  /// How many placements the passes made.
  package internal(set) var placements = 0
  package internal(set) var search: Search?
  package internal(set) var findings: [ScheduleFinding] = []

  /// What a search for a better schedule found. Source: scheduling, section 6.
  package struct Search: Sendable {
    package var schedules: Int
    package var seed: UInt64
    /// Schedules bred at a time; nil where the plan needs another search.
    package var population: Int?
    package var firstPass: Objective
    package var objective: Objective
    /// Nothing can be better than this; nil where none is known.
    package var bound: Int?
  }

  package subscript(_ task: TaskIndex) -> Entry? { entries[task.position] }

  /// The day of a minute, and the minute of that day.
  package func clock(_ minute: Minute) -> (day: Day, minute: Int) {
    let day = minute >= 0 ? Int(minute / dayLength) : Int((minute - dayLength + 1) / dayLength)
    return (today + day, Int(minute) - day * Int(dayLength))
  }

  /// The day on which something that ends at a minute ends: midnight is the end of the day before.
  package func lastDay(_ finish: Minute) -> Day { clock(finish > 0 ? finish - 1 : finish).day }

  package func minute(_ day: Day) -> Minute { Minute(clamping: (day - today) * Int(dayLength)) }

  /// Who works on a task, with how much of their time and how many minutes.
  package func assigned(_ entry: Entry) -> [(resource: Int32, rate: Int32, minutes: Int)] {
    var result: [(resource: Int32, rate: Int32, minutes: Int)] = []
    var thousandths: [Int32: Int] = [:]
    for work in entry.work {
      if !result.contains(where: { $0.resource == work.resource }) {
        result.append((work.resource, work.rate, 0))
      }
      thousandths[work.resource, default: 0] += Int(work.to - work.from) * Int(work.rate)
    }
    // Rounded up per person, and to the task's effort in sum: the last one has what is left. A length has no effort.
    var left = entry.isLength ? Int.max : entry.effort
    for position in result.indices {
      let own = min(left, (thousandths[result[position].resource, default: 0] + 999) / 1000)
      result[position].minutes = own
      left -= own
    }
    return result
  }
}

/// Why a task starts when it does. Source: scheduling, section 5.
package struct Reason: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case today, start, projectStart = "project-start", pin, dependency, busy, leave, holiday, recurring,
      continues
  }

  package let kind: Kind
  /// The task that is waited for, or that takes the time.
  package var task: TaskIndex?
  /// Who is busy or on leave.
  package var who: String?
  /// The holiday's name and the like.
  package var what: String?
  /// It holds for longer than until the start: somebody else begins.
  package var outlastsStart = false
  /// Until when it holds.
  package let until: Minute
}

/// What makes one schedule better than another, the first difference counting. Source: scheduling, section 6.
package struct Objective: Hashable, Comparable, Sendable {
  /// Weighted whole working days late.
  package var lateness = 0
  /// Weighted working days to the ends of outermost projects.
  package var length = 0
  /// Tasks moved or given to someone else, and days they moved.
  package var moved = 0
  package var movedDays = 0
  /// Weighted finishes of all tasks.
  package var sum = 0

  package init() {}

  package static func < (a: Objective, b: Objective) -> Bool {
    if a.lateness != b.lateness { return a.lateness < b.lateness }
    if a.length != b.length { return a.length < b.length }
    if a.moved != b.moved { return a.moved < b.moved }
    if a.movedDays != b.movedDays { return a.movedDays < b.movedDays }
    return a.sum < b.sum
  }
}

package import PlanModel

/// How a project is doing, as declared with `health:` and as computed. The rules, the first that holds counts:
///
/// - **red**: a milestone is missed; the project's due day has passed and work is open; or more than a fifth of
///   the open tasks, and two at least, are overdue.
/// - **amber**: a task is overdue; a part of it is red; the schedule ends it after its due day; or the time from start to due has run 25 points further
///   than the work.
/// - **green**: everything else.
///
/// An area has no end: its own dates say nothing, only its tasks do. Work that is held is never late.
package struct Health: Hashable, Sendable {
  package enum Level: UInt8, Comparable, Sendable {
    case green, amber, red

    package var name: String {
      switch self {
      case .green: "green"
      case .amber: "amber"
      case .red: "red"
      }
    }

    package init?(name: String) {
      switch name.lowercased() {
      case "green": self = .green
      case "amber": self = .amber
      case "red": self = .red
      default: return nil
      }
    }

    package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  /// Why a level is not green.
  package enum Reason: Hashable, Sendable {
    case missedMilestones(Int)
    case duePassed(Day)
    case overdue(Int, open: Int)
    /// The names of parts that are red.
    case redParts([String])
    /// The day on which the schedule ends it, and the due day before that.
    case endsLate(Day, due: Day)
    /// Thousandths of the time and of the work.
    case behind(time: Int, work: Int)

    package var text: String {
      switch self {
      case .missedMilestones(let count): count == 1 ? "1 milestone missed" : "\(count) milestones missed"
      case .duePassed(let day): "was due \(day)"
      case .overdue(let count, let open): "\(count) of \(open) open tasks overdue"
      case .endsLate(let day, let due): "ends \(day) as scheduled, due \(due)"
      case .redParts(let names): "red: \(names.joined(separator: ", "))"
      case .behind(let time, let work): "\(time / 10)% of the time gone, \(work / 10)% of the work done"
      }
    }
  }

  package let declared: Level?
  /// nil where there is nothing to do.
  package let computed: Level?
  package let reasons: [Reason]

  /// The worse of what is declared and what is computed.
  package var worse: Level? {
    guard let declared, let computed else { return declared ?? computed }
    return max(declared, computed)
  }
}

extension Health {
  init(
    of index: ProjectIndex, counts: StatusCounts, redParts: [String], in plan: Plan, today: Day,
    plannedEnd: Day?
  ) {
    declared = plan.text(.health, of: .project(index)).flatMap { Level(name: $0) }
    guard counts.total > 0 else {
      (computed, reasons) = (nil, [])
      return
    }
    var level = Level.green
    var reasons: [Reason] = []
    func add(_ reason: Reason, _ other: Level) {
      reasons.append(reason)
      level = max(level, other)
    }
    if counts.missedMilestones > 0 { add(.missedMilestones(counts.missedMilestones), .red) }
    let isProject = plan[index].kind == .project
    if isProject, counts.open > 0, let due = plan.due(index), due < today { add(.duePassed(due), .red) }
    if counts.overdue > 0 {
      let isMuch = counts.overdue >= 2 && counts.overdue * 5 > counts.open
      // An overdue parent is late too, but no part of the open tasks.
      add(.overdue(counts.overdue, open: max(counts.open, counts.overdue)), isMuch ? .red : .amber)
    }
    if counts.open > 0, !redParts.isEmpty { add(.redParts(redParts), .amber) }
    if isProject, counts.open > 0, let end = plannedEnd, let due = plan.due(index), due >= today, end > due {
      add(.endsLate(end, due: due), .amber)
    }
    if isProject, counts.open > 0, let gap = Health.gap(index, counts, plan, today) { add(gap, .amber) }
    (computed, self.reasons) = (level, reasons)
  }

  /// Nothing while the project has not begun, is past its due day, or keeps up.
  private static func gap(_ index: ProjectIndex, _ counts: StatusCounts, _ plan: Plan, _ today: Day)
    -> Reason?
  {
    guard let start = plan.start(index), let due = plan.due(index), start <= today, today <= due,
      let work = counts.progress
    else { return nil }
    let time = (today - start) * 1000 / (due - start + 1)
    return time - work > 250 ? .behind(time: time, work: work) : nil
  }
}

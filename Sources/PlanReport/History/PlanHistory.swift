package import PlanModel

/// How a plan, or a part of it, grew and was done over its commits.
package struct PlanHistory: Sendable {
  /// After a commit.
  package struct Point: Sendable, Equatable {
    package let commit: String
    package let day: Day
    package let tasks: Int
    package let done: Int
    package let minutes: Int
    package let doneMinutes: Int
    package let estimated: Int
    package let spent: Int

    package var toDo: Int { tasks - done }
    package var minutesToDo: Int { minutes - doneMinutes }
  }

  /// A due day that was moved at least once.
  package struct Drift: Sendable {
    package struct Move: Sendable {
      package let day: Day
      package let commit: String
      /// Nil: there was none.
      package let from: Day?
      package let to: Day?
    }

    package let key: String
    package let name: String
    package let isMilestone: Bool
    package var moves: [Move]

    /// The first day and the last one; nil where it begins or ends without one.
    package var span: (from: Day, to: Day)? {
      guard let from = moves.first(where: { $0.from != nil })?.from ?? moves.first?.to,
        let to = moves.last?.to
      else { return nil }
      return (from, to)
    }
  }

  package private(set) var points: [Point] = []
  package private(set) var drifts: [Drift] = []
  /// The project that it is about; nil: all of the plan.
  package let project: String?

  private struct Sums {
    var (tasks, done, minutes, doneMinutes, estimated, spent) = (0, 0, 0, 0, 0, 0)

    mutating func add(_ part: FileSummary.Part, _ sign: Int) {
      tasks += sign * part.tasks
      done += sign * part.done
      minutes += sign * part.minutes
      doneMinutes += sign * part.doneMinutes
      estimated += sign * part.estimated
      spent += sign * part.spent
    }
  }

  /// A commit with the summaries of what it changed.
  package struct Step: Sendable {
    package let commit: String
    package let day: Day
    package let old: [FileSummary]
    package let new: [FileSummary]

    package init(commit: String, day: Day, old: [FileSummary], new: [FileSummary]) {
      (self.commit, self.day, self.old, self.new) = (commit, day, old, new)
    }
  }

  /// - Parameters:
  ///   - keys: Only what has one of these keys or lies in it; nil: all. A project's own key first.
  ///   - since: Only points on and after this day, and the one before it.
  ///   - until: Only points up to the end of this day.
  package init(
    _ steps: [Step], project: (name: String, keys: Set<String>)? = nil, since: Day? = nil, until: Day? = nil
  ) {
    self.project = project?.name
    var sums = Sums()
    var dues: [String: Day] = [:]
    var places: [String: Int] = [:]
    var hasBegun = false
    for step in steps where until.map({ step.day <= $0 }) ?? true {
      let isShown = since.map { step.day >= $0 } ?? true
      for (summaries, sign) in [(step.old, -1), (step.new, 1)] {
        for summary in summaries {
          if let project {
            for part in summary.parts where !part.isMilestone && project.keys.contains(part.key) {
              sums.add(part, sign)
            }
          } else if let file = summary.parts.first {
            sums.add(file, sign)
          }
        }
      }
      for summary in step.new {
        for part in summary.parts {
          let before = dues[part.key]
          guard before != part.due, project.map({ PlanHistory.lies(part, in: $0.keys) }) ?? true else {
            continue
          }
          dues[part.key] = part.due
          // What came with its day has not moved.
          guard isShown, before != nil || step.old.contains(where: { $0.has(part.key) }) else { continue }
          let move = Drift.Move(day: step.day, commit: step.commit, from: before, to: part.due)
          if let place = places[part.key] {
            drifts[place].moves.append(move)
          } else {
            places[part.key] = drifts.count
            drifts.append(Drift(key: part.key, name: part.name, isMilestone: part.isMilestone, moves: [move]))
          }
        }
      }
      let point = Point(
        commit: step.commit, day: step.day, tasks: sums.tasks, done: sums.done, minutes: sums.minutes,
        doneMinutes: sums.doneMinutes, estimated: sums.estimated, spent: sums.spent)
      // What is before the beginning of a project, and before the day, is one point.
      if !hasBegun, point.tasks == 0, project != nil { continue }
      hasBegun = true
      if !isShown { points.removeAll() }
      points.append(point)
    }
  }

  private static func lies(_ part: FileSummary.Part, in keys: Set<String>) -> Bool {
    keys.contains(part.key) || keys.contains { part.place.hasPrefix($0) }
  }

  /// The state at the end of each day that has a commit.
  var days: [Point] {
    var result: [Point] = []
    for point in points {
      if result.last?.day == point.day { result.removeLast() }
      result.append(point)
    }
    return result
  }

  // MARK: Weeks

  /// A week, from Monday on, with the state at its end.
  package struct Week: Sendable {
    package let first: Day
    package let end: Point
    /// How many tasks more are done than before, less what was opened again.
    package let finished: Int
    package let added: Int
  }

  /// Every week from the first commit's to today's.
  package func weeks(until today: Day) -> [Week] {
    guard let first = points.first else { return [] }
    var (result, position): ([Week], Int) = ([], 0)
    var before = first
    var monday = first.day.firstOfWeek(startingOn: .monday)
    while monday <= today {
      var end = before
      while position < points.count, points[position].day <= monday + 6 {
        end = points[position]
        position += 1
      }
      result.append(
        Week(first: monday, end: end, finished: end.done - before.done, added: end.tasks - before.tasks))
      before = end
      monday = monday + 7
    }
    return result
  }

  /// Tasks finished in each of so many whole weeks before today's, the last one last.
  package func finished(weeks count: Int, before today: Day) -> [Int] {
    let monday = today.firstOfWeek(startingOn: .monday)
    let known = weeks(until: monday - 1).map { max(0, $0.finished) }
    return [Int](repeating: 0, count: max(0, count - known.count)) + known.suffix(count)
  }

  /// What was spent, in parts of what was estimated, of all that is done now; nil where nobody wrote both down.
  package var accuracy: Double? {
    guard let last = points.last, last.estimated > 0 else { return nil }
    return Double(last.spent) / Double(last.estimated)
  }
}

/// `▁▂▅█`: numbers as blocks, the highest as high as the line. Many are shown by every so many.
func sparkline(_ numbers: [Int], width: Int = 40) -> String {
  guard let most = numbers.max(), !numbers.isEmpty else { return "" }
  let blocks = Array("▁▂▃▄▅▆▇█")
  let count = min(width, numbers.count)
  return String(
    (0..<count).map { place in
      let value = numbers[count == 1 ? numbers.count - 1 : place * (numbers.count - 1) / (count - 1)]
      return most <= 0 ? blocks[0] : blocks[min(7, max(0, value) * 7 / most)]
    })
}

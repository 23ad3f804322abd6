package import PlanModel

/// An occurrence of a recurring task, with the minutes it takes of its people.
package struct Occurrence: Sendable {
  package let task: TaskIndex
  /// The day on which it takes place.
  package let day: Day
  package var work: [Work]
  /// Minutes that found no room before the next one.
  package var missing: Int
  /// The occurrence that the task's line stands for.
  package let isLine: Bool
}

/// Minutes of one resource on one task.
package struct Work: Hashable, Sendable {
  package let resource: Int32
  package let from: Minute
  package let to: Minute
  /// Thousandths.
  package let rate: Int32

  /// Minutes of work, rounded up.
  package var minutes: Int { (Int(to - from) * Int(rate) + 999) / 1000 }
}

/// A pinned task where it is put, whatever that costs; without a slot where its people never work together.
struct Pinned: Sendable {
  let node: Int32
  var slot: Slot?
  var work: [Work] = []
}

/// What is placed before anything is planned: recurring work first, then pinned tasks, whatever they cost.
///
/// Source: scheduling, sections 3 and 4. The result is what each resource has left.
struct FixedLayer {
  private(set) var occurrences: [Occurrence] = []
  private(set) var pinned: [Pinned] = []
  /// What is left of each resource's time.
  private(set) var axes: [WorkAxis] = []
  /// What the fixed layer takes, on each resource's own axis: for overloads.
  let used: [Profile]
  let staff: Staff
  private let calendar: WorkCalendar

  init(
    _ plan: Plan, today: Day, staff: Staff, network: Network, recurring: [TaskIndex], days: Int, from: Minute,
    planAxis: WorkAxis
  ) {
    self.staff = staff
    calendar = plan.configuration.calendar
    used = staff.resources.map { Profile(capacity: $0.units, length: $0.axis.count) }
    takeLoggedToday(plan, today)
    placeOccurrences(plan, today, recurring, days, from)
    placePinned(network, planAxis)
    axes = zip(staff.resources, used).map { FixedLayer.rest($0, $1) }
  }

  /// What somebody has logged today is over.
  private func takeLoggedToday(_ plan: Plan, _ today: Day) {
    for entry in plan.logs where entry.day == today {
      guard let minutes = entry.minutes, minutes > 0 else { continue }
      var name = entry.person.map { plan[entry.file].text($0.range) }
      if name == nil, case .task(let task) = entry.owner {
        let assigned = plan.effectiveAssignments(of: task).flatMap(\.anyOf)
        name = assigned.count == 1 ? assigned[0] : nil
      }
      let resource = staff.isImplicit ? 0 : name.flatMap { staff.positions[$0] }
      guard let resource else { continue }
      let axis = staff.resources[Int(resource)].axis
      _ = take(Minute(clamping: minutes), resource, 1000, from: 0, until: axis.index(at: dayLength))
    }
  }

  /// Takes the first free minutes of a range of an axis; gives the times and what found no room.
  private func take(_ minutes: Minute, _ resource: Int32, _ rate: Int32, from: Minute, until end: Minute) -> (
    work: [Work], missing: Minute
  ) {
    let axis = staff.resources[Int(resource)].axis
    // Minutes of the axis that give so much work at this rate.
    var left = Minute(clamping: (Int(minutes) * 1000 + Int(rate) - 1) / Int(rate))
    var taken: [Range<Minute>] = []
    used[Int(resource)].free(from..<max(from, end), rate: rate) { range in
      let part = range.lowerBound..<min(range.upperBound, range.lowerBound + left)
      taken.append(part)
      left -= part.upperBound - part.lowerBound
      return left > 0
    }
    var work: [Work] = []
    for range in taken {
      used[Int(resource)].add(rate, range)
      for time in axis.intervals(range) {
        work.append(Work(resource: resource, from: time.lowerBound, to: time.upperBound, rate: rate))
      }
    }
    return (work, Minute(clamping: Int(left) * Int(rate) / 1000))
  }

  // MARK: Recurring work

  private struct Coming {
    let day: Day
    let task: TaskIndex
    let number: Int
  }

  private mutating func placeOccurrences(
    _ plan: Plan, _ today: Day, _ recurring: [TaskIndex], _ days: Int, _ from: Minute
  ) {
    let last = today + (days - 1)
    var coming: [Coming] = []
    var series: [TaskIndex: [Day]] = [:]
    for task in recurring {
      guard let own = plan.seriesDay(of: task) else { continue }
      // One that is overdue takes its place today.
      var all = [max(own, today)]
      for day in plan.comingDays(of: task, from: today, through: last, limit: days) where day > all[0] {
        all.append(day)
      }
      all.removeAll { $0 > last }
      series[task] = all
      coming += all.enumerated().map { Coming(day: $1, task: task, number: $0) }
    }
    coming.sort { ($0.day, $0.task) < ($1.day, $1.task) }
    var known: [TaskIndex: (minutes: Minute, staffings: [Staffing])] = [:]
    for one in coming {
      let (minutes, staffings): (Minute, [Staffing])
      if let cached = known[one.task] {
        (minutes, staffings) = cached
      } else {
        (minutes, staffings) = (
          FixedLayer.effort(of: one.task, plan), staff.staffings(plan.effectiveAssignments(of: one.task))
        )
        known[one.task] = (minutes, staffings)
      }
      let days = series[one.task] ?? []
      let next = one.number + 1 < days.count ? days[one.number + 1] : last + 1
      place(one, minutes, staffings, plan, today, until: next)
    }
  }

  /// The task's own estimate, else the sum of its subtasks'; nothing where neither is stated.
  static func effort(of task: TaskIndex, _ plan: Plan) -> Minute {
    if let own = plan.likelyMinutes(task) { return Minute(clamping: own) }
    if let span = plan.effort(.span, of: task)?.minutes { return Minute(clamping: span) }
    return Minute(
      clamping: plan.subtree(of: task).reduce(0) { $0 + (plan.likelyMinutes(TaskIndex($1)) ?? 0) })
  }

  /// Where an occurrence would lie with one of its staffings.
  private typealias Attempt = (occurrence: Occurrence, end: Minute, ranges: [(Int32, Int32, Range<Minute>)])

  private mutating func place(
    _ one: Coming, _ minutes: Minute, _ staffings: [Staffing], _ plan: Plan, _ today: Day, until next: Day
  ) {
    // Without a word of `holiday:`, on a day off the working day before, as `before` says.
    let rule = plan.text(.holiday, of: .task(one.task))?.lowercased()
    var best: Attempt?
    // Whose day off would leave it out is asked last.
    func rank(_ attempt: Attempt) -> (Int, Int, Minute) {
      (
        attempt.occurrence.work.isEmpty && attempt.occurrence.missing == 0 ? 1 : 0,
        attempt.occurrence.missing, attempt.end
      )
    }
    for staffing in staffings.isEmpty || minutes == 0 ? [] : staffings {
      let attempt = attempt(staffing, minutes, one, rule, today, until: next)
      if let known = best, rank(attempt) >= rank(known) { continue }
      best = attempt
    }
    guard let best else {
      return occurrences.append(
        Occurrence(task: one.task, day: one.day, work: [], missing: 0, isLine: one.number == 0))
    }
    for (resource, rate, range) in best.ranges { used[Int(resource)].add(rate, range) }
    occurrences.append(best.occurrence)
  }

  /// Places an occurrence on trial: each of its people gives the first free minutes from its day on.
  private func attempt(
    _ staffing: Staffing, _ minutes: Minute, _ one: Coming, _ rule: String?, _ today: Day, until next: Day
  ) -> Attempt {
    var left = Int(minutes) * 1000
    var work: [Work] = []
    var ranges: [(Int32, Int32, Range<Minute>)] = []
    // Where several share the work, minute by minute as they come: by the free ranges of all, in time.
    var free: [(time: Range<Minute>, resource: Int32, rate: Int32)] = []
    // A day off for all of them; one without room is missed.
    var isSkipped = rule == "skip"
    for part in staffing.parts {
      let axis = staff.resources[Int(part.resource)].axis
      var start = minute(one.day, today)
      let isOff = axis.index(at: start + dayLength) == axis.index(at: start)
      if isOff, rule == "skip" { continue }
      isSkipped = false
      if isOff, rule != "after" {
        let index = axis.index(at: start)
        if index > 0, let before = axis.time(of: index - 1) { start = before / dayLength * dayLength }
      }
      let range = axis.index(at: start)..<axis.index(at: max(start, minute(next, today)))
      used[Int(part.resource)].free(range, rate: part.rate) { piece in
        for time in axis.intervals(piece) { free.append((time, part.resource, part.rate)) }
        // Enough for all of it, with some to spare for the others.
        return free.reduce(0) { $0 + Int($1.time.count) * Int($1.rate) } < left * staffing.parts.count + 1
      }
    }
    free.sort { ($0.time.lowerBound, $0.resource) < ($1.time.lowerBound, $1.resource) }
    var end = Minute.min
    let finish = FixedLayer.finish(free.map { ($0.time, $0.rate) }, thousandths: left)
    for (time, resource, rate) in free where time.lowerBound < finish {
      let part = time.lowerBound..<min(time.upperBound, finish)
      work.append(Work(resource: resource, from: part.lowerBound, to: part.upperBound, rate: rate))
      let axis = staff.resources[Int(resource)].axis
      ranges.append((resource, rate, axis.index(at: part.lowerBound)..<axis.index(at: part.upperBound)))
      left -= Int(part.count) * Int(rate)
      end = max(end, part.upperBound)
    }
    let occurrence = Occurrence(
      task: one.task, day: one.day, work: work,
      missing: isSkipped ? 0 : max(0, left / 1000), isLine: one.number == 0)
    return (occurrence, end, ranges)
  }

  /// The first time by which ranges with rates give so many thousandths of minutes; `.max` where they do not.
  static func finish(_ ranges: [(Range<Minute>, Int32)], thousandths: Int) -> Minute {
    var edges: [(time: Minute, change: Int32)] = []
    for (range, rate) in ranges {
      edges.append((range.lowerBound, rate))
      edges.append((range.upperBound, -rate))
    }
    edges.sort { ($0.time, $0.change) < ($1.time, $1.change) }
    var (rate, done, last) = (0, 0, Minute.min)
    for edge in edges {
      if rate > 0 {
        let step = Int(edge.time - last) * rate
        if done + step >= thousandths { return last + Minute((thousandths - done + rate - 1) / rate) }
        done += step
      }
      rate += Int(edge.change)
      last = edge.time
    }
    return .max
  }

  private func minute(_ day: Day, _ today: Day) -> Minute { Minute(clamping: (day - today) * Int(dayLength)) }

  // MARK: Pinned tasks

  private mutating func placePinned(_ network: Network, _ planAxis: WorkAxis) {
    for (position, node) in network.nodes.enumerated() {
      guard let pin = node.pin, node.layer == .fixed, !node.isHeld, node.kind == .work else { continue }
      var placed = Pinned(node: Int32(position))
      if let first = node.staffings.first, !node.takesNobody {
        placed.work = pinnedWork(node, network.staffings[Int(first)], pin)
        if let start = placed.work.map(\.from).min(), let finish = placed.work.map(\.to).max() {
          placed.slot = Slot(start: start, finish: finish, staffing: first)
        }
      } else {
        let hours = hours(planAxis, from: pin, minutes: Int(node.minutes))
        if let start = hours.first?.lowerBound {
          let finish = FixedLayer.finish(hours.map { ($0, 1) }, thousandths: max(1, Int(node.minutes)))
          if finish < .max { placed.slot = Slot(start: start, finish: finish, staffing: -1) }
        }
      }
      for part in placed.work {
        let axis = staff.resources[Int(part.resource)].axis
        used[Int(part.resource)].add(part.rate, axis.index(at: part.from)..<axis.index(at: part.to))
      }
      pinned.append(placed)
    }
  }

  /// From the pin on in its people's hours, whatever else they have; nothing where they never work together.
  private func pinnedWork(_ node: Node, _ staffing: Staffing, _ pin: Minute) -> [Work] {
    let thousandths = node.isLength ? Int(node.minutes) * Int(staffing.total) : Int(node.minutes) * 1000
    // Who works at other hours than others has few minutes in common with them: twice as far each time.
    var limit = Int(node.minutes)
    while true {
      var (ranges, isAll): ([(time: Range<Minute>, resource: Int32, rate: Int32)], Bool) = ([], true)
      for part in staffing.parts {
        let axis = staff.resources[Int(part.resource)].axis
        let hours = hours(axis, from: pin, minutes: limit * 1000 / Int(max(1, part.rate)))
        isAll = isAll && (hours.last?.upperBound ?? .max) >= (axis.ends.last ?? .min)
        ranges += hours.map { ($0, part.resource, part.rate) }
      }
      if node.isLength, staffing.parts.count > 1 { ranges = FixedLayer.common(ranges, staffing) }
      ranges.sort { ($0.time.lowerBound, $0.resource) < ($1.time.lowerBound, $1.resource) }
      let end = FixedLayer.finish(ranges.map { ($0.time, $0.rate) }, thousandths: thousandths)
      if end == .max {
        guard !isAll else { return [] }
        limit *= 2
        continue
      }
      return ranges.filter { $0.time.lowerBound < end }.map {
        Work(resource: $0.resource, from: $0.time.lowerBound, to: min($0.time.upperBound, end), rate: $0.rate)
      }
    }
  }

  /// Working hours from a pin on, with some to spare; on a day on which nobody works, the plan's hours of that day.
  private func hours(_ axis: WorkAxis, from pin: Minute, minutes: Int) -> [Range<Minute>] {
    var position = axis.interval(after: pin)
    // A pin on a day off: in the plan's hours of that day, else from the pin to midnight.
    let midnight = FixedLayer.midnight(before: pin)
    let isOff = position >= axis.starts.count || max(pin, axis.starts[position]) >= midnight + dayLength
    var result: [Range<Minute>] = []
    if isOff {
      let hours = calendar.hours.map { midnight + Minute($0.lowerBound)..<midnight + Minute($0.upperBound) }
      result = hours.filter { $0.upperBound > pin }.map { max(pin, $0.lowerBound)..<$0.upperBound }
      if result.isEmpty || pin != midnight && result[0].lowerBound > pin {
        result = [pin..<midnight + dayLength]
      }
    } else if pin != midnight, axis.starts[position] > pin {
      // A clock time before the working day begins.
      result = [pin..<axis.starts[position]]
    }
    var count = result.reduce(0) { $0 + $1.count }
    while position < axis.starts.count, count < minutes + Int(dayLength) {
      let range = max(pin, axis.starts[position])..<axis.ends[position]
      result.append(range)
      count += range.count
      position += 1
    }
    return result
  }

  /// The beginning of the day that holds a time, before today too.
  private static func midnight(before time: Minute) -> Minute {
    (time >= 0 ? time / dayLength : (time - dayLength + 1) / dayLength) * dayLength
  }

  /// The times in which all parts of a staffing work.
  private static func common(
    _ ranges: [(time: Range<Minute>, resource: Int32, rate: Int32)], _ staffing: Staffing
  ) -> [(time: Range<Minute>, resource: Int32, rate: Int32)] {
    var both: [Range<Minute>]?
    for part in staffing.parts {
      let own = ranges.filter { $0.resource == part.resource }.map(\.time)
      guard let known = both else {
        both = own
        continue
      }
      both = known.flatMap { one in
        own.compactMap { other in
          let lower = max(one.lowerBound, other.lowerBound)
          let upper = min(one.upperBound, other.upperBound)
          return lower < upper ? lower..<upper : nil
        }
      }
    }
    return (both ?? []).flatMap { time in staffing.parts.map { (time, $0.resource, $0.rate) } }
  }

  // MARK: What is left

  /// The minutes that the fixed layer leaves, with how much of each.
  private static func rest(_ resource: Resource, _ used: Profile) -> WorkAxis {
    var axis = WorkAxis(days: resource.axis.days)
    for position in resource.axis.starts.indices {
      let (start, first) = (resource.axis.starts[position], resource.axis.prefix[position])
      let length = resource.axis.ends[position] - start
      used.steps(first..<first + length) { range, use in
        axis.append(
          start + (range.lowerBound - first), start + (range.upperBound - first),
          level: max(0, resource.units - use))
      }
    }
    axis.finish()
    return axis
  }
}

package import PlanModel

/// Where people's time goes, week by week: capacity, recurring work, areas, projects, and what is free. Source: scheduling, section 8.
package struct Workload: Sendable {
  /// Minutes of one person or team in one week.
  package struct Cell: Hashable, Sendable {
    package var capacity = 0
    package var recurring = 0
    /// One-off work in areas.
    package var area = 0
    package var project = 0

    package init(capacity: Int = 0, recurring: Int = 0, area: Int = 0, project: Int = 0) {
      self.capacity = capacity
      self.recurring = recurring
      self.area = area
      self.project = project
    }

    package var planned: Int { recurring + area + project }
    package var free: Int { max(0, capacity - planned) }
    /// Beyond the capacity.
    package var over: Int { max(0, planned - capacity) }
    /// Thousandths of the capacity that are taken; nil without any.
    package var share: Int? { capacity > 0 ? planned * 1000 / capacity : planned > 0 ? 1000 + planned : nil }

    package static func + (a: Cell, b: Cell) -> Cell {
      Cell(
        capacity: a.capacity + b.capacity, recurring: a.recurring + b.recurring, area: a.area + b.area,
        project: a.project + b.project)
    }
  }

  package struct Row: Sendable {
    package let name: String
    package let cells: [Cell]
    package var total: Cell { cells.reduce(Cell(), +) }
  }

  /// The first days of the weeks.
  package let weeks: [Day]
  package let rows: [Row]

  /// - Parameters:
  ///   - groups: Names with the people that each stands for; by person where nil.
  ///   - isArea: For each task whether it belongs to an area.
  package init(
    _ plan: Plan, _ schedule: Schedule, weeks count: Int, groups: [(name: String, people: Set<String>)]? = nil
  ) {
    let first = schedule.today.firstOfWeek(startingOn: plan.configuration.calendar.weekStart)
    weeks = (0..<count).map { first + $0 * 7 }
    var cells = [[Cell]](repeating: [Cell](repeating: Cell(), count: count), count: schedule.resources.count)
    func week(_ minute: Minute) -> Int { (schedule.clock(minute).day - first) / 7 }
    for (number, resource) in schedule.resources.enumerated() {
      for position in resource.axis.starts.indices {
        let week = week(resource.axis.starts[position])
        guard week < count else { break }
        cells[number][week].capacity +=
          Int(resource.axis.ends[position] - resource.axis.starts[position])
          * Int(resource.axis.levels[position]) / 1000
      }
    }
    func add(_ work: [Work], _ path: WritableKeyPath<Cell, Int>) {
      for piece in work {
        let week = week(piece.from)
        guard week >= 0, week < count else { continue }
        cells[Int(piece.resource)][week][keyPath: path] += piece.minutes
      }
    }
    for occurrence in schedule.occurrences { add(occurrence.work, \.recurring) }
    for entry in schedule.entries.lazy.compactMap({ $0 }) where !entry.isSeries {
      add(entry.work, plan.isInArea(entry.task) ? \.area : \.project)
    }
    let people = schedule.resources.enumerated().map {
      Row(name: $1.key.isEmpty ? "everybody" : $1.key, cells: cells[$0])
    }
    guard let groups else {
      rows = people
      return
    }
    rows = groups.map { group in
      let members = people.filter { group.people.contains($0.name) }
      return Row(
        name: group.name, cells: (0..<count).map { week in members.reduce(Cell()) { $0 + $1.cells[week] } })
    }
  }
}

extension Plan {
  /// True if the nearest project around a task that says what it is is an area.
  package func isInArea(_ task: TaskIndex) -> Bool {
    self[task].project.orNil.map { self[$0].kind == .area } ?? false
  }
}

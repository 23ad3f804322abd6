import PlanModel
import PlanSchedule

/// The listed projects of a plan: who is below whom, and which name stands for a task in lists.
struct ProjectTree: Sendable {
  private let plan: Plan
  private let listed: [Bool]
  private let isFiltered: Bool
  /// How many listed projects are around each.
  private let depths: [Int]
  /// For each project the outermost listed one around it that tells it from others.
  let homes: [ProjectIndex]

  init(_ plan: Plan, listed: [Bool], isFiltered: Bool) {
    (self.plan, self.listed, self.isFiltered) = (plan, listed, isFiltered)
    var depths: [Int] = []
    for (position, project) in plan.projects.enumerated() {
      let parent = project.parent.orNil.map { depths[$0.position] + (listed[$0.position] ? 1 : 0) } ?? 0
      depths.append(parent)
      assert(position == depths.count - 1)
    }
    self.depths = depths
    // Where one file is the whole plan, its name says nothing: the projects in it do.
    let level = ProjectTree.tellingDepth(depths, listed)
    var homes: [ProjectIndex] = []
    for (position, project) in plan.projects.enumerated() {
      if let parent = project.parent.orNil, !(listed[position] && depths[position] <= level) {
        homes.append(homes[parent.position])
      } else {
        homes.append(ProjectIndex(position))
      }
    }
    self.homes = homes
  }

  /// The outermost depth with more than one project.
  private static func tellingDepth(_ depths: [Int], _ listed: [Bool]) -> Int {
    zip(depths, listed).count { $0 == 0 && $1 } > 1 ? 0 : 1
  }

  /// What each listed project adds up to, from what each project has of its own.
  func statuses(_ own: [StatusCounts], _ bookings: Bookings, today: Day, planned: PlannedDates?)
    -> [ProjectStatus]
  {
    var sums = own
    var redParts = [[String]](repeating: [], count: own.count)
    var result: [ProjectStatus] = []
    for position in plan.projects.indices.reversed() {
      let project = plan.projects[position]
      var red = redParts[position]
      if listed[position] {
        let index = ProjectIndex(position)
        let health = Health(
          of: index, counts: sums[position], redParts: red.reversed(), in: plan, today: today,
          plannedEnd: planned?.end(of: index))
        red = health.computed == .red ? [project.name] : []
        if !isFiltered || sums[position] != StatusCounts() {
          result.append(
            ProjectStatus(
              project: index, depth: depths[position], counts: sums[position], health: health,
              budget: bookings.budget(of: index, plan, today: today), plannedEnd: planned?.end(of: index)))
        }
      }
      if let parent = project.parent.orNil {
        sums[parent.position] += sums[position]
        redParts[parent.position] += red
      }
    }
    return result.reversed()
  }
}

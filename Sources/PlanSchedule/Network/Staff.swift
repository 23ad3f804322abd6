import PlanModel

/// Who can work, and how tasks are staffed. Source: scheduling, sections 1 and 2.
struct Staff: Sendable {
  private(set) var resources: [Resource] = []
  private(set) var positions: [String: Int32] = [:]
  private let people: [String: Person]
  /// The plan names nobody: everything is one person's.
  let isImplicit: Bool

  /// More ways to staff a task than this are not tried.
  private static let limit = 64

  init(_ plan: Plan, _ capacity: Capacity) {
    let declared = plan.configuration.people
    people = Dictionary(declared.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    var keys = declared.filter { !$0.isTeam }.map(\.key)
    if declared.isEmpty { keys = Staff.assignedNames(plan) }
    isImplicit = keys.isEmpty && declared.isEmpty
    if isImplicit { keys = [""] }
    for key in keys {
      positions[key] = Int32(resources.count)
      let person = people[key] ?? Person(key: key)
      resources.append(
        Resource(key: key, units: Int32(clamping: person.units * 1000), axis: capacity.axis(of: person)))
    }
  }

  func person(_ resource: Int32) -> Person? { people[resources[Int(resource)].key] }

  /// Names in tags that assign, where nobody is declared.
  private static func assignedNames(_ plan: Plan) -> [String] {
    var names: Set<String> = []
    for task in plan.taskIndices where plan[task].keys.contains(.assignee) && plan[task].isUnfinished {
      for assignment in plan.assignments(of: .task(task)) { names.formUnion(assignment.anyOf) }
    }
    for project in plan.projectIndices where plan[project].keys.contains(.assignee) {
      for assignment in plan.assignments(of: .project(project)) { names.formUnion(assignment.anyOf) }
    }
    return names.sorted()
  }

  /// All ways to staff a task, in the order in which they are written; none: nobody is named, or nobody who works.
  func staffings(_ assignments: [Assignment]) -> [Staffing] {
    if isImplicit { return [Staffing(parts: [Staffing.Part(resource: 0, rate: 1000)])] }
    var combined: [[Staffing.Part]] = [[]]
    for assignment in assignments {
      let choices = choices(assignment)
      guard !choices.isEmpty else { continue }
      var next: [[Staffing.Part]] = []
      for parts in combined {
        for choice in choices where next.count < Staff.limit { next.append(merged(parts, choice)) }
      }
      combined = next
    }
    return combined.filter { !$0.isEmpty }.map { Staffing(parts: $0) }
  }

  private func merged(_ parts: [Staffing.Part], _ more: [Staffing.Part]) -> [Staffing.Part] {
    var result = parts
    for part in more {
      if let known = result.firstIndex(where: { $0.resource == part.resource }) {
        let rate = min(result[known].rate + part.rate, resources[Int(part.resource)].units)
        result[known] = Staffing.Part(resource: part.resource, rate: rate)
      } else {
        result.append(part)
      }
    }
    return result
  }

  private func choices(_ assignment: Assignment) -> [[Staffing.Part]] {
    assignment.anyOf.flatMap { choices($0, thousandths: assignment.thousandths, depth: 0) }
  }

  private func choices(_ name: String, thousandths: Int, depth: Int) -> [[Staffing.Part]] {
    if let position = positions[name] {
      let rate = min(Int32(clamping: thousandths), resources[Int(position)].units)
      return rate > 0 ? [[Staffing.Part(resource: position, rate: rate)]] : []
    }
    // A team: whichever of its members, or so many of them.
    guard let team = people[name], team.isTeam, depth < 4 else { return [] }
    let each = team.members.map { choices($0, thousandths: min(thousandths, 1000), depth: depth + 1) }
    guard thousandths > 1000 else { return each.flatMap(\.self) }
    let count = min(thousandths / 1000, team.members.count)
    var result: [[Staffing.Part]] = []
    func choose(_ start: Int, _ left: Int, _ parts: [Staffing.Part]) {
      guard left > 0 else { return result.append(parts) }
      guard start + left <= each.count, result.count < Staff.limit else { return }
      for member in start...(each.count - left) {
        for choice in each[member] { choose(member + 1, left - 1, merged(parts, choice)) }
      }
    }
    choose(0, count, [])
    return result
  }
}

import PlanModel

/// Facts of a whole plan that several rules ask for.
struct PlanFacts: Sendable {
  /// How often each key that is not the format's own is used.
  private(set) var ownKeyCounts: [String: Int] = [:]

  init(_ plan: Plan) {
    let attribute = KeySet(.attribute)
    for index in plan.taskIndices where !plan[index].keys.isDisjoint(with: attribute) {
      count(plan.tags(of: index), plan[index].file, plan)
    }
    for index in plan.projectIndices where !plan[index].keys.isDisjoint(with: attribute) {
      count(plan.tags(of: index), plan[index].file, plan)
    }
  }

  private mutating func count(_ tags: ArraySlice<Tag>, _ file: FileIndex, _ plan: Plan) {
    for tag in tags where tag.key == .attribute { ownKeyCounts[plan.attributeKey(tag, in: file), default: 0] += 1 }
  }
}

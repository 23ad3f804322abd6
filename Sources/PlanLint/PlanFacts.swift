import PlanModel
import PlanParallel

/// Facts of a whole plan that several rules ask for.
struct PlanFacts: Sendable {
  /// How often each key that is not the format's own is used.
  private(set) var ownKeyCounts: [String: Int] = [:]
  /// Unreadable and repeated tags, of which most plans have none; many rules speak of them.
  let misfits: [Misfit]

  struct Misfit: Sendable {
    let node: NodeIndex
    let tag: Tag
  }

  init(_ plan: Plan) {
    misfits = PlanFacts.misfits(plan)
    let attribute = KeySet(.attribute)
    for index in plan.taskIndices where !plan[index].keys.isDisjoint(with: attribute) {
      count(plan.tags(of: index), plan[index].file, plan)
    }
    for index in plan.projectIndices where !plan[index].keys.isDisjoint(with: attribute) {
      count(plan.tags(of: index), plan[index].file, plan)
    }
  }

  private static func misfits(_ plan: Plan) -> [Misfit] {
    let odd = Tag.Flags.unreadable | .repeated
    @Sendable func add(_ node: NodeIndex, _ first: UInt32, _ count: UInt16, to found: inout [Misfit]) {
      for position in Int(first)..<Int(first) + Int(count)
      where !plan.tags[position].flags.isDisjoint(with: odd) {
        found.append(Misfit(node: node, tag: plan.tags[position]))
      }
    }
    var found = joined(
      inChunks(plan.tasks.count, of: 16_384) { range in
        var found: [Misfit] = []
        for position in range {
          let task = plan.tasks[position]
          add(.task(TaskIndex(position)), task.firstTag, task.tagCount, to: &found)
        }
        return found
      })
    for (position, project) in plan.projects.enumerated() {
      add(.project(ProjectIndex(position)), project.firstTag, project.tagCount, to: &found)
    }
    return found
  }

  private mutating func count(_ tags: ArraySlice<Tag>, _ file: FileIndex, _ plan: Plan) {
    for tag in tags where tag.key == .attribute {
      ownKeyCounts[plan.attributeKey(tag, in: file), default: 0] += 1
    }
  }
}

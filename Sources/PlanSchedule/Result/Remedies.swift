package import PlanModel

/// Why something ends when it does: from its last task back to what nobody can change by planning.
package struct BindingChain: Hashable, Sendable {
  package struct Link: Hashable, Sendable {
    package let task: TaskIndex
    package let reason: Reason
  }

  /// The last task first.
  package private(set) var links: [Link] = []

  init(endingWith task: TaskIndex, _ schedule: Schedule) {
    var next: TaskIndex? = task
    while let task = next, links.count < 50, !links.contains(where: { $0.task == task }),
      let reason = schedule[task]?.reason
    {
      links.append(Link(task: task, reason: reason))
      next = reason.task
    }
  }

  /// The people whose time is waited for, the one who is waited for last first.
  package var people: [String] {
    var found: [String] = []
    for link in links where [.busy, .recurring, .leave].contains(link.reason.kind) {
      if let who = link.reason.who, !who.isEmpty, !found.contains(who) { found.append(who) }
    }
    return found
  }
}

/// A change that makes something late end earlier.
package struct Remedy: Hashable, Sendable {
  /// The task that somebody else gets.
  package let task: TaskIndex
  package let who: String
  /// When what was late then ends.
  package let finish: Day
}

extension Ground {
  /// The best of giving one task of a chain to one other person, found by levelling again.
  ///
  /// - Parameter passes: How many schedules may still be made; those that are made are taken off.
  func remedy(
    _ members: [Int32], _ chain: BindingChain, _ schedule: Schedule, finish: Minute, passes: inout Int
  ) -> Remedy? {
    let others = staff.resources.indices.filter { staff.resources[$0].units == 1000 }
    guard others.count > 1 else { return nil }
    var best: (task: TaskIndex, who: Int, finish: Minute)?
    for link in chain.links {
      let node = Int(network.nodeOfTask[link.task.position])
      guard node >= 0, network.nodes[node].layer == .planned, network.nodes[node].staffings.count == 1,
        let first = network.nodes[node].staffings.first
      else { continue }
      let staffing = network.staffings[Int(first)]
      guard staffing.parts.count == 1, staffing.total <= 1000 else { continue }
      for other in others where Int32(other) != staffing.parts[0].resource && passes > 0 {
        passes -= 1
        let pass = fastPass(giving: node, to: Int32(other), rate: staffing.total)
        let end = members.compactMap { pass.slots[Int($0)]?.finish }.max() ?? .max
        if end < best?.finish ?? finish { best = (link.task, other, end) }
      }
    }
    // A few hours are no remedy.
    guard let best, schedule.lastDay(best.finish) < schedule.lastDay(finish) else { return nil }
    return Remedy(
      task: best.task, who: staff.resources[best.who].key, finish: schedule.lastDay(best.finish))
  }

  /// The fast pass if a task were somebody else's.
  private func fastPass(giving node: Int, to resource: Int32, rate: Int32) -> SerialPass {
    var changed = network
    let position = Int32(changed.staffings.count)
    changed.staffings.append(Staffing(parts: [Staffing.Part(resource: resource, rate: rate)]))
    changed.nodes[node].staffings = position..<position + 1
    return fastPass(of: changed)
  }
}

import PlanModel

// Tests of where a task stands, and of values that are read from the bytes.

extension QueryCompiler {
  /// Everything below the projects, or below the parent task with that id.
  func projects(_ names: [String]) -> PlanTest {
    var ranges: [Range<Int>] = []
    for name in names {
      if case .task(let task) = plan.ids.find(name, files: plan.files)?.node {
        ranges.append(task.position..<max(task.position + 1, Int(plan[task].subtreeEnd)))
      }
      ranges += plan.projects(called: name).map { plan.tasks(of: $0) }
    }
    let merged = QueryCompiler.merged(ranges)
    if merged.count == 1 {
      let range = merged[0]
      return PlanTest { _, task in range.contains(task.position) }
    }
    return PlanTest { _, task in
      var (low, high) = (0, merged.count)
      while low < high {
        let middle = (low + high) / 2
        if merged[middle].upperBound <= task.position { low = middle + 1 } else { high = middle }
      }
      return low < merged.count && merged[low].contains(task.position)
    }
  }

  /// The ranges in order, overlapping ones joined.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  func files(_ patterns: [String]) -> PlanTest {
    let globs = patterns.map(PathPattern.init)
    let isMatch = plan.files.map { file in globs.contains { $0.matches(file.path) } }
    return PlanTest { plan, task in isMatch[plan.tasks[task.position].file.position] }
  }

  /// Ids, whose case counts.
  func ids(_ names: [String]) -> PlanTest {
    let names = names.map { Array($0.utf8) }
    return PlanTest { plan, task in
      guard plan.tasks[task.position].keys.contains(.id), let tag = plan.tag(.id, of: task) else {
        return false
      }
      let id = plan.files[plan.tasks[task.position].file.position].bytes[tag.value]
      return names.contains { id.elementsEqual($0) }
    }
  }

  func money(_ key: TagKey, _ spans: [MoneySpan]) -> PlanTest {
    let allows: @Sendable (Money?) -> Bool = { money in
      guard let money else { return false }
      return spans.contains { $0.currency == money.currency && $0.micros.contains(Int(money.micros)) }
    }
    if key == .budget {
      return PlanTest { plan, task in
        guard plan.tasks[task.position].keys.contains(.budget),
          case .money(let money) = plan.budget(of: .task(task))?.amount
        else { return false }
        return allows(money)
      }
    }
    if key == .rate {
      return inherited(key: .rate) { tags, bytes, _ in
        guard let tag = tags.first(where: { $0.key == .rate && $0.isEffective }) else { return nil }
        return allows(try? Money(parsing: bytes, in: tag.value))
      }
    }
    return PlanTest { plan, task in
      plan.tasks[task.position].keys.contains(key) && allows(plan.money(key, of: .task(task)))
    }
  }

  /// Keys whose values are words and texts.
  func value(_ key: TagKey, _ values: [String]) -> PlanTest {
    let needles = values.map(Needle.init)
    switch key {
    case .type:
      let kinds = Set(values.map { $0.lowercased() })
      let isMatch = plan.projects.map { kinds.contains($0.kind.name) }
      return PlanTest { plan, task in
        let project = plan.tasks[task.position].project
        return !project.isNone && isMatch[project.position]
      }
    case .billable, .health:
      return inherited(key: key) { tags, bytes, _ in
        tags.contains { tag in
          tag.key == key && tag.isEffective && needles.contains { $0.equals(bytes, tag.value) }
        }
      }
    case .after, .before, .endAfter: return references(key, values)
    case .waiting:
      let wanted = values.map(TextSearch.init)
      return PlanTest { plan, task in
        guard let text = plan.text(.waiting, of: .task(task)) else { return false }
        return wanted.contains { $0.stands(in: text) }
      }
    default:
      return PlanTest { plan, task in
        guard plan.tasks[task.position].keys.contains(key), let tag = plan.tag(key, of: task) else {
          return false
        }
        let bytes = plan.files[plan.tasks[task.position].file.position].bytes
        return needles.contains { $0.equals(bytes, tag.value) }
      }
    }
  }

  /// One of the names in an `after:` list, without end and lag.
  private func references(_ key: TagKey, _ names: [String]) -> PlanTest {
    let wanted = names.map { Array($0.utf8) }
    return PlanTest { plan, task in
      guard plan.tasks[task.position].keys.contains(key) else { return false }
      let bytes = plan.files[plan.tasks[task.position].file.position].bytes
      return plan.tags(of: task).contains { tag in
        guard tag.key == key, tag.isEffective,
          let items = try? ReferenceScan.list(bytes, in: tag.value, units: plan.units)
        else { return false }
        return items.contains { item in wanted.contains { bytes[item.name].elementsEqual($0) } }
      }
    }
  }
}

import PlanModel

/// Takes out the findings that comments silence, and finds comments that silence nothing.
///
/// Source: format, section 9. `planmd-disable-line` holds for the line it ends, or, on a line of its own, for the item
/// it is indented in. One sweep over findings and comments in order; where two comments would silence the same
/// finding, the first one does, and the other may turn out unused.
struct Suppressor {
  private let plan: Plan
  /// By file, in the order of their beginnings.
  private var areas: [FileIndex: [Area]] = [:]

  /// Bytes in which one name of a comment silences findings.
  private struct Area {
    let start: Int
    let end: Int
    /// Empty: every rule.
    let rule: String
    let suppression: Int
    let name: Int
  }

  init(_ plan: Plan) {
    self.plan = plan
    let ends = RegionEnds(plan.suppressions)
    for (position, suppression) in plan.suppressions.enumerated() where suppression.scope != .regionEnd {
      let names = suppression.rules.isEmpty ? [""] : suppression.rules
      for (name, rule) in names.enumerated() {
        let range = range(of: suppression, rule, ends)
        areas[suppression.file, default: []].append(
          Area(start: range.lowerBound, end: range.upperBound, rule: rule, suppression: position, name: name))
      }
    }
    for file in areas.keys { areas[file]?.sort { ($0.start, $0.suppression) < ($1.start, $1.suppression) } }
  }

  private func range(of suppression: Suppression, _ rule: String, _ ends: RegionEnds) -> Range<Int> {
    let bytes = plan[suppression.file].bytes
    switch suppression.scope {
    case .file, .regionEnd: return 0..<bytes.count + 1
    case .regionStart:
      let start = suppression.range.lowerBound
      return start..<max(start, ends.first(after: start, in: suppression.file, rule) ?? bytes.count + 1)
    case .line:
      var start = suppression.range.lowerBound
      while start > 0, !bytes[start - 1].isLineEnd { start -= 1 }
      var end = suppression.range.upperBound
      while end < bytes.count, !bytes[end].isLineEnd { end += 1 }
      let isAlone = bytes[start..<suppression.range.lowerBound].allSatisfy(\.isBlank)
      if isAlone, let item = item(before: suppression) { return item.lowerBound..<max(item.upperBound, end) }
      return start..<end
    }
  }

  /// The task before a comment that stands on a line of its own.
  private func item(before suppression: Suppression) -> ByteRange? {
    var (low, high) = (0, plan.tasks.count)
    while low < high {
      let middle = (low + high) / 2
      let task = plan.tasks[middle]
      if (task.file, Int(task.start)) < (suppression.file, suppression.range.lowerBound) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low > 0, plan.tasks[low - 1].file == suppression.file else { return nil }
    return plan.tasks[low - 1].range
  }

  /// The findings that are not silenced, and one for each name that silences nothing.
  ///
  /// - Parameter known: The rules that ran; a comment about another is not called unused.
  func filter(_ findings: [Finding], known: Set<String>) -> [Finding] {
    guard !plan.suppressions.isEmpty else { return findings }
    let order = findings.indices.sorted {
      (findings[$0].file, findings[$0].range, $0) < (findings[$1].file, findings[$1].range, $1)
    }
    var isSilenced = [Bool](repeating: false, count: findings.count)
    var used: Set<[Int]> = []
    var (file, next, active): (FileIndex?, Int, [String: [Area]]) = (nil, 0, [:])
    for index in order {
      let finding = findings[index]
      if file != finding.file { (file, next, active) = (finding.file, 0, [:]) }
      let all = areas[finding.file] ?? []
      while next < all.count, all[next].start <= finding.range.lowerBound {
        // What ends no later than one that already holds for the rule adds nothing.
        if all[next].end > active[all[next].rule]?.last?.end ?? -1 {
          active[all[next].rule, default: []].append(all[next])
        }
        next += 1
      }
      for rule in [finding.rule, ""] {
        while let first = active[rule]?.first, first.end <= finding.range.lowerBound {
          active[rule]?.removeFirst()
        }
        guard let area = active[rule]?.first else { continue }
        isSilenced[index] = true
        used.insert([area.suppression, area.name])
        break
      }
    }
    return findings.indices.filter { !isSilenced[$0] }.map { findings[$0] } + unused(used, known)
  }

  private func unused(_ used: Set<[Int]>, _ known: Set<String>) -> [Finding] {
    let setting = plan.configuration.rules[UnusedSuppression.id]
    guard known.contains(UnusedSuppression.id), setting?.isOff != true else { return [] }
    let severity = setting?.severity ?? UnusedSuppression().info.severity
    return areas.values.flatMap(\.self).compactMap { area in
      guard !used.contains([area.suppression, area.name]), area.rule.isEmpty || known.contains(area.rule)
      else { return nil }
      return UnusedSuppression.finding(plan.suppressions[area.suppression], name: area.name, severity, plan)
    }
  }
}

/// Where `planmd-enable` ends regions, by file and rule.
private struct RegionEnds {
  private var offsets: [FileIndex: [String: [Int]]] = [:]

  init(_ suppressions: [Suppression]) {
    for end in suppressions where end.scope == .regionEnd {
      for rule in end.rules.isEmpty ? [""] : end.rules {
        offsets[end.file, default: [:]][rule, default: []].append(end.range.lowerBound)
      }
    }
  }

  /// The first end of a rule's regions, or of all regions, behind `offset`.
  func first(after offset: Int, in file: FileIndex, _ rule: String) -> Int? {
    let found = [rule, ""].compactMap { name -> Int? in
      guard let ends = offsets[file]?[name] else { return nil }
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= offset { low = middle + 1 } else { high = middle }
      }
      return low < ends.count ? ends[low] : nil
    }
    return found.min()
  }
}

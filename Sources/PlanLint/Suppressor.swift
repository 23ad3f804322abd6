import PlanModel

/// Takes out the findings that comments silence, and finds comments that silence nothing.
///
/// Source: format, section 9. `planmd-disable-line` holds for the line it ends, or, on a line of its own, for the item
/// it is indented in.
struct Suppressor {
  private let plan: Plan
  private var areas: [Area] = []

  /// Bytes in which one name of a comment silences findings.
  private struct Area {
    let file: FileIndex
    let range: ByteRange
    /// nil: every rule.
    let rule: String?
    let suppression: Int
    let name: Int
  }

  init(_ plan: Plan) {
    self.plan = plan
    for (position, suppression) in plan.suppressions.enumerated() {
      guard let range = range(of: suppression, at: position) else { continue }
      if suppression.rules.isEmpty {
        areas.append(Area(file: suppression.file, range: range, rule: nil, suppression: position, name: 0))
      }
      for (name, rule) in suppression.rules.enumerated() {
        let end = suppression.scope == .regionStart ? endOfRegion(position, rule) : range.upperBound
        areas.append(
          Area(file: suppression.file, range: ByteRange(range.lowerBound, end), rule: rule, suppression: position, name: name))
      }
    }
  }

  private func range(of suppression: Suppression, at position: Int) -> ByteRange? {
    let bytes = plan[suppression.file].bytes
    switch suppression.scope {
    case .file: return ByteRange(0, bytes.count + 1)
    case .regionEnd: return nil
    case .regionStart:
      return ByteRange(suppression.range.lowerBound, suppression.rules.isEmpty ? endOfRegion(position, nil) : bytes.count + 1)
    case .line:
      var start = suppression.range.lowerBound
      while start > 0, !bytes[start - 1].isLineEnd { start -= 1 }
      var end = suppression.range.upperBound
      while end < bytes.count, !bytes[end].isLineEnd { end += 1 }
      let isAlone = bytes[start..<suppression.range.lowerBound].allSatisfy(\.isBlank)
      if isAlone, let item = item(around: suppression) { return ByteRange(item.lowerBound, max(item.upperBound, end)) }
      return ByteRange(start, end)
    }
  }

  /// The task before a comment that stands on a line of its own.
  private func item(around suppression: Suppression) -> ByteRange? {
    let before = plan.tasks.last { $0.file == suppression.file && Int($0.end) <= suppression.range.lowerBound }
    return before?.range
  }

  /// Where `planmd-enable` ends a region for a rule, or the end of the file.
  private func endOfRegion(_ position: Int, _ rule: String?) -> Int {
    let start = plan.suppressions[position]
    for other in plan.suppressions[(position + 1)...] where other.file == start.file && other.scope == .regionEnd {
      if other.rules.isEmpty || rule.map({ other.rules.contains($0) }) ?? false { return other.range.lowerBound }
    }
    return plan[start.file].bytes.count + 1
  }

  /// The findings that are not silenced, and one for each name that silences nothing.
  ///
  /// - Parameter known: The rules that ran; a comment about another is not called unused.
  func filter(_ findings: [Finding], known: Set<String>) -> [Finding] {
    guard !plan.suppressions.isEmpty else { return findings }
    var used = Set<[Int]>()
    var byFile: [FileIndex: [Area]] = [:]
    for area in areas { byFile[area.file, default: []].append(area) }
    let kept = findings.filter { finding in
      let matching = (byFile[finding.file] ?? []).filter { area in
        (area.rule == nil || area.rule == finding.rule)
          && area.range.lowerBound <= finding.range.lowerBound && finding.range.lowerBound < max(area.range.upperBound, area.range.lowerBound + 1)
      }
      for area in matching { used.insert([area.suppression, area.name]) }
      return matching.isEmpty
    }
    guard known.contains(UnusedSuppression.id), plan.configuration.rules[UnusedSuppression.id]?.isOff != true else { return kept }
    let severity = plan.configuration.rules[UnusedSuppression.id]?.severity ?? UnusedSuppression().info.severity
    return kept
      + areas.compactMap { area in
        guard !used.contains([area.suppression, area.name]), area.rule.map({ known.contains($0) }) ?? true else { return nil }
        return UnusedSuppression.finding(plan.suppressions[area.suppression], name: area.name, severity, plan)
      }
  }
}

import PlanModel

/// A part of a three-way merge of lines.
enum MergedLines: Equatable {
  case agreed([[UInt8]])
  /// Both changed the same lines, and not alike.
  case conflict(ours: [[UInt8]], base: [[UInt8]], theirs: [[UInt8]])
}

/// Merges lines that two sides changed: what only one changed is as that one has it.
///
/// Lines that correspond in all three part the text; between them each side's lines are compared with the base (Khanna,
/// Kunal and Pierce 2007, "A Formal Investigation of Diff3"). Lines of lists that both added stand one after the other.
func mergeLines(base: [[UInt8]], ours: [[UInt8]], theirs: [[UInt8]]) -> [MergedLines] {
  if ours == theirs || theirs == base { return ours.isEmpty ? [] : [.agreed(ours)] }
  if ours == base { return theirs.isEmpty ? [] : [.agreed(theirs)] }
  let (inOurs, inTheirs) = (partners(base, ours), partners(base, theirs))
  var result = MergeParts()
  var (a, b, last) = (0, 0, 0)
  func close(_ endOfBase: Int, _ endOfOurs: Int, _ endOfTheirs: Int) {
    result.appendChunk(base[last..<endOfBase], ours[a..<endOfOurs], theirs[b..<endOfTheirs])
  }
  for position in base.indices {
    guard let one = inOurs[position], let other = inTheirs[position] else { continue }
    close(position, one, other)
    result.append([base[position]])
    (last, a, b) = (position + 1, one + 1, other + 1)
  }
  close(base.count, ours.count, theirs.count)
  return result.finished
}

/// For each line of the base its line in another text, in order.
private func partners(_ base: [[UInt8]], _ other: [[UInt8]]) -> [Int?] {
  let (removed, inserted) = lineChanges(base.map { $0[...] }, other.map { $0[...] })
  var result = [Int?](repeating: nil, count: base.count)
  var place = 0
  for position in base.indices where !removed[position] {
    while inserted[place] { place += 1 }
    result[position] = place
    place += 1
  }
  return result
}

/// Lines of a list, each complete in itself: entries of a log, notes, items.
private func isList(_ lines: ArraySlice<[UInt8]>) -> Bool {
  guard let first = lines.first, let marker = listMarker(first) else { return false }
  return lines.allSatisfy { line in
    if let own = listMarker(line) { return own.indentation >= marker.indentation }
    let indentation = line.prefix { $0.isBlank }.count
    return indentation < line.count && indentation > marker.indentation
  }
}

/// The marker of a list item at a line's beginning.
func listMarker(_ line: [UInt8]) -> (indentation: Int, length: Int)? {
  let indentation = line.prefix { $0.isBlank }.count
  var end = indentation
  while end < line.count, line[end].isASCIIDigit, end - indentation < 9 { end += 1 }
  let isOrdered = end > indentation
  guard end < line.count, (isOrdered ? ".)" : "-*+").utf8.contains(line[end]) else { return nil }
  guard end + 1 == line.count || line[end + 1].isBlank else { return nil }
  return (indentation, end + 1 - indentation)
}

/// Parts of a merge as they are found; agreed lines that meet are one part.
private struct MergeParts {
  private var parts: [MergedLines] = []
  private var agreed: [[UInt8]] = []

  var finished: [MergedLines] { parts + (agreed.isEmpty ? [] : [.agreed(agreed)]) }

  mutating func append(_ lines: some Sequence<[UInt8]>) { agreed += lines }

  private mutating func appendConflict(
    _ base: ArraySlice<[UInt8]>, _ ours: ArraySlice<[UInt8]>, _ theirs: ArraySlice<[UInt8]>
  ) {
    if !agreed.isEmpty { parts.append(.agreed(agreed)) }
    agreed = []
    parts.append(.conflict(ours: Array(ours), base: Array(base), theirs: Array(theirs)))
  }

  /// What lies between two lines that all three have.
  mutating func appendChunk(
    _ base: ArraySlice<[UInt8]>, _ ours: ArraySlice<[UInt8]>, _ theirs: ArraySlice<[UInt8]>
  ) {
    if ours == theirs || theirs == base { return append(ours) }
    if ours == base { return append(theirs) }
    if base.isEmpty, isList(ours), isList(theirs) {
      let known = Set(ours)
      append(ours)
      return append(theirs.filter { !known.contains($0) })
    }
    guard ours.count == base.count, theirs.count == base.count else {
      return appendSmallest(base, ours, theirs)
    }
    // Line for line, where each side changed other lines: neighbours are no conflict.
    for ((old, one), other) in zip(zip(base, ours), theirs) {
      if one == other || other == old {
        append([one])
      } else if one == old {
        append([other])
      } else {
        appendConflict([old], [one], [other])
      }
    }
  }

  /// A conflict without the lines at its ends that both sides have.
  private mutating func appendSmallest(
    _ base: ArraySlice<[UInt8]>, _ ours: ArraySlice<[UInt8]>, _ theirs: ArraySlice<[UInt8]>
  ) {
    let front = zip(ours, theirs).prefix { $0 == $1 }.count
    let back = min(
      zip(ours.reversed(), theirs.reversed()).prefix { $0 == $1 }.count, min(ours.count, theirs.count) - front
    )
    append(ours.prefix(front))
    appendConflict(base, ours.dropFirst(front).dropLast(back), theirs.dropFirst(front).dropLast(back))
    append(ours.suffix(back))
  }
}

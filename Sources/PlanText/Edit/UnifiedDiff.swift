/// The difference of two texts in the unified format, with three lines of context.
package func unifiedDiff(_ old: [UInt8], _ new: [UInt8], path: String) -> String {
  guard old != new else { return "" }
  let (before, after) = (lines(old), lines(new))
  let (isRemoved, isInserted) = lineChanges(before, after)
  var entries: [(sign: Character, old: Int, new: Int)] = []
  var (i, j) = (0, 0)
  while i < before.count || j < after.count {
    if i < before.count, isRemoved[i] {
      entries.append(("-", i, j))
      i += 1
    } else if j < after.count, isInserted[j] {
      entries.append(("+", i, j))
      j += 1
    } else {
      entries.append((" ", i, j))
      i += 1
      j += 1
    }
  }
  return "--- a/\(path)\n+++ b/\(path)\n" + hunks(entries, before, after)
}

/// Which lines are gone and which are new: the fewest where that is cheap; its cost grows with the square of what changed.
func lineChanges(_ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]) -> (
  removed: [Bool], inserted: [Bool]
) {
  before.count * after.count < 4_000_000 ? shortestChanges(before, after) : changes(before, after)
}

/// Which lines are gone and which are new, as few as possible (Myers 1986, as the standard library has it).
private func shortestChanges(_ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]) -> (
  removed: [Bool], inserted: [Bool]
) {
  var removed = [Bool](repeating: false, count: before.count)
  var inserted = [Bool](repeating: false, count: after.count)
  for change in after.difference(from: before) {
    switch change {
    case .remove(let offset, _, _): removed[offset] = true
    case .insert(let offset, _, _): inserted[offset] = true
    }
  }
  return (removed, inserted)
}

/// Which lines are gone and which are new, in time that grows with the files only: where the two part, the nearest
/// place within a few lines is sought where they meet again.
private func changes(_ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]) -> (
  removed: [Bool], inserted: [Bool]
) {
  let reach = 32
  var removed = [Bool](repeating: false, count: before.count)
  var inserted = [Bool](repeating: false, count: after.count)
  var (i, j) = (0, 0)
  while i < before.count || j < after.count {
    var (skippedOld, skippedNew) = (min(1, before.count - i), min(1, after.count - j))
    search: for distance in 0...reach {
      for gone in 0...distance {
        let (old, new) = (i + gone, j + distance - gone)
        if old < before.count, new < after.count, before[old] == after[new] {
          (skippedOld, skippedNew) = (gone, distance - gone)
          break search
        }
      }
    }
    for offset in i..<i + skippedOld { removed[offset] = true }
    for offset in j..<j + skippedNew { inserted[offset] = true }
    i += skippedOld
    j += skippedNew
    while i < before.count, j < after.count, before[i] == after[j] { (i, j) = (i + 1, j + 1) }
  }
  return (removed, inserted)
}

private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  var result: [ArraySlice<UInt8>] = []
  var start = 0
  for (offset, byte) in bytes.enumerated() where byte == 0x0A {
    result.append(bytes[start...offset])
    start = offset + 1
  }
  if start < bytes.count { result.append(bytes[start...]) }
  return result
}

private func hunks(
  _ entries: [(sign: Character, old: Int, new: Int)], _ before: [ArraySlice<UInt8>],
  _ after: [ArraySlice<UInt8>]
) -> String {
  let context = 3
  var result = ""
  var position = 0
  while let first = entries[position...].firstIndex(where: { $0.sign != " " }) {
    let start = max(position, first - context)
    var end = first
    var last = first
    while end < entries.count, end - last <= context * 2 {
      if entries[end].sign != " " { last = end }
      end += 1
    }
    end = min(entries.count, last + context + 1)
    let hunk = entries[start..<end]
    let (olds, news) = (hunk.count { $0.sign != "+" }, hunk.count { $0.sign != "-" })
    let (oldStart, newStart) = (
      entries[start].old + (olds > 0 ? 1 : 0), entries[start].new + (news > 0 ? 1 : 0)
    )
    result += "@@ -\(oldStart),\(olds) +\(newStart),\(news) @@\n"
    for entry in hunk {
      let line = entry.sign == "+" ? after[entry.new] : before[entry.old]
      let hasEnd = line.last == 0x0A
      result += "\(entry.sign)\(String(decoding: hasEnd ? line.dropLast() : line, as: UTF8.self))\n"
      if !hasEnd { result += "\\ No newline at end of file\n" }
    }
    position = end
    if position >= entries.count { break }
  }
  return result
}

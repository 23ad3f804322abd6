/// The difference of two texts in the unified format, with three lines of context.
package func unifiedDiff(_ old: [UInt8], _ new: [UInt8], path: String) -> String {
  guard old != new else { return "" }
  let (before, after) = (lines(old), lines(new))
  // What both begin and end with is left out before the costly part.
  var prefix = 0
  while prefix < min(before.count, after.count), before[prefix] == after[prefix] { prefix += 1 }
  var suffix = 0
  while suffix < min(before.count, after.count) - prefix,
    before[before.count - 1 - suffix] == after[after.count - 1 - suffix]
  {
    suffix += 1
  }
  let (middleBefore, middleAfter) = (
    before[prefix..<before.count - suffix], after[prefix..<after.count - suffix]
  )
  let difference = Array(middleAfter).difference(from: Array(middleBefore))
  var isRemoved = [Bool](repeating: false, count: before.count)
  var isInserted = [Bool](repeating: false, count: after.count)
  for change in difference {
    switch change {
    case .remove(let offset, _, _): isRemoved[prefix + offset] = true
    case .insert(let offset, _, _): isInserted[prefix + offset] = true
    }
  }
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

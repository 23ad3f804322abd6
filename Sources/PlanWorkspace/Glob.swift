/// A path pattern as in `.gitignore` and editors: `*` and `?` within a name, `**` across folders, `{a,b}`, `[a-z]`.
///
/// Without a slash inside, a pattern holds for names in any folder. A pattern for a folder holds for all below it.
struct Glob: Sendable {
  private let alternatives: [[UInt8]]

  init(_ pattern: String) {
    var text = pattern
    if text.hasPrefix("./") { text.removeFirst(2) }
    if text.hasSuffix("/") { text += "**" }
    if text.hasPrefix("/") {
      text.removeFirst()
    } else if !text.dropLast().contains("/") {
      text = "**/" + text
    }
    alternatives = Glob.expanded(text).map { Array($0.utf8) }
  }

  /// All texts that the braces of a pattern stand for, at most 256.
  private static func expanded(_ pattern: String) -> [String] {
    var (done, open) = ([String](), [pattern])
    while let next = open.popLast(), done.count + open.count < 256 {
      guard let start = next.firstIndex(of: "{"), let end = next[start...].firstIndex(of: "}") else {
        done.append(next)
        continue
      }
      for part in next[next.index(after: start)..<end].split(separator: ",", omittingEmptySubsequences: false)
      {
        open.append(String(next[..<start]) + String(part) + String(next[next.index(after: end)...]))
      }
    }
    return done
  }

  func matches(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    return alternatives.contains { pattern in
      Glob.matches(pattern, bytes) || Glob.matches(pattern + Array("/**".utf8), bytes)
    }
  }

  /// Backtracks only to the last `*` and the last `**`, so that the cost is bounded by the product of the lengths.
  private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    var (p, s) = (0, 0)
    var star: (p: Int, s: Int)?
    var doubleStar: (p: Int, s: Int)?
    while true {
      if p < pattern.count {
        if pattern[p] == UInt8(ascii: "*") {
          if p + 1 < pattern.count, pattern[p + 1] == UInt8(ascii: "*") {
            p += 2
            if p < pattern.count, pattern[p] == UInt8(ascii: "/") { p += 1 }
            doubleStar = (p, s)
            star = nil
          } else {
            p += 1
            star = (p, s)
          }
          continue
        }
        if s < path.count, let next = step(pattern, p, path[s]) {
          (p, s) = (next, s + 1)
          continue
        }
      } else if s == path.count {
        return true
      }
      if let last = star, last.s < path.count, path[last.s] != UInt8(ascii: "/") {
        star = (last.p, last.s + 1)
        (p, s) = (last.p, last.s + 1)
      } else if let last = doubleStar, last.s < path.count {
        // `**/` matches whole folders only.
        var next = last.s
        if last.p > 0, pattern[last.p - 1] == UInt8(ascii: "/") {
          while next < path.count, path[next] != UInt8(ascii: "/") { next += 1 }
          guard next < path.count else { return false }
        }
        doubleStar = (last.p, next + 1)
        (p, s, star) = (last.p, next + 1, nil)
      } else {
        return false
      }
    }
  }

  /// The pattern's position behind what matches one byte, or nil.
  private static func step(_ pattern: [UInt8], _ p: Int, _ byte: UInt8) -> Int? {
    switch pattern[p] {
    case UInt8(ascii: "?"): return byte == UInt8(ascii: "/") ? nil : p + 1
    case UInt8(ascii: "["):
      guard let close = pattern[(p + 1)...].firstIndex(of: UInt8(ascii: "]")), close > p + 1 else { break }
      var (offset, isNegated, isIn) = (p + 1, false, false)
      if pattern[offset] == UInt8(ascii: "!") || pattern[offset] == UInt8(ascii: "^") {
        (offset, isNegated) = (offset + 1, true)
      }
      while offset < close {
        if offset + 2 < close, pattern[offset + 1] == UInt8(ascii: "-") {
          if pattern[offset] <= byte, byte <= pattern[offset + 2] { isIn = true }
          offset += 3
        } else {
          if pattern[offset] == byte { isIn = true }
          offset += 1
        }
      }
      return isIn != isNegated && byte != UInt8(ascii: "/") ? close + 1 : nil
    default: break
    }
    return pattern[p] == byte ? p + 1 : nil
  }
}

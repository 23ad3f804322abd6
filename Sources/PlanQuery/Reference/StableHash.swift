import PlanModel

/// FNV-1a with 64 bits, and a finalizer that lets the last bytes reach the highest digits.
struct StableHash {
  private(set) var value: UInt64 = 14_695_981_039_346_656_037

  mutating func combine(byte: UInt8) { value = (value ^ UInt64(byte)) &* 1_099_511_628_211 }

  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte: byte) }
  }

  /// SplitMix64's.
  var mixed: UInt64 {
    var bits = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  /// Takes in what `Plan.text(of:)` gives, without making a string; false, and nothing taken in, where the
  /// task is not simple enough: one line of ASCII, tags behind the text only, no comments, no parentheses
  /// around tags.
  mutating func combine(plainTextOf task: Task, in plan: Plan) -> Bool {
    let bytes = plan.files[task.file.position].bytes
    guard Int(task.end) <= bytes.count else { return false }
    var tail: Range<Int>?
    for position in Int(task.firstTag)..<Int(task.firstTag) + Int(task.tagCount) {
      let tag = plan.tags[position]
      guard tag.flags.contains(.hidden) else { continue }
      guard tag.flags.contains(.inTail), StableHash.isEmpty(bytes, from: tail?.upperBound, to: Int(tag.start))
      else { return false }
      let end = Int(tag.start) + Int(tag.length)
      tail = (tail?.lowerBound ?? Int(tag.start))..<end
    }
    guard StableHash.isEmpty(bytes, from: tail?.upperBound, to: Int(task.end)) else { return false }
    let (start, end) = (Int(task.textStart), tail?.lowerBound ?? Int(task.end))
    // A parenthesis before a tag may go with it or stay: the whole reading knows.
    guard start <= end, tail == nil || end == start || bytes[end - 1] != UInt8(ascii: "(") else {
      return false
    }
    return bytes.withUnsafeBufferPointer { bytes in
      var (hash, isEmpty, owesBlank) = (self, true, false)
      for offset in start..<end {
        let byte = bytes[offset]
        if byte.isBlank {
          owesBlank = !isEmpty
          continue
        }
        guard byte < 0x80, !byte.isLineEnd, byte != UInt8(ascii: "<") else { return false }
        if owesBlank { hash.combine(byte: 0x20) }
        hash.combine(byte: byte)
        (isEmpty, owesBlank) = (false, false)
      }
      self = hash
      return true
    }
  }
  /// True if there is nothing between two tags but punctuation of the first and blanks.
  private static func isEmpty(_ bytes: [UInt8], from start: Int?, to end: Int) -> Bool {
    guard var offset = start else { return true }
    while offset < end, ",.;)".utf8.contains(bytes[offset]) { offset += 1 }
    while offset < end, bytes[offset].isBlank { offset += 1 }
    return offset >= end
  }
}

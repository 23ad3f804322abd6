import PlanModel

/// What a line looks like at its beginning: a list marker, with a box or without. For lines that are still being
/// written; what is a task, the plan says.
struct TaskMarker {
  /// Behind the marker and its blanks.
  let end: Int
  /// `[` to `]`; nil where there is no whole box.
  let box: Range<Int>?
  /// Behind the box and the blank after it; nil where there is none.
  let textStart: Int?

  init?(_ bytes: [UInt8], _ start: Int, _ end: Int) {
    var offset = start
    while offset < end, bytes[offset].isASCIIDigit, offset - start < 9 { offset += 1 }
    let signs = offset > start ? ".)" : "-*+"
    guard offset < end, signs.utf8.contains(bytes[offset]) else { return nil }
    offset += 1
    guard offset == end || bytes[offset].isBlank else { return nil }
    while offset < end, bytes[offset].isBlank { offset += 1 }
    self.end = offset
    // One character, of however many bytes.
    let close = bytes.endOfCharacter(offset + 1, end)
    guard close < end, bytes[offset] == UInt8(ascii: "["), bytes[close] == UInt8(ascii: "]") else {
      (box, textStart) = (nil, nil)
      return
    }
    box = offset..<close + 1
    textStart = close + 1 < end && bytes[close + 1].isBlank ? close + 2 : nil
  }
}

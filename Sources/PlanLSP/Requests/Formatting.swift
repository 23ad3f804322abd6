import PlanModel
import PlanText

extension LanguageServer {
  /// textDocument/formatting and rangeFormatting: what `planmd fmt` changes, line by line.
  func formatting(_ place: Place, in range: Range<Int>?) -> JSONValue {
    let tasks = range.map { place.snapshot.tasks(in: place.file, touching: $0) }
    return .array(place.json(place.formatting(of: tasks)))
  }

  /// textDocument/onTypeFormatting: behind Enter a checklist goes on, and an empty item ends it.
  func onTypeFormatting(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    guard parameters["ch"]?.string == "\n" else { return [] }
    let offset = try place.offset(parameters["position"])
    let bytes = place.bytes
    let line = bytes.startOfLine(offset)
    guard line > 0 else { return [] }
    let before = ChecklistLine(bytes, endingAt: line)
    guard let before, before.isRead(in: place) else { return [] }
    let end = bytes.endOfLine(line)
    // What the editor may have put there by itself: blanks, and a marker.
    var rest = line
    while rest < end, bytes[rest].isBlank || bytes[rest] == UInt8(ascii: ">") { rest += 1 }
    if before.isEmpty {
      guard rest == end else { return [] }
      return .array(place.json([TextEdit(before.range, "")]))
    }
    let own = TaskMarker(bytes, rest, end)
    if let own, own.box != nil { return [] }
    let text = before.prefix + before.nextMarker + Array("[ ] ".utf8)
    return .array(place.json([TextEdit(line..<(own?.end ?? rest), bytes: text)]))
  }
}

extension Place {
  /// What `planmd fmt` changes in some tasks, each as a whole; nil: in all.
  func formatting(of tasks: [TaskIndex]?) -> [TextEdit] {
    let edits = Formatter(plan).edits(of: file)
    guard let tasks else { return edits }
    let ranges = tasks.map { plan[$0].range.lowerBound..<bytes.endOfLine(plan[$0].range.upperBound) }
    return edits.filter { edit in
      ranges.contains { $0.lowerBound <= edit.range.lowerBound && edit.range.upperBound <= $0.upperBound }
    }
  }
}

/// A line with a list marker and a box.
private struct ChecklistLine {
  /// All of the line, without its end.
  let range: Range<Int>
  /// What stands before the marker.
  let prefix: [UInt8]
  let marker: Range<Int>
  private let bytes: [UInt8]
  /// Nothing stands behind the box.
  let isEmpty: Bool

  init?(_ bytes: [UInt8], endingAt next: Int) {
    var end = next
    while end > 0, bytes[end - 1].isLineEnd, next - end < 2 { end -= 1 }
    let start = bytes.startOfLine(end)
    var offset = start
    while offset < end, bytes[offset].isBlank || bytes[offset] == UInt8(ascii: ">") { offset += 1 }
    guard let marker = TaskMarker(bytes, offset, end), let box = marker.box else { return nil }
    self.bytes = bytes
    range = start..<end
    prefix = Array(bytes[start..<offset])
    self.marker = offset..<marker.end
    isEmpty = bytes[box.upperBound..<end].allSatisfy(\.isBlank)
  }

  /// A task for planmd, and not a line of code that looks like one; an item that is still empty is none yet.
  func isRead(in place: Place) -> Bool {
    if isEmpty { return true }
    return place.snapshot.tasks(in: place.file, touching: range).contains {
      range.contains(Int(place.plan[$0].box))
    }
  }

  var nextMarker: [UInt8] {
    let digits = bytes[marker].prefix { $0.isASCIIDigit }
    guard !digits.isEmpty else { return Array(bytes[marker]) }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return Array(String(number + 1).utf8) + bytes[marker].dropFirst(digits.count)
  }
}

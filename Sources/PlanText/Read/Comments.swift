import PlanModel

/// What the planmd comments of one file say: suppressions, and regenerated blocks with what is wrong about them.
struct CommentReading {
  var suppressions: [Suppression] = []
  var blocks: [RegeneratedBlock] = []
  var remarks: [Remark] = []

  init(_ comments: [Comment], bytes: [UInt8], file: FileIndex) {
    var open: (range: Range<Int>, command: Range<Int>)?
    var isSpoiled = false
    for comment in comments {
      let inner = CommentReading.inner(comment.range, bytes)
      if bytes.starts(with: "planmd-", at: inner.lowerBound) {
        readSuppression(comment.range, inner, bytes, file)
      } else if bytes.starts(with: "planmd:", at: inner.lowerBound), comment.isTopLevel {
        if open != nil {
          remarks.append(Remark(.nestedBlock, file: file, range: ByteRange(comment.range)))
          isSpoiled = true
        } else {
          open = (comment.range, CommentReading.trimmed(inner.lowerBound + 7..<inner.upperBound, bytes))
        }
      } else if bytes.starts(with: "/planmd", at: inner.lowerBound), comment.isTopLevel {
        guard let opening = open else {
          remarks.append(Remark(.strayBlockEnd, file: file, range: ByteRange(comment.range)))
          continue
        }
        if !isSpoiled {
          let noted = CommentReading.trimmed(inner.lowerBound + 7..<inner.upperBound, bytes)
          blocks.append(
            RegeneratedBlock(
              file: file, opening: ByteRange(opening.range), closing: ByteRange(comment.range),
              command: ByteRange(opening.command), noted: (try? DateValue(parsing: bytes, in: noted))?.first))
        }
        open = nil
        isSpoiled = false
      }
    }
    if let open { remarks.append(Remark(.unclosedBlock, file: file, range: ByteRange(open.range))) }
  }

  /// The text between `<!--` and `-->`, without blanks.
  private static func inner(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    trimmed(range.lowerBound + 4..<max(range.lowerBound + 4, range.upperBound - 3), bytes)
  }

  private static func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, max(range.lowerBound, range.upperBound))
    while lower < upper, bytes[lower].isSpace { lower += 1 }
    while upper > lower, bytes[upper - 1].isSpace { upper -= 1 }
    return lower..<upper
  }

  private mutating func readSuppression(
    _ range: Range<Int>, _ inner: Range<Int>, _ bytes: [UInt8], _ file: FileIndex
  ) {
    var words: [Range<Int>] = []
    var offset = inner.lowerBound
    while offset < inner.upperBound {
      while offset < inner.upperBound, bytes[offset].isSpace || bytes[offset] == UInt8(ascii: ",") {
        offset += 1
      }
      let start = offset
      while offset < inner.upperBound, !bytes[offset].isSpace, bytes[offset] != UInt8(ascii: ",") {
        offset += 1
      }
      if offset > start { words.append(start..<offset) }
    }
    guard let first = words.first else { return }
    let scope: Suppression.Scope
    switch String(decoding: bytes[first], as: UTF8.self) {
    case "planmd-disable-line": scope = .line
    case "planmd-disable": scope = .regionStart
    case "planmd-enable": scope = .regionEnd
    case "planmd-disable-file": scope = .file
    case let other:
      remarks.append(Remark(.malformedSuppression, file: file, range: ByteRange(first), detail: other))
      return
    }
    let names = words.dropFirst()
    suppressions.append(
      Suppression(
        scope: scope, file: file, range: ByteRange(range),
        rules: names.map { String(decoding: bytes[$0], as: UTF8.self) },
        ruleRanges: names.map { ByteRange($0) }))
  }
}

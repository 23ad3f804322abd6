package import PlanModel
import Yams

/// YAML as planmd takes it: scalars, sequences and mappings with their places; no anchors, aliases or own tags.
package struct YAMLValue: Sendable {
  package indirect enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLValue])
    case mapping([(key: YAMLValue, value: YAMLValue)])
  }

  package let content: Content
  /// Of a scalar: its text, without quotes. Of all else: where it begins.
  package let range: ByteRange

  package var scalar: String? {
    if case .scalar(let text) = content { return text }
    return nil
  }

  package var mapping: [(key: YAMLValue, value: YAMLValue)]? {
    if case .mapping(let pairs) = content { return pairs }
    return nil
  }

  package var sequence: [YAMLValue]? {
    if case .sequence(let items) = content { return items }
    return nil
  }

  /// True for nothing, `~` and `null`.
  package var isNull: Bool { scalar.map { ["", "~", "null"].contains($0) } ?? false }
}

/// Why YAML is refused, and where.
package struct YAMLFault: Error, Sendable {
  package let message: String
  package let range: ByteRange
}

extension YAMLValue {
  /// Larger texts are refused: a megabyte.
  private static let sizeLimit = 1 << 20
  private static let depthLimit = 50
  private static let nodeLimit = 100_000

  /// Reads one YAML document from `range`; an empty one is a null scalar.
  package init(parsing bytes: [UInt8], in range: Range<Int>) throws(YAMLFault) {
    let start = ByteRange(range.lowerBound, min(range.upperBound, range.lowerBound + 1))
    guard range.count <= YAMLValue.sizeLimit else {
      throw YAMLFault(message: "the YAML is longer than a megabyte", range: start)
    }
    if let offset = YAMLValue.tooDeep(bytes, range) {
      throw YAMLFault(
        message: "the YAML nests deeper than \(YAMLValue.depthLimit) levels",
        range: ByteRange(offset, offset + 1))
    }
    var reader = YAMLReader(bytes: bytes, range: range, nodesLeft: YAMLValue.nodeLimit)
    do {
      guard let root = try Yams.compose(yaml: String(decoding: bytes[range], as: UTF8.self)) else {
        self.init(content: .scalar(""), range: start)
        return
      }
      self = try reader.value(root)
    } catch let fault as YAMLFault {
      throw fault
    } catch let error as YamlError {
      throw reader.fault(error)
    } catch {
      throw YAMLFault(message: "the YAML cannot be read", range: start)
    }
  }

  /// The first place that nests too deep, found without a parser, whose recursion it protects: brackets, `- - -`, and
  /// columns of indentation.
  private static func tooDeep(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var (depth, dashes, isIndent, columns, indents) = (0, 0, true, 0, [0])
    for offset in range {
      switch bytes[offset] {
      case 0x0A, 0x0D: (dashes, isIndent, columns) = (0, true, 0)
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        isIndent = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: "-"), UInt8(ascii: "?"): dashes += isIndent ? 1 : 0
      case 0x20: columns += 1
      default:
        if isIndent {
          while let last = indents.last, last > columns { indents.removeLast() }
          if let last = indents.last, last < columns { indents.append(columns) }
        }
        isIndent = false
      }
      if depth > depthLimit || dashes > depthLimit || indents.count > depthLimit { return offset }
    }
    return nil
  }
}

private struct YAMLReader {
  let bytes: [UInt8]
  let range: Range<Int>
  var nodesLeft: Int
  private let lines: [Int]
  /// Where the last mark was: they rise, so that a long line is walked through once.
  private var last = (line: 0, column: 1, offset: 0)

  init(bytes: [UInt8], range: Range<Int>, nodesLeft: Int) {
    self.bytes = bytes
    self.range = range
    self.nodesLeft = nodesLeft
    var lines = [range.lowerBound]
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = bytes[offset]
      offset += 1
      if byte == 0x0D, offset < range.upperBound, bytes[offset] == 0x0A { continue }
      // libyaml counts the line ends of Unicode, too.
      let isNextLine = byte == 0x85 && offset >= 2 && bytes[offset - 2] == 0xC2
      let isSeparator =
        byte & 0xFE == 0xA8 && offset >= 3 && bytes[offset - 2] == 0x80 && bytes[offset - 3] == 0xE2
      if byte.isLineEnd || isNextLine || isSeparator { lines.append(offset) }
    }
    self.lines = lines
  }

  mutating func value(_ node: Node) throws(YAMLFault) -> YAMLValue {
    let start = offset(node.mark)
    nodesLeft -= 1
    guard nodesLeft > 0 else {
      throw YAMLFault(message: "the YAML has too many values", range: ByteRange(start, start + 1))
    }
    if node.anchor != nil {
      throw YAMLFault(message: "YAML anchors and aliases are not read", range: ByteRange(start, start + 1))
    }
    switch node {
    case .alias:
      throw YAMLFault(message: "YAML anchors and aliases are not read", range: ByteRange(start, start + 1))
    case .scalar(let scalar):
      try checkTag(start)
      return YAMLValue(content: .scalar(scalar.string), range: scalarRange(scalar, start))
    case .sequence(let sequence):
      try checkTag(start)
      var items: [YAMLValue] = []
      for item in sequence { items.append(try value(item)) }
      return YAMLValue(content: .sequence(items), range: ByteRange(start, start + 1))
    case .mapping(let mapping):
      try checkTag(start)
      var pairs: [(key: YAMLValue, value: YAMLValue)] = []
      for (key, item) in mapping { pairs.append((try value(key), try value(item))) }
      return YAMLValue(content: .mapping(pairs), range: ByteRange(start, start + 1))
    }
  }

  /// A node that begins with `!` has a tag of its own, one with `&` an anchor that nothing keeps alive.
  private func checkTag(_ start: Int) throws(YAMLFault) {
    guard start < range.upperBound else { return }
    if bytes[start] == UInt8(ascii: "!") {
      throw YAMLFault(message: "YAML tags are not read", range: ByteRange(start, start + 1))
    }
    if bytes[start] == UInt8(ascii: "&") || bytes[start] == UInt8(ascii: "*") {
      throw YAMLFault(message: "YAML anchors and aliases are not read", range: ByteRange(start, start + 1))
    }
  }

  private func scalarRange(_ scalar: Node.Scalar, _ start: Int) -> ByteRange {
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    let lower = min(range.upperBound, start + (isQuoted ? 1 : 0))
    return ByteRange(lower, min(range.upperBound, lower + scalar.string.utf8.count))
  }

  /// Columns count Unicode scalars, from 1.
  private mutating func offset(_ mark: Mark?) -> Int {
    guard let mark, mark.line >= 1, mark.line <= lines.count else { return range.lowerBound }
    if mark.line != last.line || mark.column < last.column { last = (mark.line, 1, lines[mark.line - 1]) }
    while last.column < mark.column, last.offset < range.upperBound {
      last.offset += 1
      while last.offset < range.upperBound, bytes[last.offset] & 0xC0 == 0x80 { last.offset += 1 }
      last.column += 1
    }
    return last.offset
  }

  mutating func fault(_ error: YamlError) -> YAMLFault {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let start = offset(mark)
      return YAMLFault(message: problem, range: ByteRange(start, min(range.upperBound, start + 1)))
    case .duplicatedKeysInMapping(let keys, _):
      let names = keys.map(String.init(describing:)).joined(separator: ", ")
      return YAMLFault(
        message: "the key \(names) is given twice", range: ByteRange(range.lowerBound, range.lowerBound + 1))
    default:
      return YAMLFault(
        message: "the YAML cannot be read", range: ByteRange(range.lowerBound, range.lowerBound + 1))
    }
  }
}

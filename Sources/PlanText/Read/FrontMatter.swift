import PlanModel

/// What a file's YAML front matter says about its top project. Source: format, sections 2 and 3.
struct FrontMatter: Sendable {
  /// The first byte behind the closing line.
  var bodyStart = 0
  var title: String?
  var titleRange: ByteRange?
  /// `planmd: off`: the file is no part of the plan.
  var isOff = false
  /// Attributes of the top project; text that is no scalar of the file cannot be one.
  var tags: [Tag] = []
  var remarks: [Remark] = []
}

/// The front matter of a file, or nil: `---` on line 1, a closing `---`, and a YAML mapping between.
func readFrontMatter(_ file: SourceFile, index: FileIndex, options: ReadingOptions) -> FrontMatter? {
  let bytes = file.bytes
  let start = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
  guard bytes.starts(with: "---", at: start), let yaml = yamlRange(bytes, start) else { return nil }
  let root: YAMLValue
  do {
    root = try YAMLValue(parsing: bytes, in: yaml.inner)
  } catch {
    guard looksLikeMapping(bytes, yaml.inner) else { return nil }
    var unreadable = FrontMatter()
    unreadable.bodyStart = start
    unreadable.remarks = [
      Remark(.frontMatterUnreadable, file: index, range: error.range, detail: error.message)
    ]
    return unreadable
  }
  guard let pairs = root.mapping else { return nil }
  var result = FrontMatter()
  result.bodyStart = yaml.end
  for (key, value) in pairs {
    guard let name = key.scalar else { continue }
    switch name {
    case "title":
      if let text = value.scalar, !value.isNull {
        result.title = text
        result.titleRange = value.range
      }
    case "planmd": result.isOff = ["off", "false", "no"].contains(value.scalar?.lowercased() ?? "")
    case "due", "start", "owner", "budget", "type":
      if let key = TagKey(spelling: name), let tag = frontMatterTag(key, value, bytes, options),
        !tag.flags.contains(.unreadable)
      {
        result.tags.append(tag)
      }
    case "plan": readPlanMapping(value, bytes, index, options, &result)
    default: break
    }
  }
  return result
}

private func yamlRange(_ bytes: [UInt8], _ start: Int) -> (inner: Range<Int>, end: Int)? {
  func endOfLine(_ offset: Int) -> Int {
    var end = offset
    while end < bytes.count, !bytes[end].isLineEnd { end += 1 }
    return end
  }
  func nextLine(_ end: Int) -> Int {
    guard end < bytes.count else { return end }
    return bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
  }
  func isFence(_ offset: Int, _ end: Int) -> Bool {
    bytes.starts(with: "---", at: offset) && offset + 3 <= end
      && (offset + 3..<end).allSatisfy { bytes[$0].isBlank }
  }
  var end = endOfLine(start)
  guard isFence(start, end) else { return nil }
  var line = nextLine(end)
  let inner = line
  while line < bytes.count {
    end = endOfLine(line)
    if isFence(line, end) { return (inner..<line, nextLine(end)) }
    line = nextLine(end)
  }
  return nil
}

/// True if the first line that says something is `key: …`: someone meant front matter.
private func looksLikeMapping(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
  var offset = range.lowerBound
  while offset < range.upperBound, bytes[offset].isSpace { offset += 1 }
  let start = offset
  while offset < range.upperBound,
    bytes[offset].isASCIILetter || bytes[offset] == UInt8(ascii: "_") || bytes[offset] == UInt8(ascii: "-")
  {
    offset += 1
  }
  return offset > start && offset < range.upperBound && bytes[offset] == UInt8(ascii: ":")
}

/// A tag for a scalar whose text stands in the file as it is; nil for a value with escapes or no value.
private func frontMatterTag(_ key: TagKey, _ value: YAMLValue, _ bytes: [UInt8], _ options: ReadingOptions)
  -> Tag?
{
  guard let text = value.scalar, !text.isEmpty, value.range.upperBound <= bytes.count,
    bytes[value.range.range].elementsEqual(text.utf8)
  else { return nil }
  var range = value.range.range
  if key == .assignee || key == .owner, bytes[range.lowerBound] == UInt8(ascii: "@") {
    range = range.lowerBound + 1..<range.upperBound
  }
  guard !range.isEmpty else { return nil }
  switch readTagValue(key, bytes, range, form: .frontMatter, options: options) {
  case .value(let simple):
    return Tag(key: key, form: .frontMatter, range: range, value: range, flags: .hidden, simple: simple)
  case .unreadable:
    return Tag(key: key, form: .frontMatter, range: range, value: range, flags: .hidden | .unreadable)
  }
}

private func readPlanMapping(
  _ plan: YAMLValue, _ bytes: [UInt8], _ index: FileIndex, _ options: ReadingOptions,
  _ result: inout FrontMatter
) {
  guard let pairs = plan.mapping else {
    if !plan.isNull {
      result.remarks.append(
        Remark(.frontMatterUnreadable, file: index, range: plan.range, detail: "plan: is not a mapping"))
    }
    return
  }
  for (key, value) in pairs {
    guard let name = key.scalar else { continue }
    let known = name == "labels" || name == "label" ? TagKey.label : TagKey(spelling: name)
    for item in value.sequence ?? [value] {
      if let known {
        guard !item.isNull, let tag = frontMatterTag(known, item, bytes, options) else { continue }
        result.tags.append(tag)
      } else if let text = item.scalar, !text.isEmpty, bytes[key.range.range].elementsEqual(name.utf8) {
        // Key and value lie apart in YAML: the tag reaches from one to the other.
        guard bytes[item.range.range].elementsEqual(text.utf8), item.range.lowerBound > key.range.upperBound
        else { continue }
        result.tags.append(
          Tag(
            key: .attribute, form: .frontMatter, range: key.range.lowerBound..<item.range.upperBound,
            value: item.range.range, flags: .hidden))
      }
    }
  }
}

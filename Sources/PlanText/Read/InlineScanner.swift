import PlanModel

/// Finds the tags in a paragraph: one pass over its bytes, in all dialects at once.
///
/// Code spans, links, raw HTML and comments are stepped over (format, section 3); everything that is neither a tag
/// nor a blank ends the tail so far. Values are read here once, by the parsers that later give them out.
struct InlineScanner {
  enum Subject { case task, project, tagParagraph }

  struct Result {
    /// Position in ``tags`` of the first tag found.
    let firstTag: Int
    /// Keys of the effective ones.
    var keys: KeySet
    /// True if there is nothing but tags and blanks.
    let isOnlyTags: Bool
  }

  let bytes: [UInt8]
  let file: FileIndex
  let options: ReadingOptions
  var tags: [Tag] = []
  var remarks: [Remark] = []
  /// planmd's own comments met on the way; the caller takes them.
  var comments: [Range<Int>] = []

  private var commentEnds = CommentEnds()

  // State of one scan.
  var end = 0
  var firstLineEnd = 0
  var textStart = 0
  /// Where the text begins behind `(A)`.
  var leadStart = 0
  /// End of the last thing that is neither tag, blank nor punctuation around tags.
  var plainEnd = 0
  /// Up to here a word has been found to be text when a key was looked for.
  var wordEnd = 0

  init(bytes: [UInt8], file: FileIndex, options: ReadingOptions) {
    self.bytes = bytes
    self.file = file
    self.options = options
  }

  mutating func scan(_ range: Range<Int>, firstLineEnd: Int, quoteDepth: Int, subject: Subject) -> Result {
    let firstTag = tags.count
    let firstRemark = remarks.count
    end = range.upperBound
    self.firstLineEnd = firstLineEnd
    var offset = range.lowerBound
    while offset < end, bytes[offset].isSpace { offset += 1 }
    textStart = offset
    plainEnd = offset
    wordEnd = offset
    if subject != .tagParagraph { offset = readLeadingPriority(offset) }
    leadStart = offset
    while leadStart < end, bytes[leadStart].isBlank { leadStart += 1 }
    var startsWord = true
    while offset < end {
      let byte = bytes[offset]
      if byte.isBlank {
        startsWord = true
        offset += 1
      } else if byte.isLineEnd {
        startsWord = true
        offset = skipLinePrefix(bytes, offset, end, quoteDepth: quoteDepth)
      } else if startsWord, let next = readTag(at: offset) {
        offset = skipPunctuation(next)
        startsWord = false
      } else if byte == 0xF0 || byte == 0xE2, let next = readEmoji(at: offset) {
        offset = next
        startsWord = true
      } else if startsWord, byte == UInt8(ascii: "(") {
        offset += 1
      } else if byte == UInt8(ascii: "<"), let close = endOfOwnComment(at: offset) {
        // What silences a rule changes nothing else: the tail goes on.
        offset = close
        startsWord = false
      } else {
        startsWord = false
        offset = skipPlain(offset)
        plainEnd = offset
      }
    }
    return settle(firstTag, firstRemark, subject)
  }

  /// A comma or stop behind a tag belongs to the sentence, not to the value or the text behind it.
  private func skipPunctuation(_ start: Int) -> Int {
    var offset = start
    while offset < end, isTrailingPunctuation(bytes[offset]) { offset += 1 }
    return offset
  }

  /// Steps over text up to the next blank, emoji or construct; at least one byte.
  private mutating func skipPlain(_ start: Int) -> Int {
    switch bytes[start] {
    case UInt8(ascii: "`"):
      return endOfCodeSpan(at: start, end: end) ?? start + run(of: bytes[start], at: start, end: end)
    case UInt8(ascii: "["): return endOfLink(at: start) ?? start + 1
    case UInt8(ascii: "<"): return endOfAngle(at: start) ?? start + 1
    case UInt8(ascii: "\\"):
      // Before a blank it escapes nothing.
      return start + 1 < end && bytes[start + 1].isSpace ? start + 1 : min(end, start + 2)
    case UInt8(ascii: "%") where start + 1 < end && bytes[start + 1] == bytes[start]:
      return endOfHidden(at: start) ?? start + 2
    default: break
    }
    var offset = max(start + 1, wordEnd)
    while offset < end {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "`"), UInt8(ascii: "["), UInt8(ascii: "<"),
        UInt8(ascii: "\\"),
        UInt8(ascii: "("), UInt8(ascii: "%"), 0xF0, 0xE2:
        return offset
      default: offset += 1
      }
    }
    return offset
  }
}

// MARK: - Settling what the whole paragraph decides

extension InlineScanner {
  /// Decides what only the end of the paragraph shows: the tail, who is assigned, and which misfits are errors.
  private mutating func settle(_ firstTag: Int, _ firstRemark: Int, _ subject: Subject) -> Result {
    guard tags.count > firstTag else {
      return Result(firstTag: firstTag, keys: .none, isOnlyTags: plainEnd == textStart)
    }
    var kept = firstTag
    for position in firstTag..<tags.count {
      let isInTail = Int(tags[position].start) >= plainEnd
      if !isInTail, !keepsInText(tags[position]) { continue }
      let isLeading = Int(tags[position].start) == leadStart
      // A copy: a method of this value that got the element in place would copy all of `tags` first.
      var tag = tags[position]
      if Int(tag.start) < firstLineEnd { tag.flags.insert(.onFirstLine) }
      if tag.key == .assignee { settleName(&tag, isInTail: isInTail, isLeading: isLeading, subject: subject) }
      if isInTail {
        tag.flags.insert(.inTail | .hidden)
      } else {
        settleVisibility(&tag, isLeading: isLeading)
      }
      tags[kept] = tag
      kept += 1
    }
    if kept < tags.count { tags.removeSubrange(kept...) }
    let keys = markRepeated(from: firstTag)
    if subject == .tagParagraph, plainEnd > textStart { remarks.removeSubrange(firstRemark...) }
    return Result(firstTag: firstTag, keys: keys, isOnlyTags: plainEnd == textStart)
  }

  /// An unreadable value is an error in the tail, or where it has digits and the key wants some; else it is text.
  private func keepsInText(_ tag: Tag) -> Bool {
    // `~2h`, `🔼` and the like mean something in the tail only.
    if tag.form == .sign, tag.key == .estimate || tag.key == .blockID { return false }
    if tag.form == .emoji, [.priority, .id, .after, .onCompletion].contains(tag.key) { return false }
    guard tag.flags.contains(.unreadable) else { return true }
    return tag.key.wantsDigits && tag.value.contains { bytes[$0].isASCIIDigit }
  }

  private func settleName(_ tag: inout Tag, isInTail: Bool, isLeading: Bool, subject: Subject) {
    guard !tag.flags.contains(.unreadable) else { return }
    if options.people.isEmpty {
      if !isInTail, !isLeading, tag.form == .sign { tag.flags.insert(.mention) }
    } else if !areDeclared(tag.value) {
      tag.flags.insert(.mention)
    }
  }

  /// True if each of the names is declared.
  private func areDeclared(_ names: Range<Int>) -> Bool {
    bytes[names].split(separator: UInt8(ascii: "|")).allSatisfy { part in
      options.people.contains(
        String(decoding: part.first == UInt8(ascii: "@") ? part.dropFirst() : part, as: UTF8.self))
    }
  }

  /// Names and labels inside a sentence, and keys that are not ours, stay readable there.
  private func settleVisibility(_ tag: inout Tag, isLeading: Bool) {
    if tag.flags.contains(.unreadable) || tag.key == .attribute && tag.form == .keyValue {
      return
    } else if tag.key == .label || tag.flags.contains(.mention) {
      if let only = options.onlyLabel, tag.key == .label, bytes[tag.value].elementsEqual(only) {
        tag.flags.insert(.hidden)
      }
    } else if tag.key == .assignee, tag.form == .sign, !isLeading {
      return
    } else {
      tag.flags.insert(.hidden)
    }
  }

  /// Of two tags of a key that takes one value, the first readable one counts.
  ///
  /// - Returns: The keys of the effective ones.
  @discardableResult
  mutating func markRepeated(from firstTag: Int) -> KeySet {
    var (seen, keys) = (KeySet.none, KeySet.none)
    for position in firstTag..<tags.count {
      let key = tags[position].key
      if !tags[position].flags.contains(.unreadable), !key.isList {
        if seen.contains(key) { tags[position].flags.insert(.repeated) }
        seen.insert(key)
      }
      if tags[position].isEffective { keys.insert(key) }
    }
    return keys
  }

  /// True if one of the tags from `firstTag` on is the label without which an item is no task; that label is
  /// taken out.
  mutating func hidesLabel(_ label: [UInt8], from firstTag: Int) -> Bool {
    guard
      let position = tags[firstTag...].firstIndex(where: {
        $0.key == .label && bytes[$0.value].elementsEqual(label)
      })
    else { return false }
    tags[position].flags.insert(.hidden | .mention)
    return true
  }
}

// MARK: - Constructs that hold no tags

extension InlineScanner {
  func run(of byte: UInt8, at start: Int, end: Int) -> Int {
    var offset = start
    while offset < end, bytes[offset] == byte { offset += 1 }
    return offset - start
  }

  /// One past a code span that begins at `start`, or nil where its backticks are not matched.
  func endOfCodeSpan(at start: Int, end: Int) -> Int? {
    let length = run(of: UInt8(ascii: "`"), at: start, end: end)
    var offset = start + length
    let limit = min(end, start + 10_000)
    while offset < limit {
      if bytes[offset] == UInt8(ascii: "`") {
        let other = run(of: UInt8(ascii: "`"), at: offset, end: end)
        offset += other
        if other == length { return offset }
      } else {
        offset += 1
      }
    }
    return nil
  }

  /// One past `[text](target)`, `[text][label]` or `[[target]]`, or nil for any other bracket.
  func endOfLink(at start: Int) -> Int? {
    if start + 1 < end, bytes[start + 1] == UInt8(ascii: "[") {
      var offset = start + 2
      let limit = min(end, start + 1000)
      while offset + 1 < limit, !bytes[offset].isLineEnd {
        if bytes[offset] == UInt8(ascii: "]"), bytes[offset + 1] == UInt8(ascii: "]") { return offset + 2 }
        offset += 1
      }
    }
    guard let close = endOfBrackets(start, UInt8(ascii: "["), UInt8(ascii: "]"), limit: 1000), close < end
    else { return nil }
    switch bytes[close] {
    case UInt8(ascii: "("): return endOfBrackets(close, UInt8(ascii: "("), UInt8(ascii: ")"), limit: 4000)
    case UInt8(ascii: "["): return endOfBrackets(close, UInt8(ascii: "["), UInt8(ascii: "]"), limit: 1000)
    default: return nil
    }
  }

  /// One past the bracket that matches the one at `start`; code spans and escapes inside are stepped over.
  private func endOfBrackets(_ start: Int, _ open: UInt8, _ close: UInt8, limit: Int) -> Int? {
    var (depth, offset) = (0, start)
    let stop = min(end, start + limit)
    while offset < stop {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\\") {
        offset += 2
        continue
      }
      if byte == UInt8(ascii: "`"), open == UInt8(ascii: "["), let next = endOfCodeSpan(at: offset, end: stop)
      {
        offset = next
        continue
      }
      if byte == open {
        depth += 1
        if depth > 32 { return nil }
      }
      if byte == close {
        depth -= 1
        if depth == 0 { return offset + 1 }
      }
      offset += 1
    }
    return nil
  }

  /// One past a comment of planmd's own that begins at `start`, which the caller takes, or nil.
  private mutating func endOfOwnComment(at start: Int) -> Int? {
    guard bytes.starts(with: "<!--", at: start),
      let close = commentEnds.find(bytes, from: start, before: min(end, start + 100_000)),
      isOwnComment(bytes, start..<close)
    else { return nil }
    comments.append(start..<close)
    return close
  }

  /// One past an autolink, HTML tag or comment that begins at `start`, or nil for a plain `<`.
  private mutating func endOfAngle(at start: Int) -> Int? {
    if bytes.starts(with: "<!--", at: start) {
      guard let close = commentEnds.find(bytes, from: start, before: min(end, start + 100_000)) else {
        return nil
      }
      return close
    }
    guard start + 1 < end, bytes[start + 1].isASCIILetter || bytes[start + 1] == UInt8(ascii: "/") else {
      return nil
    }
    var offset = start + 1
    let limit = min(end, start + 2000)
    while offset < limit {
      if bytes[offset] == UInt8(ascii: ">") { return offset + 1 }
      if bytes[offset] == UInt8(ascii: "<") { return nil }
      offset += 1
    }
    return nil
  }

  /// One past an Obsidian comment `%%…%%`, which shows nothing.
  private func endOfHidden(at start: Int) -> Int? {
    var offset = start + 2
    let limit = min(end, start + 10_000)
    while offset + 1 < limit {
      if bytes[offset] == UInt8(ascii: "%"), bytes[offset + 1] == UInt8(ascii: "%") { return offset + 2 }
      offset += 1
    }
    return nil
  }

  func isTrailingPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ")"): true
    default: false
    }
  }
}

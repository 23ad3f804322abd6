package import PlanModel

/// Reads a plan again and again, as an editor asks for it: of a file that changed, only the pieces that the change
/// touches are parsed anew; what it gives is what ``readPlan(_:configuration:pieceSize:)`` gives.
package struct PlanRereader: Sendable {
  private let configuration: Configuration
  private let options: ReadingOptions
  private let pieceSize: Int
  private var known: [String: Known] = [:]
  /// How many bytes the last reading parsed.
  package private(set) var parsedBytes = 0

  private struct Known: Sendable {
    let file: SourceFile
    let index: FileIndex
    let document: Document
  }

  /// - Parameter pieceSize: Bytes that are parsed at a time, at least.
  package init(configuration: Configuration, pieceSize: Int = 4096) {
    self.configuration = configuration
    options = ReadingOptions(configuration)
    self.pieceSize = pieceSize
  }

  package mutating func read(_ files: [SourceFile]) -> Plan {
    parsedBytes = 0
    var documents = [Document](repeating: Document(), count: files.count)
    var unknown: [Int] = []
    for (position, file) in files.enumerated() {
      if let document = reread(file, FileIndex(position)) {
        documents[position] = document
      } else {
        unknown.append(position)
        parsedBytes += file.bytes.count
      }
    }
    let new = readDocuments(files, at: unknown, options: options, pieceSize: pieceSize)
    for (position, document) in zip(unknown, new) { documents[position] = document }
    known = Dictionary(
      zip(files, documents).enumerated().map { position, each in
        (each.0.path, Known(file: each.0, index: FileIndex(position), document: each.1))
      }, uniquingKeysWith: { first, _ in first })
    return assemble(files, documents, configuration: configuration)
  }

  /// What is known of a file, with the change read; nil where it has to be read from its beginning.
  private mutating func reread(_ file: SourceFile, _ index: FileIndex) -> Document? {
    guard let old = known[file.path], old.file.kind == file.kind else { return nil }
    var document = old.document
    if old.index != index { document.move(by: 0, to: index, from: 0) }
    guard let change = Change(from: old.file.bytes, to: file.bytes) else { return document }
    let start = document.frontMatter?.bodyStart ?? 0
    // Anything may open or close a front matter, whose text is read as a whole.
    let isInFront =
      document.frontMatter == nil
      ? PlanRereader.mayHaveFrontMatter(old.file.bytes) || PlanRereader.mayHaveFrontMatter(file.bytes)
      : change.old.lowerBound < start || start <= 3
    guard document.isPlan, !isInFront, !document.pieces.isEmpty else { return nil }
    read(change, of: file, index, in: &document)
    return document
  }

  private static func mayHaveFrontMatter(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "---", at: bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0)
  }

  private mutating func read(
    _ change: Change, of file: SourceFile, _ index: FileIndex, in document: inout Document
  ) {
    let pieces = document.pieces
    // A change at a border concerns both sides.
    var first = pieces.firstIndex { $0.range.upperBound >= change.old.lowerBound } ?? pieces.count - 1
    let last = pieces.lastIndex { $0.range.lowerBound <= change.old.upperBound } ?? first
    // What began a piece may be a heading or a task no more.
    while first > 0, !Cuts.mayCut(file.bytes, at: pieces[first].range.lowerBound) { first -= 1 }
    let range = pieces[first].range.lowerBound..<pieces[last].range.upperBound + change.distance
    let new = Cuts.find(file.bytes, range, target: pieceSize).map {
      readPiece(file.bytes, $0, file: index, options: options)
    }
    document.move(by: change.distance, to: index, from: last + 1)
    document.pieces.replaceSubrange(first...last, with: new)
    parsedBytes += range.count + joinOpenPieces(&document, file.bytes, index, options)
  }
}

/// The one place where two texts differ: what is not their common beginning and end.
package struct Change: Sendable {
  package let old: Range<Int>
  /// By how much what follows lies further back.
  package let distance: Int

  /// - Returns: nil for equal texts.
  package init?(from old: [UInt8], to new: [UInt8]) {
    let shorter = min(old.count, new.count)
    let front = Change.equal(old, new, shorter)
    guard front < old.count || front < new.count else { return nil }
    var back = 0
    old.withUnsafeBufferPointer { old in
      new.withUnsafeBufferPointer { new in
        while back < shorter - front, old[old.count - 1 - back] == new[new.count - 1 - back] { back += 1 }
      }
    }
    self.old = front..<old.count - back
    distance = new.count - old.count
  }

  private static func equal(_ old: [UInt8], _ new: [UInt8], _ count: Int) -> Int {
    old.withUnsafeBytes { old in
      new.withUnsafeBytes { new in
        var offset = 0
        // The same memory is the same text.
        if old.baseAddress == new.baseAddress { return count }
        while offset + 8 <= count,
          old.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            == new.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        { offset += 8 }
        while offset < count, old[offset] == new[offset] { offset += 1 }
        return offset
      }
    }
  }
}

extension Document {
  /// Tells the pieces from a number on that they lie further back, or in a file with another number.
  fileprivate mutating func move(by distance: Int, to file: FileIndex, from first: Int) {
    for position in pieces.indices.dropFirst(first) { pieces[position].move(by: distance, to: file) }
    if first == 0, var remarks = frontMatter?.remarks {
      for position in remarks.indices { remarks[position].file = file }
      frontMatter?.remarks = remarks
    }
  }
}

extension Piece {
  fileprivate mutating func move(by distance: Int, to file: FileIndex) {
    func moved(_ range: Range<Int>) -> Range<Int> {
      range.lowerBound + distance..<range.upperBound + distance
    }
    func moved(_ range: ByteRange) -> ByteRange { ByteRange(moved(range.range)) }
    func moved(_ offset: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: Int(offset) + distance) }
    range = moved(range)
    for position in headings.indices { headings[position].range = moved(headings[position].range) }
    for position in tasks.indices {
      tasks[position].file = file
      tasks[position].start = moved(tasks[position].start)
      tasks[position].end = moved(tasks[position].end)
      tasks[position].box = moved(tasks[position].box)
      tasks[position].textStart = moved(tasks[position].textStart)
      tasks[position].firstLineEnd = moved(tasks[position].firstLineEnd)
    }
    for position in tags.indices { tags[position].start = moved(tags[position].start) }
    for position in logs.indices {
      logs[position].file = file
      logs[position].range = moved(logs[position].range)
      logs[position].note = moved(logs[position].note)
      logs[position].person = logs[position].person.map(moved)
    }
    for position in remarks.indices {
      remarks[position].file = file
      remarks[position].range = moved(remarks[position].range)
    }
    for position in comments.indices {
      comments[position] = Comment(
        range: moved(comments[position].range), isTopLevel: comments[position].isTopLevel)
    }
    for position in percentSigns.indices { percentSigns[position] += distance }
  }
}

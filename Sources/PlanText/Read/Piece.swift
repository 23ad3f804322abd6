import CBumpArena
import CCMark
import PlanModel

/// What a part of a file holds, as flat arrays. Offsets are those of the file, lines and positions the piece's own.
///
/// A file is cut at top-level headings and tasks, so that pieces can be read on all cores, each in memory that the next one
/// reuses, and so that an editor reads one piece again and not the file.
struct Piece: Sendable {
  struct Heading: Sendable {
    var level: Int
    /// The heading's lines.
    var range: ByteRange
    var name: String
    /// In the piece, from 0.
    var line: Int
    var firstTag: Int
    var tagCount: Int
    var keys: KeySet
    /// Number of the piece's tasks before it.
    var tasksBefore: Int
    /// Number of the piece's logs before it.
    var logsBefore: Int
  }

  var range: Range<Int>
  var lineCount = 0
  var headings: [Heading] = []
  /// `project` and `file` are not set yet; `parent`, `predecessor` and `firstTag` count within the piece.
  var tasks: [Task] = []
  var tags: [Tag] = []
  /// Owner: a task of the piece, or project `.none` for the heading above.
  var logs: [LogEntry] = []
  var remarks: [Remark] = []
  var comments: [Comment] = []
  /// Offsets of `%%` outside code and HTML.
  var percentSigns: [Int] = []
  var hasConflictMarkers = false
  /// False where a fence or an HTML block is still open at the end, so that the next line may not be what it seems.
  var endsClosed = true
}

/// A planmd comment: a region marker or a suppression.
struct Comment: Sendable {
  let range: Range<Int>
  /// An HTML block at document level: only such ones mark regenerated blocks.
  let isTopLevel: Bool
}

/// Where a file may be cut: before top-level ATX headings and top-level bullets with a box.
///
/// Whether a fence or an HTML block is open there is only known once the piece before has been read
/// (``Piece/endsClosed``); then both are read again as one.
package enum Cuts {
  /// Bytes that a piece should have at least.
  package static let target = 32 * 1024

  static func find(_ bytes: [UInt8], _ range: Range<Int>, target: Int) -> [Range<Int>] {
    guard range.count > target * 2 else { return [range] }
    var (pieces, begin): ([Range<Int>], Int) = ([], range.lowerBound)
    bytes.withUnsafeBufferPointer { buffer in
      let buffer = UnsafeBufferPointer(rebasing: buffer[..<range.upperBound])
      var offset = range.lowerBound + target
      while offset < buffer.count {
        while offset < buffer.count, !isLineEnd(buffer, offset) { offset += 1 }
        offset += 1
        guard offset < buffer.count else { break }
        if isHeading(buffer, offset) || isBullet(buffer, offset) {
          pieces.append(begin..<offset)
          begin = offset
          offset += target
        }
      }
    }
    return pieces + [begin..<range.upperBound]
  }

  /// True if a line that begins at `offset` may begin a piece.
  static func mayCut(_ bytes: [UInt8], at offset: Int) -> Bool {
    bytes.withUnsafeBufferPointer { isHeading($0, offset) || isBullet($0, offset) }
  }

  private static func isLineEnd(_ buffer: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
    if buffer[offset] == 0x0A { return true }
    return buffer[offset] == 0x0D && !(offset + 1 < buffer.count && buffer[offset + 1] == 0x0A)
  }

  private static func isHeading(_ buffer: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    var offset = start
    while offset < buffer.count, offset - start < 7, buffer[offset] == UInt8(ascii: "#") { offset += 1 }
    return (1...6).contains(offset - start) && (offset == buffer.count || buffer[offset].isSpace)
  }

  private static func isBullet(_ buffer: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
    guard offset + 6 < buffer.count, buffer[offset + 1] == 0x20, buffer[offset + 2] == UInt8(ascii: "[")
    else { return false }
    switch buffer[offset] {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
      return buffer[offset + 4] == UInt8(ascii: "]") && buffer[offset + 5] == 0x20
        && !buffer[offset + 6].isSpace
    default: return false
    }
  }
}

/// The allocator that libcmark gets: memory of the calling thread's arena.
private nonisolated(unsafe) var arena = cmark_mem(
  calloc: bump_arena_calloc, realloc: bump_arena_realloc, free: bump_arena_free)

/// Reads `range` of a file, which begins at document level.
func readPiece(
  _ bytes: [UInt8], _ range: Range<Int>, file: FileIndex, options: ReadingOptions
) -> Piece {
  let shadow = Shadow(bytes, range, file: file, isStartOfFile: range.lowerBound == 0)
  guard shadow.lineCount > 0 else { return Piece(range: range) }
  guard let document = parseShadow(shadow) else { return Piece(range: range) }
  var reader = BlockReader(bytes: bytes, range: range, shadow: shadow, file: file, options: options)
  reader.read(document)
  return reader.piece
}

/// libcmark's tree of a shadow. It lies in the calling thread's arena, until the next one is asked for.
func parseShadow(_ shadow: Shadow) -> OpaquePointer? {
  // Nothing of the tree is freed one by one: the arena takes it back as a whole.
  bump_arena_reset()
  let parser = withUnsafeMutablePointer(to: &arena) { cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, $0) }
  shadow.text.withUnsafeBytes { text in
    cmark_parser_feed(parser, text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count)
  }
  return cmark_parser_finish(parser)
}

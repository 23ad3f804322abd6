/// Finds nodes by the names in the files' bytes without copying them: open addressing over FNV-1a hashes.
///
/// A million names cost a record and 16 bytes each, and no string.
public struct NameTable: Sendable {
  public struct Entry: Sendable {
    public let node: NodeIndex
    public let file: FileIndex
    public let range: ByteRange
    /// Names of different spaces never meet: ids have space 0, block ids their file's number + 1.
    let space: UInt32
    /// Kept, so that growing the table and looking for a name reads no file.
    let hash: UInt32

    /// - Parameter range: The name in the bytes of `file`.
    public init(
      id range: Range<Int>, of node: NodeIndex, in file: FileIndex, _ bytes: borrowing [UInt8],
      isBlockID: Bool = false
    ) {
      self.node = node
      self.file = file
      self.range = ByteRange(range)
      space = isBlockID ? file.value + 1 : 0
      hash = NameTable.hash(bytes, range, space)
    }
  }

  public private(set) var entries: [Entry] = []
  /// Positions in ``entries`` of names that were there already.
  public private(set) var duplicates: [(first: Int, again: Int)] = []
  /// Hash and position in ``entries`` of each name: most others are told apart without a look at their entries.
  private var slots: [UInt64] = []

  public init() {}

  public init(capacity: Int) {
    entries.reserveCapacity(capacity)
    resize(for: capacity)
  }

  private mutating func resize(for count: Int) {
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = [UInt64](repeating: .max, count: size)
  }

  /// Adds a name; the first of equal ones keeps it.
  public mutating func insert(_ entry: Entry, files: [SourceFile]) {
    if (entries.count + 1) * 2 > slots.count {
      resize(for: (entries.count + 1) * 2)
      for position in entries.indices { place(position, files: files, isNew: false) }
    }
    entries.append(entry)
    place(entries.count - 1, files: files, isNew: true)
  }

  public mutating func insert(
    id range: Range<Int>, of node: NodeIndex, in file: FileIndex, files: [SourceFile], isBlockID: Bool = false
  ) {
    let bytes = files[file.position].bytes
    insert(Entry(id: range, of: node, in: file, bytes, isBlockID: isBlockID), files: files)
  }

  private mutating func place(_ position: Int, files: [SourceFile], isNew: Bool) {
    let entry = entries[position]
    var slot = Int(entry.hash) & (slots.count - 1)
    while slots[slot] != .max {
      if UInt32(slots[slot] >> 32) == entry.hash {
        let other = Int(slots[slot] & 0xFFFF_FFFF)
        let bytes = files[entry.file.position].bytes
        if matches(entries[other], bytes, entry.range.range, entry.space, files) {
          if isNew { duplicates.append((other, position)) }
          return
        }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt64(entry.hash) << 32 | UInt64(position)
  }

  /// The entry of a name, or nil.
  public func find(_ bytes: [UInt8], _ range: Range<Int>, space: UInt32 = 0, files: [SourceFile]) -> Entry? {
    guard !slots.isEmpty else { return nil }
    let hash = NameTable.hash(bytes, range, space)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != .max {
      if UInt32(slots[slot] >> 32) == hash {
        let entry = entries[Int(slots[slot] & 0xFFFF_FFFF)]
        if matches(entry, bytes, range, space, files) { return entry }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  public func find(_ name: String, files: [SourceFile]) -> Entry? {
    let bytes = Array(name.utf8)
    return find(bytes, 0..<bytes.count, files: files)
  }

  private func matches(
    _ entry: Entry, _ bytes: [UInt8], _ range: Range<Int>, _ space: UInt32, _ files: [SourceFile]
  ) -> Bool {
    guard entry.space == space, entry.range.count == range.count else { return false }
    let lower = entry.range.lowerBound
    return files[entry.file.position].bytes.withUnsafeBufferPointer { other in
      for index in 0..<range.count where other[lower + index] != bytes[range.lowerBound + index] {
        return false
      }
      return true
    }
  }

  /// FNV-1a, folded to 31 bits.
  private static func hash(_ bytes: [UInt8], _ range: Range<Int>, _ space: UInt32) -> UInt32 {
    var hash: UInt64 = 14_695_981_039_346_656_037 ^ UInt64(space)
    for offset in range { hash = (hash ^ UInt64(bytes[offset])) &* 1_099_511_628_211 }
    return UInt32(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF)
  }
}

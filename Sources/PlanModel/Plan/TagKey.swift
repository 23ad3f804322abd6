/// The keys that the format gives a meaning, in every dialect. Source: format, section 3.
public enum TagKey: UInt8, CaseIterable, Sendable {
  case due, start, scheduled, fixed, done, cancelled, created
  case estimate, spent, left, progress, span, split
  case recurrence, until, times, from, holiday
  case id, blockID, after, before, endAfter
  case priority, assignee, owner, label
  case budget, cost, paid, rate, billable
  case health, waiting, onCompletion, type
  /// Any key that is not the format's own.
  case attribute

  /// The spelling that planmd writes.
  public var name: String {
    switch self {
    case .due: "due"
    case .start: "start"
    case .scheduled: "scheduled"
    case .fixed: "fixed"
    case .done: "done"
    case .cancelled: "cancelled"
    case .created: "created"
    case .estimate: "est"
    case .spent: "spent"
    case .left: "left"
    case .progress: "progress"
    case .span: "span"
    case .split: "split"
    case .recurrence: "rec"
    case .until: "until"
    case .times: "times"
    case .from: "from"
    case .holiday: "holiday"
    case .id: "id"
    case .blockID: "^"
    case .after: "after"
    case .before: "before"
    case .endAfter: "end-after"
    case .priority: "pri"
    case .assignee: "@"
    case .owner: "owner"
    case .label: "#"
    case .budget: "budget"
    case .cost: "cost"
    case .paid: "paid"
    case .rate: "rate"
    case .billable: "billable"
    case .health: "health"
    case .waiting: "waiting"
    case .onCompletion: "onCompletion"
    case .type: "type"
    case .attribute: "attribute"
    }
  }

  /// What a value of the key must be.
  public enum ValueKind: Sendable {
    case date, effort, estimate, money, budget, percent, count, recurrence, name, names, identifier,
      references
    case priority, word, text
  }

  public var valueKind: ValueKind {
    switch self {
    case .due, .start, .scheduled, .fixed, .done, .cancelled, .created, .until, .from: .date
    case .estimate: .estimate
    case .spent, .left, .span: .effort
    case .progress: .percent
    case .times: .count
    case .recurrence: .recurrence
    case .id: .identifier
    case .after, .before, .endAfter: .references
    case .priority: .priority
    case .assignee: .names
    case .owner: .name
    case .budget: .budget
    case .cost, .paid, .rate: .money
    case .split, .holiday, .billable, .health, .onCompletion, .type: .word
    case .blockID, .label, .waiting, .attribute: .text
    }
  }

  /// The words that a `word` key takes; empty for the others.
  public var words: [String] {
    switch self {
    case .split: ["yes", "no"]
    case .holiday: ["before", "after", "skip"]
    case .billable: ["yes", "no"]
    case .health: ["green", "amber", "red"]
    case .onCompletion: ["keep", "delete"]
    case .type: ["project", "area"]
    default: []
    }
  }

  /// Keys whose values add up when a task has several.
  public var isList: Bool {
    switch self {
    case .after, .before, .endAfter, .assignee, .label, .attribute: true
    default: false
    }
  }

  /// True where the key has a meaning on a project.
  public var isForProjects: Bool {
    switch self {
    case .due, .start, .id, .after, .before, .endAfter, .priority, .assignee, .owner, .label, .budget, .rate,
      .billable, .health, .type, .attribute, .created:
      true
    default: false
    }
  }

  /// True where the key has a meaning on a task.
  public var isForTasks: Bool { self != .health }

  /// Values with digits are read strictly wherever they stand.
  public var wantsDigits: Bool {
    switch valueKind {
    case .date, .effort, .estimate, .money, .budget, .percent, .count: true
    default: false
    }
  }

  /// The key that a spelling means, aliases and Obsidian's names included; nil for own keys.
  public init?(spelling: String) {
    guard let key = TagKey.spellings[spelling.lowercased()] else { return nil }
    self = key
  }

  /// Every spelling of `key:value` and Dataview fields, in lower case.
  public static let spellings: [String: TagKey] = [
    "due": .due, "start": .start, "t": .start, "started": .start, "scheduled": .scheduled, "fixed": .fixed,
    "done": .done, "completed": .done, "completion": .done, "cancelled": .cancelled, "created": .created,
    "est": .estimate, "estimate": .estimate, "effort": .estimate, "spent": .spent, "actual": .spent,
    "left": .left, "progress": .progress, "span": .span, "split": .split, "rec": .recurrence,
    "repeat": .recurrence, "until": .until, "times": .times, "from": .from, "holiday": .holiday, "id": .id,
    "after": .after, "depends": .after, "dependson": .after, "blocked-by": .after, "before": .before,
    "blocks": .before, "end-after": .endAfter, "pri": .priority, "priority": .priority,
    "assignee": .assignee, "owner": .owner, "budget": .budget, "cost": .cost, "paid": .paid, "rate": .rate,
    "billable": .billable, "health": .health, "waiting": .waiting, "oncompletion": .onCompletion,
    "type": .type,
  ]

  /// Finds a key by its bytes without making a string: the table below holds them as numbers.
  public static func find(_ bytes: [UInt8], _ range: Range<Int>) -> TagKey? {
    guard range.count <= KeyTable.longest else { return nil }
    var word = KeyTable.Word()
    for offset in range { word.append(bytes[offset].lowercased) }
    return KeyTable.shared.find(word)
  }
}

/// The spellings as an open-addressing table: half of the words of a plan are looked up in it.
private struct KeyTable: Sendable {
  /// Up to 16 bytes of ASCII as two numbers, so that comparing two words takes two steps and no array.
  struct Word: Equatable, Sendable {
    var high: UInt64 = 0
    var low: UInt64 = 0

    mutating func append(_ byte: UInt8) {
      high = high << 8 | low >> 56
      low = low << 8 | UInt64(byte)
    }

    /// Fibonacci hashing (Knuth, The Art of Computer Programming 6.4).
    var slot: Int { Int(truncatingIfNeeded: ((low ^ high &* 31) &* 0x9E37_79B9_7F4A_7C15) >> 56) }
  }

  struct Entry: Sendable {
    let word: Word
    let key: TagKey
  }

  static let longest = 12
  static let size = 256
  static let shared = KeyTable()
  private var slots = [Entry?](repeating: nil, count: KeyTable.size)

  init() {
    for (spelling, key) in TagKey.spellings {
      var word = Word()
      for byte in spelling.utf8 { word.append(byte) }
      var slot = word.slot
      while slots[slot] != nil { slot = (slot + 1) & (KeyTable.size - 1) }
      slots[slot] = Entry(word: word, key: key)
    }
  }

  func find(_ word: Word) -> TagKey? {
    var slot = word.slot
    while let entry = slots[slot] {
      if entry.word == word { return entry.key }
      slot = (slot + 1) & (KeyTable.size - 1)
    }
    return nil
  }
}

/// A set of keys in one word: a task's set answers "has it any of these?" without touching its tags.
///
/// No `OptionSet`: that protocol's generic methods are real calls from another target, in the innermost loops.
public struct KeySet: Hashable, Sendable {
  public var rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
  @inlinable public init(_ key: TagKey) { rawValue = 1 << UInt64(key.rawValue) }
  @inlinable public init(_ a: TagKey, _ b: TagKey) { rawValue = KeySet(a).rawValue | KeySet(b).rawValue }
  @inlinable public init(_ a: TagKey, _ b: TagKey, _ c: TagKey) {
    rawValue = KeySet(a, b).rawValue | KeySet(c).rawValue
  }
  @inlinable public init(_ a: TagKey, _ b: TagKey, _ c: TagKey, _ d: TagKey) {
    rawValue = KeySet(a, b).rawValue | KeySet(c, d).rawValue
  }
  /// For five and more: makes an array, which the others spare the innermost loops.
  public init(_ a: TagKey, _ b: TagKey, _ c: TagKey, _ d: TagKey, _ e: TagKey, _ others: TagKey...) {
    rawValue = others.reduce(KeySet(a, b, c, d).rawValue | KeySet(e).rawValue) {
      $0 | 1 << UInt64($1.rawValue)
    }
  }

  @inlinable public static var none: KeySet { KeySet(rawValue: 0) }
  @inlinable public var isEmpty: Bool { rawValue == 0 }
  @inlinable public func contains(_ key: TagKey) -> Bool { rawValue & (1 << UInt64(key.rawValue)) != 0 }
  @inlinable public func isDisjoint(with other: KeySet) -> Bool { rawValue & other.rawValue == 0 }
  @inlinable public mutating func insert(_ key: TagKey) { rawValue |= 1 << UInt64(key.rawValue) }
  @inlinable public mutating func formUnion(_ other: KeySet) { rawValue |= other.rawValue }
}

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

  /// Finds a key by its bytes without making a string: an open-addressing table of FNV-1a hashes.
  public static func find(_ bytes: [UInt8], _ range: Range<Int>) -> TagKey? {
    guard range.count <= 12 else { return nil }
    var slot = Int(truncatingIfNeeded: hash(bytes, range)) & (KeyTable.size - 1)
    let table = KeyTable.shared
    while let entry = table.slots[slot] {
      if entry.bytes.count == range.count,
        zip(entry.bytes, range).allSatisfy({ $0 == bytes[$1].lowercased })
      {
        return entry.key
      }
      slot = (slot + 1) & (KeyTable.size - 1)
    }
    return nil
  }

  fileprivate static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for offset in range { hash = (hash ^ UInt32(bytes[offset].lowercased)) &* 16_777_619 }
    return hash ^ hash >> 15
  }
}

private struct KeyTable: Sendable {
  struct Entry: Sendable {
    let bytes: [UInt8]
    let key: TagKey
  }

  static let size = 256
  static let shared = KeyTable()
  var slots = [Entry?](repeating: nil, count: KeyTable.size)

  init() {
    for (spelling, key) in TagKey.spellings {
      let bytes = Array(spelling.utf8)
      var slot = Int(truncatingIfNeeded: TagKey.hash(bytes, 0..<bytes.count)) & (KeyTable.size - 1)
      while slots[slot] != nil { slot = (slot + 1) & (KeyTable.size - 1) }
      slots[slot] = Entry(bytes: bytes, key: key)
    }
  }
}

/// A set of keys in one word: a task's set answers "has it any of these?" without touching its tags.
///
/// No `OptionSet`: that protocol's generic methods are real calls from another target, in the innermost loops.
public struct KeySet: Hashable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
  public init(_ key: TagKey) { rawValue = 1 << UInt64(key.rawValue) }
  public init(_ keys: TagKey...) { rawValue = keys.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }

  public static var none: KeySet { KeySet(rawValue: 0) }
  public var isEmpty: Bool { rawValue == 0 }
  public func contains(_ key: TagKey) -> Bool { rawValue & (1 << UInt64(key.rawValue)) != 0 }
  public func isDisjoint(with other: KeySet) -> Bool { rawValue & other.rawValue == 0 }
  public mutating func insert(_ key: TagKey) { rawValue |= 1 << UInt64(key.rawValue) }
  public mutating func formUnion(_ other: KeySet) { rawValue |= other.rawValue }
}

/// One edge of the network: `after:p.start+1w` on a task or project. Source: format, section 7.
public struct Dependency: Sendable {
  public enum Kind: UInt8, Sendable {
    case after, before, endAfter

    public var name: String {
      switch self {
      case .after: "after"
      case .before: "before"
      case .endAfter: "end-after"
      }
    }
  }

  public enum End: UInt8, Sendable {
    case start, end
    public var name: String { self == .start ? "start" : "end" }
  }

  public enum Target: Hashable, Sendable {
    case task(TaskIndex)
    case project(ProjectIndex)
    case unknown
  }

  /// The task or project that carries the tag.
  public var owner: NodeIndex
  public var file: FileIndex
  public var kind: Kind
  /// Which end of the target counts.
  public var end: End
  /// Negative only with an explicit end.
  public var lag: Lag
  /// The name alone, without end and lag.
  public var reference: ByteRange
  public var target: Target

  public init(
    owner: NodeIndex, file: FileIndex, kind: Kind, end: End, lag: Lag, reference: ByteRange, target: Target
  ) {
    self.owner = owner
    self.file = file
    self.kind = kind
    self.end = end
    self.lag = lag
    self.reference = reference
    self.target = target
  }
}

extension Dependency {
  public var targetNode: NodeIndex? {
    switch target {
    case .task(let task): .task(task)
    case .project(let project): .project(project)
    case .unknown: nil
    }
  }
}

/// A distance: working time of the plan's calendar, or elapsed time. Never negative where there is no explicit end.
public struct Lag: Hashable, Sendable {
  public let minutes: Int32
  public let isElapsed: Bool

  public static let none = Lag(minutes: 0, isElapsed: false)

  public init(minutes: Int32, isElapsed: Bool) {
    self.minutes = minutes
    self.isElapsed = isElapsed
  }
}

/// One item of an `after:` list, parsed but not resolved.
public struct ReferenceScan: Sendable {
  public let name: Range<Int>
  public let end: Dependency.End?
  public let lag: Lag
}

/// Why an item of an `after:` list cannot be read.
public enum ReferenceError: Error, Hashable, Sendable {
  case empty(ByteRange)
  case lag(EffortError, ByteRange)
  /// `+2m`: minutes or months?
  case bareMinutes(ByteRange)
  case badName(ByteRange)
}

extension ReferenceScan {
  /// Reads the comma-separated items in `range`.
  public static func list(
    _ bytes: [UInt8], in range: Range<Int>, units: EffortUnits
  ) throws(ReferenceError) -> [ReferenceScan] {
    var (items, start): ([ReferenceScan], Int) = ([], range.lowerBound)
    for offset in range.lowerBound...range.upperBound
    where offset == range.upperBound || bytes[offset] == UInt8(ascii: ",") {
      var (lower, upper) = (start, offset)
      while lower < upper, bytes[lower].isBlank { lower += 1 }
      while upper > lower, bytes[upper - 1].isBlank { upper -= 1 }
      items.append(try ReferenceScan(bytes, lower..<upper, units))
      start = offset + 1
    }
    return items
  }

  private init(_ bytes: borrowing [UInt8], _ range: Range<Int>, _ units: EffortUnits) throws(ReferenceError) {
    guard !range.isEmpty else { throw .empty(ByteRange(range)) }
    var nameEnd = range.upperBound
    var lagStart: Int?
    var isNegative = false
    if let plus = range.first(where: { bytes[$0] == UInt8(ascii: "+") }) {
      (nameEnd, lagStart) = (plus, plus + 1)
    } else if let minus = ReferenceScan.negativeLag(bytes, range) {
      (nameEnd, lagStart, isNegative) = (minus, minus + 1, true)
    }
    var end: Dependency.End?
    if nameEnd - range.lowerBound > 6, bytes.starts(with: ".start", at: nameEnd - 6) {
      (end, nameEnd) = (.start, nameEnd - 6)
    } else if nameEnd - range.lowerBound > 4, bytes.starts(with: ".end", at: nameEnd - 4) {
      (end, nameEnd) = (.end, nameEnd - 4)
    }
    name = range.lowerBound..<nameEnd
    self.end = end
    guard !name.isEmpty, !name.contains(where: { bytes[$0].isBlank || bytes[$0] == UInt8(ascii: ":") }) else {
      throw .badName(ByteRange(range))
    }
    lag =
      try lagStart.map { start throws(ReferenceError) in
        try ReferenceScan.lag(bytes, start..<range.upperBound, units, isNegative)
      } ?? .none
  }

  /// The `-` behind `.start` or `.end`: only an explicit end may have a negative lag.
  private static func negativeLag(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    range.last { offset in
      bytes[offset] == UInt8(ascii: "-")
        && (bytes.starts(with: ".start", at: offset - 6) || bytes.starts(with: ".end", at: offset - 4))
    }
  }

  private static func lag(
    _ bytes: [UInt8], _ range: Range<Int>, _ units: EffortUnits, _ isNegative: Bool
  ) throws(ReferenceError) -> Lag {
    var plain: [UInt8] = []
    var isElapsed = false
    for offset in range {
      if bytes[offset] | 0x20 == UInt8(ascii: "e"), plain.last?.isASCIIDigit == true {
        isElapsed = true
      } else {
        plain.append(bytes[offset])
      }
    }
    if plain.last.map({ $0 | 0x20 }) == UInt8(ascii: "m") { throw .bareMinutes(ByteRange(range)) }
    let lengths = isElapsed ? EffortUnits(minutesPerDay: 24 * 60, minutesPerWeek: 7 * 24 * 60) : units
    do {
      let minutes = try Effort(parsing: plain, in: 0..<plain.count, units: lengths).minutes
      return Lag(minutes: Int32(isNegative ? -minutes : minutes), isElapsed: isElapsed)
    } catch {
      throw .lag(error, ByteRange(range))
    }
  }
}

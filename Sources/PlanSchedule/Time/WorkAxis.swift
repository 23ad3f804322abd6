/// Minutes since the midnight with which the schedule's first day begins; earlier ones are negative.
package typealias Minute = Int32

/// Minutes in a day.
let dayLength: Minute = 1440

/// The minutes in which a resource can work, numbered one by one: between two working minutes lies nothing.
///
/// A task that stops only for what the axis leaves out is one unbroken interval of it.
struct WorkAxis: Sendable {
  /// Working intervals, rising and apart.
  private(set) var starts: [Minute] = []
  private(set) var ends: [Minute] = []
  /// What can be given in each, in thousandths.
  private(set) var levels: [Int32] = []
  /// Working minutes before each interval.
  private(set) var prefix: [Minute] = []
  /// The first interval that ends after each day's midnight.
  private var firstOfDay: [Int32] = []
  /// All working minutes.
  private(set) var count: Minute = 0
  /// The same level everywhere: only then is a task of any rate unbroken.
  private(set) var isEven = true
  let days: Int

  init(days: Int) { self.days = days }

  /// Adds an interval behind the others; one that touches the last with the same level makes it longer.
  mutating func append(_ start: Minute, _ end: Minute, level: Int32) {
    guard end > start, level > 0 else { return }
    if let last = ends.last, last == start, levels[levels.count - 1] == level {
      ends[ends.count - 1] = end
    } else {
      if let first = levels.first, first != level { isEven = false }
      starts.append(start)
      ends.append(end)
      levels.append(level)
      prefix.append(count)
    }
    count += end - start
  }

  /// Makes the index by days; to be called when all intervals are in.
  mutating func finish() {
    firstOfDay = [Int32](repeating: Int32(ends.count), count: days + 2)
    var position = 0
    for day in 0..<days + 2 {
      while position < ends.count, ends[position] <= Minute(day) * dayLength { position += 1 }
      firstOfDay[day] = Int32(position)
    }
  }

  /// The first interval that ends after a time; ``starts``'s count where none does.
  @inline(__always)
  func interval(after time: Minute) -> Int {
    guard time >= 0 else { return 0 }
    var position = Int(firstOfDay[min(Int(time / dayLength), days + 1)])
    while position < ends.count, ends[position] <= time { position += 1 }
    return position
  }

  /// Working minutes before a time.
  @inline(__always)
  func index(at time: Minute) -> Minute {
    let position = interval(after: time)
    guard position < ends.count else { return count }
    return prefix[position] + max(0, time - starts[position])
  }

  /// The interval that holds a working minute.
  @inline(__always)
  func interval(holding index: Minute) -> Int {
    var (low, high) = (0, prefix.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if prefix[middle] <= index { low = middle } else { high = middle }
    }
    return low
  }

  /// When a working minute begins; nil past the last one.
  @inline(__always)
  func time(of index: Minute) -> Minute? {
    guard index < count, index >= 0 else { return nil }
    let position = interval(holding: index)
    return starts[position] + (index - prefix[position])
  }

  /// The times that working minutes take, in intervals.
  func intervals(_ range: Range<Minute>) -> [Range<Minute>] {
    guard !range.isEmpty, range.lowerBound < count else { return [] }
    var result: [Range<Minute>] = []
    var position = interval(holding: range.lowerBound)
    var next = range.lowerBound
    while next < range.upperBound, position < starts.count {
      let start = starts[position] + (next - prefix[position])
      let end = min(ends[position], start + (range.upperBound - next))
      result.append(start..<end)
      next += end - start
      position += 1
    }
    return result
  }

  func level(at time: Minute) -> Int32 {
    let position = interval(after: time)
    return position < starts.count && starts[position] <= time ? levels[position] : 0
  }
}

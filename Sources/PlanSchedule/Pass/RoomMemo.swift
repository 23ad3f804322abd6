/// Where earlier searches found no room, so that later ones for as much or more need not look there again.
///
/// Positions rise in the direction of the search. What is remembered holds as long as use only grows.
struct RoomMemo {
  /// Work of a rate and a length (or more of either) begins nowhere from `bound` up to `position`.
  private struct Entry {
    let rate: Int32
    let count: Minute
    let bound: Minute
    let position: Minute

    func covers(_ other: Entry) -> Bool {
      rate <= other.rate && count <= other.count && bound <= other.bound && position >= other.position
    }
  }

  /// Steps of a search from which on it is remembered.
  static let worthwhile = 16
  private static let limit = 256

  private var entries: [Entry] = []
  /// Which entry goes when there are too many.
  private var oldest = 0

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    oldest = 0
  }

  /// Where a search may begin instead of at `start`, and since where nothing is known to fit.
  func skip(_ rate: Int32, _ count: Minute, from start: Minute) -> (position: Minute, bound: Minute) {
    var (position, bound) = (start, start)
    for entry in entries
    where entry.position > position && entry.bound <= start && entry.rate <= rate && entry.count <= count {
      position = entry.position
      bound = entry.bound
    }
    return (position, bound)
  }

  mutating func remember(_ rate: Int32, _ count: Minute, from bound: Minute, to position: Minute) {
    let new = Entry(rate: rate, count: count, bound: bound, position: position)
    entries.removeAll { new.covers($0) }
    if entries.count < RoomMemo.limit {
      entries.append(new)
    } else {
      oldest = (oldest + 1) % RoomMemo.limit
      entries[oldest] = new
    }
  }
}

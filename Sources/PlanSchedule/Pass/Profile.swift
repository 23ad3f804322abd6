/// How much of a resource is taken at each minute of its axis: a step function, kept in chunks so that a change costs
/// little however long it is.
///
/// A class, since it is changed in place a million times. Searches skip whole chunks that are full or free; and since
/// use only grows during a pass, a search need not look again where an earlier one found no room (``RoomMemo``).
final class Profile {
  private struct Chunk {
    /// Where each step begins; the first step of the first chunk begins at 0.
    var positions: [Minute]
    /// What is taken from there on.
    var uses: [Int32]
    var most: Int32
    var least: Int32
  }

  private static let size = 256

  private var chunks: [Chunk]
  private let capacity: Int32
  private let length: Minute
  private var memo = RoomMemo()
  /// The same from the end: its positions are negative.
  private var lastMemo = RoomMemo()

  init(capacity: Int32, length: Minute) {
    self.capacity = capacity
    self.length = length
    chunks = [Chunk(positions: [0], uses: [0], most: 0, least: 0)]
  }

  func removeAll() {
    chunks = [Chunk(positions: [0], uses: [0], most: 0, least: 0)]
    forget()
  }

  private func forget() {
    memo.removeAll()
    lastMemo.removeAll()
  }

  // MARK: Looking

  /// The chunk and step that hold a position.
  private func find(_ position: Minute) -> (Int, Int) {
    var (low, high) = (0, chunks.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if chunks[middle].positions[0] <= position { low = middle } else { high = middle }
    }
    let chunk = low
    (low, high) = (0, chunks[chunk].positions.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if chunks[chunk].positions[middle] <= position { low = middle } else { high = middle }
    }
    return (chunk, low)
  }

  func use(at position: Minute) -> Int32 {
    let (chunk, step) = find(position)
    return chunks[chunk].uses[step]
  }

  /// The first position from `start` on at which `rate` is free for `count` minutes without a break; nil past the end.
  func room(for rate: Int32, _ count: Minute, from start: Minute) -> Minute? {
    let known = memo.skip(rate, count, from: start)
    var steps = 0
    guard let found = search(rate, count, known.position, &steps) else { return nil }
    if steps > RoomMemo.worthwhile { memo.remember(rate, count, from: known.bound, to: found) }
    return found
  }

  private func search(_ rate: Int32, _ count: Minute, _ from: Minute, _ looked: inout Int) -> Minute? {
    let limit = capacity - rate
    guard limit >= 0, from + count <= length else { return nil }
    var (chunk, step) = find(from)
    var candidate = from
    while true {
      looked += 1
      // A full chunk has no room, a free one no end of it.
      if step == 0, chunks[chunk].least > limit {
        chunk += 1
        guard chunk < chunks.count else { return nil }
        candidate = chunks[chunk].positions[0]
        continue
      }
      if step == 0, chunks[chunk].most <= limit {
        let end = chunk + 1 < chunks.count ? chunks[chunk + 1].positions[0] : length
        if end - candidate >= count { return candidate }
        chunk += 1
        guard chunk < chunks.count else { return nil }
        continue
      }
      let steps = chunks[chunk].positions.count
      looked += steps - step
      while step < steps {
        let end =
          step + 1 < steps
          ? chunks[chunk].positions[step + 1]
          : chunk + 1 < chunks.count ? chunks[chunk + 1].positions[0] : length
        if chunks[chunk].uses[step] > limit {
          candidate = end
        } else if end - candidate >= count {
          return candidate
        }
        step += 1
      }
      guard candidate + count <= length else { return nil }
      chunk += 1
      step = 0
      guard chunk < chunks.count else { return nil }
    }
  }

  /// The last position up to which `rate` is free for `count` minutes, ending at `end` or before; nil before the beginning.
  func lastRoom(for rate: Int32, _ count: Minute, endingBy end: Minute) -> Minute? {
    let limit = capacity - rate
    guard limit >= 0 else { return nil }
    let known = lastMemo.skip(rate, count, from: -min(end, length))
    var stop = -known.position
    guard stop >= count else { return nil }
    var (chunk, step) = find(max(0, stop - 1))
    var looked = 0
    while true {
      looked += 1
      let start = chunks[chunk].positions[step]
      if chunks[chunk].uses[step] > limit {
        stop = start
        if stop < count { return nil }
      } else if stop - start >= count {
        if looked > RoomMemo.worthwhile { lastMemo.remember(rate, count, from: known.bound, to: -stop) }
        return stop - count
      }
      if step > 0 {
        step -= 1
      } else if chunk > 0 {
        chunk -= 1
        step = chunks[chunk].positions.count - 1
      } else {
        return nil
      }
    }
  }

  /// The end of the last step in a range that leaves less than `rate`; nil where all of it is free.
  func lastConflict(_ range: Range<Minute>, rate: Int32) -> Minute? {
    let limit = capacity - rate
    guard !range.isEmpty else { return nil }
    var (chunk, step) = find(range.upperBound - 1)
    var end = range.upperBound
    while true {
      let start = chunks[chunk].positions[step]
      if chunks[chunk].uses[step] > limit {
        // All of the step, also behind the range.
        let next =
          step + 1 < chunks[chunk].positions.count
          ? chunks[chunk].positions[step + 1]
          : chunk + 1 < chunks.count ? chunks[chunk + 1].positions[0] : length
        return max(end, min(next, length))
      }
      guard start > range.lowerBound else { return nil }
      end = start
      if step > 0 {
        step -= 1
      } else {
        chunk -= 1
        step = chunks[chunk].positions.count - 1
      }
    }
  }

  /// The first position in a range that leaves less than `rate`; nil where all of it is free.
  func firstConflict(_ range: Range<Minute>, rate: Int32) -> Minute? {
    var found: Minute?
    steps(range) { part, use in
      if found == nil, use > capacity - rate { found = part.lowerBound }
    }
    return found
  }

  /// The free parts of a range, for work that may be interrupted, until told to stop.
  @inline(__always)
  func free(_ range: Range<Minute>, rate: Int32, _ body: (Range<Minute>) -> Bool) {
    let limit = capacity - rate
    walk(range) { part, use in use > limit || body(part) }
  }

  /// All steps of a range.
  @inline(__always)
  func steps(_ range: Range<Minute>, _ body: (Range<Minute>, Int32) -> Void) {
    walk(range) { part, use in
      body(part, use)
      return true
    }
  }

  /// Steps of a range with their use, as long as they are wanted.
  @inline(__always)
  private func walk(_ range: Range<Minute>, _ body: (Range<Minute>, Int32) -> Bool) {
    guard !range.isEmpty else { return }
    var (chunk, step) = find(range.lowerBound)
    while chunk < chunks.count {
      let start = max(range.lowerBound, chunks[chunk].positions[step])
      guard start < range.upperBound else { return }
      let steps = chunks[chunk].positions.count
      let end =
        step + 1 < steps
        ? chunks[chunk].positions[step + 1]
        : chunk + 1 < chunks.count ? chunks[chunk + 1].positions[0] : length
      guard body(start..<min(end, range.upperBound), chunks[chunk].uses[step]) else { return }
      step += 1
      if step == steps {
        chunk += 1
        step = 0
      }
    }
  }

  // MARK: Changing

  /// Takes `rate` (or gives it back, where negative) in a range.
  func add(_ rate: Int32, _ range: Range<Minute>) {
    let range = range.clamped(to: 0..<length)
    guard !range.isEmpty, rate != 0 else { return }
    if rate < 0 { forget() }
    if range.upperBound < length { split(range.upperBound) }
    let (first, firstStep) = split(range.lowerBound)
    var (chunk, step) = (first, firstStep)
    while chunk < chunks.count, chunks[chunk].positions[step] < range.upperBound {
      let steps = chunks[chunk].positions.count
      while step < steps, chunks[chunk].positions[step] < range.upperBound {
        chunks[chunk].uses[step] += rate
        step += 1
      }
      summarize(chunk)
      chunk += 1
      step = 0
    }
    merge(range.upperBound)
    merge(range.lowerBound)
  }

  private func summarize(_ chunk: Int) {
    var (most, least) = (Int32.min, Int32.max)
    for use in chunks[chunk].uses {
      most = max(most, use)
      least = min(least, use)
    }
    chunks[chunk].most = most
    chunks[chunk].least = least
  }

  /// Makes a step begin at a position.
  @discardableResult
  private func split(_ position: Minute) -> (Int, Int) {
    var (chunk, step) = find(position)
    guard chunks[chunk].positions[step] != position else { return (chunk, step) }
    let use = chunks[chunk].uses[step]
    step += 1
    chunks[chunk].positions.insert(position, at: step)
    chunks[chunk].uses.insert(use, at: step)
    guard chunks[chunk].positions.count > Profile.size else { return (chunk, step) }
    let middle = chunks[chunk].positions.count / 2
    let rest = Chunk(
      positions: Array(chunks[chunk].positions[middle...]), uses: Array(chunks[chunk].uses[middle...]),
      most: 0, least: 0)
    chunks[chunk].positions.removeSubrange(middle...)
    chunks[chunk].uses.removeSubrange(middle...)
    chunks.insert(rest, at: chunk + 1)
    summarize(chunk)
    summarize(chunk + 1)
    if step >= middle { (chunk, step) = (chunk + 1, step - middle) }
    return (chunk, step)
  }

  /// Joins the step at a position with the one before where nothing changes between them.
  private func merge(_ position: Minute) {
    guard position > 0, position < length else { return }
    let (chunk, step) = find(position)
    guard chunks[chunk].positions[step] == position, step > 0,
      chunks[chunk].uses[step - 1] == chunks[chunk].uses[step]
    else { return }
    chunks[chunk].positions.remove(at: step)
    chunks[chunk].uses.remove(at: step)
  }
}

/// A plan whose people all work at the same times, on one axis of working minutes: what a search can place millions of
/// times a second.
///
/// Activities are in a topological order. Times and durations are minutes of the axis.
struct EvenProblem: Sendable {
  var durations: [Int32] = []
  /// What each activity takes of every resource, eight resources in a vector.
  var demands: [SIMD8<Int32>] = []
  var capacity = SIMD8<Int32>(repeating: 0)
  /// Not before.
  var releases: [Int32] = []
  /// Predecessors of each activity: `start >= finish(from) + lag`, everything else made into that.
  var predecessors: [[Arc]] = []
  var successors: [[Arc]] = []
  /// What stands already and does not move: work in progress.
  var taken: [(from: Int32, to: Int32, demand: SIMD8<Int32>)] = []
  /// For the objective.
  var weights: [Int32] = []
  /// The end of the own due day of each activity; `.max`: none.
  var dues: [Int32] = []
  /// The outermost project of each activity; -1: an area's.
  var projects: [Int32] = []
  var projectWeights: [Int32] = []
  /// Groups with a due day: their members and that day.
  var deadlines: [(members: [Int32], due: Int32, weight: Int32)] = []
  /// Minutes in a working day.
  var dayLength: Int32 = 480

  struct Arc: Sendable {
    let node: Int32
    let lag: Int32
  }

  var count: Int { durations.count }

  /// The same in time turned round: successors become predecessors.
  var reversed: EvenProblem {
    var result = self
    result.predecessors = successors
    result.successors = predecessors
    result.releases = [Int32](repeating: 0, count: count)
    result.taken = []
    return result
  }

  /// No schedule of a single project is shorter: the critical path, and the work of the scarcest resource.
  var lengthBound: Int32 {
    var (ends, longest) = ([Int32](repeating: 0, count: count), Int32(0))
    for node in 0..<count {
      var start = releases[node]
      for arc in predecessors[node] { start = max(start, ends[Int(arc.node)] + arc.lag) }
      ends[node] = start + durations[node]
      longest = max(longest, ends[node])
    }
    for lane in 0..<8 where capacity[lane] > 0 {
      let work = (0..<count).reduce(0) { $0 + Int(durations[$1]) * Int(demands[$1][lane]) }
      longest = max(longest, Int32(clamping: (work + Int(capacity[lane]) - 1) / Int(capacity[lane])))
    }
    return longest
  }
}

/// Places the activities of an even problem one after the other, each at its earliest place.
///
/// A class over raw memory: nothing is allocated in a pass. What is taken stands in steps, all resources of a step in one
/// vector, so that one comparison tells whether a step has room. Not for two threads at a time: each search has its own.
final class EvenDecoder: @unchecked Sendable {
  private let problem: EvenProblem
  private var steps = 0
  private let positions: UnsafeMutablePointer<Int32>
  private let uses: UnsafeMutablePointer<SIMD8<Int32>>
  private let waiting: UnsafeMutablePointer<Int32>
  private let heap: UnsafeMutablePointer<Int32>
  private let durations: UnsafeMutablePointer<Int32>
  private let demands: UnsafeMutablePointer<SIMD8<Int32>>
  private let releases: UnsafeMutablePointer<Int32>
  private let arcStarts: UnsafeMutablePointer<Int32>
  private let arcs: UnsafeMutablePointer<EvenProblem.Arc>
  private let outStarts: UnsafeMutablePointer<Int32>
  private let outs: UnsafeMutablePointer<Int32>
  private let room: Int
  private let count: Int
  /// Starts of the last pass.
  let starts: UnsafeMutablePointer<Int32>
  private(set) var placements = 0

  init(_ problem: EvenProblem) {
    self.problem = problem
    count = problem.count
    room = 2 * (count + problem.taken.count) + 4
    positions = .allocate(capacity: room)
    uses = .allocate(capacity: room)
    waiting = .allocate(capacity: max(1, count))
    heap = .allocate(capacity: max(1, count))
    starts = .allocate(capacity: max(1, count))
    durations = .allocate(capacity: max(1, count))
    demands = .allocate(capacity: max(1, count))
    releases = .allocate(capacity: max(1, count))
    arcStarts = .allocate(capacity: count + 1)
    outStarts = .allocate(capacity: count + 1)
    arcs = .allocate(capacity: max(1, problem.predecessors.reduce(0) { $0 + $1.count }))
    outs = .allocate(capacity: max(1, problem.successors.reduce(0) { $0 + $1.count }))
    var (a, b) = (0, 0)
    for node in 0..<count {
      durations[node] = problem.durations[node]
      demands[node] = problem.demands[node]
      releases[node] = problem.releases[node]
      arcStarts[node] = Int32(a)
      for arc in problem.predecessors[node] {
        (arcs + a).initialize(to: arc)
        a += 1
      }
      outStarts[node] = Int32(b)
      for arc in problem.successors[node] {
        outs[b] = arc.node
        b += 1
      }
    }
    arcStarts[count] = Int32(a)
    outStarts[count] = Int32(b)
  }

  deinit {
    for pointer in [positions, waiting, heap, starts, durations, releases, arcStarts, outStarts, outs] {
      pointer.deallocate()
    }
    uses.deallocate()
    demands.deallocate()
    arcs.deallocate()
  }

  private func clear() {
    steps = 1
    positions[0] = 0
    uses[0] = SIMD8(repeating: 0)
    for one in problem.taken { take(one.from, one.to, one.demand) }
  }

  /// Places everything in the order of rising keys, as it becomes free.
  ///
  /// - Returns: The end of the last activity.
  @discardableResult
  func run(_ keys: UnsafePointer<Int32>) -> Int32 {
    clear()
    var size = 0
    for node in 0..<count {
      waiting[node] = arcStarts[node + 1] - arcStarts[node]
      if waiting[node] == 0 {
        push(Int32(node), &size, keys)
      }
    }
    var end: Int32 = 0
    while size > 0 {
      let node = Int(pop(&size, keys))
      end = max(end, place(node))
      for position in Int(outStarts[node])..<Int(outStarts[node + 1]) {
        let next = Int(outs[position])
        waiting[next] -= 1
        if waiting[next] == 0 { push(Int32(next), &size, keys) }
      }
    }
    placements += count
    return end
  }

  @inline(__always)
  private func isBefore(_ a: Int32, _ b: Int32, _ keys: UnsafePointer<Int32>) -> Bool {
    let (one, other) = (keys[Int(a)], keys[Int(b)])
    return one != other ? one < other : a < b
  }

  @inline(__always)
  private func push(_ node: Int32, _ size: inout Int, _ keys: UnsafePointer<Int32>) {
    var child = size
    size += 1
    while child > 0 {
      let parent = (child - 1) >> 1
      guard isBefore(node, heap[parent], keys) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = node
  }

  @inline(__always)
  private func pop(_ size: inout Int, _ keys: UnsafePointer<Int32>) -> Int32 {
    let first = heap[0]
    size -= 1
    let last = heap[size]
    var parent = 0
    while true {
      var child = parent * 2 + 1
      guard child < size else { break }
      if child + 1 < size, isBefore(heap[child + 1], heap[child], keys) { child += 1 }
      guard isBefore(heap[child], last, keys) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first
  }

  @inline(__always)
  private func place(_ node: Int) -> Int32 {
    var start = releases[node]
    for position in Int(arcStarts[node])..<Int(arcStarts[node + 1]) {
      let arc = arcs[position]
      let from = Int(arc.node)
      start = max(start, starts[from] + durations[from] + arc.lag)
    }
    let duration = durations[node]
    let demand = demands[node]
    guard duration > 0 else {
      starts[node] = start
      return start
    }
    // The step that holds the start.
    var (low, high) = (0, steps)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if positions[middle] <= start { low = middle } else { high = middle }
    }
    let limit = problem.capacity &- demand
    var (first, step) = (low, low)
    while step < steps, positions[step] < start + duration {
      if any(uses[step] .> limit) {
        first = step + 1
        // The last step is free for ever.
        guard first < steps else { break }
        start = positions[first]
      }
      step += 1
    }
    starts[node] = start
    take(start, start + duration, demand, near: first)
    return start + duration
  }

  private func take(_ from: Int32, _ to: Int32, _ demand: SIMD8<Int32>) {
    var (low, high) = (0, steps)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if positions[middle] <= from { low = middle } else { high = middle }
    }
    take(from, to, demand, near: low)
  }

  /// - Parameter step: The step that holds `from`.
  @inline(__always)
  private func take(_ from: Int32, _ to: Int32, _ demand: SIMD8<Int32>, near step: Int) {
    var step = step
    if positions[step] < from {
      insert(at: step + 1, from, uses[step])
      step += 1
    }
    while step < steps, positions[step] < to {
      let end = step + 1 < steps ? positions[step + 1] : Int32.max
      if end > to { insert(at: step + 1, to, uses[step]) }
      uses[step] &+= demand
      step += 1
    }
  }

  @inline(__always)
  private func insert(at step: Int, _ position: Int32, _ use: SIMD8<Int32>) {
    var index = steps
    while index > step {
      positions[index] = positions[index - 1]
      uses[index] = uses[index - 1]
      index -= 1
    }
    positions[step] = position
    uses[step] = use
    steps += 1
  }
}

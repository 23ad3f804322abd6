package import PlanModel
import PlanParallel

/// Short names of all tasks of a plan.
///
/// A task's handle is its `id`; without one, five or more letters from a hash of its project path, its text
/// and its place among equal ones, so that it survives every other change: new lines above it, other dates,
/// another status. Letters are added until no other task of the plan shares them; a handle that was shown
/// before stays good as the beginning of the longer one, and is refused as ambiguous rather than taken for
/// another task.
///
/// The hash is 64-bit FNV-1a, mixed by the finalizer of SplitMix64, over the titles from the file's project
/// to the task's (each followed by 0x1F), 0x1E, the text, and for every equal one after the first 0x1E and
/// its number in decimal digits. Its remainder by 18¹⁵ is written in base 18, the highest digit first. The
/// same on every platform; to change any of this is to change everybody's handles.
package struct HandleTable: Sendable {
  /// No vowels, so that no words appear, and none of `l`, `q` and `y`, which are mistaken for others.
  static let alphabet = Array("bcdfghjkmnprstvwxz".utf8)
  /// Letters of a full code.
  static let longest = 15
  static let shortest = 5

  private let plan: Plan
  /// The full code of each task.
  private let codes: [UInt64]
  /// Positions of tasks in the order of their codes.
  private let order: [UInt32]
  /// Letters that tell each task from all others.
  private let lengths: [UInt8]

  package init(_ plan: Plan) {
    self.plan = plan
    let codes = HandleTable.codes(plan)
    var pairs = codes.enumerated().map { (code: $1, task: UInt32($0)) }
    pairs.sortInParallel { $0.code != $1.code ? $0.code < $1.code : $0.task < $1.task }
    var lengths = [UInt8](repeating: UInt8(HandleTable.shortest), count: codes.count)
    for (one, next) in zip(pairs, pairs.dropFirst()) {
      let needed = UInt8(HandleTable.lettersBetween(one.code, next.code))
      lengths[Int(one.task)] = max(lengths[Int(one.task)], needed)
      lengths[Int(next.task)] = max(lengths[Int(next.task)], needed)
    }
    self.codes = codes
    self.lengths = lengths
    order = pairs.map(\.task)
  }

  /// The task's id, else its letters.
  package func handle(of task: TaskIndex) -> String {
    plan.id(of: .task(task)) ?? letters(of: task)
  }

  /// The letters alone; longer where they would spell an id.
  func letters(of task: TaskIndex) -> String {
    let all = HandleTable.letters(codes[task.position])
    var count = Int(lengths[task.position])
    while count < HandleTable.longest,
      plan.ids.find(String(decoding: all[..<count], as: UTF8.self), files: plan.files) != nil
    {
      count += 1
    }
    return String(decoding: all[..<count], as: UTF8.self)
  }

  /// The tasks whose letters begin with these (five or more), in the plan's order; none for anything else.
  package func tasks(beginning letters: String) -> [TaskIndex] {
    guard let (first, last) = HandleTable.codes(beginning: letters) else { return [] }
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if codes[Int(order[middle])] < first { low = middle + 1 } else { high = middle }
    }
    return order[low...].prefix { codes[Int($0)] <= last }.map { TaskIndex(Int($0)) }.sorted()
  }

  /// True if a text has the shape of letters that this type gives.
  static func isShaped(_ text: String) -> Bool {
    (shortest...longest).contains(text.utf8.count)
      && text.utf8.allSatisfy { alphabet.contains($0.lowercased) }
  }

  // MARK: Codes

  private static let base = UInt64(alphabet.count)
  /// The powers of the base up to that of a full code.
  private static let powers: [UInt64] = (0..<longest).reduce(into: [1]) { powers, _ in
    powers.append((powers.last ?? 1) * base)
  }

  private static func letters(_ code: UInt64) -> [UInt8] {
    var (rest, result) = (code, [UInt8](repeating: 0, count: longest))
    for position in stride(from: longest - 1, through: 0, by: -1) {
      result[position] = alphabet[Int(rest % base)]
      rest /= base
    }
    return result
  }

  /// The least and greatest code that begins with some letters.
  private static func codes(beginning letters: String) -> (UInt64, UInt64)? {
    guard isShaped(letters) else { return nil }
    let prefix = letters.utf8.reduce(UInt64(0)) {
      $0 * base + UInt64(alphabet.firstIndex(of: $1.lowercased) ?? 0)
    }
    let rest = powers[longest - letters.utf8.count]
    return (prefix * rest, prefix * rest + (rest - 1))
  }

  /// The letters, five or more, that tell two codes apart; all of them where nothing does.
  private static func lettersBetween(_ a: UInt64, _ b: UInt64) -> Int {
    var count = shortest
    while count < longest, a / powers[longest - count] == b / powers[longest - count] { count += 1 }
    return count
  }

  private static func codes(_ plan: Plan) -> [UInt64] {
    var paths: [StableHash] = []
    paths.reserveCapacity(plan.projects.count)
    for project in plan.projects {
      var hash = project.parent.orNil.map { paths[$0.position] } ?? StableHash()
      hash.combine(project.name)
      hash.combine(byte: 0x1F)
      paths.append(hash)
    }
    let (isArchive, titles) = (plan.files.map(\.isArchive), paths)
    let hashes = mapInParallel(plan.tasks.count) { position in
      let record = plan.tasks[position]
      var hash = record.project.orNil.map { titles[$0.position] } ?? StableHash()
      hash.combine(byte: 0x1E)
      if !hash.combine(plainTextOf: record, in: plan) { hash.combine(plan.text(of: TaskIndex(position))) }
      return hash
    }
    var codes = [UInt64](repeating: 0, count: plan.tasks.count)
    var counts: [UInt64: Int] = [:]
    counts.reserveCapacity(plan.tasks.count)
    // What is archived counts last, so that archiving a task leaves its living twins their handles.
    for archived in isArchive.contains(true) ? [false, true] : [false] {
      for position in plan.tasks.indices {
        guard isArchive[plan.tasks[position].file.position] == archived else { continue }
        var hash = hashes[position]
        let number = counts[hash.value, default: 0] + 1
        counts[hash.value] = number
        if number > 1 {
          hash.combine(byte: 0x1E)
          hash.combine(String(number))
        }
        codes[position] = hash.mixed % powers[longest]
      }
    }
    return codes
  }
}

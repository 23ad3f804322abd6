import PlanLint
import PlanModel
import PlanQuery
import PlanSchedule
import PlanText
import PlanWorkspace

/// A plan between two changes, with what requests compute from it, each once. A class, since all requests about one
/// state share what the first of them computed.
final class PlanSnapshot {
  let workspace: Workspace
  let generation: Int
  let today: Day
  let encoding: PositionEncoding
  /// Texts that are open, by path below the root.
  private let open: [String: TextMirror]
  private var mirrors: [FileIndex: TextMirror] = [:]
  /// What a job found for this state.
  var computed: PlanJobResult?
  /// What rules said of the tasks of an earlier state, then of this one.
  private(set) var memory: LintMemory?

  init(
    _ workspace: Workspace, generation: Int, today: Day, encoding: PositionEncoding,
    open: [String: TextMirror], memory: LintMemory? = nil
  ) {
    self.memory = memory
    self.workspace = workspace
    self.generation = generation
    self.today = today
    self.encoding = encoding
    self.open = open
  }

  var plan: Plan { workspace.plan }
  var schedule: Schedule? { computed?.schedule }

  lazy var files: [String: FileIndex] = Dictionary(
    plan.files.enumerated().map { ($1.path, FileIndex($0)) }, uniquingKeysWith: { first, _ in first })

  /// The text of a file, open or not, as the client counts in it.
  func mirror(_ file: FileIndex) -> TextMirror {
    if let known = open[plan[file].path] ?? mirrors[file] { return known }
    let mirror = TextMirror(plan[file].bytes, version: nil, encoding: encoding)
    mirrors[file] = mirror
    return mirror
  }

  /// The version of the text that the client has open; nil for files that it has not.
  func version(_ file: FileIndex) -> Int? { open[plan[file].path]?.version }
  func isOpen(_ file: FileIndex) -> Bool { open[plan[file].path] != nil }

  func uri(_ file: FileIndex) -> String {
    DocumentURI.uri((workspace.root == "/" ? "" : workspace.root) + "/" + plan[file].path)
  }

  func location(_ file: FileIndex, _ range: Range<Int>) -> JSONValue {
    ["uri": .string(uri(file)), "range": mirror(file).json(range)]
  }

  /// What lint says without levelling the plan, by file.
  lazy var quickFindings: [FileIndex: [Finding]] = Dictionary(
    grouping: lint(plan, today: today, memory: &memory), by: \.file)

  /// What waits for each task, directly.
  lazy var waiting: [TaskIndex: [TaskIndex]] = {
    var result: [TaskIndex: [TaskIndex]] = [:]
    for edge in plan.dependencies {
      switch (edge.kind, edge.owner, edge.target) {
      case (.before, .task(let owner), .task(let target)): result[owner, default: []].append(target)
      case (_, .task(let owner), .task(let target)): result[target, default: []].append(owner)
      default: break
      }
    }
    for task in plan.taskIndices {
      if let previous = plan[task].predecessor.orNil { result[previous, default: []].append(task) }
    }
    return result
  }()

  lazy var figuresWithoutDates = PlanFigures(plan, today: today, schedule: nil)

  lazy var handles = HandleTable(plan)

  /// Files by their names without folders, in lower case, as wikilinks name them; the first of equal ones.
  lazy var stems: [String: FileIndex] = Dictionary(
    plan.files.enumerated().map { ($1.stem.lowercased(), FileIndex($0)) }, uniquingKeysWith: { a, _ in a })

  // MARK: What stands where

  /// The positions of a file's tasks.
  func tasks(in file: FileIndex) -> Range<Int> {
    // Tasks lie in the order of the files.
    func first(_ isBehind: (Task) -> Bool) -> Int {
      var (low, high) = (0, plan.tasks.count)
      while low < high {
        let middle = (low + high) / 2
        if isBehind(plan.tasks[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let lower = first { $0.file >= file }
    return lower..<max(lower, first { $0.file > file })
  }

  /// The tasks of a file whose lines touch a range.
  func tasks(in file: FileIndex, touching range: Range<Int>) -> [TaskIndex] {
    let all = tasks(in: file)
    var (low, high) = (all.lowerBound, all.upperBound)
    // The first one that begins behind the range's beginning, or the one before it.
    while low < high {
      let middle = (low + high) / 2
      if Int(plan.tasks[middle].start) > range.lowerBound { high = middle } else { low = middle + 1 }
    }
    var position = max(all.lowerBound, low - 1)
    var found: [TaskIndex] = []
    while position < all.upperBound, Int(plan.tasks[position].start) <= range.upperBound {
      if Int(plan.tasks[position].end) >= range.lowerBound { found.append(TaskIndex(position)) }
      position += 1
    }
    return found
  }

  /// The task whose own lines hold an offset, blanks before its marker and behind its text included.
  func task(at offset: Int, in file: FileIndex) -> TaskIndex? {
    let bytes = plan[file].bytes
    let line = bytes.startOfLine(min(offset, bytes.count))..<bytes.endOfLine(min(offset, bytes.count))
    return tasks(in: file, touching: line).last { Int(plan[$0].start) <= max(offset, line.upperBound) }
  }

  func projects(in file: FileIndex) -> Range<Int> {
    let lower = plan.projects.firstIndex { $0.file == file } ?? plan.projects.count
    let upper = plan.projects[lower...].firstIndex { $0.file != file } ?? plan.projects.count
    return lower..<upper
  }

  /// The project whose heading, or whose tags below it, hold an offset.
  func heading(at offset: Int, in file: FileIndex) -> ProjectIndex? {
    projects(in: file).map { ProjectIndex($0) }.first { project in
      let range = plan[project].range
      if !range.isEmpty, range.lowerBound <= offset, offset <= range.upperBound { return true }
      return plan.tags(of: project).contains {
        $0.range.lowerBound <= offset && offset <= $0.range.upperBound
      }
    }
  }

  /// The project in whose section an offset lies.
  func project(around offset: Int, in file: FileIndex) -> ProjectIndex? {
    projects(in: file).map { ProjectIndex($0) }.last { plan[$0].range.lowerBound <= offset }
  }

  func node(at offset: Int, in file: FileIndex) -> NodeIndex? {
    if let project = heading(at: offset, in: file) { return .project(project) }
    return task(at: offset, in: file).map { .task($0) }
  }

  /// The tag that holds an offset, or ends or begins there.
  func tag(at offset: Int, in file: FileIndex) -> (node: NodeIndex, tag: Tag)? {
    guard let node = node(at: offset, in: file) else { return nil }
    let touching = plan.tags(of: node).filter {
      $0.form != .frontMatter && $0.range.lowerBound <= offset && offset <= $0.range.upperBound
    }
    // Of two that meet, the one that begins here.
    return touching.last.map { (node, $0) }
  }

  /// The end of what belongs to a project: its section, without the blank lines behind it.
  func end(of project: ProjectIndex) -> Int { plan.endOfSection(project) }
}

/// A text that a request is about, with the plan that it belongs to.
struct Place {
  let snapshot: PlanSnapshot
  let file: FileIndex
  let uri: String
  let mirror: TextMirror

  var plan: Plan { snapshot.plan }
  var bytes: [UInt8] { mirror.bytes }

  func offset(_ value: JSONValue?) throws(Problem) -> Int {
    guard let position = Position(value) else { throw .badParameters("the request names no position") }
    return mirror.offset(of: position)
  }

  func range(_ value: JSONValue?) throws(Problem) -> Range<Int> {
    guard let start = Position(value?["start"]), let end = Position(value?["end"]) else {
      throw .badParameters("the request names no range")
    }
    let lower = mirror.offset(of: start)
    return lower..<max(lower, mirror.offset(of: end))
  }

  func json(_ range: Range<Int>) -> JSONValue { mirror.json(range) }
}

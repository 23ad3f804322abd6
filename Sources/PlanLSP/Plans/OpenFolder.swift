import PlanLint
import PlanModel
import PlanText
import PlanWorkspace

/// A plan's folder that the client works in.
struct OpenFolder {
  var live: LivePlan
  /// Something on the disk is newer than what was loaded.
  var isStale = false
  /// Grows with every change of the plan.
  private(set) var generation = 0
  private(set) var snapshot: PlanSnapshot?
  private var memory: LintMemory?
  /// Which state the running job is about.
  var running: Int?
  /// Asked for by a request that waits.
  var wantsForecast = false
  /// The newest findings about a schedule, whichever state it was about.
  private(set) var levelled: PlanJobResult?

  /// False for a folder that is no plan: there only open texts count.
  let readsDisk: Bool

  init(_ files: PlanFiles, readsDisk: Bool) {
    live = LivePlan(files)
    self.readsDisk = readsDisk
  }

  var root: String { live.files.root }

  /// Takes what lies on the disk now.
  mutating func reload(_ files: PlanFiles) {
    live.files = files
    isStale = false
    snapshot = nil
    memory = nil
  }

  /// Something changed: the next one who asks gets another snapshot.
  mutating func change() {
    generation += 1
    memory = snapshot?.memory ?? memory
    snapshot = nil
  }

  mutating func snapshot(today: Day, encoding: PositionEncoding, open: [String: TextMirror]) -> PlanSnapshot {
    if let snapshot, snapshot.today == today { return snapshot }
    if snapshot != nil { change() }
    let workspace = live.read(with: open.mapValues(\.bytes))
    let new = PlanSnapshot(
      workspace, generation: generation, today: today, encoding: encoding, open: open, memory: memory)
    snapshot = new
    return new
  }

  mutating func take(_ result: PlanJobResult) {
    if result.isLast { running = nil }
    if result.findings != nil { levelled = result }
    if result.generation == generation { snapshot?.computed = result }
  }

  /// What is to be told of a file: all that lint finds where the plan is levelled; else what it finds without, and of
  /// the findings about an earlier schedule those whose lines are as they were.
  func findings(_ snapshot: PlanSnapshot, _ file: FileIndex) -> [Finding] {
    if let all = snapshot.computed?.findings { return all.filter { $0.file == file } }
    let quick = snapshot.quickFindings[file] ?? []
    guard let levelled, let earlier = levelled.findings else { return quick }
    let path = snapshot.plan[file].path
    guard let old = levelled.plan.files.firstIndex(where: { $0.path == path }) else { return quick }
    let aboutSchedule = earlier.filter {
      $0.file.position == old && OpenFolder.levelledRules.contains($0.rule)
    }
    guard !aboutSchedule.isEmpty else { return quick }
    let change = Change(from: levelled.plan.files[old].bytes, to: snapshot.plan[file].bytes)
    let kept = aboutSchedule.compactMap { finding -> Finding? in
      var finding = finding
      finding.file = file
      // A fix was made for the text that was.
      finding.fix = nil
      guard let change else { return finding }
      if finding.range.upperBound < change.old.lowerBound { return finding }
      guard finding.range.lowerBound > change.old.upperBound else { return nil }
      finding.range = ByteRange(
        finding.range.lowerBound + change.distance, finding.range.upperBound + change.distance)
      return finding
    }
    return (quick + kept).sorted { ($0.range, $0.rule) < ($1.range, $1.rule) }
  }

  private static let levelledRules = Set(allRules.filter(\.interest.schedule).map(\.info.id))
}

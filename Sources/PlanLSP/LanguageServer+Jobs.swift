package import PlanModel
import PlanSchedule
import PlanWorkspace

// What is computed beside the typing, and who waits for it.

extension LanguageServer {
  /// Keeps a request until a schedule is there; false where it is.
  mutating func postpones(_ request: Request, _ id: JSONValue, _ parameters: JSONValue)
    throws(Problem) -> Bool
  {
    guard phase == .running, request.needsSchedule, let place = try place(parameters) else { return false }
    let root = place.snapshot.workspace.root
    var asksForForecast = false
    if request == .hover { asksForForecast = try self.asksForForecast(parameters, place) }
    if let computed = place.snapshot.computed, !asksForForecast || computed.forecast != nil { return false }
    if asksForForecast { folders[root]?.wantsForecast = true }
    // Who asks the same again about a newer text wants no answer about the older one.
    let uri = parameters["textDocument"]?["uri"]
    for old in deferred where old.request == request && old.parameters["textDocument"]?["uri"] == uri {
      if old.generation < place.snapshot.generation { fail(old.id, .contentModified) }
    }
    deferred.removeAll {
      $0.request == request && $0.parameters["textDocument"]?["uri"] == uri
        && $0.generation < place.snapshot.generation
    }
    deferred.append(
      Deferred(
        id: id, request: request, parameters: parameters, root: root, generation: place.snapshot.generation))
    startJob(root)
    return true
  }

  private mutating func startJob(_ root: String) {
    guard var folder = folders[root], folder.running == nil, let snapshot = folder.snapshot else { return }
    let job = PlanJob(
      root: root, generation: snapshot.generation, plan: snapshot.plan, today: snapshot.today,
      lints: settings.levels && snapshot.plan.isLevelledInPassing, forecasts: folder.wantsForecast)
    folder.running = snapshot.generation
    folders[root] = folder
    beginProgress(root, snapshot.plan)
    surroundings.start(job)
  }

  /// Takes what a job found.
  package mutating func finish(_ result: PlanJobResult) -> [JSONValue] {
    guard var folder = folders[result.root] else { return [] }
    if result.forecast != nil { folder.wantsForecast = false }
    folder.take(result)
    folders[result.root] = folder
    if result.isLast { endProgress(result.root) }
    guard phase == .running else { return emptyOutbox() }
    let isCurrent = result.generation == folder.generation
    if isCurrent, result.isLast {
      for (uri, root) in openRoots() where root == result.root { unsettled.insert(uri) }
      settleFindings()
      refresh()
    }
    let waiting = deferred.filter { $0.root == result.root }
    deferred.removeAll { $0.root == result.root }
    for one in waiting { answerDeferred(one) }
    return emptyOutbox()
  }

  private mutating func answerDeferred(_ one: Deferred) {
    do throws(Problem) {
      if try postpones(one.request, one.id, one.parameters) { return }
      send(["jsonrpc": "2.0", "id": one.id, "result": try answer(one.request, one.parameters)])
    } catch {
      fail(one.id, error)
    }
  }

  /// Tells the client that what it shows of schedules has changed.
  mutating func refresh() {
    if client.pullsDiagnostics, client.refreshesDiagnostics { ask("workspace/diagnostic/refresh", nil) }
    if client.refreshesInlayHints { ask("workspace/inlayHint/refresh", nil) }
    if client.refreshesCodeLenses { ask("workspace/codeLens/refresh", nil) }
  }

  /// Plans that are levelled in the blink of an eye show no progress.
  private static var tasksWithProgress: Int { 2000 }

  private mutating func beginProgress(_ root: String, _ plan: Plan) {
    guard client.showsProgress, plan.tasks.count >= LanguageServer.tasksWithProgress else { return }
    let token = JSONValue.string("planmd-progress-\(nextID)")
    progress[root] = nextID
    ask("window/workDoneProgress/create", ["token": token])
    tell(
      "$/progress",
      [
        "token": token,
        "value": [
          "kind": "begin", "title": "planmd",
          "message": .string("levelling \(plan.unfinishedCount(in: 0..<plan.tasks.count)) tasks"),
        ],
      ])
  }

  private mutating func endProgress(_ root: String) {
    guard let number = progress.removeValue(forKey: root) else { return }
    tell("$/progress", ["token": .string("planmd-progress-\(number)"), "value": ["kind": "end"]])
  }

  // MARK: Findings

  /// Sends the findings of all texts that changed since; called when nothing more has arrived.
  package mutating func settle() -> [JSONValue] {
    settleFindings()
    return emptyOutbox()
  }

  mutating func settleFindings() {
    guard phase == .running, !unsettled.isEmpty else { return }
    defer { unsettled = [] }
    guard !client.pullsDiagnostics else { return }
    for uri in unsettled.sorted() where documents[uri] != nil {
      let findings = findings(of: uri)
      // Of a text that was changed they are sent in any case, with its version; of others, where they differ.
      if !changedTexts.contains(uri) {
        let state = LanguageServer.state(of: findings)
        guard published[uri] != state else { continue }
        published[uri] = state
      }
      tell("textDocument/publishDiagnostics", publication(uri, findings))
    }
    changedTexts = []
  }

  /// A number that changes with what is told of a text.
  private static func state(of findings: [Finding]) -> Int {
    var hasher = Hasher()
    for finding in findings {
      hasher.combine(finding.rule)
      hasher.combine(finding.range)
      hasher.combine(finding.message)
      hasher.combine(finding.severity)
      hasher.combine(finding.related)
    }
    return hasher.finalize()
  }

  /// Starts what is worth doing while nobody types.
  ///
  /// - Returns: False where there is nothing more to do.
  package mutating func rest() -> Bool {
    guard phase == .running, settings.levels else { return false }
    var started = false
    for (_, root) in openRoots() {
      guard let folder = folders[root], folder.running == nil, let snapshot = folder.snapshot,
        snapshot.computed == nil, snapshot.plan.isLevelledInPassing
      else { continue }
      startJob(root)
      started = true
    }
    return started
  }
}

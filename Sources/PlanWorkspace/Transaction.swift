#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes what a command changes, all of it or nothing, whatever stops it.
///
/// Old and new bytes go to a journal before the first file is touched. A run that finds a journal finishes what it
/// says if a file of it is written already, and drops it else; so a command on several files can be stopped anywhere.
/// A finished journal becomes the record that `undo` takes back. A class, since it holds a lock as long as it lives.
package final class Transaction {
  private let root: String
  private let state: StateFolder
  private let lock: Int32
  /// What an earlier run had left behind, in words.
  package private(set) var notes: [String] = []

  /// Takes the lock and tidies up after a run that was stopped.
  ///
  /// - Throws: ``WorkspaceError`` with exit code 3 where another planmd is writing.
  package init(root: String) throws(WorkspaceError) {
    self.root = root
    state = StateFolder(root: root)
    try state.make()
    lock = try Transaction.take(state.lock)
    notes = recover()
  }

  private static func take(_ path: String) throws(WorkspaceError) -> Int32 {
    let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw WorkspaceError("nothing is written: '\(path)': \(faultMessage(errno))", exitCode: 3)
    }
    // Another write takes milliseconds.
    for _ in 0..<500 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return lock }
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      usleep(10_000)
    }
    close(lock)
    throw WorkspaceError(
      "nothing is written: another planmd is writing this plan", help: "try again when it has finished",
      exitCode: 3)
  }

  deinit { close(lock) }

  // MARK: Writing

  /// Writes the changes in their order: where something goes before where it leaves.
  ///
  /// - Throws: ``WorkspaceError`` where nothing was written.
  package func commit(_ changes: [FileChange], title: String) throws(WorkspaceError) {
    try write(WriteRecord(root: root, title: title, changes: changes))
  }

  private func write(_ record: WriteRecord) throws(WorkspaceError) {
    for change in record.changes { try check(change) }
    let signals = HeldSignals()
    defer { signals.release() }
    var record = record
    record.folders = missingFolders(record.changes)
    if let fault = StateFolder.put(record.bytes, to: state.journal) {
      throw WorkspaceError("nothing is written: '\(state.journal)': \(faultMessage(fault))", exitCode: 3)
    }
    var written: [FileChange] = []
    do throws(WorkspaceError) {
      for change in record.changes {
        try apply(change)
        written.append(change)
      }
    } catch {
      // Back to where it began; what cannot be taken back stays in the journal for the next run.
      let isBack = written.reversed().allSatisfy { (try? apply($0.reversed)) != nil }
      removeFolders(record.folders)
      if isBack { unlink(state.journal) }
      throw error
    }
    // A temporary file that does not go away is the journal's to know; the next run finishes then.
    guard record.changes.allSatisfy({ isTidy($0) }) else { return }
    finish(record)
  }

  /// True if no temporary file of ours lies beside a changed one.
  private func isTidy(_ change: FileChange) -> Bool {
    let target = FileAccess.realPath(path(change)) ?? path(change)
    let temporary = SafeWriter.temporary(for: target)
    return FileAccess.kind(of: temporary) == nil || unlink(temporary) == 0
  }

  private func path(_ change: FileChange) -> String { root + "/" + change.path }

  private func check(_ change: FileChange) throws(WorkspaceError) {
    guard let old = change.old else {
      guard !FileAccess.exists(path(change)) else {
        throw SafeWriter.refusal(change.path, "there is something of that name")
      }
      return
    }
    try SafeWriter.check(path(change), old: old, shown: change.path)
  }

  private func apply(_ change: FileChange) throws(WorkspaceError) {
    switch (change.old, change.new) {
    case (let old?, let new?): try SafeWriter.replace(path(change), old: old, with: new, shown: change.path)
    case (nil, let new?):
      guard let made = makeFolders(splitPath(path(change)).folder) else {
        throw SafeWriter.refusal(change.path, "its folder cannot be made: \(faultMessage(errno))")
      }
      // The name of a new folder must last, too.
      for folder in made { syncFolder(splitPath(folder).folder) }
      try SafeWriter.create(path(change), new, shown: change.path)
    case (let old?, nil): try SafeWriter.delete(path(change), old: old, shown: change.path)
    case (nil, nil): break
    }
  }

  /// Folders that writing makes, relative to the root, outermost first.
  private func missingFolders(_ changes: [FileChange]) -> [String] {
    var result: [String] = []
    for change in changes where change.old == nil {
      var parts = change.path.split(separator: "/").dropLast()
      var missing: [String] = []
      while !parts.isEmpty, !FileAccess.exists(root + "/" + parts.joined(separator: "/")) {
        missing.insert(parts.joined(separator: "/"), at: 0)
        parts.removeLast()
      }
      result += missing.filter { !result.contains($0) }
    }
    return result
  }

  /// Takes empty folders away again.
  private func removeFolders(_ folders: [String]) {
    for folder in folders.reversed() { rmdir(root + "/" + folder) }
  }

  // MARK: The history

  /// How many commands can be taken back.
  private static let depth = 50

  /// The journal becomes the newest record, or takes the record away that it undid.
  private func finish(_ record: WriteRecord) {
    if let number = record.undoes {
      removeFolders(record.folders)
      unlink(state.history + "/\(number)")
      unlink(state.journal)
      return
    }
    let numbers = history.numbers
    // Should this fail, the next run finds a journal whose files are all written, and does the same.
    guard rename(state.journal, state.history + "/\((numbers.last ?? 0) + 1)") == 0 else { return }
    for number in numbers.dropLast(max(0, Transaction.depth - 1)) { unlink(state.history + "/\(number)") }
  }

  package var history: WriteHistory { WriteHistory(root: root) }

  /// Gives all files of a record the bytes they had before.
  ///
  /// - Throws: ``WorkspaceError`` with exit code 3 where one of them has changed since.
  package func undo(_ number: Int, _ record: WriteRecord) throws(WorkspaceError) {
    var back = WriteRecord(
      root: root, title: "undo " + record.title, undoes: number,
      changes: record.changes.reversed().map(\.reversed))
    back.folders = record.folders
    try write(undoing: back)
  }

  private func write(undoing record: WriteRecord) throws(WorkspaceError) {
    let folders = record.folders
    try write(record)
    removeFolders(folders)
  }

  // MARK: After a stop

  /// Finishes or drops what the journal of a stopped run says, and takes its temporary files away.
  private func recover() -> [String] {
    unlink(state.journal + ".new")
    guard let bytes = try? FileAccess.read(state.journal) else { return [] }
    guard let record = WriteRecord(bytes) else {
      unlink(state.journal)
      return []
    }
    let signals = HeldSignals()
    defer { signals.release() }
    var notes: [String] = []
    for change in record.changes { notes += tidy(change) }
    func current(_ change: FileChange) -> [UInt8]? { try? FileAccess.read(path(change)) }
    let isBegun = record.changes.contains { $0.old != $0.new && current($0) == $0.new }
    guard isBegun else {
      removeFolders(record.folders)
      unlink(state.journal)
      return notes
    }
    // What someone has changed since stays theirs, and so all of it is taken back: half of it would double what moved.
    let isTouched = record.changes.contains { current($0) != $0.old && current($0) != $0.new }
    var isWhole = true
    for change in isTouched ? record.changes.reversed() : record.changes {
      if isTouched {
        if change.old != change.new, current(change) == change.new, (try? apply(change.reversed)) == nil {
          isWhole = false
        }
      } else if current(change) != change.new, (try? apply(change)) == nil {
        isWhole = false
      }
    }
    guard isWhole else { return notes + ["'\(record.title)' was stopped, and cannot be finished now"] }
    if isTouched {
      removeFolders(record.folders)
      unlink(state.journal)
      return notes + [
        "'\(record.title)' was stopped and is taken back, since a file of it has changed meanwhile"
      ]
    }
    finish(record)
    return notes + ["finished '\(record.title)', which was stopped"]
  }

  /// Takes away what a stopped run left beside a file; what is neither its old nor its new text, someone else saved.
  private func tidy(_ change: FileChange) -> [String] {
    let target = FileAccess.realPath(path(change)) ?? path(change)
    let temporary = SafeWriter.temporary(for: target)
    guard FileAccess.kind(of: temporary) == .file, let left = try? FileAccess.read(temporary) else {
      return []
    }
    // While the target is as it was, the two have not changed places: whatever lies there, after a loss of power even
    // garbage, is what planmd wrote.
    let isUntouched = (try? FileAccess.read(target)) == change.old
    let isOurs = isUntouched || left == change.old || change.new.map { $0.starts(with: left) } ?? false
    if isOurs {
      unlink(temporary)
      return []
    }
    if let current = try? FileAccess.read(target), current == change.new, rename(temporary, target) == 0 {
      return ["'\(change.path)' was saved while '\(change.path)' was written, and has the saved text again"]
    }
    return ["'\(temporary)' holds a text that was saved while planmd wrote; look at it and take it away"]
  }
}

/// What was written lately, the newest last. Looking changes nothing.
package struct WriteHistory: Sendable {
  private let folder: String

  package init(root: String) { folder = StateFolder(root: root).history }

  var numbers: [Int] { (FileAccess.entries(folder) ?? []).compactMap { Int($0.name) }.sorted() }

  /// The last command that can be taken back.
  package var last: (number: Int, record: WriteRecord)? {
    for number in numbers.reversed() {
      if let bytes = try? FileAccess.read(folder + "/\(number)"), let record = WriteRecord(bytes) {
        return (number, record)
      }
    }
    return nil
  }
}

/// Holds INT, TERM and HUP back while files are written, so that a user's `^C` leaves nothing half done.
private struct HeldSignals {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  private let previous: [sigaction]

  init() {
    var previous: [sigaction] = []
    for number in HeldSignals.numbers {
      var (action, old) = (sigaction(), sigaction())
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { heldSignal = $0 }
      #else
        action.__sigaction_handler.sa_handler = { heldSignal = $0 }
      #endif
      action.sa_flags = Int32(SA_RESTART)
      sigaction(number, &action, &old)
      previous.append(old)
    }
    self.previous = previous
  }

  /// What came meanwhile has its effect now.
  func release() {
    for (number, action) in zip(HeldSignals.numbers, previous) {
      var action = action
      sigaction(number, &action, nil)
    }
    let number = heldSignal
    heldSignal = 0
    if number != 0 { raise(number) }
  }
}

/// The handler of a signal may do no more than set a number.
private nonisolated(unsafe) var heldSignal: Int32 = 0

import ArgumentParser
import PlanWorkspace

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back what the last command wrote.",
    discussion: """
      Every file gets the bytes it had before. Once more takes back the command before that one. Where a file was
      changed since, nothing is written.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    let world = Runtime.world
    let root = try Workspace.findRoot(world, root: options.common.root)
    let transaction = try Transaction(root: root)
    guard let (number, record) = transaction.lastRecord() else {
      throw WorkspaceError("there is nothing to take back")
    }
    if options.dryRun {
      let changes = record.changes.reversed().map { FileChange(path: $0.path, old: $0.new, new: $0.old) }
      world.output.write(diff(of: changes))
      return
    }
    try transaction.undo(number, record)
    guard !options.common.quiet else { return }
    let files = record.changes.map(\.path).joined(separator: ", ")
    world.output.write("taken back: \(record.title) (\(files))\n")
  }
}

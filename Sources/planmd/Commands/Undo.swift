import ArgumentParser
import PlanWorkspace

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back what the last command wrote.",
    discussion: """
      Every file gets the bytes it had before. Once more takes back the command before that one. Where a file was \
      changed since, nothing is written.
      """)

  @OptionGroup var options: EditOptions

  private static let nothing = WorkspaceError("there is nothing to take back")

  func run() throws {
    let world = Runtime.world
    let root = try Workspace.findRoot(world, root: options.common.root)
    if options.dryRun {
      guard let (_, record) = WriteHistory(root: root).last else { throw Undo.nothing }
      return world.output.write(diff(of: record.changes.reversed().map(\.reversed)))
    }
    let transaction = try Transaction(root: root)
    guard let (number, record) = transaction.history.last else { throw Undo.nothing }
    try transaction.undo(number, record)
    guard !options.common.quiet else { return }
    let files = record.changes.map(\.path).joined(separator: ", ")
    world.output.write("taken back: \(record.title) (\(files))\n")
  }
}

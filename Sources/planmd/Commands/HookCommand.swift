import ArgumentParser
import PlanLint
import PlanModel
import PlanReport
import PlanWorkspace

struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Check the plan when git commits, and write the report after it.",
    discussion: """
      pre-commit looks at what is staged, not at the files as they lie there, and tells only what is wrong in files of the \
      commit. With hooks: {check-blocks: true} it also refuses stale regenerated blocks. post-commit, post-merge and pre-push \
      write what hooks: {report: status.md, site: public} name. Hooks that are there go on working.
      """,
    subcommands: [Install.self, Uninstall.self, Run.self])

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put planmd into the repository's hooks.",
      discussion:
        "Without names: pre-commit, and post-commit and post-merge where planmd.yaml says what they are to write."
    )

    @Argument(help: "pre-commit, post-commit, post-merge or pre-push.")
    var names: [String] = []

    @Flag(help: "Also where core.hooksPath leads out of the repository, so that others have the same hooks.")
    var shared = false

    @Flag(help: "Also merge plans by task and tag, in this clone; without names, do only that.")
    var mergeDriver = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let session = try Session(common)
      if mergeDriver {
        let line = try MergeDriver(root: session.workspace.root).install(program: session.world.program)
        session.world.output.write(TerminalText.visible(line) + "\n")
        guard !names.isEmpty else { return }
      }
      for name in names where !HookFiles.names.contains(name) {
        throw WorkspaceError(
          "planmd has nothing to do in the hook '\(name)'",
          help: suggestion(for: name, among: HookFiles.names).map { "did you mean \($0)?" }
            ?? "write \(HookFiles.names.joined(separator: ", "))")
      }
      let hooks = try HookFiles(root: session.workspace.root)
      guard shared || !hooks.isShared else {
        throw WorkspaceError(
          "core.hooksPath leads out of the repository, to \(hooks.folder): every repository with this setting has these hooks",
          help: "planmd hook install --shared writes there all the same", exitCode: 3)
      }
      let configuration = session.plan.configuration
      let writes = configuration.hookReport != nil || configuration.hookSite != nil
      let wanted = names.isEmpty ? ["pre-commit"] + (writes ? ["post-commit", "post-merge"] : []) : names
      for line in try hooks.install(wanted, program: session.world.program) {
        session.world.output.write(TerminalText.visible(line) + "\n")
      }
      guard !common.quiet else { return }
      session.world.errors.write(TerminalText.visible("in \(hooks.folder)") + "\n")
    }
  }

  struct Uninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take planmd out of the repository's hooks, and its merge driver.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let world = Runtime.world
      let root = try Workspace.findRoot(world, root: common.root)
      let hooks = try HookFiles(root: root)
      var lines = try hooks.uninstall()
      if let line = try MergeDriver(root: root).uninstall() { lines.append(line) }
      for line in lines { world.output.write(TerminalText.visible(line) + "\n") }
      if lines.isEmpty, !common.quiet {
        world.errors.write("planmd is in no hook of \(TerminalText.visible(hooks.folder))\n")
      }
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do what a hook does; git runs it.",
      discussion:
        "Exits 1 if pre-commit finds something of the severity of lint: fail-on or above in a staged file.")

    @Argument(help: "pre-commit, post-commit, post-merge or pre-push.")
    var name: String

    @Flag(help: "Level the plan for rules about schedules.")
    var schedule = false

    @Flag(help: "Tell what is wrong anywhere in the plan, not only in staged files.")
    var everywhere = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      switch name {
      case "pre-commit": try checkStaged()
      case "post-commit", "post-merge", "pre-push": writeOutputs()
      default:
        throw WorkspaceError(
          "planmd has nothing to do in the hook '\(name)'",
          help: "write \(HookFiles.names.joined(separator: ", "))")
      }
    }

    // MARK: Before a commit

    private func checkStaged() throws {
      let world = Runtime.world
      let root = try Workspace.findRoot(world, root: common.root)
      let staged = try GitSnapshot(.index, root: root, hookFolder: world.directory)
      guard let changed = staged.changed, everywhere || !changed.isEmpty else { return }
      try Runtime.$openWorkspace.withValue(staged.workspace) {
        let session = try Session(common)
        var findings = lint(session.plan, today: session.today, includesClock: true, levels: schedule)
        if !everywhere { findings.removeAll { !changed.contains($0.file) } }
        var isRefused = findings.contains { $0.severity >= session.plan.configuration.failOn }
        if !findings.isEmpty {
          var text = FindingText(plan: session.plan, options: session.formatOptions).text(findings)
          text += findingSummary(findings, session.plan, isQuiet: common.quiet, fixes: false).utf8
          try session.write(text)
        }
        if session.plan.configuration.checksBlocks {
          isRefused = try hasStaleBlock(session, changed) || isRefused
        }
        guard isRefused else { return }
        world.errors.write("planmd: not committed; git commit --no-verify commits all the same\n")
        throw ExitCode(1)
      }
    }

    /// Tells regenerated blocks of staged files that are not what their commands print.
    private func hasStaleBlock(_ session: Session, _ changed: Set<FileIndex>) throws -> Bool {
      let writer = BlockWriter(session.workspace, session.world, today: session.today, keepsDay: true)
      var stale = false
      for block in session.plan.blocks
      where changed.contains(block.file) && session.plan[block.file].kind == .plan {
        let old = session.plan[block.file].bytes
        let isStale: Bool
        do {
          isStale = old.applying(try writer.edits(of: block)) != old
        } catch let error as WorkspaceError {
          session.world.errors.write(TerminalText.visibleLines("planmd: \(error.message)\n"))
          isStale = true
        }
        guard isStale else { continue }
        stale = true
        let line = LineTable(old).position(of: block.opening.lowerBound).line
        session.world.errors.write(
          TerminalText.visible(
            "\(session.plan[block.file].path):\(line): the regenerated block is stale; planmd update writes it anew"
          ) + "\n")
      }
      return stale
    }

    // MARK: After it

    /// What goes wrong is told and stops nothing: the commit is made.
    private func writeOutputs() {
      let world = Runtime.world
      do {
        let session = try Session(common)
        // Files that change in the middle of a rebase would stop it.
        guard try !GitState(root: session.workspace.root).isInProgress else { return }
        let configuration = session.plan.configuration
        let base =
          ["--root", session.workspace.root, "--quiet"] + (common.today.map { ["--today", $0] } ?? [])
        for (command, target) in [("report", configuration.hookReport), ("site", configuration.hookSite)] {
          guard let target else { continue }
          if let slash = target.lastIndex(of: "/") {
            try OutputFolder.make(session.workspace.root + "/" + target[..<slash])
          }
          var parsed = try Planmd.parseAsRoot(
            [command, "--output", session.workspace.root + "/" + target] + base)
          try parsed.run()
        }
      } catch let error as WorkspaceError {
        world.errors.write(TerminalText.visibleLines("planmd: \(name): \(error.message)\n"))
        if let help = error.help { world.errors.write(TerminalText.visibleLines("help: \(help)\n")) }
      } catch {
        world.errors.write(TerminalText.visibleLines("planmd: \(name): \(error)\n"))
      }
    }
  }
}

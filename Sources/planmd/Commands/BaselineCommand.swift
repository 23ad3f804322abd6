import ArgumentParser
import PlanModel
import PlanReport
import PlanWorkspace

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep today's schedule and budget to measure against.",
    discussion:
      "Baselines lie in .planmd/baselines, so that they go with the plan; budget --baseline NAME compares.",
    subcommands: [Save.self, Listing.self])

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep the plan as it is today under a name.",
      discussion: "The plan is levelled: each task is kept with its days and what it is planned to take.")

    @Argument(help: "Letters, digits, '.', '_' and '-', such as 2026-Q1.")
    var name: String

    @OptionGroup var options: EditOptions

    func run() throws {
      try BaselineFile.check(name)
      var edit = try EditSession(options)
      let path = BaselineFile.path(name)
      guard try edit.isFree(path) else {
        throw WorkspaceError(
          "there is a baseline '\(name)' already", help: "choose another name, or remove \(path) first")
      }
      let baseline = Baseline(edit.plan, today: edit.today, name: name)
      var json = JSONWriter()
      baseline.write(to: &json)
      edit.newFiles.append((path, json.bytes))
      edit.say("baseline \(name): \(baseline.entries.count) tasks as of \(edit.today) (\(path))")
      try edit.finish(title: "baseline save \(name)")
    }
  }

  struct Listing: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the baselines that are kept.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let session = try Session(common)
      let names = BaselineFile.names(session)
      guard !names.isEmpty else {
        return try session.write("No baseline is kept: planmd baseline save NAME keeps one.\n")
      }
      var table = Table([
        Column("name", "Name", isFlexible: true), Column("day", "Day"),
        Column("tasks", "Tasks", isNumeric: true),
        Column("finish", "Finish"),
      ])
      for name in names {
        let baseline: Baseline
        do {
          baseline = try BaselineFile.read(name, session)
        } catch let error as WorkspaceError {
          // The others are listed all the same.
          session.world.errors.write(
            TerminalText.visibleLines("planmd: warning: \(error.message); it is left out\n"))
          continue
        }
        table.rows.append(
          Row([
            .text(name), .date(DateValue(baseline.day)), .number(baseline.entries.count),
            .optional(baseline.entries.map(\.last).max().map { DateValue($0) }),
          ]))
      }
      var report = Report(title: "")
      report.add(.table(table))
      try session.write(
        TextFormat(units: session.plan.units, options: session.formatOptions).text(report))
    }
  }
}

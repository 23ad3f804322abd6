import ArgumentParser
import PlanModel
import PlanReport
import PlanWorkspace

/// How a command writes tables.
struct TableOptions: ParsableArguments {
  static let formats = ["text", "markdown", "html", "json", "csv"]

  @Option(name: [.short, .long], help: "text, markdown, html, json or csv.")
  var format: String?

  @OptionGroup var cells: RawOption

  func chosen(_ common: CommonOptions) throws(WorkspaceError) -> String {
    try chosenFormat(format, output: common.output, among: TableOptions.formats)
  }

  func csv(_ table: Table, _ plan: Plan) -> String { cells.csv(table, plan) }
}

/// `--raw`, for commands that write CSV.
struct RawOption: ParsableArguments {
  @Flag(help: "CSV cells that start a formula stay as they are.")
  var raw = false

  func csv(_ table: Table, _ plan: Plan) -> String { CSVFormat(units: plan.units, isRaw: raw).text(table) }
}

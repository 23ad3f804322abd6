import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanWorkspace

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "Show money and hours of each project: planned, spent, committed, to do, forecast.",
    discussion: """
      Planned are estimates at people's rates and planned expenses (cost:); spent is logged time and what was paid; \
      committed are planned expenses that are not paid yet; the forecast is spent, committed and to do. Room is what \
      the budget leaves, here or around it. --earned-value has the figures of the PMI instead.
      """)

  @Flag(help: "Every heading.")
  var all = false

  @Flag(name: .customLong("earned-value"), help: "PV, EV, AC, CPI, SPI, EAC, VAC.")
  var earnedValue = false

  @OptionGroup var comparison: BaselineOption

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try tables.chosen(common)
    let session = try Session(common)
    session.warnAboutUnplanned()
    let plan = session.plan
    let kept = try comparison.read(session)
    let book = BudgetBook(
      plan, today: session.today, baseline: kept, includes: try session.inclusion(filter.query))
    let report = BudgetReport(
      BudgetStatement(book, all: all), hasEarnedValue: earnedValue || kept != nil, baseline: kept)
    switch format {
    case "json":
      var json = JSONWriter()
      let handles = HandleTable(plan)
      report.write(to: &json, handle: { handles.handle($0, in: plan) })
      try session.write(json.bytes)
    case "csv":
      let table = earnedValue || kept != nil ? report.earnedTable() : report.table()
      try session.write(tables.csv(table, session.plan))
    default:
      let width = format == "text" ? session.formatOptions.width : nil
      try session.write(report.report(width: width), as: format)
    }
  }
}

import ArgumentParser
import PlanModel
import PlanReport
import PlanSchedule
import PlanWorkspace

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Show when work will really be done, with chances.",
    discussion: """
      The plan is run many times with efforts drawn from the estimates, people and dependencies heeded. Each line gives \
      the dates that 50, 80 and 95 of a hundred runs meet, and the chance of the due day. Where nothing is estimated, the \
      pace of the last twelve weeks is used.
      """)

  @Option(help: ArgumentHelp("How many runs.", valueName: "n"))
  var samples = 10_000

  @Option(help: ArgumentHelp("The same seed gives the same forecast.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Tasks with a due day, too; without, projects and milestones.")
  var all = false

  @OptionGroup var comparison: BaselineOption

  @Option(name: [.short, .long], help: "text, markdown, html, json, csv or svg.")
  var format: String?

  @OptionGroup var cells: RawOption

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "html", "json", "csv", "svg"])
    guard (1...10_000_000).contains(samples) else {
      throw WorkspaceError("--samples: \(samples) is not from 1 to 10000000")
    }
    let session = try Session(common)
    session.warnAboutUnplanned()
    var forecaster = Forecaster(session.plan, today: session.today, samples: samples, seed: seed)
    // What nobody estimated goes on as fast as tasks were finished: by their days, or by the commits that finished them.
    forecaster.finishedByCommits = { weeks in
      PlanHistory(HistoryReading.steps(session)).finished(weeks: weeks, before: session.today)
    }
    let forecast = forecaster.forecast()
    let report = ForecastReport(
      session.plan, forecast, showsTasks: all || format == "json", baseline: try comparison.read(session))
    switch format {
    case "json":
      var json = JSONWriter()
      report.write(to: &json)
      try session.write(json.bytes)
    case "csv": try session.write(cells.csv(report.table(), session.plan))
    case "svg": try session.write(report.svg())
    case "html":
      let page = HTMLFormat(units: session.plan.units)
      try session.write(
        page.page(report.report(), title: "Forecast", chart: (report.svg(isEmbedded: true), "Chances by day"))
      )
    default:
      try session.write(report.report(), as: format)
      if format == "text" { try session.write(report.chart(options: session.formatOptions)) }
    }
  }
}

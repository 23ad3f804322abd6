import ArgumentParser
import PlanModel
import PlanQuery
import PlanReport
import PlanSchedule
import PlanWorkspace

struct Projects: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List projects and areas: progress, dates, health, open and overdue tasks.",
    discussion: "Files and headings that carry a project attribute or an id; --all adds every other heading.")

  @Flag(help: "Every heading.")
  var all = false

  @OptionGroup var filter: QueryOption

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    let format = try tables.chosen(common)
    let session = try Session(common)
    session.warnAboutUnread()
    let plan = session.plan
    let list = ProjectList(
      plan: plan, today: session.today, includes: try session.inclusion(filter.query), all: all,
      planned: PlannedDates(plan, today: session.today))
    switch format {
    case "json":
      var json = JSONWriter()
      let handles = HandleTable(plan)
      list.write(to: &json, handle: { handles.handle($0, in: plan) })
      try session.write(json.bytes)
    case "csv": try session.write(tables.csv(list.table, session.plan))
    default: try session.write(list.report, as: format, title: "Projects")
    }
  }
}

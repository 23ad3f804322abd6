import Foundation
import PlanModel
import PlanReport
import PlanText
import Testing

/// The sample of a design agency, on a Monday morning.
@Suite struct AgencyReportTests {
  private static let plan: Plan? = try? read()

  private static func read() throws -> Plan {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../samples/agency")
      .standardizedFileURL
    var configuration = Configuration()
    configuration.calendar.hours = [9 * 60..<13 * 60, 14 * 60..<18 * 60]
    let people =
      "aoife bronagh colm declan design frontend ines jack maeve nora priya ruairi sanne testers tomasz"
    configuration.people = people.split(separator: " ").map { Person(key: String($0)) }
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }
      .sorted()
    let files = try paths.map { path in
      SourceFile(
        path: path, bytes: Array(try Data(contentsOf: root.appending(path: path))),
        kind: path.hasPrefix("archive/") ? .archive : .plan)
    }
    return readPlan(files, configuration: configuration)
  }

  @Test(arguments: [StatusPeriod?.none, lastWeek, StatusPeriod(first: Day(2026, 1, 1)!, last: monday)])
  func partsAddUpToTotals(_ period: StatusPeriod?) throws {
    let plan = try #require(Self.plan)
    let status = status(plan, period: period)
    var sum = StatusCounts()
    for project in status.projects where project.depth == 0 { sum += project.counts }
    let archived = status.finished.count { plan.isArchived($0.task) }
    #expect(sum.total == status.totals.total)
    #expect(
      (sum.open, sum.overdue, sum.dueThisWeek) == (
        status.totals.open, status.overdue.count, status.dueThisWeek.count
      ))
    #expect((sum.waiting, sum.unassigned) == (status.totals.waiting, status.unassigned.count))
    #expect(sum.effortTotal == status.totals.effortTotal)
    #expect(sum.finished + archived == status.finished.count)
    #expect(status.totals.logged == status.times.reduce(0) { $0 + $1.minutes })
    #expect(status.loggedShare.projects + status.loggedShare.areas == status.totals.logged)
    #expect(status.remainingShare.projects + status.remainingShare.areas == status.totals.remaining)
    #expect(status.openShare.projects + status.openShare.areas == status.totals.open)
    let people = StatusReport(plan: plan, today: monday, period: period, by: .person)
    #expect(people.groups.reduce(0) { $0 + $1.counts.effortTotal } == status.totals.effortTotal)
    #expect(people.groups.reduce(0) { $0 + $1.counts.remaining } == status.totals.remaining)
    #expect(people.groups.reduce(0) { $0 + $1.counts.logged } == status.totals.logged)
    let clients = StatusReport(plan: plan, today: monday, period: period, by: .key("client"))
    #expect(clients.groups.reduce(0) { $0 + $1.counts.open } == status.totals.open)
  }

  @Test func theMondayMeetingBeginsWithProjectsAndWhatIsLate() throws {
    let status = status(try #require(Self.plan), period: lastWeek)
    #expect(
      written(status, width: 80).hasPrefix(
        """
        Status on Mon 2026-03-09
        Week 2026-W10, 2026-03-02 to 2026-03-08: 19 finished, 180h20min logged.

        """))
    #expect(status.texts(status.overdue).contains("Insurance certificate for the museum"))
    #expect(status.texts(status.waiting).count == 3)
    #expect(try status.project("Operations").health.computed == .amber)
    #expect(try status.project("Discovery and content").health.computed == .red)
  }

  @Test(arguments: [40, 80, 120]) func theSampleFitsTheTerminal(_ width: Int) throws {
    let plan = try #require(Self.plan)
    for grouping in [StatusGrouping.project, .person, .label, .key("client")] {
      for line in written(StatusReport(plan: plan, today: monday, by: grouping), width: width).split(
        separator: "\n")
      {
        #expect(TerminalText.width(String(line)) <= width, "\(line)")
      }
    }
  }
}

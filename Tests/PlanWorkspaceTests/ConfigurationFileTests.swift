import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

/// What the configuration takes from other files, and where it stands in the plan.
@Suite struct ConfigurationFileTests {
  @Test func theConfigurationIsAFileOfThePlanForItsFindings() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "peple: {}\n", "a.md": "- [ ] a\n"])
    let plan = try await open(folder).plan
    #expect(plan.files.map { "\($0.path) \($0.kind)" } == ["a.md plan", "planmd.yaml configuration"])
    #expect(plan.faults == ["planmd.yaml configurationUnknownKey: peple"])
  }

  @Test func whereItCannotBeReadDefaultsCount() async throws {
    let folder = TemporaryFolder(["planmd.yaml": "me: [\n", "a.md": "- [ ] a\n"])
    let plan = try await open(folder).plan
    #expect(plan.taskOutline == "open a")
    #expect(plan.remarks.map(\.kind) == [.configurationUnreadable])
    let other = TemporaryFolder(["planmd.yaml/": "", "a.md": "- [ ] a\n"])
    #expect(try await open(other).plan.faults == ["planmd.yaml fileUnreadable: it is a folder, not a file"])
  }

  @Test func theVaultsOwnStatusesAreRead() async throws {
    let settings = """
      {"statusSettings": {"coreStatuses": [{"symbol": " ", "type": "TODO"}, {"symbol": "x", "type": "DONE"}],
       "customStatuses": [{"symbol": "/", "type": "IN_PROGRESS"}, {"symbol": "-", "type": "CANCELLED"}, {"symbol": "h", "type": "ON_HOLD"},
       {"symbol": "!", "type": "DONE"}, {"symbol": "é", "type": "IN_PROGRESS"}, {"symbol": "ab", "type": "DONE"}, {"symbol": "x", "name": "no type"}]}}
      """
    let folder = TemporaryFolder([
      "planmd.yaml": "statuses: {preset: obsidian, \"/\": held}\n",
      ".obsidian/plugins/obsidian-tasks-plugin/data.json": settings,
      "a.md": "- [!] a\n- [é] b\n- [/] c\n- [>] d\n- [x] e\n",
    ])
    #expect(try await open(folder).plan.taskOutline == "done a\nstarted b\nheld c\nwaiting d\nopen e")
  }

  @Test(
    "a vault's settings that cannot be read are a fault",
    arguments: ["", "{", "[]", "{\"statusSettings\": 3}"])
  func unreadableVault(_ settings: String) async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "statuses: {preset: obsidian}\n",
      ".obsidian/plugins/obsidian-tasks-plugin/data.json": settings,
    ])
    #expect(
      try await open(folder).plan.faults == [
        "planmd.yaml configurationBadValue: the vault's Tasks settings cannot be read"
      ])
  }

  @Test func holidaysComeFromCalendarFiles() async throws {
    let calendar = """
      BEGIN:VCALENDAR\r
      BEGIN:VEVENT\r
      DTSTART;VALUE=DATE:20260317\r
      SUMMARY:St Patrick's\r
        Day\r
      END:VEVENT\r
      BEGIN:VEVENT\r
      DTSTART;VALUE=DATE:20261224\r
      DTEND;VALUE=DATE:20261227\r
      END:VEVENT\r
      BEGIN:VEVENT\r
      DTSTART:20260401T100000Z\r
      END:VEVENT\r
      BEGIN:VEVENT\r
      DTSTART;VALUE=DATE:20260230\r
      END:VEVENT\r
      END:VCALENDAR\r
      """
    let folder = TemporaryFolder([
      "planmd.yaml": "calendar: {holiday-files: [cal/a.ics]}\n", "cal/a.ics": calendar,
    ])
    let plan = try await open(folder).plan
    #expect(
      plan.configuration.calendar.holidays.map { "\($0.first) \($0.last) \($0.name ?? "")" } == [
        "2026-03-17 2026-03-17 St Patrick's Day", "2026-12-24 2026-12-26 ",
      ])
    #expect(plan.faults == [])
  }

  @Test func aCalendarWithoutHolidaysIsAFault() async throws {
    let folder = TemporaryFolder([
      "planmd.yaml": "calendar: {holiday-files: a.ics}\n", "a.ics": "BEGIN:VCALENDAR\n",
    ])
    #expect(
      try await open(folder).plan.faults == [
        "planmd.yaml configurationBadValue: 'a.ics' has no all-day events"
      ])
  }

  @Test func nothingIsReadOutsideTheRoot() async throws {
    let folder = TemporaryFolder([
      "a.ics": "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n",
      "plan/planmd.yaml": "calendar: {holiday-files: [b.ics, x/../../a.ics]}\n",
    ])
    folder.link("plan/b.ics", to: "../a.ics")
    let plan = try await open(folder, root: "plan").plan
    #expect(plan.configuration.calendar.holidays.isEmpty)
    #expect(
      plan.faults == [
        "planmd.yaml configurationBadValue: 'b.ics' cannot be read",
        "planmd.yaml configurationBadValue: 'x/../../a.ics' leads out of the plan's folder",
      ])
  }
}

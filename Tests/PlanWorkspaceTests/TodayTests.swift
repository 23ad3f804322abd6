import PlanModel
import PlanTestSupport
import PlanWorkspace
import Testing

/// Format, section 1: `today` is an input.
@Suite struct TodayTests {
  private let folder = TemporaryFolder(["zones/Europe/Berlin": "", "zones/UTC": ""])

  private func today(_ option: String?, _ environment: [String: String] = [:]) throws(WorkspaceError)
    -> String
  {
    try world(folder, environment: environment).today(option: option).description
  }

  @Test func theOptionBeatsTheEnvironmentAndThatTheClock() throws {
    #expect(try today("2026-01-12", ["PLANMD_TODAY": "2026-01-13", "TZ": "No/Where"]) == "2026-01-12")
    #expect(try today(nil, ["PLANMD_TODAY": "2026-01-13"]) == "2026-01-13")
    #expect(try today("", ["PLANMD_TODAY": "2026-01-13"]) == "2026-01-13")
    // Noon in UTC is the same day, the one before or the one after, wherever this runs.
    #expect(["2026-03-08", "2026-03-09", "2026-03-10"].contains(try today(nil, ["PLANMD_TODAY": ""])))
  }

  @Test(
    "what is no day is an error",
    arguments: [
      "2026-02-30", "fri", "tomorrow", "2026-W03", "2026-01-12T10:00", "x", "26-1-5", " 2026-01-12",
    ])
  func noDay(_ text: String) {
    let option = #expect(throws: WorkspaceError.self) { try today(text) }
    #expect(option?.message == "--today: '\(text)' is not a day")
    #expect(option?.exitCode == 2)
    let variable = #expect(throws: WorkspaceError.self) { try today(nil, ["PLANMD_TODAY": text]) }
    #expect(variable?.message == "PLANMD_TODAY: '\(text)' is not a day")
  }

  @Test(
    "zones that are known",
    arguments: ["Europe/Berlin", ":Europe/Berlin", "UTC", "CET-1CEST", "AAA+12", "<+03>-3", ""])
  func knownZones(_ zone: String) throws {
    _ = try today(nil, ["TZ": zone, "TZDIR": folder["zones"]])
  }

  @Test(
    "a zone that nobody knows is an error",
    arguments: ["Europe/Nowhere", "Berlin", "CET", "x", "Mars", ":Mars"])
  func unknownZones(_ zone: String) {
    let error = #expect(throws: WorkspaceError.self) {
      try today(nil, ["TZ": zone, "TZDIR": folder["zones"]])
    }
    #expect(error?.message == "TZ: there is no time zone '\(zone.drop { $0 == ":" })'")
    #expect(error?.exitCode == 2)
  }
}

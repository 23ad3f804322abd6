import PlanModel
import PlanText
import Testing

@testable import PlanSchedule

private let monday = Day(2026, 3, 9)!

/// Starts and finishes of the tasks of a plan, a line each: `Paint 03-09 09:00 to 03-10 17:00`.
private func scheduled(_ text: String, _ configure: (inout Configuration) -> Void = { _ in }) -> [String] {
  var configuration = Configuration()
  configure(&configuration)
  let plan = readPlan([SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: configuration)
  let schedule = Scheduler(plan, today: monday).schedule()
  func time(_ minute: Minute) -> String {
    let (day, clock) = schedule.clock(minute)
    return "\(day.description.dropFirst(5)) \(padded(clock / 60, 2)):\(padded(clock % 60, 2))"
  }
  return plan.taskIndices.compactMap { task in
    if let entry = schedule[task] {
      return
        "\(plan.text(of: task)) \(time(entry.start)) to \(time(entry.finish))\(entry.reason.map { ", \($0.kind.rawValue)" } ?? "")"
    }
    return schedule.unscheduled.first { $0.task == task }.map { "\(plan.text(of: task)) \($0.why.rawValue)" }
  }
}

private func person(_ key: String, _ change: (inout Person) -> Void = { _ in }) -> Person {
  var person = Person(key: key)
  change(&person)
  return person
}

@Suite struct ScheduleTests {
  @Test(
    "a task takes its time",
    arguments: [
      ("- [ ] Paint est:2d @ann", ["Paint 03-09 09:00 to 03-10 17:00, today"]),
      ("- [ ] Paint est:4d @ann @bob", ["Paint 03-09 09:00 to 03-10 17:00, today"]),
      ("- [ ] Paint est:2d @ann(50%)", ["Paint 03-09 09:00 to 03-12 17:00, today"]),
      ("- [ ] Paint span:2d @ann @bob", ["Paint 03-09 09:00 to 03-10 17:00, today"]),
      ("- [ ] Paint est:2d start:2026-03-12 @ann", ["Paint 03-12 09:00 to 03-13 17:00, start"]),
      ("- [ ] Paint est:1d scheduled:2026-03-14 @ann", ["Paint 03-16 09:00 to 03-16 17:00, pin"]),
      ("- [ ] Paint est:1d fixed:2026-03-11T13:00 @ann", ["Paint 03-11 13:00 to 03-12 13:00, pin"]),
      ("- [h] Paint est:1d @ann\n- [ ] Dry", ["Paint held", "Dry 03-09 09:00 to 03-09 11:00, today"]),
      ("- [h] Paint id:p @ann\n- [ ] Dry after:p @ann", ["Paint held", "Dry waits-for-hold"]),
      ("- [ ] A id:a after:b\n- [ ] B id:b after:a", ["A circle", "B circle"]),
    ])
  func oneTask(_ text: String, _ expected: [String]) { #expect(scheduled(text) == expected) }

  @Test("one of several goes on where another's day is over")
  func differentHours() {
    let result = scheduled(
      "- [ ] A est:3d @eve\n- [ ] B est:6h @dan fixed:2026-03-09\n- [ ] C est:2h @eve @dan start:2026-03-10"
    ) {
      $0.people = [
        person("eve") { $0.capacity = [Person.Capacity(from: nil, minutesPerWeek: 25 * 60)] }, person("dan"),
      ]
    }
    #expect(result.last == "C 03-10 14:00 to 03-10 16:00, busy")
  }

  @Test("a pinned spread task whose people never meet has no dates")
  func neverTogether() {
    let result = scheduled("- [ ] A est:1d span:2d @bob @dan fixed:2026-03-10") {
      $0.people = [person("bob") { $0.hours = [420..<720] }, person("dan") { $0.hours = [780..<1260] }]
    }
    #expect(result == ["A never-together"])
  }

  @Test(
    "what has no dates says why",
    arguments: [
      ("- [ ] M #milestone id:m\n- [ ] After it after:m", ["M no-place", "After it waits-for-undated"]),
      ("- [ ] Parent\n  - [x] Child done:2026-03-02", ["Parent nothing-left"]),
      ("- [ ] M #milestone due:2026-03-22", ["M 03-22 17:00 to 03-22 17:00, pin"]),
      (
        "- [ ] M #milestone due:2026-03-22 after:p\n- [ ] Parent id:p\n  - [-] Child",
        ["M 03-22 17:00 to 03-22 17:00, pin", "Parent nothing-left"]
      ),
      (
        "- [/] Parent est:2d @ann\n  - [ ] Child est:1d @ann",
        [
          "Parent 03-09 09:00 to 03-10 17:00, today", "Child 03-09 09:00 to 03-09 17:00, today",
        ]
      ),
    ])
  func noDates(_ text: String, _ expected: [String]) { #expect(scheduled(text) == expected) }

  @Test("other views show days of what is estimated, and ends of projects that have all their dates")
  func plannedDates() throws {
    func dates(_ text: String) -> PlannedDates? {
      let plan = readPlan(
        [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
      return PlannedDates(plan, today: monday)
    }
    #expect(dates("- [ ] A @ann\n- [ ] B @ann") == nil)
    let some = try #require(dates("# P\n\n- [ ] A est:2d @ann\n- [ ] B @bob\n- [>] C est:9d @bob"))
    #expect(some.days(of: TaskIndex(0)) == monday...(monday + 1))
    #expect(some.days(of: TaskIndex(1)) == nil && some.days(of: TaskIndex(2)) == nil)
    #expect(some.end(of: ProjectIndex(0)) == Day(2026, 3, 19))
    let held = try #require(dates("# P\n\n- [ ] A est:2d @ann\n- [h] B est:1d @bob"))
    #expect(held.end(of: ProjectIndex(0)) == nil)
    let guessed = try #require(dates("# P\n\n- [ ] A est:2d @ann\n\n# Q\n\n- [ ] B @bob"))
    #expect(guessed.end(of: ProjectIndex(2)) == nil)
  }

  @Test("a late task gets the remedy that levelling again finds best")
  func remedy() throws {
    let text = "- [ ] A est:3d @ann pri:A\n- [ ] B est:2d @ann due:2026-03-11"
    var configuration = Configuration()
    configuration.people = [person("ann"), person("bob")]
    let plan = readPlan([SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: configuration)
    let findings = Scheduler(plan, today: monday).schedule().findings
    guard
      case .dueUnreachable(_, _, let finish, let obstacle, let chain, let remedy, _) = try #require(
        findings.first)
    else {
      Issue.record("\(findings)")
      return
    }
    #expect(finish == Day(2026, 3, 13) && obstacle == .capacity && chain.people == ["ann"])
    #expect(remedy?.who == "bob" && remedy.map { $0.finish < finish } == true)
  }

  @Test("a pin before what it waits for is kept and told")
  func brokenOrder() {
    let text = "- [ ] A est:3d @ann id:a\n- [ ] B est:1d @bob fixed:2026-03-10 after:a"
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
    let schedule = Scheduler(plan, today: monday).schedule()
    #expect(
      schedule.findings == [
        .pinBreaksOrder(TaskIndex(1), waitsFor: TaskIndex(0), until: Day(2026, 3, 11)!)
      ])
  }

  @Test func tasksOfOnePersonFollowEachOther() {
    #expect(
      scheduled(
        "- [ ] A est:1d @ann\n- [ ] B est:1d @ann pri:A\n- [ ] C est:1d @bob after:a2\n- [ ] D est:4h id:a2 @bob"
      ) == [
        "A 03-10 09:00 to 03-10 17:00, busy", "B 03-09 09:00 to 03-09 17:00, today",
        "C 03-09 13:00 to 03-10 13:00, dependency", "D 03-09 09:00 to 03-09 13:00, today",
      ])
  }

  @Test(
    "dependencies of every kind",
    arguments: [
      ("after:a", "03-11 09:00 to 03-11 17:00, dependency"),
      ("after:a+2d", "03-13 09:00 to 03-13 17:00, dependency"),
      ("after:a.start+1d", "03-10 09:00 to 03-10 17:00, dependency"),
      ("end-after:a", "03-10 09:00 to 03-10 17:00, dependency"),
      ("after:a+1ed", "03-12 09:00 to 03-12 17:00, dependency"),
      ("after:a.end-1d", "03-10 09:00 to 03-10 17:00, dependency"),
    ])
  func dependencies(_ tag: String, _ expected: String) {
    #expect(scheduled("- [ ] A est:2d id:a @ann\n- [ ] B est:1d @bob \(tag)").last == "B \(expected)")
  }

  @Test func recurringWorkComesFirst() {
    #expect(
      scheduled("- [ ] Stand-up rec:daily due:2026-03-09 est:1h @ann\n- [ ] Paint est:2d @ann") == [
        "Stand-up 03-09 09:00 to 03-09 10:00, recurring", "Paint 03-09 10:00 to 03-11 12:00, recurring",
      ])
  }

  @Test func leaveHolidaysAndCapacityCount() throws {
    let tuesday = monday + 1
    let result = scheduled("- [ ] A est:2d @ann\n- [ ] B est:1d @bob\n- [ ] C est:1d @bob") { configuration in
      configuration.people = [
        person("ann") { $0.leave = [WorkCalendar.Holiday(first: tuesday, last: tuesday, name: "away")] },
        person("bob") { $0.capacity = [Person.Capacity(from: nil, minutesPerWeek: 20 * 60)] },
      ]
      configuration.calendar.add(WorkCalendar.Holiday(first: monday + 2, last: monday + 2, name: "feast"))
    }
    #expect(
      result == [
        "A 03-09 09:00 to 03-12 17:00, today", "B 03-09 09:00 to 03-10 13:00, today",
        "C 03-12 09:00 to 03-13 13:00, holiday",
      ])
  }

  @Test func poolsAndTeamsTakeWhoIsFree() {
    let result = scheduled(
      "- [ ] A est:1d @crew\n- [ ] B est:1d @crew\n- [ ] C est:1d @crew(2)\n- [ ] D est:1d @design\n- [ ] E est:1d @design"
    ) {
      $0.people = [
        person("ann"), person("bob"), person("crew") { $0.units = 2 },
        person("design") { $0.members = ["ann", "bob"] },
      ]
    }
    #expect(
      result == [
        "A 03-09 09:00 to 03-09 17:00, today", "B 03-09 09:00 to 03-09 17:00, today",
        "C 03-10 09:00 to 03-10 13:00, busy",
        "D 03-09 09:00 to 03-09 17:00, today", "E 03-09 09:00 to 03-09 17:00, today",
      ])
  }

  @Test func aNewTaskAtTheEndMovesNoOther() {
    let text =
      "# P\n\n- [ ] A est:2d @ann due:2026-03-12\n- [ ] B est:3h @ann|bob\n- [ ] C est:1d @bob after:x\n- [ ] X est:1h id:x @ann\n"
    let before = scheduled(text)
    #expect(Array(scheduled(text + "- [ ] New est:2h @ann\n").prefix(before.count)) == before)
  }

  @Test func slackIsHowLongATaskMayWait() throws {
    let text = "- [ ] A est:2d id:a @ann\n- [ ] B est:1d id:b @bob\n- [ ] C est:1d after:a,b @ann\n"
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
    let schedule = Scheduler(plan, today: monday).schedule()
    #expect(plan.taskIndices.map { schedule[$0]?.slack } == [0, 480, 0])
    #expect(plan.taskIndices.map { schedule[$0]?.networkSlack } == [0, 480, 0])
  }
}

@Suite struct SearchTests {
  /// Three tasks for two units: the fast pass, which goes by the chain behind, is not the best here.
  private let text = """
    # P

    - [ ] A span:2d @r(1) id:a
    - [ ] B span:2d @r(1) id:b
    - [ ] C span:4d @r(2) after:a
    - [ ] D span:3d @r(1) after:b
    - [ ] E span:1d @r(1) id:e
    - [ ] F span:3d @r(2) after:e

    """

  private func plan() -> Plan {
    var configuration = Configuration()
    configuration.people = [person("r") { $0.units = 3 }]
    return readPlan([SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: configuration)
  }

  @Test func aSearchIsNeverWorseAndRepeatsItself() throws {
    let scheduler = Scheduler(plan(), today: monday)
    let one = scheduler.optimized(SearchLimits(schedules: 400, seed: 3))
    let other = scheduler.optimized(SearchLimits(schedules: 400, seed: 3))
    let search = try #require(one.search)
    #expect(!(search.firstPass < search.objective))
    #expect(one.entries.map { $0?.start } == other.entries.map { $0?.start })
    #expect(search.schedules <= 400)
  }

  @Test func theProfileFindsTheFirstRoomAsALookAtEveryMinuteDoes() {
    var dice = Dice(7)
    for _ in 0..<200 {
      let profile = Profile(capacity: 4, length: 200)
      var used = [Int32](repeating: 0, count: 200)
      for _ in 0..<30 {
        let (rate, length, from) = (
          Int32(1 + dice.below(4)), Minute(1 + dice.below(20)), Minute(dice.below(150))
        )
        let expected = (from..<200).first { start in
          start + length <= 200 && (start..<start + length).allSatisfy { used[Int($0)] + rate <= 4 }
        }
        let found = profile.room(for: rate, length, from: from)
        #expect(found == expected)
        let last = (0...(200 - length)).last { start in
          (start..<start + length).allSatisfy { used[Int($0)] + rate <= 4 }
        }
        #expect(profile.lastRoom(for: rate, length, endingBy: 200) == last)
        guard let found else { continue }
        profile.add(rate, found..<found + length)
        for minute in found..<found + length { used[Int(minute)] += rate }
      }
    }
  }
}

@Suite struct ForecastTests {
  @Test func aSampleAsksWaitingTasksOnlyWhenSomebodyIsFree() {
    let count = 2000
    let lines = (0..<count).map { "- [ ] Task \($0) est:1h @p\($0 % 5)\n" }
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array("# Many\n\n\(lines.joined())".utf8))],
      configuration: Configuration())
    let ground = Ground(plan, today: monday, days: 400)
    let pass = ground.fastPass()
    let model = SampleModel(ground, pass, Calibration(plan), plan, 1)
    var simulator = Simulator(model, TargetGroups(ground, pass))
    simulator.run(sample: 0, 0.25)
    #expect(simulator.targetEnds.count == 1)
    // Every task is asked when it comes, and when its turn comes.
    #expect((count...2 * count).contains(simulator.attempts))
  }

  private func forecast(_ text: String) -> Forecast {
    let plan = readPlan(
      [SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: Configuration())
    return Forecaster(plan, today: monday, samples: 2000, seed: 1).forecast()
  }

  @Test func quantilesOfTheNormalDistributionAreRight() {
    for (share, z) in [(0.5, 0.0), (0.9, 1.281551565545), (0.975, 1.959963984540), (0.001, -3.090232306168)] {
      #expect(abs(Normal.quantile(share) - z) < 1e-7)
      #expect(abs(Normal.cumulative(z) - share) < 1e-9)
    }
  }

  @Test func aRangeIsItsTenthAndNinetiethPercentile() {
    let range = EffortDistribution(low: 100, likely: 200, high: 400, isThreePoint: false, spread: 0.5)
    #expect(
      abs(range.total(Normal.z90) - 400) < 1e-6 && abs(range.total(-Normal.z90) - 100) < 1e-6
        && abs(range.total(0) - 200) < 1e-6)
    let points = EffortDistribution(low: 100, likely: 150, high: 600, isThreePoint: true, spread: 0.5)
    #expect(
      abs(points.total(Normal.z90) - 600) < 1e-6 && abs(points.total(-Normal.z90) - 100) < 1e-6
        && abs(points.total(0) - 150) < 1e-6)
  }

  @Test func whatIsSpentIsOver() {
    var spent = EffortDistribution(median: 480, sigma: 0.5)
    spent.spent = 480
    // Half of the totals are left: the median of what remains is their 75th percentile less what is spent.
    #expect(abs(spent.remaining(0) - (spent.total(Normal.quantile(0.75)) - 480)) < 1e-3)
  }

  @Test func datesRiseWithTheirChances() throws {
    let target = try #require(forecast("# P\n\n- [ ] A est:2d-8d @ann\n- [ ] B est:3d @ann\n").targets.first)
    #expect(
      target.end(percent: 50) < target.end(percent: 80) && target.end(percent: 80) < target.end(percent: 95))
    #expect(target.ends.count == 2000)
  }

  @Test func anEditElsewhereLeavesDrawsAlone() throws {
    let one = forecast("# P\n\n- [ ] A est:2d-8d @ann\n\n# Q\n\n- [ ] B est:3d @bob\n")
    let other = forecast("# P\n\n- [ ] A est:2d-8d @ann\n\n# Q\n\n- [ ] B est:9d @bob\n- [ ] C est:1d @bob\n")
    // The file's own project comes first, then `P`.
    func ends(_ forecast: Forecast) -> [Minute] {
      forecast.targets.first { $0.node == .project(ProjectIndex(1)) }?.ends ?? []
    }
    #expect(!ends(one).isEmpty)
    #expect(ends(one) == ends(other))
  }

  @Test func withoutEstimatesThePaceCounts() throws {
    let done = (1...10).map { "- [x] d\($0) done:2026-0\($0 % 2 + 1)-1\($0 % 9)" }.joined(separator: "\n")
    let found = forecast("# P\n\n\(done)\n- [ ] A\n- [ ] B\n")
    #expect(found.method == .throughput)
    #expect(found.targets.count == 1)
  }
}

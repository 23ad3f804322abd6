import PlanModel
import PlanReport
import Testing

@Suite struct StatusCountTests {
  @Test func leavesAreCountedAndParentsAreNot() {
    let status = status(
      plan(
        """
        # Boat
        - [/] Hull
          - [x] Sand it
          - [ ] Paint it
        - [ ] Mast
        """))
    #expect((status.totals.done, status.totals.open, status.totals.total) == (1, 2, 3))
    #expect(status.totals.progress == 333)
    #expect(status.totals.measure == .count)
  }

  @Test func effortIsTheMeasureOnceEveryTaskHasAnEstimate() {
    let estimated = status(plan("- [x] a est:3h\n- [ ] b est:1h\n")).totals
    #expect((estimated.effortDone, estimated.effortTotal, estimated.unestimated) == (180, 240, 0))
    #expect((estimated.measure, estimated.progress) == (.effort, 750))

    let partly = status(plan("- [x] a est:3h\n- [ ] b est:1h\n- [ ] c\n")).totals
    #expect((partly.effortDone, partly.effortTotal, partly.unestimated) == (180, 240, 1))
    #expect((partly.measure, partly.progress) == (.count, 333))
  }

  @Test func milestonesWaitingAndSpansNeedNoEstimate() {
    let text = "- [ ] a #milestone\n- [>] b\n- [ ] c span:3d\n- [ ] d est:1h\n"
    #expect(status(plan(text)).totals.unestimated == 0)
  }

  @Test func aParentsOwnEffortIsWhatIsNotStatedBelowIt() {
    // 3d of 8h, of which 1d and 4h are stated below; c stands within a's estimate.
    let text = """
      - [ ] a est:3d
        - [x] b est:1d
        - [ ] c
          - [ ] d est:4h
      """
    let totals = status(plan(text)).totals
    #expect((totals.effortDone, totals.effortTotal, totals.unestimated) == (480, 1440, 0))
    #expect(totals.remaining == 960)
  }

  @Test func cancelledWorkLeavesTheTotalWithAllBelowIt() {
    let text = """
      - [ ] a est:1h
      - [-] b est:1h
      - [-] c est:4h due:2026-03-01
        - [ ] d est:1h due:2026-03-01
        - [x] e est:1h
      """
    let status = status(plan(text))
    #expect((status.totals.done, status.totals.open) == (1, 1))
    #expect((status.totals.effortDone, status.totals.effortTotal) == (60, 120))
    #expect(status.overdue.isEmpty)
  }

  @Test func nothingIsLeftOfATaskThatIsDoneAndLeftBeatsProgressBeatsSpent() {
    let text = """
      - [x] a est:1h
      - [ ] b est:4h left:3h progress:90%
      - [ ] c est:4h progress:50% spent:3h
      - [ ] d est:4h spent:1h
        - 2026-03-02 1h
      - [ ] e est:4h spent:5h
      """
    // 3h, 2h, 2h, and a quarter of what is used up.
    #expect(status(plan(text)).totals.remaining == 180 + 120 + 120 + 60)
  }

  @Test func onlyFinishedWorkShowsAsFinished() {
    let text = String(repeating: "- [x] a\n", count: 1999) + "- [ ] b\n"
    #expect(status(plan(text)).totals.progress == 999)
    #expect(status(plan("- [x] a\n")).totals.progress == 1000)
    #expect(status(plan("Nothing.\n")).totals.progress == nil)
  }

  @Test func theArchiveCountsForWhatWasFinishedAndSpentOnly() {
    let files: KeyValuePairs = [
      "archive/2026.md": "# Old id:old\n- [x] a done:2026-03-04 spent:2h\n- [ ] b due:2026-03-01\n",
      "plan.md": "- [ ] c\n",
    ]
    let status = status(plan(files), period: lastWeek)
    #expect((status.totals.total, status.totals.finished, status.totals.spent) == (1, 1, 120))
    #expect(status.texts(status.finished) == ["a"])
    #expect(status.overdue.isEmpty)
    #expect(status.projects.map { status.plan[$0.project].name } == ["plan"])
  }

  @Test func aFilterLeavesOnlyWhatItTakes() {
    let plan = plan(
      """
      # Web id:web
      - [ ] a @ann due:2026-03-01
        - 2026-03-10 1h
      - [ ] b @bob due:2026-03-01
        - 2026-03-10 2h
      ## Shop id:shop
      - [ ] c @bob
      """)
    let status = StatusReport(plan: plan, today: monday, includes: [true, false, false])
    #expect((status.totals.open, status.totals.overdue, status.totals.logged) == (1, 1, 60))
    #expect(status.projects.map { plan[$0.project].name } == ["Web"])
    #expect(status.texts(status.overdue) == ["a"])
  }
}

@Suite struct ListedProjectTests {
  private let sample: KeyValuePairs = [
    "empty.md": "# Ideas\n\nNone yet.\n",
    "garden.md":
      "# Garden\n## Beds due:2026-04-01\n- [ ] a\n## Tools #iron @ann\n- [ ] b\n### Shears\n- [ ] c\n",
    "later.md": "# Later id:later\n",
  ]

  @Test func filesWithTasksAndHeadingsWithAttributesAreListed() {
    let list = ProjectList(plan: plan(sample), today: monday)
    #expect(
      TextFormat(units: EffortUnits(), options: FormatOptions()).text(list.report) == """
        Project  Id     Kind     Done  Due         Health  Open  Overdue
        Garden          project    0%              green      3        0
          Beds          project    0%  2026-04-01  green      1        0
        Later    later  project                               0        0

        """)
  }

  @Test func allListsEveryHeading() {
    let list = ProjectList(plan: plan(sample), today: monday, all: true)
    #expect(
      list.projects.map { list.plan[$0.project].name } == [
        "Ideas", "Garden", "Beds", "Tools", "Shears", "Later",
      ])
    #expect(list.projects.map(\.depth) == [0, 0, 1, 1, 2, 0])
  }

  @Test func theListIsJSONWithItsSchemasName() {
    var writer = JSONWriter()
    ProjectList(plan: plan("# Boat id:boat due:2026-Q2\n- [x] a est:1h\n"), today: monday).write(to: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        {
          "schema": "planmd.projects/1",
          "today": "2026-03-09",
          "projects": [
            {"file": "plan.md", "line": 1, "id": "boat", "name": "Boat", "path": ["Boat"], \
        "kind": "project", "depth": 0, \
        "due": {"text": "2026-Q2", "first": "2026-04-01", "last": "2026-06-30"}, "progress": {"done": 1, "total": 1, \
        "effortDone": 60, "effortTotal": 60, "unestimated": 0, "measure": "effort", "percent": 100}, "open": 0, \
        "started": 0, "waiting": 0, "held": 0, "blocked": 0, "unassigned": 0, "overdue": 0, "dueThisWeek": 0, \
        "dueNextWeek": 0, "missedMilestones": 0, "finished": 0, "remaining": 0, "logged": 0, "spent": 0, \
        "health": {"computed": "green", "reasons": []}}
          ]
        }

        """)
  }
}

import PlanModel
import PlanReport
import Testing

@Suite struct StatusListTests {
  @Test func dueDatesFallIntoOverdueThisWeekAndNextWeek() {
    let text = """
      - [ ] late due:2026-03-08
      - [ ] today due:2026-03-09
      - [ ] sunday due:2026-03-15
      - [ ] monday due:2026-03-16T09:00
      - [ ] next sunday due:2026-03-22
      - [ ] later due:2026-03-23
      - [x] finished due:2026-03-08
      """
    let status = status(plan(text))
    #expect(status.texts(status.overdue) == ["late"])
    #expect(status.texts(status.dueThisWeek) == ["today", "sunday"])
    #expect(status.texts(status.dueNextWeek) == ["monday", "next sunday"])
  }

  @Test func aPeriodIsDueOnItsLastDay() {
    let text = "- [ ] a due:2026-W10\n- [ ] b due:2026-W11\n- [ ] c due:2026-W12\n- [ ] d due:2026-03\n"
    let status = status(plan(text))
    #expect(status.texts(status.overdue) == ["a"])
    #expect(status.texts(status.dueThisWeek) == ["b"])
    #expect(status.texts(status.dueNextWeek) == ["c"])
  }

  @Test func weeksBeginOnTheCalendarsDay() {
    let text = "- [ ] saturday due:2026-03-14\n- [ ] sunday due:2026-03-15\n"
    let status = status(plan(text) { $0.calendar.weekStart = .sunday })
    #expect(status.texts(status.dueThisWeek) == ["saturday"])
    #expect(status.texts(status.dueNextWeek) == ["sunday"])
    #expect((status.period.first, status.period.last) == (Day(2026, 3, 8)!, Day(2026, 3, 14)!))
    #expect(status.period.week == nil)
  }

  @Test func aPeriodAheadMovesTheWeeksWithoutLosingADay() throws {
    let text = "- [ ] a due:2026-03-10\n- [ ] b due:2026-03-20\n- [ ] c due:2026-03-27\n"
    let week = StatusPeriod(try DateValue(parsing: "2026-W12"))
    let status = status(plan(text), period: week)
    #expect(status.texts(status.dueThisWeek) == ["a", "b"])
    #expect(status.texts(status.dueNextWeek) == ["c"])
    #expect(
      written(status).hasPrefix(
        """
        Status on Mon 2026-03-09
        Week 2026-W12, 2026-03-16 to 2026-03-22.
        3 open tasks: 3 without an estimate.

        """))
  }

  @Test func whatIsHeldIsOnHoldAndNeverLateDueBlockedOrUnassigned() {
    let text = """
      - [ ] first
      - [h] parent due:2026-03-01
        - [ ] child due:2026-03-01 after:x
      - [ ] other id:x
      """
    let status = status(plan(text))
    #expect(status.texts(status.held) == ["parent"])
    #expect((status.totals.open, status.totals.held, status.totals.overdue) == (3, 1, 0))
    #expect(status.overdue.isEmpty)
    #expect(status.blocked.isEmpty)
    #expect(status.texts(status.unassigned) == ["first", "other"])
  }

  @Test func blockedNamesWhatItWaitsForAndWhatIsBelowIsNotRepeated() {
    let plan = plan(
      """
      # A id:a
      - [x] done id:d
      - [ ] p after:d,q
        - [ ] child
      - [ ] q id:q
      - [/] begun after:q
      ## B id:b after:q due:2026-03-20
      1. [ ] one
      2. [ ] two
      """)
    let status = status(plan)
    #expect(
      status.blocked.map { "\(plan.name(of: $0.node)): \($0.blockers.count)" } == ["B: 1", "p: 1", "two: 1"])
    #expect(status.blocked.map(\.isPressing) == [true, false, false])
    // child, one and two.
    #expect(status.totals.blocked == 3)
  }

  @Test func whatWaitsForSomethingLateIsPressingAndShowsItFirst() {
    let plan = plan("- [ ] a id:a\n- [>] b id:b\n- [ ] c after:a,b\n- [ ] d after:a\n")
    let status = status(plan)
    #expect(status.blocked.map(\.isPressing) == [true, false])
    #expect(status.blocked[0].blockers == [.task(TaskIndex(1)), .task(TaskIndex(0))])
  }

  @Test func aCancelledTaskBlocksNothing() {
    let status = status(plan("- [-] a\n  - [ ] b id:b\n- [ ] c after:b\n"))
    #expect(status.blocked.isEmpty)
  }

  @Test func aCircleOfDependenciesEnds() {
    let status = status(plan("- [ ] a id:a after:b\n- [ ] b id:b after:a\n"))
    #expect(status.blocked.count == 2)
  }

  @Test func waitingSaysForWhom() {
    let status = status(plan("# Boat\n- [>] Sails waiting:\"the loft\" due:2026-04-02 @ann\n"))
    #expect(
      written(status).contains(
        """
        Waiting
        Due             Task   Waiting for  Who
        Thu 2026-04-02  Sails  the loft     @ann
        """))
  }

  @Test func nobodyIsAssignedHereOrAroundIt() {
    let text = """
      # A
      - [ ] a
      - [ ] b #milestone
      - [>] c
      - [ ] d @ann
        - [ ] e
      ## B @bob
      - [ ] f
      """
    let status = status(plan(text))
    #expect(status.texts(status.unassigned) == ["a"])
  }

  @Test func missedMilestonesComeFirst() {
    let text = """
      - [ ] Launch #milestone due:2026-04-01
      - [ ] Beta #milestone fixed:2026-03-06
      - [ ] Some day #milestone
      - [x] Alpha #milestone due:2026-03-01 done:2026-03-01
      """
    let status = status(plan(text))
    #expect(status.milestones.map { status.plan.text(of: $0.task) } == ["Beta", "Launch", "Some day"])
    #expect(status.milestones.map(\.isMissed) == [true, false, false])
    #expect(
      written(status).contains(
        """
        Milestones
        Date            Milestone   State   Project
        Fri 2026-03-06  ◆ Beta      missed  plan
        Wed 2026-04-01  ◆ Launch            plan
                        ◆ Some day          plan
        """))
  }

  @Test func theLatestThatWasFinishedComesFirst() {
    let text = """
      - [x] a done:2026-03-02
      - [x] b done:2026-03-08
      - [x] c done:2026-03-01
      - [x] d
      - [x] e done:2026-03-08
      """
    let status = status(plan(text), period: lastWeek)
    #expect(status.texts(status.finished) == ["b", "e", "a"])
  }

  @Test func recurringTasksAreCountedNotTold() {
    let text =
      "- [ ] a due:2026-03-10 @ann\n- [ ] b due:2026-03-10 rec:+1w @ann\n- [ ] c due:2026-03-16 rec:+1w @ann\n"
    #expect(
      written(status(plan(text))).hasSuffix(
        """
        Due this week
        Due             Task  Who   Project
        Tue 2026-03-10  a     @ann  plan
        and 1 more that recurs

        Next week
        1 recurring task

        """))
  }

  @Test func aLongListSaysHowMuchIsMissing() {
    let text = String(repeating: "- [ ] a due:2026-03-01 @ann\n", count: 25)
    #expect(written(status(plan(text))).contains("Sun 2026-03-01  a     @ann  plan\nand 5 more\n"))
    #expect(status(plan(text)).overdue.count == 25)
  }
}

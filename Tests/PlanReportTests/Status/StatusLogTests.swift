import PlanModel
import PlanReport
import Testing

@Suite struct StatusLogTests {
  private let text = """
    # Boat
    - 2026-03-04 the slip is free in May
    - [ ] Hull @ann
      - 2026-02-20 the oak may be rotten #risk
      - 2026-03-02 2h30m planks
      - 2026-03-03 9:00-11:30 @bob ribs
      - 2026-03-04 -30min @bob counted twice
      - 2026-03-05 350EUR oak
      - 2026-03-06 1h glue is late #risk
      - 2026-03-07 9:00-
    - [ ] Mast @ann @bob
      - 2026-03-08 45min whose?
      - 2026-03-09 8h next week
      - 2026-01-01 forgotten #risk
    - [x] Sails done:2026-03-01
      - 2026-02-25 settled #risk
    """

  @Test func timeGoesToWhoIsNamedElseToTheOnlyAssignee() {
    let status = status(plan(text), period: lastWeek)
    #expect(status.times.map(\.person) == ["ann", "bob", nil])
    #expect(status.times.map(\.minutes) == [210, 120, 45])
    #expect(status.totals.logged == 375)
    #expect(status.totals.spent == 375 + 480)
  }

  @Test func risksComeFirstAndEarlierOnesStayWhileTheirTaskIsOpen() {
    let status = status(plan(text), period: lastWeek)
    #expect(status.notes.map(\.day.description) == ["2026-03-06", "2026-02-20", "2026-03-04"])
    #expect(status.notes.map(\.isRisk) == [true, true, false])
    #expect(status.notes.map(\.isEarlier) == [false, true, false])
    #expect(
      written(status).contains(
        """
        Risks
        - Fri 2026-03-06 Hull: glue is late (Boat)
        - Fri 2026-02-20 Hull: the oak may be rotten (Boat)

        """))
    #expect(written(status).contains("Notes\n- Wed 2026-03-04 Boat: the slip is free in May\n"))
  }

  @Test func theFirstLoggedTimeStartsATask() {
    let status = status(plan(text), period: lastWeek)
    #expect(status.texts(status.started) == ["Hull", "Mast"])
    #expect(status.started.map { $0.date?.description } == ["2026-03-02", "2026-03-08"])
  }

  @Test func budgetsCountExpensesExactlyAndByCurrency() throws {
    let plan = plan(
      """
      # Boat budget:1000EUR
      - [x] Oak paid:0.10EUR done:2026-02-01
        - 2026-02-01 0.20EUR
        - 2026-02-02 -0.05EUR
      - [ ] Rope paid:12USD spent:1h
        - 2026-02-03 2h
      ## Paint budget:20h/mo
      - [ ] Primer
        - 2026-02-28 3h
        - 2026-03-01 4h
      """)
    let status = status(plan)
    let boat = try #require(try status.project("Boat").budget)
    #expect(boat.paid.amounts.map(\.description) == ["0.25EUR", "12.00USD"])
    #expect(boat.minutes == 60 * 10)
    let paint = try #require(try status.project("Paint").budget)
    #expect(paint.minutes == 240)
    #expect(paint.period == StatusPeriod(first: Day(2026, 3, 1)!, last: Day(2026, 3, 31)!))
    #expect(
      written(status).hasSuffix(
        """
        Budgets
        Project       Budget                 Paid  Worked
        Boat     1000.00 EUR  0.25 EUR, 12.00 USD     10h

        """))
  }

  @Test func aSumThatIsTooLargeIsSaidToBe() throws {
    let text = "# A budget:1EUR\n- [ ] a paid:1000000000000EUR\n- [ ] b paid:1EUR\n- [ ] c paid:2USD\n"
    let budget = try #require(try status(plan(text)).project("A").budget)
    #expect(budget.paid.amounts.map(\.description) == ["2.00USD"])
    #expect(!budget.paid.isComplete)
  }

  @Test func projectsAndAreasAddUpToTheWhole() {
    let files: KeyValuePairs = [
      "home.md": "# Home type:area\n- [ ] a est:1h\n  - 2026-03-10 1h\n",
      "web.md": "# Web\n- [ ] b est:2h\n- [ ] c est:3h\n  - 2026-03-10 2h\n",
    ]
    let status = status(plan(files))
    #expect((status.openShare.projects, status.openShare.areas) == (2, 1))
    #expect((status.loggedShare.projects, status.loggedShare.areas) == (120, 60))
    #expect((status.remainingShare.projects, status.remainingShare.areas) == (180, 30))
    #expect(
      written(status).hasSuffix(
        """
        Projects and areas
                  Logged        Left       Open
        Projects      2h  67%     3h  86%     2  67%
        Areas         1h  33%  30min  14%     1  33%

        """))
    let shares = [status.openShare, status.loggedShare, status.remainingShare].compactMap(\.thousandths)
    #expect(shares.map { $0.projects + $0.areas } == [1000, 1000, 1000])
  }
}

@Suite struct StatusGroupTests {
  private let text = """
    # Shop #web client:acme @ann
    - [x] a est:1h
    - [ ] b est:3h @ann @bob due:2026-03-01
      - 2026-03-10 1h @cem
    - [ ] c est:1h #print client:other
      - [ ] d
    ## Area type:area
    - [ ] e @ann|bob
    # Rest
    - [ ] f
    """

  private func rows(_ name: String) -> [String] {
    status(plan(text), by: StatusGrouping(name: name)).groups.map {
      "\($0.name) \($0.counts.done)+\($0.counts.open) \($0.counts.effortTotal)min late \($0.counts.overdue)"
        + " logged \($0.counts.logged)"
    }
  }

  @Test func peopleShareTheEffortOfATask() {
    #expect(
      rows("person") == [
        "ann 1+3 210min late 1 logged 0", "bob 0+2 90min late 1 logged 0", "cem 0+0 0min late 0 logged 60",
        " 0+1 0min late 0 logged 0",
      ])
  }

  @Test func labelsAddUpAlongTheHeadings() {
    #expect(
      rows("label") == [
        "print 0+1 60min late 0 logged 0", "web 1+3 300min late 1 logged 60", " 0+1 0min late 0 logged 0",
      ])
  }

  @Test func theNearestValueOfAKeyCounts() {
    #expect(
      rows("client") == [
        "acme 1+2 240min late 1 logged 60", "other 0+1 60min late 0 logged 0", " 0+1 0min late 0 logged 0",
      ])
  }

  @Test func groupsAreATableOfTheirOwn() {
    let report = status(plan(text), by: .person)
    #expect(
      written(report).contains(
        """
        People
        Person    Progress     Open  Late  Left  Logged
        @ann      █░░░░░  25%     3     1    2h
        @bob      ░░░░░░   0%     2     1    1h
        @cem                      0                  1h
        (nobody)  ░░░░░░   0%     1
        """))
    #expect(csv(report.table).hasPrefix("person,progress,done,total,open,"))
    #expect(csv(report.table).split(separator: "\r\n").count == 5)
  }
}

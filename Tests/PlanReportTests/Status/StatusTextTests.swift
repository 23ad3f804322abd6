import PlanModel
import PlanReport
import Testing

@Suite struct StatusTextTests {
  static let small: KeyValuePairs = [
    "boat.md": """
    # Boat owner:@ann start:2026-02-01 due:2026-05-01 budget:900EUR

    - 2026-03-03 the slip is free in May

    ## Hull due:2026-03-06
    - [x] Sand est:1d @ann done:2026-03-03
      - 2026-03-03 6h
    - [/] Paint est:2d @ann due:2026-03-05
      - 2026-03-05 3h paint is late #risk
      - 2026-03-05 80EUR
    - [ ] Launch #milestone id:launch after:sails due:2026-05-01

    ## Rig
    - [>] Sails est:1d @bob id:sails due:2026-03-12 waiting:"the loft"
    - [ ] Mast est:4h due:2026-03-18T10:00
    """,
    "house.md": "# House type:area\n- [ ] Sweep est:1h @bob rec:+1w due:2026-03-10\n- [h] Roof est:3d\n",
  ]

  @Test func aReportInFull() {
    #expect(
      written(status(plan(Self.small), period: lastWeek), width: 72) == """
        Status on Mon 2026-03-09
        Week 2026-W10, 2026-03-02 to 2026-03-08: 1 finished, 9h logged.
        6 open tasks: 1 overdue, 2 due this week, 1 in progress, 1 waiting, 1 on
        hold.

        Projects
        Project  Progress     Due         Health  Open  Late
        Boat     █░░░░░  22%  2026-05-01  amber      4     1
          Hull   █░░░░░  33%  2026-03-06  red        2     1
        House    ongoing                  green      2
        - Hull: was due 2026-03-06

        Risks
        - Thu 2026-03-05 Paint: paint is late (Boat)

        Overdue
        Due             Task   Who   Project
        Thu 2026-03-05  Paint  @ann  Boat

        Due this week
        Due             Task   Who   Project
        Thu 2026-03-12  Sails  @bob  Boat
        and 1 more that recurs

        Next week
        Due             Task         Project
        Wed 2026-03-18  Mast, 10:00  Boat

        Blocked
        Due             Task      Waits for
        Fri 2026-05-01  ◆ Launch  Sails

        Waiting
        Due             Task   Waiting for  Who
        Thu 2026-03-12  Sails  the loft     @bob

        Milestones
        Date            Milestone  Project
        Fri 2026-05-01  ◆ Launch   Boat

        Started
        Started         Task   Who   Project
        Thu 2026-03-05  Paint  @ann  Boat

        Finished
        Done            Task  Who   Project
        Tue 2026-03-03  Sand  @ann  Boat

        Notes
        - Tue 2026-03-03 Boat: the slip is free in May

        On hold
        Task  Project
        Roof  House

        Unassigned
        Due             Task         Project
        Wed 2026-03-18  Mast, 10:00  Boat

        Time logged
        Person  Logged
        @ann        9h

        Projects and areas
                  Logged        Left       Open
        Projects      9h  100%  3d1h  50%     4  67%
        Areas         0h    0%  3d1h  50%     2  33%

        Budgets
        Project      Budget       Paid  Worked
        Boat     900.00 EUR  80.00 EUR      9h

        """)
  }

  @Test func anEmptyPlanHasNothingToSay() {
    #expect(
      written(status(plan(""))) == """
        Status on Mon 2026-03-09
        Week 2026-W11, 2026-03-09 to 2026-03-15.
        No tasks.

        """)
  }

  @Test func theSameInputGivesTheSameOutput() {
    for grouping in [StatusGrouping.project, .person, .label, .key("client")] {
      let (one, two) = (status(hostilePlan, by: grouping), status(hostilePlan, by: grouping))
      #expect(written(one) == written(two))
      #expect(markdown(one) == markdown(two))
      #expect(json(one) == json(two))
      #expect(csv(one.table) == csv(two.table))
    }
  }

  @Test(arguments: [20, 33, 40, 60, 80, 120]) func noLineIsWiderThanTheTerminal(_ width: Int) {
    for grouping in [StatusGrouping.project, .person, .label, .key("due")] {
      for plan in [hostilePlan, plan(Self.small)] {
        for line in written(status(plan, by: grouping), width: width).split(separator: "\n") {
          #expect(TerminalText.width(String(line)) <= width, "\(line)")
        }
      }
    }
  }

  @Test func narrowTablesBecomeLines() {
    let report = written(status(plan(Self.small)), width: 40)
    #expect(
      report.contains(
        """
        Projects
        Boat
          Progress █░░░░░  22%, Due 2026-05-01,
          Health amber, Open 4, Late 1
          Hull
            Progress █░░░░░  33%, Due
            2026-03-06, Health red, Open 2, Late
            1
        """))
  }

  @Test func nothingOfAFileCommandsTheTerminal() {
    let options = FormatOptions(width: 100, usesColor: false)
    let output = TextFormat(units: EffortUnits(), options: options).text(status(hostilePlan).report)
    let unsafe = output.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x0A: false
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
      default: false
      }
    }
    #expect(unsafe.isEmpty)
    #expect(output.contains("esc \\u{1B}]52;c;YQ==\\u{7} bel"))
  }
}

import PlanModel
import PlanReport
import Testing

/// Lines by project or task and measure, in the plan's order.
private func lines(_ plan: Plan, today: Day = monday, all: Bool = true) -> [BudgetLine] {
  BudgetStatement(BudgetBook(plan, today: today), all: all).lines
}

private func line(_ plan: Plan, _ name: String, _ measure: Measure, today: Day = monday) throws -> BudgetLine
{
  try #require(
    lines(plan, today: today).first {
      guard $0.measure == measure else { return false }
      switch $0.node {
      case .project(let project): return plan[project].name == name
      case .task(let task): return plan.text(of: task) == name
      }
    }, "no line of \(name)")
}

private let euro = Measure.money(Currency(code: "EUR")!)
private let dollar = Measure.money(Currency(code: "USD")!)

private func cents(_ amount: Int128) -> Int { Int(amount / 10_000) }

private func people(_ configuration: inout Configuration) {
  var (ann, bob) = (Person(key: "ann"), Person(key: "bob"))
  ann.rate = try? Money(parsing: "90EUR")
  ann.cost = try? Money(parsing: "45EUR")
  bob.rate = try? Money(parsing: "50EUR")
  configuration.people = [ann, bob]
}

@Suite("Budgets")
struct BudgetTests {
  @Test("planned, spent, committed and to do add up to the forecast")
  func figures() throws {
    let plan = plan(
      """
      # House budget:2000EUR

      - [x] Walls est:4h @ann done:2026-03-05
        - 2026-03-04 3h
      - [/] Roof est:6h @bob
        - 2026-03-06 2h
      - [ ] Tiles cost:300EUR paid:100EUR
      """, people)
    let money = try line(plan, "House", euro)
    #expect(cents(money.figures.planned) == 4 * 9000 + 6 * 5000 + 30000)
    #expect(cents(money.figures.spent) == 3 * 9000 + 2 * 5000 + 10000)
    #expect(cents(money.figures.committed) == 20000)
    #expect(cents(money.figures.toDo) == 4 * 5000)
    #expect(cents(money.figures.forecast) == 27000 + 10000 + 10000 + 20000 + 20000)
    #expect(money.room == money.limit! - money.figures.forecast)
    let hours = try line(plan, "House", .hours)
    #expect(hours.figures.planned == 600)
    #expect(hours.figures.spent == 300)
    #expect(hours.figures.toDo == 240)
  }

  @Test("a rate around the work wins over the person's; with cost as the basis only people count")
  func rates() throws {
    let text = """
      # House rate:100EUR

      - [ ] Walls est:1h @ann
      - [ ] Plan est:1h @ann billable:no
      """
    #expect(cents(try line(plan(text, people), "House", euro).figures.planned) == 10000)
    let costs = plan(text) {
      people(&$0)
      $0.budgetBasis = .cost
    }
    #expect(cents(try line(costs, "House", euro).figures.planned) == 2 * 4500)
  }

  @Test("several people share an estimate by their units; one without a rate leaves minutes without")
  func shared() throws {
    let plan = plan("# House\n\n- [ ] Walls est:3h @ann @bob(200%)\n- [ ] Roof est:2h @eve") {
      people(&$0)
      $0.people.append(Person(key: "eve"))
    }
    #expect(cents(try line(plan, "House", euro).figures.planned) == 9000 + 2 * 5000)
    #expect(BudgetStatement(BudgetBook(plan, today: monday)).total.unpriced == 120)
  }

  @Test("an outer limit binds an inner project")
  func outer() throws {
    let plan = plan(
      """
      # House budget:500EUR

      ## Walls budget:400EUR

      - [ ] Paint cost:300EUR

      ## Roof

      - [ ] Tiles cost:250EUR
      """)
    let walls = try line(plan, "Walls", euro)
    #expect(cents(walls.room!) == -5000)
    #expect(walls.level == .forecastOver)
    guard case .project(let binding) = walls.binding else {
      Issue.record("nothing binds")
      return
    }
    #expect(plan[binding].name == "House")
  }

  @Test("parts add up to their total, to the cent")
  func parts() throws {
    // A third of an hour at 100 is 33.33 three times, not 100.
    let plan = plan(
      """
      # House rate:100EUR

      ## A

      - [ ] One est:20min

      ## B

      - [ ] Two est:20min

      ## C

      - [ ] Three est:20min
      """)
    #expect(cents(try line(plan, "A", euro).figures.planned) == 3333)
    #expect(cents(try line(plan, "House", euro).figures.planned) == 9999)
  }

  @Test("currencies without a rate stay apart, others are converted and rounded")
  func currencies() throws {
    let text = "# House\n\n- [ ] One cost:100EUR\n- [ ] Two cost:33.33USD\n- [ ] Three cost:1000JPY"
    let apart = plan(text)
    #expect(cents(try line(apart, "House", dollar).figures.planned) == 3333)
    let converted = plan(text) {
      $0.currency = Currency(code: "EUR")
      $0.exchange = [Currency(code: "USD")!: Money(micros: 920_000, currency: Currency(code: "EUR")!)]
    }
    #expect(cents(try line(converted, "House", euro).figures.planned) == 10000 + 3066)
    #expect(lines(converted).count == 2)
  }

  @Test("a limit that renews counts its own days, and what is scheduled in them")
  func retainer() throws {
    let plan = plan(
      """
      # Support budget:10h/w type:area

      - [x] Old done:2026-02-20 @ann
        - 2026-02-20 9h
      - [/] New est:8h @ann
        - 2026-03-09 3h
      - [ ] Call rec:weekly due:2026-03-12 est:2h @ann
      """, people)
    let support = try line(plan, "Support", .hours)
    #expect(support.figures.spent == 180)
    #expect(support.figures.toDo == 300 + 120)
    #expect(support.room == 0)
    #expect(support.level == .fine)
  }

  @Test(
    "spending is told at the first warning, and beyond the limit",
    arguments: [
      ("500EUR", BudgetLine.Level.fine), ("450EUR", .fine), ("425EUR", .near), ("339EUR", .spentOver),
    ])
  func levels(limit: String, level: BudgetLine.Level) throws {
    let plan = plan("# House budget:\(limit)\n\n- [x] Paint paid:340EUR")
    #expect(try line(plan, "House", euro).level == level)
  }
}

@Suite("Earned value")
struct EarnedValueTests {
  /// M. Salama, "Earned Value", chapter 14: ten houses of 1,000 dollars in ten weeks; after week 4 three are built, for
  /// 1,500 + 1,000 + 2,000 + 1,500 dollars.
  @Test("ten houses")
  func tenHouses() throws {
    var text = "# Houses\n\n"
    let paid = [1500, 1000, 2000, 1500]
    for week in 1...10 {
      let end = monday + (week * 7 - 3)
      text += "- [\(week <= 3 ? "x" : " ")] House \(week) cost:1000USD due:\(end)"
      text += week <= 3 ? " done:\(end)\n" : "\n"
      if week <= 4 { text += "  - \(end) \(paid[week - 1])USD\n" }
    }
    let plan = plan(text)
    let book = BudgetBook(plan, today: monday + 28)
    let value = EarnedValue(book.ofProjects[0][dollar], dollar)
    #expect(cents(value.budgetAtCompletion) == 1_000_000)
    #expect(cents(value.plannedValue) == 400_000)
    #expect(cents(value.earnedValue) == 300_000)
    #expect(cents(value.actualCost) == 600_000)
    #expect(cents(value.costVariance) == -300_000)
    #expect(cents(value.scheduleVariance) == -100_000)
    #expect(value.costPerformance == 500)
    #expect(value.schedulePerformance == 750)
    #expect(value.estimateAtCompletion.map(cents) == 2_000_000)
    #expect(value.varianceAtCompletion.map(cents) == -1_000_000)
    // (10,000 - 3,000) / (10,000 - 6,000)
    #expect(value.toCompletePerformance == 1750)
  }

  @Test(
    "what is earned follows progress, left and time spent",
    arguments: [
      ("progress:30%", 300), ("left:6h", 400), ("", 400),
    ])
  func progress(tag: String, earned: Int) {
    let plan = plan("# P rate:1EUR\n\n- [/] Task est:10h \(tag) @ann\n  - 2026-03-05 4h")
    let book = BudgetBook(plan, today: monday)
    #expect(cents(book.ofProjects[0][euro].earned) == earned)
  }

  @Test("planned value is linear over the working days of a task")
  func planned() {
    // Four of eight working days are over.
    let plan = plan("# P rate:10EUR\n\n- [ ] Task est:8h start:2026-03-03 due:2026-03-12")
    #expect(cents(BudgetBook(plan, today: monday).ofProjects[0][euro].due) == 4000)
  }

  @Test("a baseline measures what it held, whatever the plan says now")
  func baseline() throws {
    let before = plan("# P rate:10EUR\n\n- [ ] Task est:10h id:t due:2026-03-13\n- [ ] Gone est:5h")
    let kept = Baseline(before, today: Day(2026, 3, 2)!, name: "start")
    #expect(kept.entries.map(\.text) == ["Task", "Gone"])
    let now = plan(
      "# P rate:10EUR\n\n- [/] Renamed est:20h progress:50% id:t due:2026-04-30\n- [ ] New est:7h")
    let figures = BudgetBook(now, today: monday, baseline: kept).ofProjects[0][euro]
    #expect(cents(figures.planned) == 27000)
    #expect(cents(figures.atCompletion) == 10000)
    #expect(cents(figures.earned) == 5000)
    #expect(cents(figures.due) == 10000)
  }
}

@Suite("Timesheets")
struct TimesheetTests {
  private let text = """
    # Site client:acme

    - [/] Draft @ann est:2d #web
      - 2026-03-09 2h30m first version
      - 2026-03-10 9:00-11:30 @bob review
    - [x] Old spent:3h done:2026-03-11 @bob
    - [/] Open spent:1h @bob

    # Shop

    - [/] Cart @ann
      - 2026-03-08 4h
      - 2026-03-12 -30min
    """

  private func sheet(_ names: String..., person: String? = nil) -> Timesheet {
    Timesheet(
      plan(text, people), period: StatusPeriod(first: monday, last: monday + 6),
      by: names.map { Timesheet.Grouping(name: $0) }, person: person)
  }

  private func rows(_ sheet: Timesheet) -> [String] {
    sheet.rows.map { "\($0.names.joined(separator: "/")) \($0.total)" }
  }

  @Test("by person, project, label, key and several")
  func groupings() {
    #expect(rows(sheet("person")) == ["ann 120", "bob 330"])
    #expect(rows(sheet("project")) == ["plan / Shop -30", "plan / Site 480"])
    #expect(rows(sheet("label")) == ["web 300", " 150"])
    #expect(rows(sheet("client", "person")) == ["acme/ann 150", "acme/bob 330", "/ann -30"])
    #expect(rows(sheet("person", person: "ann")) == ["ann 120"])
  }

  @Test("spent: of what is done counts on its day, of the rest nowhere")
  func undated() {
    let sheet = sheet("day")
    #expect(rows(sheet) == ["2026-03-09 150", "2026-03-10 150", "2026-03-11 180", "2026-03-12 -30"])
    #expect(sheet.undated == 60)
  }

  @Test("capacity leaves out leave and holidays")
  func capacity() {
    let plan = plan(text) {
      people(&$0)
      $0.people[0].leave = [WorkCalendar.Holiday(first: monday + 1, last: monday + 1, name: nil)]
    }
    let sheet = Timesheet(plan, period: StatusPeriod(first: monday, last: monday + 6), by: [.person])
    #expect(sheet.rows.map(\.capacity) == [4 * 480, 5 * 480])
  }

  @Test("klog records")
  func klog() {
    #expect(
      TimesheetReport(sheet("person")).klog() == """
        2026-03-09
            2h30m Draft first version (plan / Site) @ann

        2026-03-10
            9:00 - 11:30 Draft review (plan / Site) @bob

        2026-03-11
            3h Old (plan / Site) @bob

        2026-03-12
            -30m Cart (plan / Shop) @ann

        """)
  }

  @Test(
    "of a part of the plan only what belongs to it counts, in renewing limits too, and other budgets are left out"
  )
  func filtered() {
    let plan = plan(
      """
      # A budget:10h

      - [ ] One est:2h #x

      # B budget:8h/mo

      - 2026-03-02 1h on the whole
      - [ ] Two est:3h due:2026-03-10
      - [ ] Three est:1h due:2026-03-10 #x

      # C budget:5h

      - 2026-03-02 1h on the whole
      - [ ] Four est:4h
      """)
    let includes: [Bool] = plan.taskIndices.map { plan.labels(of: .task($0)).contains("x") }
    let statement = BudgetStatement(BudgetBook(plan, today: monday, includes: includes))
    let figures = statement.lines.filter { $0.limit != nil }.map { line in
      "\(plan.name(of: line.node)) \(line.figures.spent) \(line.figures.toDo)"
    }
    #expect(figures == ["A 0 120", "B 60 60"])
    #expect(statement.total[Measure.hours].toDo == 180)
    #expect(statement.total[Measure.hours].spent == 60)
  }
}

package import PlanModel

/// A budget statement in every format.
package struct BudgetReport {
  private let statement: BudgetStatement
  private let plan: Plan
  private let hasEarnedValue: Bool
  private let baseline: Baseline?

  package init(_ statement: BudgetStatement, hasEarnedValue: Bool, baseline: Baseline?) {
    (self.statement, plan) = (statement, statement.plan)
    (self.hasEarnedValue, self.baseline) = (hasEarnedValue, baseline)
  }

  // MARK: Words

  /// An amount with its unit: `1,234` is never written, so that it reads back.
  static func text(_ amount: Int128, _ measure: Measure) -> String {
    switch measure {
    case .hours: StatusWords.hours(Int(clamping: amount))
    case .money(let currency): "\(Money.amount(micros: amount, currency)) \(currency.code)"
    }
  }

  private func cell(_ amount: Int128?, _ measure: Measure) -> Cell {
    guard let amount else { return .empty }
    switch measure {
    case .hours: return .text(BudgetReport.text(amount, measure))
    case .money(let currency):
      return abs(amount) <= Int128(Money.limit)
        ? .money(Money(clamping: amount, currency)) : .text(BudgetReport.text(amount, measure))
    }
  }

  /// Empty for nothing: most projects have no expenses.
  private func cellOrEmpty(_ amount: Int128, _ measure: Measure) -> Cell {
    amount == 0 ? .empty : cell(amount, measure)
  }

  private func name(_ node: NodeIndex) -> String { StatusWords(plan).text(node) }

  static func percent(_ part: Int128, of whole: Int128) -> Int {
    Int(clamping: (part * 100 + whole / 2) / whole)
  }

  // MARK: Tables

  private static let columns = [
    Column("project", "Project", isFlexible: true), Column("budget", "Budget", isNumeric: true),
    Column("planned", "Planned", isNumeric: true), Column("spent", "Spent", isNumeric: true),
    Column("committed", "Committed", isNumeric: true), Column("todo", "To do", isNumeric: true),
    Column("forecast", "Forecast", isNumeric: true), Column("room", "Room", isNumeric: true),
    Column("used", "Used", isNumeric: true),
  ]

  /// One row a project and measure.
  package func table() -> Table {
    Table(
      BudgetReport.columns,
      rows { line in
        let (figures, measure) = (line.figures, line.measure)
        var budget = cell(line.limit, measure)
        if let limit = line.limit, let period = line.periodName {
          budget = .text("\(BudgetReport.text(limit, measure))/\(period)")
        }
        return [
          budget, cell(figures.planned, measure), cell(figures.spent, measure),
          cellOrEmpty(figures.committed, measure), cell(figures.toDo, measure),
          cell(figures.forecast, measure), cell(line.room, measure),
          line.used.map { .share($0) } ?? .empty,
        ]
      } total: { figures, measure in
        [
          .empty, cell(figures.planned, measure), cell(figures.spent, measure),
          cellOrEmpty(figures.committed, measure), cell(figures.toDo, measure),
          cell(figures.forecast, measure), .empty, .empty,
        ]
      })
  }

  /// The project's name once; under it its other measures.
  private func rows(_ cells: (BudgetLine) -> [Cell], total: (BudgetFigures, Measure) -> [Cell]) -> [Row] {
    var rows: [Row] = []
    var last: NodeIndex?
    for line in statement.lines {
      let title = line.node == last ? "" : name(line.node)
      last = line.node
      let emphasis: Emphasis =
        switch line.level {
        case .fine: .plain
        case .near: .warning
        case .forecastOver, .spentOver: .bad
        }
      rows.append(Row([.text(title)] + cells(line), emphasis: emphasis, depth: line.depth))
    }
    guard plan.projects.count(where: { $0.parent.isNone }) > 1 else { return rows }
    for (number, measure) in statement.total.measures.enumerated() {
      rows.append(
        Row([.text(number == 0 ? "Total" : "")] + total(statement.total[measure], measure), emphasis: .strong)
      )
    }
    return rows
  }

  private static let earnedColumns = [
    Column("project", "Project", isFlexible: true), Column("bac", "BAC", isNumeric: true),
    Column("pv", "PV", isNumeric: true), Column("ev", "EV", isNumeric: true),
    Column("ac", "AC", isNumeric: true), Column("cv", "CV", isNumeric: true),
    Column("sv", "SV", isNumeric: true), Column("cpi", "CPI", isNumeric: true),
    Column("spi", "SPI", isNumeric: true), Column("eac", "EAC", isNumeric: true),
    Column("vac", "VAC", isNumeric: true), Column("tcpi", "TCPI", isNumeric: true),
  ]

  package func earnedTable() -> Table {
    func cells(_ figures: BudgetFigures, _ measure: Measure) -> [Cell] {
      let value = EarnedValue(figures, measure)
      func index(_ thousandths: Int?) -> Cell { thousandths.map { .text(BudgetReport.ratio($0)) } ?? .empty }
      return [
        cell(value.budgetAtCompletion, measure), cell(value.plannedValue, measure),
        cell(value.earnedValue, measure), cell(value.actualCost, measure), cell(value.costVariance, measure),
        cell(value.scheduleVariance, measure), index(value.costPerformance), index(value.schedulePerformance),
        cell(value.estimateAtCompletion, measure), cell(value.varianceAtCompletion, measure),
        index(value.toCompletePerformance),
      ]
    }
    // Limits that renew have figures of their period, which say nothing about the whole.
    return Table(
      BudgetReport.earnedColumns,
      rows { line in
        cells(statement.book.account(of: line.node)[line.measure], line.measure)
      } total: {
        cells($0, $1)
      })
  }

  /// `0.93`, two digits, as indices are told.
  private static func ratio(_ thousandths: Int) -> String {
    let hundredths = (abs(thousandths) + 5) / 10
    let digits = hundredths % 100
    return
      "\(thousandths < 0 && hundredths > 0 ? "-" : "")\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
  }

  /// - Parameter width: Columns of the terminal: in a narrow one some figures are left out.
  package func report(width: Int? = nil) -> Report {
    var report = Report(title: "")
    report.add(
      .heading(
        1, hasEarnedValue ? "Earned value at \(statement.book.today)" : "Budgets at \(statement.book.today)"))
    let table = hasEarnedValue ? earnedTable() : table()
    guard !table.rows.isEmpty else {
      report.add(
        .paragraph("There is no budget, no estimate and no expense: write budget:1200EUR or est:2d."))
      return report
    }
    let narrow = width.map { hasEarnedValue ? narrowEarned($0) : narrowBudget($0) } ?? []
    report.add(.table(table.without(narrow).withoutEmptyColumns()))
    if !narrow.isEmpty {
      report.add(.paragraph("A wider terminal, or -f csv, has more: \(narrow.joined(separator: ", "))."))
    }
    if !hasEarnedValue {
      let warnings = warnings()
      if !warnings.isEmpty {
        report.add(.heading(2, "To look at"))
        report.add(.list(warnings))
      }
    }
    for note in notes() { report.add(.paragraph(note)) }
    return report
  }

  private func narrowBudget(_ width: Int) -> [String] {
    width >= 125 ? [] : width >= 100 ? ["committed", "todo"] : ["committed", "todo", "planned", "used"]
  }

  private func narrowEarned(_ width: Int) -> [String] {
    width >= 150 ? [] : width >= 120 ? ["cv", "sv", "tcpi"] : ["cv", "sv", "tcpi", "eac", "vac"]
  }

  private func warnings() -> [String] {
    statement.lines.compactMap { line in
      let name = name(line.node)
      switch line.level {
      case .fine: return nil
      case .near:
        guard let limit = line.limit, limit > 0 else { return nil }
        return
          "\(name): \(BudgetReport.percent(line.figures.spent, of: limit))% of \(BudgetReport.text(limit, line.measure)) is spent, \(BudgetReport.percent(line.figures.forecast, of: limit))% forecast"
      case .spentOver:
        guard let limit = line.limit else { return nil }
        return
          "\(name): \(BudgetReport.text(line.figures.spent, line.measure)) is spent, \(BudgetReport.text(line.figures.spent - limit, line.measure)) more than the budget of \(BudgetReport.text(limit, line.measure))"
      case .forecastOver:
        guard let room = line.room, let binding = line.binding else { return nil }
        return binding == line.node
          ? "\(name): the forecast is \(BudgetReport.text(-room, line.measure)) beyond the budget"
          : "\(name): the budget of \(self.name(binding)) around it is \(BudgetReport.text(-room, line.measure)) short"
      }
    }
  }

  func notes() -> [String] {
    var notes: [String] = []
    let basis = plan.configuration.budgetBasis == .cost ? "what people cost" : "billing rates"
    let hasMoney = statement.total.measures.contains { $0 != .hours }
    if hasMoney {
      notes.append("Time is valued at \(basis), each task rounded to whole cents.")
    }
    if let currency = statement.book.currency {
      let rates = statement.book.rateNotes.map {
        "1 \($0.from.code) = \($0.one.amount) \($0.one.currency.code)"
      }
      notes.append("In \(currency.code) where there is a rate: \(rates.joined(separator: ", ")).")
    }
    if hasMoney, statement.total.unpriced > 0 {
      notes.append(
        "\(StatusWords.hours(statement.total.unpriced)) have no rate and count as hours only: write rate: on a project or on people in planmd.yaml."
      )
    }
    if hasEarnedValue {
      notes.append(
        baseline.map { "Planned value is that of the baseline \($0.name) of \($0.day)." }
          ?? "Planned value follows the plan's own dates: due days, else the schedule. planmd baseline save NAME keeps today's plan to measure against."
      )
    }
    return notes
  }

  // MARK: JSON

  package static let schema = "planmd.budget/1"

  package func write(to json: inout JSONWriter, handle: (NodeIndex) -> String?) {
    json.object { json in
      json.field("schema", BudgetReport.schema)
      json.field("today", DateValue(statement.book.today))
      json.field("basis", plan.configuration.budgetBasis.rawValue)
      if let baseline {
        json.key("baseline")
        json.object {
          $0.field("name", baseline.name)
          $0.field("day", DateValue(baseline.day))
        }
      }
      if statement.book.currency != nil {
        json.key("rates")
        json.array { json in
          for rate in statement.book.rateNotes {
            json.object {
              $0.field("currency", rate.from.code)
              $0.field("worth", rate.one)
            }
          }
        }
      }
      json.key("lines")
      json.array { json in
        for line in statement.lines {
          json.object { json in
            switch line.node {
            case .task: json.field("task", name(line.node))
            case .project(let project): json.field("project", plan.path(of: project))
            }
            json.field("handle", handle(line.node))
            json.field("file", plan[plan.file(of: line.node)].path)
            json.field("line", plan.line(of: line.node))
            write(line.figures, line.measure, &json)
            amount("budget", line.limit, line.measure, &json)
            json.field("per", line.periodName)
            amount("room", line.room, line.measure, &json)
            json.field("boundBy", line.binding.map(name))
            json.field("level", BudgetReport.name(line.level))
            write(
              EarnedValue(statement.book.account(of: line.node)[line.measure], line.measure), &json)
          }
        }
      }
      json.key("total")
      json.array { json in
        for measure in statement.total.measures {
          json.object { json in
            write(statement.total[measure], measure, &json)
            write(EarnedValue(statement.total[measure], measure), &json)
          }
        }
      }
      json.field("minutesWithoutRate", statement.total.unpriced)
    }
  }

  private static func name(_ level: BudgetLine.Level) -> String {
    switch level {
    case .fine: "fine"
    case .near: "near"
    case .forecastOver: "forecast-over"
    case .spentOver: "spent-over"
    }
  }

  /// Money as money; minutes as a number.
  private func amount(_ key: String, _ amount: Int128?, _ measure: Measure, _ json: inout JSONWriter) {
    guard let amount else { return }
    switch measure {
    case .hours: json.field(key, Int(clamping: amount))
    case .money(let currency):
      json.key(key)
      json.object {
        $0.field("amount", Money.amount(micros: amount, currency))
        $0.field("currency", currency.code)
      }
    }
  }

  private func write(_ figures: BudgetFigures, _ measure: Measure, _ json: inout JSONWriter) {
    switch measure {
    case .hours: json.field("measure", "minutes")
    case .money(let currency): json.field("measure", currency.code)
    }
    amount("planned", figures.planned, measure, &json)
    amount("spent", figures.spent, measure, &json)
    amount("committed", figures.committed, measure, &json)
    amount("toDo", figures.toDo, measure, &json)
    amount("forecast", figures.forecast, measure, &json)
  }

  private func write(_ value: EarnedValue, _ json: inout JSONWriter) {
    json.key("earnedValue")
    json.object { json in
      amount("bac", value.budgetAtCompletion, value.measure, &json)
      amount("pv", value.plannedValue, value.measure, &json)
      amount("ev", value.earnedValue, value.measure, &json)
      amount("ac", value.actualCost, value.measure, &json)
      amount("cv", value.costVariance, value.measure, &json)
      amount("sv", value.scheduleVariance, value.measure, &json)
      amount("eac", value.estimateAtCompletion, value.measure, &json)
      amount("vac", value.varianceAtCompletion, value.measure, &json)
      for (key, index) in [
        ("cpi", value.costPerformance), ("spi", value.schedulePerformance),
        ("tcpi", value.toCompletePerformance),
      ] {
        guard let index else { continue }
        json.key(key)
        json.value(thousandths: index)
      }
    }
  }
}

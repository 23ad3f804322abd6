import PlanModel

/// The last sections of a status report: what was said, worked and paid.
extension StatusPage {
  mutating func addNotes(_ title: String, _ notes: [StatusNote]) {
    guard !notes.isEmpty else { return }
    report.add(.heading(1, title))
    let items = notes.prefix(StatusPage.rowLimit).map { note in
      let place = status.plan[home(of: note.node)].name
      let (day, text) = (StatusWords.day(note.day), NoteText.text(note, status.plan))
      guard case .task(let task) = note.node else { return "\(day) \(place): \(text)" }
      return "\(day) \(words.text(task)): \(text) (\(place))"
    }
    report.add(.list(items))
    if notes.count > items.count { report.add(.paragraph("and \(notes.count - items.count) more")) }
  }

  mutating func addTimes() {
    let rows = status.times.map { time in
      Row([
        time.person.map { .names([$0]) } ?? .text("(nobody)"), .text(StatusWords.hours(time.minutes)),
      ])
    }
    guard !rows.isEmpty else { return }
    let total = status.times.reduce(0) { $0 + $1.minutes }
    let sum = Row([.text("Total"), .text(StatusWords.hours(total))], emphasis: .strong)
    report.addSection(
      "Time logged",
      Table(
        [Column("person", "Person", isFlexible: true), Column("logged", "Logged", isNumeric: true)],
        rows.count > 1 ? rows + [sum] : rows))
  }

  mutating func addShares() {
    // Plans without areas need no comparison.
    guard status.openShare.areas > 0 || status.loggedShare.areas > 0 else { return }
    let columns = [
      Column("kind", ""), Column("logged", "Logged", isNumeric: true),
      Column("loggedShare", "", isNumeric: true),
      Column("remaining", "Left", isNumeric: true), Column("remainingShare", "", isNumeric: true),
      Column("open", "Open", isNumeric: true), Column("openShare", "", isNumeric: true),
    ]
    let rows = [shareRow("Projects", isArea: false), shareRow("Areas", isArea: true)]
    report.addSection("Projects and areas", Table(columns, rows).withoutEmptyColumns())
  }

  private func shareRow(_ title: String, isArea: Bool) -> Row {
    var cells: [Cell] = [.text(title)]
    func add(_ share: StatusShare, _ written: (Int) -> Cell) {
      if let parts = share.thousandths {
        cells.append(written(isArea ? share.areas : share.projects))
        cells.append(.share(isArea ? parts.areas : parts.projects))
      } else {
        cells += [.empty, .empty]
      }
    }
    add(status.loggedShare) { .text(StatusWords.hours($0)) }
    add(status.remainingShare) { .text(words.work($0)) }
    add(status.openShare) { .number($0) }
    return Row(cells)
  }

  /// Outermost budgets only: what is below is part of them.
  mutating func addBudgets() {
    var rows: [Row] = []
    var end = 0
    for project in status.projects {
      guard let budget = project.budget, project.project.position >= end else { continue }
      end = Int(status.plan[project.project].subtreeEnd)
      rows.append(budgetRow(budget))
    }
    let columns = [
      Column("project", "Project", isFlexible: true), Column("budget", "Budget", isNumeric: true),
      Column("paid", "Paid", isNumeric: true), Column("logged", "Worked", isNumeric: true),
    ]
    addSection("Budgets", Table(columns, Array(rows.prefix(StatusPage.rowLimit))), of: rows.count)
  }

  private func budgetRow(_ status: BudgetStatus) -> Row {
    let budget: Cell =
      switch (status.budget.amount, status.budget.period) {
      case (.money(let money), nil): .money(money)
      case (.money(let money), let period?):
        .text("\(money.amount) \(money.currency.code)/\(period.rawValue)")
      case (.effort(let effort), nil): .text(StatusWords.hours(effort.minutes))
      case (.effort(let effort), let period?):
        .text("\(StatusWords.hours(effort.minutes))/\(period.rawValue)")
      }
    let paid = status.paid.amounts.map { "\($0.amount) \($0.currency.code)" }.joined(separator: ", ")
    return Row([
      .text(self.status.plan[status.project].name),
      budget,
      paid.isEmpty ? .empty : .text(status.paid.isComplete ? paid : paid + ", more than can be held"),
      status.minutes == 0 ? .empty : .text(StatusWords.hours(status.minutes)),
    ])
  }
}

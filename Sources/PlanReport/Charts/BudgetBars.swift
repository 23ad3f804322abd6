package import PlanModel

/// Budgets as bars: what is spent, promised and still to do, against the limit.
struct BudgetBars {
  let statement: BudgetStatement

  /// Lines with a limit, and what has money without one.
  private var lines: [BudgetLine] {
    statement.lines.filter { $0.limit != nil || $0.figures.forecast > 0 && $0.measure != .hours }
  }

  var isEmpty: Bool { lines.isEmpty }

  func svg() -> String {
    let (label, plot, row) = (230.0, 440.0, 34.0)
    let words = StatusWords(statement.plan)
    var body = ""
    let shown = Array(lines.prefix(40))
    for (number, line) in shown.enumerated() {
      let (y, figures) = (8 + Double(number) * row, line.figures)
      let most = Double(max(max(figures.forecast, line.limit ?? 0), 1))
      let name = fitted(words.text(line.node), label - 16 - Double(line.depth) * 12)
      body +=
        "<text x=\"\(px(8 + Double(line.depth) * 12))\" y=\"\(px(y + 17))\">\(escapedMarkup(name))</text><g><title>\(escapedMarkup(described(line, words)))</title>"
      var x = label
      for (kind, amount) in [
        ("spent", figures.spent), ("committed", figures.committed), ("todo", figures.toDo),
      ]
      where amount > 0 {
        let width = Double(amount) / most * plot
        body +=
          "<rect class=\"\(kind)\(line.level >= .forecastOver ? " over" : "")\" x=\"\(px(x))\" y=\"\(px(y + 5))\" width=\"\(px(width))\" height=\"16\"/>"
        x += width
      }
      if let limit = line.limit {
        let x = label + Double(limit) / most * plot
        body += "<path class=\"limit\" d=\"M\(px(x)) \(px(y + 1))v24\"/>"
      }
      let share =
        line.limit.flatMap { $0 > 0 ? "\(BudgetReport.percent(figures.forecast, of: $0))%" : nil } ?? ""
      body +=
        "</g><text class=\"\(line.level >= .forecastOver ? "late" : "soft")\" x=\"\(px(label + plot + 10))\" y=\"\(px(y + 17))\">\(share)</text>\n"
    }
    let bottom = 8 + Double(shown.count) * row + 8
    let (key, x) = legend(
      [("spent", "spent"), ("committed", "committed"), ("todo", "to do")], x: label, y: bottom)
    body += key
    body +=
      "<path class=\"limit\" d=\"M\(px(x + 4)) \(px(bottom - 3))v18\"/><text x=\"\(px(x + 14))\" y=\"\(px(bottom + 10))\">budget</text>\n"
    return chart(
      "budget", title: "Budgets",
      description: shown.map { described($0, words) }.joined(separator: "; ") + ".",
      width: label + plot + 64, height: bottom + 22, body)
  }

  private func described(_ line: BudgetLine, _ words: StatusWords) -> String {
    let figures = line.figures
    func text(_ amount: Int128) -> String { BudgetReport.text(amount, line.measure) }
    var result =
      "\(words.text(line.node)): \(text(figures.spent)) spent, \(text(figures.committed)) committed, \(text(figures.toDo)) to do"
    if let limit = line.limit { result += ", of \(text(limit))" }
    return result
  }
}

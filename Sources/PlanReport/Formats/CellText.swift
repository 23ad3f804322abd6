package import PlanModel

/// How cells read in text, Markdown and CSV.
package struct CellText: Sendable {
  package let units: EffortUnits

  package init(units: EffortUnits) { self.units = units }

  package func string(_ cell: Cell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): text
    case .handle(let text): text
    case .number(let number): String(number)
    case .date(let date): date.description
    case .effort(let effort): effort.text(units: units)
    case .money(let money): "\(money.amount) \(money.currency.code)"
    case .share(let share): "\((share + 5) / 10)%"
    case .names(let names): names.map { "@\($0)" }.joined(separator: " ")
    case .labels(let labels): labels.map { "#\($0)" }.joined(separator: " ")
    case .status(let status): status.name
    case .place(let file, let line): "\(file):\(line)"
    }
  }
}

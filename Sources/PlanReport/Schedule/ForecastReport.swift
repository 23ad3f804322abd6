package import PlanModel
package import PlanSchedule

/// A forecast in every format.
package struct ForecastReport {
  private let plan: Plan
  private let forecast: Forecast
  private let targets: [Forecast.Target]
  private let baseline: Baseline?
  private var schedule: Schedule { forecast.schedule }

  package init(_ plan: Plan, _ forecast: Forecast, showsTasks: Bool, baseline: Baseline? = nil) {
    (self.plan, self.forecast, self.baseline) = (plan, forecast, baseline)
    targets = forecast.targets.filter { target in
      if case .task = target.node { return showsTasks || target.isMilestone }
      return true
    }
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  package func table() -> Table {
    var table = Table([
      Column("what", "What", isFlexible: true), Column("due", "Due"),
      Column("chance", "Chance", isNumeric: true),
      Column("was", "Baseline"), Column("wasChance", "Chance of it", isNumeric: true),
      Column("planned", "Planned"), Column("p50", "50%"), Column("p80", "80%"), Column("p95", "95%"),
    ])
    for target in targets {
      let due = target.due.map { Cell.date(DateValue(schedule.lastDay($0))) } ?? .empty
      let chance = target.chance
      let was = self.was(target)
      table.rows.append(
        Row(
          [
            .text(name(target)), due, chance.map { .text(percent($0)) } ?? .empty,
            was.map { .date(DateValue($0)) } ?? .empty,
            was.map { .text(percent(self.chance(target, by: $0))) } ?? .empty,
            forecast.method == .estimates ? .date(DateValue(schedule.lastDay(target.planned))) : .empty,
          ] + [50.0, 80, 95].map { .date(DateValue(schedule.lastDay(target.end(percent: $0)))) },
          emphasis: chance.map { $0 < 0.5 ? .bad : $0 < 0.8 ? .warning : .plain } ?? .plain,
          depth: depth(target)))
    }
    return table
  }

  /// The last day that the baseline has for it.
  private func was(_ target: Forecast.Target) -> Day? {
    switch target.node {
    case .project(let project): plan[project].kind == .project ? baseline?.end(of: project, plan) : nil
    case .task(let task): baseline?.entry(of: task, plan)?.last
    }
  }

  /// How many of the runs end by a day.
  private func chance(_ target: Forecast.Target, by day: Day) -> Double {
    let limit = schedule.minute(day + 1)
    return Double(target.ends.partitionPoint { $0 > limit }) / Double(max(1, target.ends.count))
  }

  private func name(_ target: Forecast.Target) -> String {
    target.isMilestone ? "◆ \(plan.name(of: target.node))" : plan.name(of: target.node)
  }

  private func depth(_ target: Forecast.Target) -> Int {
    switch target.node {
    case .project(let project): plan.lineage(of: project).count - 1
    case .task(let task): plan.lineage(of: plan[task].project).count
    }
  }

  package func report() -> Report {
    var report = Report(title: "")
    guard !targets.isEmpty else {
      report.add(
        .paragraph(
          forecast.method == .throughput
            ? "nothing is estimated, and nothing was finished in the last twelve weeks: there is nothing to go by"
            : "nothing to forecast"))
      return report
    }
    report.add(.table(table().withoutEmptyColumns()))
    report.add(.list(basis()))
    let threats = forecast.threats.filter { $0.criticality >= 0.05 }.sorted { $0.swing > $1.swing }.prefix(8)
    guard !threats.isEmpty else { return report }
    report.add(.heading(1, "What threatens the dates most"))
    report.add(
      .table(
        Table(
          [
            Column("swing", "Moves the end by", isNumeric: true),
            Column("critical", "Critical", isNumeric: true), Column("text", "Task", isFlexible: true),
          ],
          threats.map { threat in
            let days = Int((threat.swing / 1440).rounded())
            return Row([
              .text("\(days) day\(days == 1 ? "" : "s")"), .text(percent(threat.criticality)),
              .text(plan.text(of: threat.task)),
            ])
          })))
    return report
  }

  /// What the figures rest on.
  private func basis() -> [String] {
    let calibration = forecast.calibration
    guard forecast.method == .estimates else {
      return [
        "nothing is estimated: \(forecast.samples) draws from the last twelve weeks, in which \(forecast.weeks.map(String.init).joined(separator: ", ")) tasks were finished"
      ]
    }
    var lines = [
      "\(forecast.samples) runs, seed \(forecast.seed); a single estimate is a median with a spread of \(rounded(calibration.spread)), efforts hang together by \(rounded(forecast.correlation))"
    ]
    if calibration.count >= Calibration.least {
      let off = calibration.bias >= 0 ? "more" : "less"
      lines.append(
        "\(calibration.count) finished tasks took \(percent(abs(exponential(calibration.bias) - 1))) \(off) than estimated; ranges are widened by \(rounded(calibration.rangeScale))"
      )
      if let test = calibration.backTest {
        lines.append(
          "80 % dates were met in \(percent(Double(test.met) / Double(test.of))) of \(test.of) tasks")
      }
    } else {
      lines.append(
        "not calibrated: \(calibration.count) finished tasks have both an estimate and time spent, \(Calibration.least) are needed"
      )
    }
    return lines
  }

  private func exponential(_ x: Double) -> Double { EffortDistribution(median: 1, sigma: 1).total(x) }

  private func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(padded(abs(hundredths) % 100, 2))"
  }

  // MARK: Charts

  /// Where the ends of outermost projects fall, a column a stretch of days: `░▒▓█` by how many.
  package func chart(options: FormatOptions) -> String {
    let tops = targets.filter {
      if case .project(let project) = $0.node { plan[project].parent.isNone } else { false }
    }
    guard let first = tops.map({ $0.end(percent: 1) }).min(),
      let last = tops.map({ $0.end(percent: 99) }).max(), last > first
    else { return "" }
    let names = min(30, (tops.map { TerminalText.width(plan.name(of: $0.node)) }.max() ?? 10)) + 2
    let width = max(20, min(100, (options.width ?? 110) - names - 2))
    let start = schedule.lastDay(first)
    let days = max(1, schedule.lastDay(last) - start + 1)
    var result =
      "\n" + TerminalText.padded("", to: names) + "\(start)"
      + String(repeating: " ", count: max(1, width - 20)) + "\(start + (days - 1))\n"
    for target in tops {
      var counts = [Int](repeating: 0, count: width)
      for end in target.ends {
        let column = min(width - 1, max(0, (schedule.lastDay(end) - start) * width / days))
        counts[column] += 1
      }
      let most = max(1, counts.max() ?? 1)
      var line = counts.map { count -> Character in
        guard count * 100 >= most else { return count > 0 ? "·" : " " }
        return ["░", "▒", "▓", "█"][min(3, count * 4 / (most + 1))]
      }
      if let due = target.due {
        let column = (schedule.lastDay(due) - start) * width / days
        if line.indices.contains(column) { line[column] = "|" }
      }
      let name = TerminalText.truncated(TerminalText.visible(plan.name(of: target.node)), to: names - 2)
      result += TerminalText.padded(name, to: names) + String(line).trimmedEnd + "\n"
    }
    return result + "\n░▒▓█ how many runs end there   | due\n"
  }

  /// The chance of being done by each day, a curve for each outermost project.
  ///
  /// - Parameter isEmbedded: For a page that has the style of charts: without one of its own.
  package func svg(isEmbedded: Bool = false) -> String {
    let tops = targets.filter {
      if case .project(let project) = $0.node { plan[project].parent.isNone } else { false }
    }
    let (width, height, left, top) = (760.0, 320.0, 50.0, 24.0)
    let first = schedule.lastDay(tops.map { $0.end(percent: 0.1) }.min() ?? 0)
    let last = schedule.lastDay(tops.map { $0.end(percent: 99.5) }.max() ?? 0) + 1
    let days = Double(max(1, last - first))
    func n(_ value: Double) -> String { String(Int(value.rounded())) }
    func x(_ day: Day) -> Double { left + Double(day - first) / days * (width - left - 170) }
    func y(_ share: Double) -> Double { top + (1 - share) * (height - top - 40) }
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" height="\(n(height))" role="img" aria-labelledby="forecast-title forecast-desc" class="plot forecast">
      <title id="forecast-title">Forecast from \(schedule.today)</title>
      <desc id="forecast-desc">\(escapedMarkup(tops.map { "\(plan.name(of: $0.node)): 50 % by \(schedule.lastDay($0.end(percent: 50))), 80 % by \(schedule.lastDay($0.end(percent: 80))), 95 % by \(schedule.lastDay($0.end(percent: 95)))" }.joined(separator: "; ")))</desc>

      """
    if !isEmbedded { svg += ChartStyle.element }
    for share in [0.0, 0.5, 0.8, 0.95] {
      svg +=
        "<line class=\"grid\" x1=\"\(n(left))\" x2=\"\(n(width - 170))\" y1=\"\(n(y(share)))\" y2=\"\(n(y(share)))\"/><text x=\"8\" y=\"\(n(y(share) + 4))\">\(n(share * 100)) %</text>\n"
    }
    for part in 0...4 {
      let day = first + Int(days) * part / 4
      svg += "<text x=\"\(n(x(day)))\" y=\"\(n(height - 12))\" class=\"mid\">\(day)</text>\n"
    }
    for (number, target) in tops.prefix(8).enumerated() {
      var path = ""
      var day = first
      while day <= last {
        let end = schedule.minute(day + 1)
        let done = target.ends.partitionPoint { $0 > end }
        path += "\(path.isEmpty ? "M" : "L")\(n(x(day))) \(n(y(Double(done) / Double(target.ends.count))))"
        day = day + max(1, Int(days) / 120)
      }
      svg +=
        "<path class=\"curve c\(number)\" d=\"\(path)\"><title>\(escapedMarkup(plan.name(of: target.node)))</title></path>\n"
      svg +=
        "<rect class=\"c\(number)\" x=\"\(n(width - 160))\" y=\"\(n(top + Double(number) * 18))\" width=\"10\" height=\"10\"/><text x=\"\(n(width - 144))\" y=\"\(n(top + Double(number) * 18 + 10))\">\(escapedMarkup(String(plan.name(of: target.node).prefix(22))))</text>\n"
    }
    return svg + "</svg>\n"
  }

  // MARK: JSON

  package func write(to json: inout JSONWriter) {
    let words = ScheduleWords(plan: plan, schedule: schedule)
    json.object { json in
      json.field("schema", "planmd.forecast/1")
      json.field("today", schedule.today.description)
      json.field("method", forecast.method.rawValue)
      json.field("samples", forecast.samples)
      json.field("seed", Int(clamping: forecast.seed))
      json.key("spread")
      json.value(thousandths: Int((forecast.calibration.spread * 1000).rounded()))
      json.key("correlation")
      json.value(thousandths: Int((forecast.correlation * 1000).rounded()))
      json.key("calibration")
      json.object { json in
        json.field("n", forecast.calibration.count)
        for (name, value) in [
          ("bias", forecast.calibration.bias), ("spread", forecast.calibration.spread),
          ("rangeScale", forecast.calibration.rangeScale),
        ] {
          json.key(name)
          json.value(thousandths: Int((value * 1000).rounded()))
        }
        if let test = forecast.calibration.backTest {
          json.field("met", test.met)
          json.field("tested", test.of)
        }
      }
      json.key("targets")
      json.array { json in for target in targets { json.object { write(target, words, &$0) } } }
      json.key("threats")
      json.array { json in
        for threat in forecast.threats {
          json.object { json in
            place(.task(threat.task), &json)
            json.key("criticality")
            json.value(thousandths: Int((threat.criticality * 1000).rounded()))
            json.field("swing", Int(threat.swing.rounded()))
          }
        }
      }
      json.key("weeks")
      json.array { json in for count in forecast.weeks { json.value(count) } }
    }
  }

  private func place(_ node: NodeIndex, _ json: inout JSONWriter) {
    json.field("file", plan[plan.file(of: node)].path)
    json.field("line", plan.line(of: node))
    json.field("id", plan.id(of: node))
    json.field("text", plan.name(of: node))
  }

  private func write(_ target: Forecast.Target, _ words: ScheduleWords, _ json: inout JSONWriter) {
    switch target.node {
    case .project: json.field("kind", "project")
    case .task: json.field("kind", target.isMilestone ? "milestone" : "task")
    }
    place(target.node, &json)
    if forecast.method == .estimates { json.field("planned", words.time(target.planned)) }
    json.key("dates")
    json.object { json in
      for percent in [50, 80, 95] {
        json.field("p\(percent)", words.time(target.end(percent: Double(percent))))
      }
    }
    if let was = was(target) {
      json.key("baseline")
      json.object { json in
        json.field("finish", was.description)
        json.key("chance")
        json.value(thousandths: Int((chance(target, by: was) * 1000).rounded()))
      }
    }
    if let due = target.due, let chance = target.chance {
      json.field("due", schedule.lastDay(due).description)
      json.key("chance")
      json.value(thousandths: Int((chance * 1000).rounded()))
    }
  }
}

extension [Minute] {
  /// The number of elements before the first for which a test holds; the test must hold for all behind it.
  fileprivate func partitionPoint(_ isBehind: (Minute) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

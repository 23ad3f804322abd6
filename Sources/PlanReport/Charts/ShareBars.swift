import PlanModel

/// Projects against areas: hours that were logged, and hours that are left.
struct ShareBars {
  private let rows: [(name: String, share: StatusShare)]

  /// nil where there are no hours in areas to compare with.
  init?(_ status: StatusReport) {
    rows = [("Logged", status.loggedShare), ("Still to do", status.remainingShare)].filter {
      $0.1.thousandths != nil
    }
    guard rows.contains(where: { $0.share.areas > 0 }) else { return nil }
  }

  func svg() -> String {
    var body = ""
    for (number, (name, share)) in rows.enumerated() {
      let y = Double(number) * 34 + 6
      let part = Double(share.thousandths?.projects ?? 0) / 1000 * 420
      body +=
        "<text class=\"end\" x=\"88\" y=\"\(px(y + 15))\">\(name)</text><rect class=\"project\" x=\"96\" y=\"\(px(y))\" width=\"\(px(part))\" height=\"20\"/><rect class=\"ongoing\" x=\"\(px(96 + part))\" y=\"\(px(y))\" width=\"\(px(420 - part))\" height=\"20\"/><text x=\"524\" y=\"\(px(y + 15))\">\(PageNumber.hours(share.projects)) / \(PageNumber.hours(share.areas))</text>\n"
    }
    let y = Double(rows.count) * 34 + 6
    body += legend([("project", "projects"), ("ongoing", "areas")], x: 96, y: y).markup
    let text = rows.map {
      "\($0.name): projects \(StatusWords.hours($0.share.projects)), areas \(StatusWords.hours($0.share.areas))"
    }.joined(separator: "; ")
    return chart(
      "hours", title: "Projects and areas", description: text + ".", width: 680, height: y + 22, body)
  }

  func table() -> Table {
    let columns = [
      Column("what", "Hours", isFlexible: true), Column("projects", "Projects", isNumeric: true),
      Column("projectShare", "", isNumeric: true), Column("areas", "Areas", isNumeric: true),
      Column("areaShare", "", isNumeric: true),
    ]
    return Table(
      columns,
      rows.compactMap { name, share in
        share.thousandths.map { parts in
          Row([
            .text(name), .text(StatusWords.hours(share.projects)), .share(parts.projects),
            .text(StatusWords.hours(share.areas)), .share(parts.areas),
          ])
        }
      })
  }
}

package import PlanModel

/// Writes a report as a page that needs nothing else: light and dark, for narrow and wide screens and for print; it loads
/// nothing and runs nothing.
package struct HTMLFormat: Sendable {
  private let cells: CellText

  package init(units: EffortUnits) { cells = CellText(units: units) }

  /// - Parameters:
  ///   - title: The page's title; the report's first heading where the report has no title itself.
  ///   - chart: An SVG image above everything else, as ``GanttSVG`` writes it.
  package func page(_ report: Report, title: String? = nil, chart: (svg: String, label: String)? = nil)
    -> String
  {
    var blocks = report.blocks[...]
    var heading = title ?? report.title
    if title == nil, report.title.isEmpty, case .heading(_, let first) = blocks.first {
      heading = first
      blocks = blocks.dropFirst()
    }
    var body = "<h1>\(escapedMarkup(heading))</h1>\n"
    if let chart { body += HTMLFormat.figure(chart.svg, chart.label) }
    var section = heading
    // A page has one heading of the first level, and leaves out none.
    var level = 1
    for block in blocks {
      if case .heading(let wanted, let text) = block {
        level = min(wanted + 1, level + 1)
        section = text
        body += "<h\(level)>\(escapedMarkup(text))</h\(level)>\n"
      } else {
        body += markup(block, section)
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLFormat.policy)">
      <title>\(escapedMarkup(heading))</title>
      <style>\(HTMLFormat.style)</style>
      </head>
      <body class="plain">
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  /// The same as that of sites, so that everything looks alike.
  private static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
  private static let policy = SiteTemplates.policy(style: style, script: nil)

  /// Scrolls by itself where it is too wide, also by keyboard.
  static func figure(_ svg: String, _ label: String) -> String {
    "<div class=\"chart\" tabindex=\"0\" role=\"region\" aria-label=\"\(escapedMarkup(label))\">\n\(svg)</div>\n"
  }

  private func markup(_ block: Report.Block, _ section: String) -> String {
    switch block {
    case .heading: ""
    case .paragraph(let text): "<p>\(escapedMarkup(text))</p>\n"
    case .diagram(let diagram): HTMLFormat.figure(diagram.svg(), diagram.label)
    case .list(let items): "<ul>\n" + items.map { "<li>\(escapedMarkup($0))</li>\n" }.joined() + "</ul>\n"
    case .facts(let facts):
      "<dl>\n"
        + facts.map {
          "<dt>\(escapedMarkup($0.name))</dt><dd>\(escapedMarkup(cells.string($0.value)))</dd>\n"
        }.joined() + "</dl>\n"
    case .table(let table): self.table(table, section)
    }
  }

  /// Scrolls by itself where it is too wide, also by keyboard.
  func table(_ table: Table, _ section: String) -> String {
    var result =
      "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(escapedMarkup(section))\">\n<table>\n<thead><tr>"
    for column in table.columns {
      let kind = column.isNumeric ? " class=\"number\"" : ""
      // A column that needs no heading has an empty cell, which is no header of anything.
      result +=
        column.title.isEmpty
        ? "<td\(kind)></td>" : "<th scope=\"col\"\(kind)>\(escapedMarkup(column.title))</th>"
    }
    result += "</tr></thead>\n<tbody>\n"
    let header = table.columns.firstIndex(where: \.isFlexible)
    for row in table.rows {
      let emphasis = row.emphasis == .plain ? "" : " class=\"\(HTMLFormat.name(row.emphasis))\""
      result += "<tr\(emphasis)>"
      for (number, column) in table.columns.enumerated() {
        let text = escapedMarkup(cells.string(row.cells[number]))
        var kinds: [String] = column.isNumeric ? ["number"] : []
        if HTMLFormat.isShort(row.cells[number]) { kinds.append("short") }
        if number == header, row.depth > 0 { kinds.append("d\(min(4, row.depth))") }
        let kind = kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
        result +=
          number == header && !text.isEmpty
          ? "<th scope=\"row\"\(kind)>\(text)</th>" : "<td\(kind)>\(text)</td>"
      }
      result += "</tr>\n"
    }
    return result + "</tbody>\n</table>\n</div>\n"
  }

  /// Dates, names and words of planmd's own stay on their line.
  private static func isShort(_ cell: Cell) -> Bool {
    switch cell {
    case .date, .status, .handle: true
    // `Fri 2026-03-13`
    case .text(let text):
      text.utf8.count <= 14 && text.utf8.contains(UInt8(ascii: "-"))
        && (try? DateValue(parsing: String(text.suffix(10)))) != nil
    case .empty, .number, .effort, .money, .share, .names, .labels, .place: false
    }
  }

  private static func name(_ emphasis: Emphasis) -> String {
    switch emphasis {
    case .plain: "plain"
    case .strong: "strong"
    case .dim: "dim"
    case .good: "good"
    case .warning: "warning"
    case .bad: "bad"
    }
  }
}

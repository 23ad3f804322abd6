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
    if let chart {
      body +=
        "<div class=\"chart\" tabindex=\"0\" role=\"region\" aria-label=\"\(escapedMarkup(chart.label))\">\n\(chart.svg)</div>\n"
    }
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
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
      <title>\(escapedMarkup(heading))</title>
      <style>
      \(HTMLFormat.style)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private static let style = """
    :root{--ink:#1c2430;--soft:#556170;--line:#dfe4ea;--bg:#fff;--band:#f5f7f9;--good:#1d6b3c;--warn:#8a5300;--bad:#a3271a;--focus:#1f5fbf}
    @media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a3afbd;--line:#323b46;--bg:#14181d;--band:#1b2027;--good:#7fd3a0;--warn:#f0b45e;--bad:#f2a195;--focus:#8ab4f8}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:80rem;padding:1.5rem clamp(1rem,4vw,2.5rem) 3rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--bg)}
    h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1.25rem}h2{font-size:1.15rem;margin:2.25rem 0 .5rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}
    p,li{max-width:70ch;overflow-wrap:anywhere}
    .chart,.table{overflow-x:auto;margin:.5rem 0}:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
    table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
    th,td{text-align:left;padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
    thead th{color:var(--soft);font-weight:600;white-space:nowrap}tbody th{font-weight:inherit;min-width:12rem}
    .number{text-align:right}.number,.short{white-space:nowrap}tbody tr:hover{background:var(--band)}
    .d1{padding-left:1.25rem}.d2{padding-left:2.5rem}.d3{padding-left:3.75rem}.d4{padding-left:5rem}
    .strong{font-weight:600}.dim{color:var(--soft)}.good{color:var(--good)}.warning{color:var(--warn)}.bad{color:var(--bad)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem}dt{color:var(--soft)}dd{margin:0}
    @media print{body{max-width:none;padding:0;font-size:10pt}.chart,.table{overflow:visible}tr,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}}
    """

  private func markup(_ block: Report.Block, _ section: String) -> String {
    switch block {
    case .heading: ""
    case .paragraph(let text): "<p>\(escapedMarkup(text))</p>\n"
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
  private func table(_ table: Table, _ section: String) -> String {
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

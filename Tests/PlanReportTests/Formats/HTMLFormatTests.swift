import PlanModel
import PlanReport
import Testing

@Suite("HTML pages")
struct HTMLFormatTests {
  private func page(_ report: Report, title: String? = nil) -> String {
    HTMLFormat(units: EffortUnits(WorkCalendar())).page(report, title: title)
  }

  @Test("a report's first heading is the page's title, and headings leave out no level")
  func headings() {
    var report = Report(title: "")
    report.add(.heading(1, "Budgets"))
    report.add(.heading(3, "To look at"))
    let page = page(report)
    #expect(page.contains("<title>Budgets</title>"))
    #expect(page.contains("<h1>Budgets</h1>\n<h2>To look at</h2>"))
    #expect(page.components(of: "Budgets") == 2)
  }

  @Test("text is text")
  func escaping() {
    var report = Report(title: "<b>\"A\" & 'B'</b>")
    report.add(.paragraph("<script>"))
    report.add(.list(["</ul>"]))
    report.add(.table(Table([Column("a", "<i>", isFlexible: true)], [Row([.text("</table>\u{202E}")])])))
    let page = page(report)
    #expect(page.contains("<h1>&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;</h1>"))
    #expect(!page.contains("<script>") && !page.contains("<i>") && !page.contains("\u{202E}"))
    #expect(page.contains("<th scope=\"row\">&lt;/table&gt;\u{FFFD}</th>"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test("rows have depth and emphasis, numbers and dates their own columns")
  func tables() {
    let table = Table(
      [Column("name", "Name", isFlexible: true), Column("due", "Due"), Column("n", "", isNumeric: true)],
      [
        Row([.text("One"), .date(DateValue(Day(2026, 3, 9)!)), .number(3)], emphasis: .bad),
        Row([.text("Two"), .empty, .empty], depth: 9),
      ])
    var report = Report(title: "T")
    report.add(.table(table))
    let page = page(report)
    #expect(page.contains("<th scope=\"col\">Due</th><td class=\"number\"></td>"))
    #expect(
      page.contains(
        "<tr class=\"bad\"><th scope=\"row\">One</th><td class=\"short\">2026-03-09</td><td class=\"number\">3</td></tr>"
      ))
    #expect(page.contains("<th scope=\"row\" class=\"d4\">Two</th><td></td>"))
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { self.ranges(of: text).count }
}

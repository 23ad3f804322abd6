import PlanModel
import PlanReport
import Testing

@Suite struct StatusMarkdownTests {
  /// Cells of each table line, escapes and entities undone; nil for other lines.
  private func cells(_ line: Substring) -> [String]? {
    guard line.hasPrefix("| "), line.hasSuffix(" |") else { return nil }
    var (cells, cell, isEscaped) = ([String](), "", false)
    for character in line.dropFirst() {
      if isEscaped {
        cell.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append(cell)
        cell = ""
      } else {
        cell.append(character)
      }
    }
    return cells.map {
      String($0.dropFirst().dropLast()).split(separator: "&amp;", omittingEmptySubsequences: false).joined(
        separator: "&")
    }
  }

  @Test func hostileTextsReadBackAsCellsOfTables() {
    let output = markdown(status(hostilePlan))
    var columns = 0
    var texts: Set<String> = []
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      guard let cells = cells(line) else {
        #expect(!line.hasPrefix("|"), "\(line)")
        columns = 0
        continue
      }
      if columns == 0 { columns = cells.count }
      #expect(cells.count == columns, "\(line)")
      texts.formUnion(cells)
    }
    for hostile in [
      "a | b \\| c", "<script>alert(1)</script>", "[x](javascript:alert(1))", "# not a heading",
    ] {
      #expect(texts.contains(hostile) || texts.contains("Do " + hostile), "\(hostile)")
    }
  }

  @Test func aReportIsNoPlan() {
    let again = plan(markdown(status(hostilePlan)))
    #expect(again.tasks.isEmpty)
    #expect(again.blocks.isEmpty)
    #expect(again.remarks.map(\.kind) == [])
  }

  @Test func aReportInMarkdown() {
    #expect(
      markdown(status(plan("# Boat\n- [ ] Paint | hull due:2026-03-10 @ann\n  - 2026-03-09 wet *paint*\n")))
        == """
        # Status on Mon 2026-03-09

        Week 2026-W11, 2026-03-09 to 2026-03-15.

        1 open task: 1 due this week, 1 without an estimate.

        ## Projects

        | Project | Progress | Health | Open |
        | --- | --- | --- | ---: |
        | Boat | ░░░░░░   0% | green | 1 |

        ## Due this week

        | Due | Task | Who | Project |
        | --- | --- | --- | --- |
        | Tue 2026-03-10 | Paint \\| hull | @ann | Boat |

        ## Notes

        - Mon 2026-03-09 Paint \\| hull: wet \\*paint\\* (Boat)

        """)
  }
}

@Suite struct StatusDataTests {
  @Test func formulasInACSVAreInert() {
    let files: KeyValuePairs = [
      "a.md": "# =cmd|' /C calc'!A0\n- [ ] x\n", "b.md": "# -2h pairing\n- [ ] y\n",
    ]
    let table = status(plan(files)).table
    #expect(
      csv(table).split(separator: "\r\n").map { $0.prefix { $0 != "," } } == [
        "name", "'=cmd|' /C calc'!A0", "'-2h pairing",
      ])
    #expect(csv(table, isRaw: true).contains("\r\n=cmd|' /C calc'!A0,"))
    #expect(csv(table, isRaw: true).contains("\r\n-2h pairing,"))
  }

  @Test func aCSVHasARowForEachProject() {
    #expect(
      csv(status(plan("# Boat, red id:boat due:2026-Q2 owner:@ann\n- [x] a est:1h\n- [ ] b est:2h\n")).table)
        == """
        name,id,kind,depth,file,line,owner,start,due,health,declared,progress,done,total,open,started,waiting,\
        held,blocked,unassigned,unestimated,overdue,dueThisWeek,dueNextWeek,finished,effortDone,effortTotal,\
        remaining,logged,spent\r
        "Boat, red",boat,project,0,plan.md,1,ann,,2026-Q2,green,,33.3,1,2,1,0,0,0,0,1,0,0,0,0,0,60,180,120,0,0\r

        """)
  }

  @Test func handlesAreWrittenWhereThereAreAny() {
    var writer = JSONWriter()
    status(plan("- [ ] a due:2026-03-01\n")).write(to: &writer) { node in
      if case .task(let task) = node { "t\(task.position)" } else { nil }
    }
    let output = String(decoding: writer.bytes, as: UTF8.self)
    #expect(
      output.contains(
        #"  "overdue": [\#n    {"handle": "t0", "file": "plan.md", "line": 1, "status": "open", "text": "a","#
      ))
  }
}

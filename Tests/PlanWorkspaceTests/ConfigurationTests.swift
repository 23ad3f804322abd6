import PlanModel
import PlanTestSupport
import PlanText
import PlanWorkspace
import Testing

/// Format, section 5: what `planmd.yaml` says.
@Suite struct ConfigurationTests {
  private func read(_ yaml: String, _ files: [String: String] = [:]) -> ConfigurationReader {
    ConfigurationReader(Array(yaml.utf8), file: FileIndex(0)) { files[$0].map { Array($0.utf8) } }
  }

  @Test func everyKeyOfTheFormatsExampleIsRead() throws {
    let reader = read(
      """
      calendar:
        workdays: [mon, tue, wed, thu, fri]
        hours: "9:00-13:00,14:00-18:00"
        days-per-week: 4
        week-starts: sun
        time-zone: Europe/Berlin
        holidays: [2026-12-25, 2026-12-26, {from: 2027-07-01, to: 2027-07-05, name: Summer break}]
        holiday-files: [holidays.ics]
      people:
        ann: {name: Ann Lee, capacity: 32h, cost: 45EUR, rate: 90EUR, workdays: [mon, tue, wed, thu],
              leave: [{from: 2026-08-03, to: 2026-08-14}], skills: [design]}
        bob: {capacity: [{from: 2026-04-01, week: 20h}]}
        crew: {units: 4, rate: 45EUR}
        design: {members: [ann, bob]}
      me: ann
      money: {currency: EUR, exchange: {USD: 0.92EUR}, budget-basis: cost}
      budget: {warn: [100%, 80%]}
      forecast: {spread: 0.4, correlation: 0.1}
      hooks: {check-blocks: true, report: status.md, site: public}
      priority: {parentheses: A-Z}
      defaults: {estimate: 2h}
      tasks: {only: "#task"}
      statuses: {preset: xit, "!": open}
      lists: {ordered: plain}
      exclude: ["vendor/**"]
      archive: archive/{year}.md
      inbox: in.md
      templates: forms
      lint: {fail-on: warning, rules: {missing-estimate: off, task-due-after-project: error}}
      reports:
        board: {command: list, where: "not done", by: person, columns: [due, text, project]}
      """,
      [
        "holidays.ics":
          "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260503\nSUMMARY:May\nEND:VEVENT\n"
      ])
    #expect(reader.remarks.map(\.detail) == [])
    let found = reader.configuration
    #expect(found.calendar.hours == [540..<780, 840..<1080] && found.calendar.minutesPerDay == 480)
    #expect(found.calendar.minutesPerWeek == 1920 && found.calendar.weekStart == .sunday)
    #expect(found.calendar.timeZone == "Europe/Berlin")
    #expect(
      found.calendar.holidays.map { "\($0.first) \($0.last) \($0.name ?? "")" } == [
        "2026-12-25 2026-12-25 ", "2026-12-26 2026-12-26 ", "2027-07-01 2027-07-05 Summer break",
        "2026-05-01 2026-05-02 May",
      ])
    #expect(found.people.map(\.key) == ["ann", "bob", "crew", "design"])
    let ann = try #require(found.person("ann"))
    #expect(
      ann.name == "Ann Lee" && ann.displayName == "Ann Lee" && ann.workdayMask == 0b1111
        && ann.skills == ["design"])
    #expect(ann.capacity == [Person.Capacity(from: nil, minutesPerWeek: 1920)])
    #expect(ann.cost?.description == "45.00EUR" && ann.rate?.description == "90.00EUR")
    #expect(ann.leave(on: Day(2026, 8, 14)!) != nil && ann.leave(on: Day(2026, 8, 15)!) == nil)
    #expect(found.person("bob")?.capacity == [Person.Capacity(from: Day(2026, 4, 1), minutesPerWeek: 1200)])
    #expect(found.person("crew")?.units == 4 && found.person("design")?.members == ["ann", "bob"])
    #expect(found.person("design")?.isTeam == true && found.person("zoe") == nil)
    #expect(found.me == "ann" && found.currency?.code == "EUR" && found.budgetBasis == .cost)
    #expect(found.exchange.map { "\($0.key.code) \($0.value)" } == ["USD 0.92EUR"])
    #expect(
      found.budgetWarnings == [80, 100] && found.forecastSpread == 0.4 && found.forecastCorrelation == 0.1)
    #expect(found.checksBlocks && found.hookReport == "status.md" && found.hookSite == "public")
    #expect(found.lastParenthesesPriority == UInt8(ascii: "Z") && found.defaultEstimate?.minutes == 120)
    #expect(found.onlyLabel == "task" && !found.orderedListsAreSequences)
    #expect(
      found.statuses["@"] == .started && found.statuses["~"] == .cancelled && found.statuses["!"] == .open)
    #expect(
      found.exclude == ["vendor/**"] && found.archive == "archive/{year}.md" && found.inbox == "in.md"
        && found.templates == "forms")
    #expect(found.failOn == .warning && found.rules["missing-estimate"]?.isOff == true)
    #expect(found.rules["task-due-after-project"]?.severity == .error)
    let board = try #require(found.reports["board"])
    #expect(
      board.command == "list" && board.query == "not done" && board.by == "person"
        && board.columns == ["due", "text", "project"])
  }

  @Test(
    "without a word everything has its default",
    arguments: ["", "\n", "# only a comment\n", "---\n", "me:\ncalendar:\n", "\u{FEFF}"])
  func defaults(_ yaml: String) {
    let reader = read(yaml)
    #expect(reader.remarks.isEmpty)
    let found = reader.configuration
    #expect(found.calendar == WorkCalendar() && found.people.isEmpty && found.me == nil)
    #expect(
      found.statuses == Configuration.defaultStatuses && found.failOn == .error && found.inbox == "inbox.md")
  }

  @Test func aRuleMayHaveOptions() {
    let reader = read("lint: {rules: {stale: {days: 14, severity: info}, other: on}}\n")
    #expect(reader.configuration.rules["stale"]?.options == ["days": 14])
    #expect(reader.configuration.rules["stale"]?.severity == .info)
    #expect(reader.configuration.rules["other"].map { !$0.isOff && $0.severity == nil } == true)
  }

  // MARK: Faults

  /// Reads a marked text; each fault must be about a marked place, in order.
  private func check(_ yaml: String, _ kind: Remark.Kind, _ details: [String], _ helps: [String?]? = nil) {
    let marked = MarkedText(yaml)
    let reader = ConfigurationReader(marked.bytes, file: FileIndex(0)) { _ in nil }
    #expect(marked.bytes.marked(reader.remarks.map(\.range)) == yaml)
    #expect(reader.remarks.map(\.kind) == details.map { _ in kind })
    #expect(reader.remarks.map(\.detail) == details)
    if let helps { #expect(reader.remarks.map(\.replacement) == helps) }
  }

  @Test(
    "a key that nobody reads, with the one that was meant",
    arguments: [
      ("▸peple◂: {}\n", "peple", "people"),
      ("calendar: {▸workday◂: [mon]}\n", "calendar.workday", "workdays"),
      ("people:\n  ann: {▸capcity◂: 3h}\n", "people.ann.capcity", "capacity"),
      ("▸xyz◂: 1\n", "xyz", nil), ("me: ann\n▸\"año\"◂: 1\n", "año", nil),
      ("money: {▸curency◂: EUR}\n", "money.curency", "currency"),
      ("reports: {a: {▸wehre◂: x}}\n", "reports.a.wehre", "where"),
      ("calendar: {holidays: [{▸form◂: 2026-01-01, from: 2026-01-01}]}\n", "holidays.form", "from"),
    ])
  func unknownKeys(_ yaml: String, _ detail: String, _ nearest: String?) {
    check(yaml.replacing("▸\"año\"◂", with: "\"▸año◂\""), .configurationUnknownKey, [detail], [nearest])
  }

  @Test(
    "a value that cannot be used, at its place",
    arguments: [
      ("calendar: {workdays: [mon, ▸tues◂]}\n", "'tues' is not a weekday"),
      ("calendar: {hours: \"▸9-x◂\"}\n", "'9-x' is not a list of hours that rise"),
      ("calendar: {hours: \"▸14:00-9:00◂\"}\n", "'14:00-9:00' is not a list of hours that rise"),
      (
        "calendar: {hours: \"▸9:00-12:00,11:00-13:00◂\"}\n",
        "'9:00-12:00,11:00-13:00' is not a list of hours that rise"
      ),
      ("calendar: {hours: ▸9:00-25:00◂}\n", "'9:00-25:00' is not a list of hours that rise"),
      ("calendar: {days-per-week: ▸8◂}\n", "days-per-week '8' is not a number from 1 to 7"),
      ("calendar: {days-per-week: ▸five◂}\n", "days-per-week 'five' is not a number from 1 to 7"),
      ("calendar: {week-starts: ▸noon◂}\n", "'noon' is not a weekday"),
      ("calendar: {holidays: [▸2026-02-30◂, 2026-03-01]}\n", "'2026-02-30' is not a day"),
      ("calendar: {holidays: [▸2026-02◂]}\n", "'2026-02' is not a day"),
      (
        "calendar: {holidays: [▸{◂from: 2026-03-02, to: 2026-03-01}]}\n",
        "the span ends on 2026-03-01, before it begins"
      ), ("calendar: ▸5◂\n", "calendar: is not a mapping"),
      ("calendar: {holiday-files: ▸gone.ics◂}\n", "'gone.ics' cannot be read"),
      ("calendar: {holiday-files: [▸../x.ics◂]}\n", "'../x.ics' leads out of the plan's folder"),
      ("calendar: {holiday-files: [▸/etc/x.ics◂]}\n", "'/etc/x.ics' leads out of the plan's folder"),
      ("people: ▸[◂ann]\n", "people: is not a mapping"),
      ("people: {▸2nd◂: {}}\n", "'2nd' cannot be a name"),
      ("people: {▸ann lee◂: {}}\n", "'ann lee' cannot be a name"),
      ("people: {ann: {cost: ▸45◂}}\n", "'45' is not an amount of money"),
      ("people: {ann: {capacity: ▸32◂}}\n", "'32' is not an effort"),
      ("people: {crew: {units: ▸0◂}}\n", "units '0' is not a number from 1 to 9999"),
      ("people: {ann: {name: ▸[◂a]}}\n", "a list or mapping stands where a text is wanted"),
      ("money: {currency: ▸EURO◂}\n", "'EURO' is not a currency"),
      ("money: {exchange: {▸XXX◂: 1EUR}}\n", "'XXX' is not a currency"),
      ("money: {exchange: {USD: ▸0.9◂}}\n", "'0.9' is not an amount of money"),
      ("money: {budget-basis: ▸price◂}\n", "'price' is no basis of budgets"),
      ("budget: {warn: [80%, ▸90◂]}\n", "'90' is not a percentage"),
      ("budget: {warn: ▸0%◂}\n", "'0%' is not a percentage"),
      ("forecast: {spread: ▸4◂}\n", "spread '4' is not a number from 0.0 to 3.0"),
      ("forecast: {correlation: ▸nan◂}\n", "correlation 'nan' is not a number from 0.0 to 1.0"),
      ("hooks: {check-blocks: ▸maybe◂}\n", "check-blocks 'maybe' is neither true nor false"),
      ("priority: {parentheses: ▸B-C◂}\n", "'B-C' is no range of letters"),
      ("defaults: {estimate: ▸soon◂}\n", "'soon' is not an effort"),
      ("tasks: {only: \"▸#◂\"}\n", "there is no label"),
      ("lists: {ordered: ▸maybe◂}\n", "'maybe' is no kind of list"),
      ("lint: {fail-on: ▸never◂}\n", "'never' is no severity"),
      ("lint: {rules: {x: ▸loud◂}}\n", "'loud' is no severity"),
      ("lint: {rules: {x: {days: ▸-1◂}}}\n", "days '-1' is not a number from 0 to 100000"),
      ("statuses: {▸ab◂: open}\n", "'ab' is not one character"),
      ("statuses: {\"!\": ▸opened◂}\n", "'opened' is no status"),
      ("statuses: {preset: ▸notion◂}\n", "'notion' is no preset"),
      ("statuses: {preset: ▸obsidian◂}\n", "the vault's Tasks settings cannot be read"),
      ("reports: ▸[◂]\n", "reports: is not a mapping"),
      ("people: {ann: {}}\nme: ▸anna◂\n", "'anna' is not declared under people"),
      ("people: {ann: {leave: [▸soon◂]}}\n", "'soon' is not a day"),
      ("exclude: {▸a◂: b}\n", "a list or mapping stands where a text is wanted"),
      ("▸[◂a, b]\n", "the configuration is not a mapping"),
      ("▸text◂\n", "the configuration is not a mapping"),
      ("calendar: {time-zone: ▸[◂a]}\n", "a list or mapping stands where a text is wanted"),
    ])
  func badValues(_ yaml: String, _ detail: String) {
    check(yaml.replacing("exclude: {▸a◂: b}", with: "exclude: ▸{◂a: b}"), .configurationBadValue, [detail])
  }

  @Test func whatCanBeUsedCounts() {
    let reader = read(
      "me: ann\ncalendar: {workdays: [sat, caturday]}\nxyz: 1\npeople: {2: {}, ann: {cost: x, rate: 5EUR}}\n")
    #expect(reader.remarks.count == 4)
    #expect(reader.configuration.calendar.workdayMask == 0b0010_0000)
    #expect(reader.configuration.people.map(\.key) == ["ann"])
    #expect(reader.configuration.person("ann")?.rate?.description == "5.00EUR")
  }

  @Test(
    "YAML that is refused as a whole",
    arguments: [
      "a: [1", "a: b: c", "\tme: ann", "a: &x 1\nb: *x\n", "a: !own 1\n",
      "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "me: ann\nme: bob\n", "a: *nowhere\n",
      "\u{1}: x\n", "{", "a: \"x",
    ])
  func unreadable(_ yaml: String) {
    let reader = read(yaml)
    #expect(reader.remarks.map(\.kind) == [.configurationUnreadable])
    #expect(reader.remarks.allSatisfy { $0.range.upperBound <= yaml.utf8.count })
    #expect(reader.configuration.me == nil)
  }

  @Test("deep nesting is refused before it is read", arguments: ["[", "{a: ", "- "])
  func deepNesting(_ opening: String) {
    for depth in [60, 20_000] {
      let reader = read("x: \n " + String(repeating: opening, count: depth) + "\n")
      #expect(reader.remarks.map(\.kind) == [.configurationUnreadable])
      #expect(reader.remarks.map(\.detail) == ["the YAML nests deeper than 50 levels"])
    }
  }

  @Test func indentationNestsToo() {
    let yaml = (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(read(yaml).remarks.map(\.detail) == ["the YAML nests deeper than 50 levels"])
  }

  @Test func aLongLineIsWalkedThroughOnce() {
    // Two hundred kilobytes of values: walking to each from the line's beginning would take 10¹⁰ steps.
    let yaml = "exclude: [" + String(repeating: "a,", count: 90_000) + "a]"
    #expect(read(yaml).configuration.exclude.count == 90_001)
  }

  @Test func sizeIsCapped() {
    let reader = read("# " + String(repeating: "x", count: 1 << 20))
    #expect(reader.remarks.map(\.detail) == ["the YAML is longer than a megabyte"])
    #expect(
      read("exclude: [" + String(repeating: "a,", count: 120_000) + "a]").remarks.map(\.detail) == [
        "the YAML has too many values"
      ])
  }

  @Test(
    "places count bytes",
    arguments: [
      "# é漢🎉\nme: ▸zoe◂\npeople: {ann: {}}\n", "people: {ann: {name: é漢🎉}}\r\nme: ▸zoe◂\r\n",
      "\u{FEFF}people: {ann: {}}\nme: ▸zoe◂\n", "{people: {ann: {name: é}}, me: ▸zoe◂}",
      "people: {ann: {name: \"a\u{2028}b\"}}\nme: ▸zoe◂\n", "people: {ann: {}}\u{85}me: ▸zoe◂\n",
    ])
  func places(_ yaml: String) {
    check(yaml, .configurationBadValue, ["'zoe' is not declared under people"])
  }
}

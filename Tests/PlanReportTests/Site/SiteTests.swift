import PlanModel
import PlanSchedule
import PlanText
import Testing

@testable import PlanReport

private func site(_ plan: Plan, today: Day = monday, templates: SiteTemplates? = nil, weeks: Int = 52) throws
  -> [String: String]
{
  let schedule = Scheduler(plan, today: today).schedule(leastDays: 70)
  let site = Site(
    plan, today: today, schedule: schedule, baseline: nil,
    options: Site.Options(title: "Plan", version: "1", weeks: weeks), handle: { _ in nil })
  let templates = try templates ?? SiteTemplates()
  return Dictionary(
    uniqueKeysWithValues: site.files(templates).map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
}

private let small = plan(
  """
  # Shop id:shop due:2026-04-30 budget:2000EUR

  - [x] Draw it est:1d @ann created:2026-02-23 done:2026-02-27 due:2026-02-25
  - [ ] Build it est:2d @ann created:2026-03-03 due:2026-03-05 id:build
    - 2026-03-04 2h went well
    - 2026-03-05 the permit may take long #risk
  - [ ] Open #milestone due:2026-04-20 after:build

  # Support type:area

  - [ ] Answer letters rec:weekly due:2026-03-13 est:1h @bob
  """)

@Suite("The site")
struct SiteTests {
  @Test("has a page for the plan, each project, person and week, and a feed")
  func pages() throws {
    #expect(
      try site(small).keys.sorted() == [
        "index.html", "people/ann.html", "people/bob.html", "people/index.html", "projects/plan.html",
        "projects/shop.html", "projects/support.html", "weeks/2026-W09.html", "weeks/2026-W10.html",
        "weeks/2026-W11.html", "weeks/feed.xml", "weeks/index.html",
      ])
  }

  @Test("has the latest weeks where there are more than wanted")
  func latestWeeks() throws {
    let weeks = try site(small, weeks: 2).keys.filter { $0.hasPrefix("weeks/2026") }.sorted()
    #expect(weeks == ["weeks/2026-W10.html", "weeks/2026-W11.html"])
  }

  @Test("is the same each time")
  func repeats() throws {
    #expect(try site(small) == site(small))
  }

  @Test("tells in a week's page what slipped, and by how many days")
  func slipped() throws {
    let pages = try site(small)
    let before = try #require(pages["weeks/2026-W09.html"])
    #expect(before.contains("2 days late, done Fri 27 Feb 2026"))
    let last = try #require(pages["weeks/2026-W10.html"])
    #expect(last.contains("4 days and still open"))
    #expect(last.contains("the permit may take long"))
    #expect(last.contains("<b>2h</b><span>logged</span>"))
    #expect(last.contains("<b>1</b><span>new</span>"))
  }

  @Test("shows a project's health with its reason, beside what is declared")
  func health() throws {
    let declared = plan("# A health:green\n\n- [ ] Late due:2026-03-02\n- [ ] Later\n")
    let page = try #require(try site(declared)["projects/a.html"])
    #expect(
      page.contains("<span class=\"health amber\">at risk</span><span class=\"tag\">declared green</span>"))
    #expect(page.contains("1 of 2 open tasks overdue"))
  }

  @Test("names the policy's hashes, and has no style that it would not allow")
  func policy() throws {
    let page = try #require(try site(small)["index.html"])
    let style = try #require(page.firstRange(of: "<style>"))
    let end = try #require(page.firstRange(of: "</style>"))
    let hash = SHA256(page[style.upperBound..<end.lowerBound].utf8).base64
    #expect(page.contains("default-src 'none'; style-src 'sha256-\(hash)'; script-src 'sha256-"))
    #expect(page.ranges(of: "<style").count == 1)
    #expect(!page.contains(" style="))
  }

  @Test("parts of a project add up to what the report of the whole says")
  func narrowed() throws {
    let status = StatusReport(plan: small, today: monday, period: lastWeek)
    let tops = status.projects.filter { $0.depth == 1 }
    let parts = tops.map { status.narrowed(to: $0.project) }
    #expect(parts.count == 2)
    #expect(parts.reduce(0) { $0 + $1.totals.open } == status.totals.open)
    #expect(parts.flatMap(\.overdue) == status.overdue)
    #expect(parts.flatMap(\.notes) == status.notes)
    #expect(parts.reduce(0) { $0 + $1.times.reduce(0) { $0 + $1.minutes } } == 120)
    #expect(parts.reduce(0) { $0 + $1.remainingShare.areas } == status.remainingShare.areas)
    #expect(parts.reduce(0) { $0 + $1.remainingShare.projects } == status.remainingShare.projects)
  }
}

/// What of an object is missing or otherwise in another, by path.
private func differences(_ expected: Any, _ found: Any?, _ path: String = "") -> [String] {
  switch (expected, found) {
  case (let a as PageObject, let b as PageObject):
    return a.keys.sorted().flatMap { differences(a[$0]!, b[$0], path + "." + $0) }
  case (let a as PageList, let b as PageList):
    guard a.items.count == b.items.count else {
      return ["\(path): \(a.items.count) and \(b.items.count) items"]
    }
    return zip(a.items, b.items).enumerated().flatMap { differences($1.0, $1.1, path + "[\($0)]") }
  case (let a as PageText, let b as PageText):
    return a.text == b.text ? [] : ["\(path): \(a.text), \(b.text)"]
  case (let a as PageNumber, let b as PageNumber): return a.renderText == b.renderText ? [] : [path]
  case (let a as Bool, let b as Bool): return a == b ? [] : [path]
  default: return [path]
  }
}

@Suite("The data of the site's pages")
struct SiteDataTests {
  @Test("is all that report -f json gives, as it gives it")
  func contract() throws {
    let plan = plan(
      "# P id:p owner:@ann due:2026-04-30 health:amber\n\n- [ ] A est:1d @ann due:2026-03-05\n  - 2026-03-04 2h went #risk\n- [ ] B after:c due:2026-03-12\n"
        + "- [ ] C id:c\n- [ ] M #milestone due:2026-03-20\n- [>] W waiting:Bob\n- [x] D done:2026-03-09\n  - [x] E done:2026-03-09\n- 2026-03-09 a note\n"
    )
    let schedule = Scheduler(plan, today: monday).schedule(leastDays: 70)
    let site = Site(
      plan, today: monday, schedule: schedule, baseline: Baseline(plan, today: monday - 7, name: "b"),
      options: Site.Options(title: "T", version: "1"), handle: { _ in "h" })
    func json(_ status: StatusReport) -> PageObject {
      PageJSON.object { status.write(to: &$0, handle: { _ in "h" }) }
    }
    #expect(differences(json(site.status), site.portfolio()) == [])
    for project in site.status.projects {
      #expect(differences(json(site.status.narrowed(to: project.project)), site.project(project)) == [])
    }
    for (number, week) in site.weeks.enumerated() {
      let report = StatusReport(plan: plan, today: monday, period: StatusPeriod(first: week, last: week + 6))
      #expect(differences(json(report), site.week(number, report)) == [])
    }
  }
}

@Suite("Templates of the site")
struct SiteTemplateTests {
  @Test("one of them takes the place of planmd's, and the others stay")
  func overridden() throws {
    let own = Array("{{<layout}}{{$content}}<h1>{{totals.open}} open</h1>{{/content}}{{/layout}}".utf8)
    let pages = try site(small, templates: SiteTemplates(overrides: ["portfolio.mustache": own]))
    #expect(pages["index.html"]?.contains("<main id=\"content\">\n<h1>3 open</h1>") == true)
    #expect(pages["weeks/index.html"]?.contains("<h1>Weeks</h1>") == true)
  }

  @Test("three braces write text of the plan as text", arguments: ["{{{name}}}", "{{&name}}", "{{name}}"])
  func threeBraces(_ name: String) throws {
    let own = Array("{{#projects}}\(name);{{/projects}}".utf8)
    let hostile = plan("# <b>x</b> \"\u{301}&'\n\n- [ ] One\n")
    let pages = try site(hostile, templates: SiteTemplates(overrides: ["portfolio.mustache": own]))
    #expect(
      pages["index.html"]?.hasSuffix("&lt;b&gt;x&lt;/b&gt; &quot;\u{301}&amp;&#39;;") == true,
      "\(pages["index.html"] ?? "")")
  }

  @Test("what cannot be read is told with its place")
  func broken() {
    let error = #expect(throws: SiteTemplates.Problem.self) {
      try SiteTemplates(overrides: ["week.mustache": Array("a\n{{#x}}\n".utf8)])
    }
    #expect(error?.file == "week.mustache")
    #expect(error?.message.hasPrefix("line ") == true)
  }

  @Test("a name that is none, and a style that would end in the middle of the page, are refused")
  func refused() {
    for name in ["pages.css", "page.css", "page.js"] {
      #expect(throws: SiteTemplates.Problem.self) {
        try SiteTemplates(overrides: [name: Array("a</STYLE></script>".utf8)])
      }
    }
  }

  @Test("every file of the folder is in the list")
  func listed() {
    #expect(SiteTemplates.builtIn.count == 15)
    #expect(SiteTemplates.builtIn.values.allSatisfy { !$0.isEmpty })
  }
}

@Suite("Data of pages")
struct PageValueTests {
  @Test("JSON is read as it was written")
  func json() {
    let object = PageJSON.object { json in
      json.object { json in
        json.field("text", "a\"\\\n\t\u{1}\u{202E}é😀")
        json.key("share")
        json.value(thousandths: 12_500)
        json.field("yes", true)
        json.field("list", ["a", "b"])
        json.key("empty")
        json.array { _ in }
        json.field("money", Money(micros: 12_500_000, currency: Currency(code: "EUR")!))
      }
    }
    #expect((object["text"] as? PageText)?.text == "a\"\\\n\t\u{1}\u{202E}é😀")
    #expect((object["share"] as? PageNumber)?.renderText == "12.5")
    #expect(object["yes"] as? Bool == true)
    #expect((object["list"] as? PageList)?.items.compactMap { ($0 as? PageText)?.text } == ["a", "b"])
    #expect((object["empty"] as? PageList)?.items.isEmpty == true)
    #expect(((object["money"] as? PageObject)?["amount"] as? PageText)?.text == "12.50")
  }

  @Test(
    "names of pages are ASCII and never the same",
    arguments: [
      ("Corrib Ferries: relaunch!", "corrib-ferries-relaunch"), ("größe", "gr-e"), ("日本", ""), ("../..", ""),
    ])
  func slugs(_ text: String, _ slug: String) { #expect(SitePaths.slug(text) == slug) }

  @Test("money in prose has its thousands apart and no empty cents")
  func amounts() {
    let euro = Measure.money(Currency(code: "EUR")!)
    #expect(Site.amount(64_000_000_000, euro) == "64\u{202F}000 EUR")
    #expect(Site.amount(-1_234_560_000, euro) == "-1\u{202F}234.56 EUR")
    #expect(Site.amount(999_000_000, euro) == "999 EUR")
  }

  // FIPS 180-4's examples, and RFC 4648's padding.
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func sha256(_ text: String, _ digest: String) { #expect(SHA256(text.utf8).hexadecimal == digest) }

  @Test func base64() {
    #expect(SHA256("".utf8).base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }
}

@Suite("Charts of pages")
struct ChartTests {
  @Test("burn-up counts what there was and what was done by each day")
  func burnUp() throws {
    let status = StatusReport(plan: small, today: monday)
    let shop = try #require(status.projects.first { small[$0.project].name == "Shop" })
    let chart = try #require(BurnUp(small, shop, TaskEfforts(small), today: monday))
    let days = Dictionary(uniqueKeysWithValues: chart.points.map { ($0.day, $0) })
    // A milestone without an estimate counts no effort.
    #expect(chart.isEffort)
    #expect(days[Day(2026, 2, 26)!] == BurnUp.Point(day: Day(2026, 2, 26)!, scope: 480, done: 0))
    #expect(days[Day(2026, 3, 2)!] == BurnUp.Point(day: Day(2026, 3, 2)!, scope: 480, done: 480))
    #expect(chart.points.last == BurnUp.Point(day: monday, scope: 480 + 960, done: 480))
  }

  @Test("the roadmap has each project with dates, and none of areas")
  func roadmap() throws {
    let status = StatusReport(plan: small, today: monday)
    let roadmap = try #require(Roadmap(status, depth: 9))
    let shop = try #require(roadmap.bars.first { $0.name == "Shop" })
    #expect(!roadmap.bars.contains { $0.name == "Support" })
    #expect(shop.due == Day(2026, 4, 30))
    #expect(shop.milestones.map(\.name) == ["Open"])
    #expect(roadmap.mermaid().contains("Open :milestone, "))
  }
}

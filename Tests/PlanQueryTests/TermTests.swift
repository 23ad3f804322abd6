import PlanModel
import PlanQuery
import Testing

@Suite struct TermTests {
  static let sampled = plan(sample)

  struct Case: Sendable, CustomTestStringConvertible {
    let query: String
    let texts: String
    var testDescription: String { query }

    init(_ query: String, _ texts: String) {
      self.query = query
      self.texts = texts
    }
  }

  /// Query, and the first words of the texts it finds, in the plan's order.
  static let cases = [
    Case("", "Backup Restore Write Invoices Brief Sitemap Palette Primary Secondary Photos Icons Launch"),
    // Text
    Case("pal", "Palette"),
    Case("BACKUP or icons", "Backup Icons"),
    Case("café", "Write"),
    Case("cafe\u{301}", "Write"),
    Case("CAFÉ", "Write"),
    Case("cafe", ""),
    Case("zoë", "Write"),
    Case("\"restore  test\"", "Restore"),
    Case("\"test restore\"", ""),
    Case("2026", "Write"),
    Case("\"overdue\"", ""),
    Case("-3d", ""),
    Case("#12", ""),
    Case("https://x.org", ""),
    // People
    Case("@ann", "Write Brief Palette Primary Secondary Photos Icons Launch"),
    Case("@me", "Write Brief Palette Primary Secondary Photos Icons Launch"),
    Case("@bob", "Sitemap Palette Primary Secondary Photos Icons Launch"),
    Case("@ann @bob", "Palette Primary Secondary Photos Icons Launch"),
    Case("@ann,bob due:..2026-01-12", "Brief Sitemap"),
    Case("assignee:ann sitemap", ""),
    Case("owner:cem primary", "Primary"),
    Case("owner:@cem,dan icons", "Icons"),
    Case("unassigned", "Backup Restore Invoices"),
    // Labels
    Case("label:web", "Palette Primary Secondary Photos Icons Launch"),
    Case("#WEB/shop", "Secondary"),
    Case("#web not label:web/shop", "Palette Primary Photos Icons Launch"),
    Case("milestone", "Launch"),
    // Projects and files
    Case("project:operations", "Backup Restore Write Invoices"),
    Case("project:design est:..1w", "Palette"),
    Case("project:Website/design pri:E", "Icons"),
    Case("project:ops backup", "Backup"),
    Case("project:website.md icons", "Icons"),
    Case("project:brief", "Brief"),
    Case("project:\"design\",operations milestone", "Launch"),
    Case("project:nowhere", ""),
    Case("file:ops", "Backup Restore Write Invoices"),
    Case("file:web*.md brief", "Brief"),
    Case("file:archive/ archived", "Kick-off Forgotten"),
    Case("file:**/2025.md archived", "Kick-off Forgotten"),
    Case("type:area", "Backup Restore Write Invoices"),
    // Status
    Case("status:started", "Sitemap"),
    Case("status:held,waiting", "Photos Icons"),
    Case("status:done,cancelled", "Contract Blog"),
    Case("status:unfinished milestone", "Launch"),
    Case("not status:unfinished", "Contract Blog"),
    Case("all contract", "Contract"),
    Case("archived project:website not status:unfinished", "Kick-off Contract Blog"),
    Case("archived not archived @ann has:done", "Contract"),
    Case("not archived website", ""),
    // Dates
    Case("overdue", "Brief"),
    Case("due:fri", "Backup"),
    Case("due:today", "Backup"),
    Case("due:..fri", "Backup Brief"),
    Case("due:+3d", "Sitemap"),
    Case("due:tomorrow..", "Invoices Sitemap"),
    Case("due:2026-01-12..2026-01-13", "Sitemap"),
    Case("due:2026-W02", "Backup Brief"),
    Case("due:2026-02", "Invoices"),
    Case("due:2026-02-28", "Invoices"),
    Case("due:2026-Q1 project:operations", "Backup Invoices"),
    Case("due<=fri", "Backup Brief"),
    Case("due<fri", "Brief"),
    Case("due>fri", "Invoices Sitemap"),
    Case("due>=fri", "Backup Invoices Sitemap"),
    Case("due=fri", "Backup"),
    Case("due:..2026-01-09T14:59", "Brief"),
    Case("due:2026-01-09T15:00", "Backup"),
    Case("due:mon,fri", "Backup Sitemap"),
    Case("due:\"next mon\"", "Sitemap"),
    Case("done:2026-W02", "Contract"),
    Case("done:2026-W03", ""),
    Case("cancelled:-1w..", "Blog"),
    Case("start:2026-01-01..", "Palette"),
    Case("t:2026-01-15", "Palette"),
    Case("scheduled:2026-01-12", "Invoices"),
    // Efforts, numbers, money
    Case("est:2d..", "Sitemap"),
    Case("est:..4h", "Brief"),
    Case("est>1d", "Restore Sitemap"),
    Case("est:1d", "Palette"),
    Case("spent:1h..", "Backup Restore"),
    Case("spent>1h", "Restore"),
    Case("progress:50%..", "Sitemap"),
    Case("progress<50", ""),
    Case("cost:..200EUR", "Invoices"),
    Case("cost:..200USD", ""),
    Case("pri:A", "Brief"),
    Case("pri:..C", "Brief Palette Primary Secondary Photos Launch"),
    Case("pri:none", "Backup Restore Write Invoices Sitemap"),
    Case("pri:B..E project:website", "Sitemap Palette Primary Secondary Photos Icons Launch"),
    Case("pri:D..", "Icons"),
    // Own keys
    Case("client:acme has:est", "Brief Sitemap Palette"),
    Case("client:ACME design", ""),
    Case("client:zeta", "Secondary"),
    Case("client:zeta,acme palette", "Palette"),
    Case("has:client icons", "Icons"),
    // Keys
    Case("has:due", "Backup Invoices Brief Sitemap"),
    Case("has:due,start not overdue", "Backup Invoices Sitemap Palette"),
    Case("no:due project:operations", "Restore Write"),
    Case("not has:due project:operations", "Restore Write"),
    Case("no:due,est project:operations", "Write"),
    Case("has:@ project:operations", "Write"),
    Case("id:brief", "Brief"),
    Case("id:Brief", ""),
    Case("after:brief", "Sitemap Photos"),
    Case("waiting:agency", "Photos"),
    Case("rec:weekly", "Backup"),
    // Flags
    Case("recurring", "Backup"),
    Case("blocked", "Restore Write"),
    Case("blocking", "Backup Restore"),
    Case("unestimated", "Backup Write Invoices Primary Secondary Photos Icons"),
    // Grammar
    Case("brief or sitemap and @bob", "Brief Sitemap"),
    Case("(brief or palette) @ann", "Brief Palette"),
    Case("not (@ann or @bob) has:due", "Backup Invoices"),
    Case("not not milestone", "Launch"),
    Case("-@ann -@bob has:due", "Backup Invoices"),
    Case("-(@ann or @bob) has:due", "Backup Invoices"),
    Case("-\"brief\" @ann -project:design", "Write"),
    Case("NOT milestone project:design pri:b", "Palette Primary Secondary Photos"),
    // What is left unsaid, on each side of an `or`
    Case("done:2026-W02 or due:2026-01-06", "Contract"),
    Case("blog or contract", ""),
    Case("blog or done:2026-01-05", "Contract"),
    Case("(blog or done:2026-01-05) project:website", "Contract"),
    Case("overdue or contract", "Brief"),
  ]

  @Test(arguments: cases)
  func aTermFindsItsTasks(_ c: Case) throws {
    let texts = try found(c.query, in: Self.sampled).map { String($0.prefix { $0 != " " }) }
    #expect(texts.joined(separator: " ") == c.texts)
  }

  @Test func criticalComesFromASchedule() throws {
    let brief = try #require(Self.sampled.taskIndices.first { Self.sampled.text(of: $0) == "Brief" })
    #expect(try found("critical", in: Self.sampled, critical: [brief]) == ["Brief"])
    #expect(try query("not critical").needsSchedule)
    #expect(throws: QueryError.self) { try found("critical", in: Self.sampled) }
  }

  @Test func aMentionIsFoundThoughItAssignsNobody() throws {
    let plan = plan("- [ ] Ask @dan about it\n- [ ] Walk")
    #expect(try found("@dan", in: plan) == ["Ask @dan about it"])
    #expect(try found("unassigned", in: plan) == ["Ask @dan about it", "Walk"])
  }

  @Test func theNearestNameWins() throws {
    let plan = plan("# P @ann\n- [ ] a @bob\n  - [ ] b\n- [ ] c")
    #expect(try found("@ann", in: plan) == ["c"])
    #expect(try found("@bob", in: plan) == ["a", "b"])
  }

  @Test(arguments: [
    ("a", false, false), ("all", true, false), ("status:open", true, false), ("done:fri", true, false),
    ("overdue", false, false), ("archived", true, true), ("not archived", false, false),
  ])
  func aQuerySaysWhatItShows(_ text: String, _ finished: Bool, _ archived: Bool) throws {
    #expect(try query(text).showsFinished == finished)
    #expect(try query(text).showsArchived == archived)
  }

  @Test func asWrittenNothingIsLeftOut() throws {
    let matcher = try query("@ann").matcher(for: Self.sampled, as: .asWritten)
    let texts = Self.sampled.taskIndices.filter { matcher.matches($0) }.map { Self.sampled.text(of: $0) }
    #expect(texts.contains("Kick-off"))
    #expect(texts.contains("Contract"))
  }
}

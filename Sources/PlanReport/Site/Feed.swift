import PlanModel

extension Site {
  /// The weeks as an Atom feed (RFC 4287), the latest twenty.
  func feed(_ reports: [StatusReport]) -> String {
    let base = options.address.map { $0.hasSuffix("/") ? $0 + "weeks/" : $0 + "/weeks/" } ?? ""
    func stamp(_ day: Day) -> String { "\(day)T00:00:00Z" }
    var entries = ""
    for (week, report) in zip(weeks, reports).prefix(20) {
      let name = SitePaths.name(week)
      let sentences = StatusPage(report).sentences
      let items = report.finished.prefix(20).map { "<li>\(escapedMarkup(plan.text(of: $0.task)))</li>" }
        .joined()
      let content = "<p>\(escapedMarkup(sentences.past))</p>" + (items.isEmpty ? "" : "<ul>\(items)</ul>")
      entries += """
        <entry>
        <id>\(identifier(name))</id>
        <title>\(escapedMarkup("\(options.title), \(name)"))</title>
        <updated>\(stamp(min(week + 6, today)))</updated>
        <link href="\(escapedMarkup(base + name)).html"/>
        <content type="html">\(escapedMarkup(content))</content>
        </entry>

        """
    }
    let home = options.address.map { "<link href=\"\(escapedMarkup($0))\"/>\n" } ?? ""
    let own = options.address == nil ? "" : "<link rel=\"self\" href=\"\(escapedMarkup(base))feed.xml\"/>\n"
    return """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom">
      <id>\(identifier("feed"))</id>
      <title>\(escapedMarkup(options.title))</title>
      <updated>\(stamp(today))</updated>
      <author><name>\(escapedMarkup(options.title))</name></author>
      \(home)\(own)<generator>planmd</generator>
      \(entries)</feed>

      """
  }

  /// A name that stays the same while the site keeps its title (RFC 9562, version 8).
  private func identifier(_ name: String) -> String {
    var bytes = Array(SHA256("planmd\u{0}\(options.title)\u{0}\(name)".utf8).digest.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "urn:uuid:"
      + [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
  }
}

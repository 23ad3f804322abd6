import ArgumentParser
import PlanLint
import PlanModel
import PlanReport
import PlanWorkspace

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show a rule's page, or all rules in a table.")

  @Argument(help: "The rule's name.", completion: .list(allRules.map(\.info.id)))
  var rule: String?

  @Option(name: [.short, .long], help: "text, markdown, json or csv.")
  var format: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let world = Runtime.world
    let format = try chosenFormat(
      self.format, output: common.output, among: ["text", "markdown", "json", "csv"])
    let options = FormatOptions(width: common.output == nil ? world.terminalWidth : nil, usesColor: false)
    let text: String
    if let rule {
      guard let found = PlanLint.rule(rule) else {
        let nearest = suggestion(for: rule, among: allRules.map(\.info.id))
        throw WorkspaceError(
          "there is no rule '\(rule)'",
          help: nearest.map { "did you mean \($0)?" } ?? "planmd explain lists all rules")
      }
      text = format == "text" ? RulePage(found.info).text : RulePage(found.info).markdown
    } else {
      text = table(format, options)
    }
    if let path = common.output { return try OutputFile.write(Array(text.utf8), to: world.absolute(path)) }
    world.output.write(text)
  }

  private func table(_ format: String, _ options: FormatOptions) -> String {
    let columns = [
      Column("rule", "Rule"), Column("severity", "Severity"), Column("family", "Family"),
      Column("fix", "Fix"),
      Column("summary", "What it finds", isFlexible: true),
    ]
    let rows = allRules.map(\.info).sorted { ($0.family.rawValue, $0.id) < ($1.family.rawValue, $1.id) }.map {
      info in
      Row([
        .text(info.id), .text(info.severity.name), .text(info.family.rawValue),
        .text(info.fix == nil ? "" : "yes"),
        .text(info.summary),
      ])
    }
    let table = Table(columns, rows)
    let units = EffortUnits()
    switch format {
    case "markdown": return MarkdownFormat(units: units).text(table)
    case "csv": return CSVFormat(units: units, isRaw: false).text(table)
    case "json":
      var json = JSONWriter()
      json.object { json in
        json.field("schema", "planmd.rules/1")
        json.key("rules")
        json.array { json in
          for info in allRules.map(\.info) {
            json.object {
              $0.field("rule", info.id)
              $0.field("severity", info.severity.name)
              $0.field("family", info.family.rawValue)
              $0.field("summary", info.summary)
              $0.field("readsClock", info.readsClock)
            }
          }
        }
      }
      return String(decoding: json.bytes, as: UTF8.self)
    default: return TextFormat(units: units, options: options).text(table)
    }
  }
}

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
      switch format {
      case "text": text = wrapped(RulePage(found.info).text, to: options.width)
      case "markdown": text = RulePage(found.info).markdown
      case "json":
        var json = JSONWriter()
        write(found.info, &json, schema: "planmd.rule/1")
        text = String(decoding: json.bytes, as: UTF8.self)
      default:
        throw WorkspaceError("a rule's page is no table", help: "write -f text, markdown or json")
      }
    } else {
      text = table(format, options)
    }
    if let path = common.output { return try OutputFile.write(Array(text.utf8), to: world.absolute(path)) }
    world.output.write(text)
  }

  /// Prose wrapped to the terminal's width; examples, which are indented, stay as they are.
  private func wrapped(_ text: String, to width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard !line.hasPrefix("    "), TerminalText.width(String(line)) > width else { return String(line) }
      var (result, used) = ("", 0)
      for word in line.split(separator: " ") {
        let length = TerminalText.width(String(word))
        if used > 0 {
          result += used + 1 + length > width ? "\n" : " "
          used = used + 1 + length > width ? 0 : used + 1
        }
        result += word
        used += length
      }
      return result
    }.joined(separator: "\n")
  }

  private func table(_ format: String, _ options: FormatOptions) -> String {
    let columns = [
      Column("rule", "Rule"), Column("severity", "Severity"), Column("family", "Family"),
      Column("fix", "Fix"),
      Column("summary", "What it finds", isFlexible: true),
    ]
    let rules = allRules.map(\.info).sorted { ($0.family.rawValue, $0.id) < ($1.family.rawValue, $1.id) }
    let rows = rules.map { info in
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
          for info in rules { write(info, &json) }
        }
      }
      return String(decoding: json.bytes, as: UTF8.self)
    default: return TextFormat(units: units, options: options).text(table)
    }
  }

  private func write(_ info: RuleInfo, _ json: inout JSONWriter, schema: String? = nil) {
    json.object { json in
      if let schema { json.field("schema", schema) }
      json.field("rule", info.id)
      json.field("severity", info.severity.name)
      json.field("family", info.family.rawValue)
      json.field("summary", info.summary)
      json.field("reason", info.reason)
      if let fix = info.fix { json.field("fix", fix) }
      json.field("readsClock", info.readsClock)
      json.key("options")
      json.array { json in
        for option in info.options {
          json.object {
            $0.field("name", option.name)
            $0.field("default", option.standard)
            $0.field("summary", option.summary)
          }
        }
      }
    }
  }
}

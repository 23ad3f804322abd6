import PlanModel

/// A rule's page, from the same examples that are its tests.
package struct RulePage {
  private let info: RuleInfo

  package init(_ info: RuleInfo) { self.info = info }

  /// For the terminal.
  package var text: String {
    var result = "\(info.id) (\(info.severity.name))\n\n\(info.summary)\n\n\(info.reason)\n"
    result += facts.map { "\n\($0)\n" }.joined()
    for example in info.flags {
      result += "\nFlagged: \(example.name)\n\n\(indented(example.plainText))\n" + afterFix(example)
    }
    for example in info.passes { result += "\nFine: \(example.name)\n\n\(indented(example.plainText))\n" }
    return result
  }

  /// For the documentation.
  package var markdown: String {
    var result =
      "# \(info.id)\n\n**\(info.severity.name)** · \(info.family.rawValue)\n\n\(info.summary) \(info.reason)\n"
    result += facts.map { "\n\($0)\n" }.joined()
    result += "\n## Flagged\n"
    for example in info.flags {
      result += "\n\(sentence(example.name))\n\n" + configuration(example) + fenced(example.plainText)
      if let fixed = example.fixed { result += "\nFixed:\n\n" + fenced(fixed) }
    }
    result += "\n## Fine\n"
    for example in info.passes {
      result += "\n\(sentence(example.name))\n\n" + configuration(example) + fenced(example.plainText)
    }
    return result
  }

  private var facts: [String] {
    var result: [String] = []
    if let fix = info.fix { result.append("The fix \(fix).") }
    if info.readsClock {
      result.append("It depends on the day, so `sarif`, `github` and hooks leave it out without `--clock`.")
    }
    for option in info.options {
      result.append("Option `\(option.name)` (default \(option.standard)): \(option.summary)")
    }
    return result
  }

  private func afterFix(_ example: Example) -> String {
    example.fixed.map { "\n  becomes\n\n\(indented($0))\n" } ?? ""
  }

  private func configuration(_ example: Example) -> String {
    example.configuration.map { "With the configuration\n\n```yaml\n\($0)\n```\n\n" } ?? ""
  }

  private func sentence(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() + ":" }

  /// In a fence longer than any in the text.
  private func fenced(_ text: String) -> String {
    let fence = text.contains("```") ? "~~~~~~" : "```"
    return "\(fence)markdown\n\(text)\n\(fence)\n"
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
      .joined(separator: "\n")
  }
}

extension Example {
  /// The text without the marks.
  package var plainText: String { text.filter { $0 != "▸" && $0 != "◂" } }
}

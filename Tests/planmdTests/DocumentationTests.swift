import Foundation
import PlanLint
import PlanModel
import PlanQuery
import PlanReport
import PlanText
import PlanWorkspace
import Testing

@testable import planmd

/// What README and docs say is what the program does: commands, examples, pages and links.
@Suite struct DocumentationTests {
  private static let today = Day(2026, 3, 9) ?? .min

  // MARK: Commands

  @Test(arguments: DocumentedCommand.all)
  func aCommandPrintsWhatThePageShows(_ command: DocumentedCommand) async {
    let output = await Repository.answer(command.words).trimmedLines
    #expect(
      command.expects(output), "\(command.testDescription) prints:\n\(output.joined(separator: "\n"))")
  }

  @Test func thereAreCommandsToRun() {
    #expect(DocumentedCommand.all.count >= 20)
  }

  @Test func everyCommandIsOnAPageAndInTheManual() throws {
    let pages = try MarkdownPage.all.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n")
    let manual = try Repository.text("docs/planmd.1")
    let names = Repository.commandNames
    #expect(names.count == allCommands.count)
    for name in names {
      #expect(pages.contains("planmd \(name)"), "\(name) is on no page")
      let escaped = name.replacingOccurrences(of: "-", with: "\\-")
      #expect(manual.contains(".SS \"planmd \(escaped) "), "\(name) is not in the manual")
    }
  }

  @Test func theSmallPlanInTheReadmeIsTheSample() throws {
    let readme = try MarkdownPage("README.md")
    let sample = try Repository.text("samples/readme/plan.md")
    #expect(readme.blocks.contains { $0.language == "markdown" && $0.text == sample })
  }

  // MARK: Rules

  @Test func everyRuleHasOnePage() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Repository.path("docs/rules")).sorted()
    #expect(files == allRules.map { $0.info.id + ".md" }.sorted())
  }

  @Test(arguments: allRules.map(\.info.id))
  func aRulesPageIsWhatTheRuleSays(_ id: String) throws {
    let info = try #require(rule(id)?.info)
    #expect(
      try Repository.text("docs/rules/\(id).md") == RulePage(info).markdown,
      "write it anew: Documentation/generate.sh")
  }

  @Test func theTableOfRulesHasEveryRuleOnce() throws {
    let table = try Repository.text("docs/rules.md")
    for info in allRules.map(\.info) {
      #expect(table.components(separatedBy: "(rules/\(info.id).md)").count == 2, "\(info.id)")
      #expect(table.contains("| \(info.severity.name) |"))
      #expect(table.contains(info.summary.replacingOccurrences(of: "|", with: "\\|")), "\(info.id)")
    }
  }

  @Test func everyOptionOfARuleIsInThePageAboutLinting() throws {
    let page = try Repository.text("docs/linting.md")
    for info in allRules.map(\.info) {
      for option in info.options {
        let row = "| [\(info.id)](rules/\(info.id).md) | `\(option.name)` | \(option.standard) |"
        #expect(page.contains(row), "\(row)")
      }
      if info.readsClock { #expect(page.contains("[\(info.id)](rules/\(info.id).md)"), "\(info.id)") }
    }
  }

  // MARK: Examples

  /// The words behind `markdown` in the block's first line are the rules that flag it.
  @Test func examplesOfTheFormatAreFineOrFlaggedAsNamed() throws {
    for page in try ["docs/format.md", "docs/linting.md"].map(MarkdownPage.init) {
      let examples = page.blocks.filter { $0.language == "markdown" }
      #expect(!examples.isEmpty)
      for example in examples {
        let file = SourceFile(path: "example.md", bytes: Array(example.text.utf8), kind: .plan)
        let plan = readPlan([file], configuration: Configuration())
        let expected = Set(example.words.dropFirst())
        let found = lint(plan, today: DocumentationTests.today)
          .filter { $0.severity != .info || expected.contains($0.rule) }.map(\.rule)
        #expect(Set(found) == expected, "\(page.path):\(example.line)")
      }
    }
  }

  @Test func examplesOfTheConfigurationCanBeRead() throws {
    for page in try ["docs/configuration.md", "docs/linting.md"].map(MarkdownPage.init) {
      let examples = page.blocks.filter { $0.words == ["yaml"] }
      #expect(!examples.isEmpty)
      for example in examples {
        let remarks = ConfigurationReader(Array(example.text.utf8), file: FileIndex(0)).remarks
        #expect(remarks.isEmpty, "\(page.path):\(example.line): \(remarks.map(\.detail))")
      }
    }
  }

  /// Code spans in the first column of the tables of terms, but for keys alone (`scheduled:`).
  @Test func documentedTermsCanBeRead() throws {
    let page = try MarkdownPage("docs/queries.md")
    var configuration = Configuration()
    configuration.me = "ann"
    let context = QueryContext(today: DocumentationTests.today, configuration: configuration)
    let rows = page.section("Terms").filter { $0.hasPrefix("| `") }
    let terms = rows.flatMap { MarkdownPage.codeSpans($0.split(separator: "|")[0]) }
      .filter { !$0.hasSuffix(":") }
    #expect(terms.count >= 40)
    for term in terms {
      #expect(throws: Never.self, "\(term)") { try Query(parsing: term, in: context) }
    }
  }

  @Test func sortKeysAndColumnsAreAllListed() throws {
    let page = try MarkdownPage("docs/queries.md")
    let keys = page.codeSpans(of: "Sorting").flatMap { $0.split(separator: " ").map(String.init) }
    #expect(Set(SortKey.names).isSubset(of: keys))
    let columns = page.codeSpans(of: "Columns").flatMap { $0.split(separator: " ").map(String.init) }
    #expect(Set(TaskColumn.allCases.map(\.rawValue)).isSubset(of: columns))
    let groups = page.codeSpans(of: "Grouping").flatMap { $0.split(separator: " ").map(String.init) }
    #expect(Set(GroupingKey.names).isSubset(of: groups))
  }

  @Test func everyKeyOfTheFormatIsInItsPage() throws {
    let page = try Repository.text("docs/format.md")
    for (spelling, key) in TagKey.spellings {
      let isThere =
        page.lowercased().contains("`\(spelling)") || page.contains("`\(spelling):")
        || page.contains(" \(spelling)")
      #expect(isThere, "\(spelling), which means \(key.name)")
    }
  }

  @Test func jsonOnThePagesCanBeRead() throws {
    for page in try MarkdownPage.all {
      for block in page.blocks where block.language == "json" {
        #expect(throws: Never.self, "\(page.path):\(block.line)") {
          try JSONSerialization.jsonObject(with: Data(block.text.utf8))
        }
      }
    }
    let outputs = DocumentedCommand.all.filter { $0.output.first == "{" && !$0.output.contains("…") }
    #expect(!outputs.isEmpty)
    for command in outputs {
      #expect(throws: Never.self, "\(command.testDescription)") {
        try JSONSerialization.jsonObject(with: Data(command.output.joined(separator: "\n").utf8))
      }
    }
  }

  // MARK: Links

  @Test func linksLeadSomewhere() throws {
    for page in try MarkdownPage.all {
      for (line, target) in page.links where !target.contains("://") {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let folder = (page.path as NSString).deletingLastPathComponent
        let path =
          parts[0].isEmpty
          ? page.path
          : ((folder as NSString).appendingPathComponent(String(parts[0])) as NSString).standardizingPath
        #expect(
          FileManager.default.fileExists(atPath: Repository.path(path)), "\(page.path):\(line): \(target)")
        guard parts.count == 2, path.hasSuffix(".md") else { continue }
        #expect(try MarkdownPage(path).anchors.contains(String(parts[1])), "\(page.path):\(line): \(target)")
      }
    }
  }
}

// MARK: - The repository

private enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func path(_ relative: String) -> String { root + "/" + relative }

  static func text(_ relative: String) throws -> String {
    try String(contentsOfFile: path(relative), encoding: .utf8)
  }

  /// The commands that the program's help lists.
  static var commandNames: [String] {
    run(["--help"]).components(separatedBy: "SUBCOMMANDS:\n").last.map { list in
      list.components(separatedBy: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .prefix { !$0.hasPrefix("  See ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
    } ?? []
  }

  /// The same on a thread of its own: a command waits for git, and must not hold one of the test runner's threads.
  static func answer(_ arguments: [String]) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: run(arguments)) }
    }
  }

  /// What a command line prints in the repository's top folder: its output, then its errors.
  static func run(_ arguments: [String]) -> String {
    let (output, errors) = (Output(), Output())
    let world = World(environment: [:], directory: root, clock: { 0 }, output: output, errors: errors)
    _ = runPlanmd(arguments, in: world)
    return output.captured + errors.captured
  }
}

// MARK: - Pages

private struct MarkdownPage {
  struct Block {
    /// The words behind the fence: the language first.
    let words: [String]
    /// Of the fence, from 1.
    let line: Int
    let lines: [String]

    var language: String { words.first ?? "" }
    var text: String { lines.joined(separator: "\n") + "\n" }
  }

  let path: String
  let lines: [String]
  let blocks: [Block]
  /// Lines outside of fenced blocks, with their numbers.
  private let prose: [(line: Int, text: String)]

  init(_ path: String) throws {
    self.path = path
    lines = try Repository.text(path).components(separatedBy: "\n")
    var blocks: [Block] = []
    var prose: [(Int, String)] = []
    var open: (fence: Substring, words: [String], line: Int, lines: [String])?
    for (offset, line) in lines.enumerated() {
      let fence = line.prefix { $0 == "`" || $0 == "~" }
      if let block = open {
        if fence == block.fence, line.count == fence.count {
          blocks.append(Block(words: block.words, line: block.line, lines: block.lines))
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if fence.count >= 3 {
        open = (fence, line.dropFirst(fence.count).split(separator: " ").map(String.init), offset + 1, [])
      } else {
        prose.append((offset + 1, line))
      }
    }
    self.blocks = blocks
    self.prose = prose
  }

  /// README, the pages in `docs/`, and what stands beside README.
  static var all: [MarkdownPage] {
    get throws {
      let docs = try FileManager.default.contentsOfDirectory(atPath: Repository.path("docs")).sorted()
        .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
      return try (["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + docs).map(MarkdownPage.init)
    }
  }

  /// The lines below a heading of any level, up to the next one of level 2.
  func section(_ title: String) -> [String] {
    var result: [String] = []
    var isInside = false
    for (_, line) in prose {
      if line.hasPrefix("## ") { isInside = false }
      if line.hasPrefix("#"), line.drop(while: { $0 == "#" }).dropFirst() == title[...] { isInside = true }
      if isInside { result.append(line) }
    }
    return result
  }

  func codeSpans(of title: String) -> [String] {
    MarkdownPage.codeSpans(section(title).joined(separator: " ")[...])
  }

  static func codeSpans(_ text: Substring) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0 % 2 == 1 ? String($1) : nil }
  }

  /// Targets of `[text](target)` outside of code.
  var links: [(line: Int, target: String)] {
    prose.flatMap { number, line in
      let text = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .map { $0 % 2 == 0 ? String($1) : "code" }.joined()
      return text.components(separatedBy: "](").dropFirst()
        .map { (number, String($0.prefix { $0 != ")" })) }
    }
  }

  /// Headings as GitHub makes anchors of them.
  var anchors: Set<String> {
    Set(
      prose.map(\.text).filter { $0.hasPrefix("#") }.map { line in
        let title = line.drop { $0 == "#" }.dropFirst().lowercased()
        return String(
          title.compactMap { character -> Character? in
            if character == " " { return "-" }
            return character.isLetter || character.isNumber || character == "-" || character == "_"
              ? character : nil
          })
      })
  }
}

// MARK: - Commands on pages

/// A line `$ planmd …` of a console block, with the output below it.
struct DocumentedCommand: Sendable, CustomTestStringConvertible {
  let place: String
  let text: String
  let output: [String]

  var testDescription: String { "\(place): \(text)" }

  static let all: [DocumentedCommand] = {
    let pages = (try? MarkdownPage.all) ?? []
    return pages.flatMap { page in
      page.blocks.filter { $0.language == "console" }.flatMap { commands(of: $0, page.path) }
    }
  }()

  private static func commands(of block: MarkdownPage.Block, _ path: String) -> [DocumentedCommand] {
    var result: [DocumentedCommand] = []
    var current: (line: Int, text: String, output: [String])?
    func close() {
      guard let current else { return }
      result.append(
        DocumentedCommand(place: "\(path):\(current.line)", text: current.text, output: current.output))
    }
    for (offset, line) in block.lines.enumerated() {
      if line.hasPrefix("$ planmd") {
        close()
        current = (block.line + 1 + offset, String(line.dropFirst(2)), [])
      } else {
        current?.output.append(line)
      }
    }
    close()
    return result
  }

  /// The arguments, as a shell splits them.
  var words: [String] {
    var result: [String] = []
    var (word, quote, isOpen): (String, Character?, Bool) = ("", nil, false)
    for character in text.dropFirst("planmd".count) {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        (quote, isOpen) = (character, true)
      } else if character == " " {
        if isOpen { result.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    return isOpen ? result + [word] : result
  }

  /// True if the lines are those of the page, where `…` stands for any.
  func expects(_ lines: [String]) -> Bool {
    let parts = output.split(separator: "…", omittingEmptySubsequences: false).map { Array($0) }
    guard let first = parts.first, let last = parts.last, lines.starts(with: first) else { return false }
    guard parts.count > 1 else { return lines == first }
    var rest = lines.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() {
      guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else { return false }
      rest = rest[(start + part.count)...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}

extension String {
  /// The lines without blanks at their ends, and without the empty one behind the last line end.
  fileprivate var trimmedLines: [String] {
    var lines = components(separatedBy: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

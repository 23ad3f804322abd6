import Foundation
import PlanLint
import PlanModel
import Testing

@Suite struct RuleListTests {
  /// Rules about what no example can show: bytes that are no text, a megabyte, a file that cannot be read, a
  /// place in a configuration that only the disk tells.
  private let withoutText: Set<String> = [
    "invalid-utf8", "line-too-long", "unreadable-file",
    "unknown-team-member",
  ]

  @Test func idsAreUnique() {
    let ids = allRules.map(\.info.id)
    #expect(Set(ids).count == ids.count)
  }

  @Test("ids are kebab-case", arguments: allRules.map(\.info.id))
  func idsAreKebabCase(_ id: String) {
    #expect(id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil)
    #expect(rule(id)?.info.id == id)
  }

  @Test("a rule says what is wrong and why", arguments: allRules.map(\.info.id))
  func textsAreSentences(_ id: String) throws {
    let info = try #require(rule(id)?.info)
    #expect(info.summary.hasSuffix(".") && !info.summary.contains("\n") && info.summary.utf8.count <= 100)
    #expect(info.reason.hasSuffix("."))
    for text in [info.summary, info.reason] { #expect(text.first?.isLowercase == false) }
    #expect(info.fix?.hasSuffix(".") != true)
  }

  @Test("a rule has examples of both kinds", arguments: allRules.map(\.info.id))
  func examplesAreThere(_ id: String) throws {
    let info = try #require(rule(id)?.info)
    guard !withoutText.contains(id) else { return }
    #expect(!info.flags.isEmpty)
    #expect(!info.passes.isEmpty)
  }

  @Test("what a rule says of its fixes is true", arguments: allRules.map(\.info.id))
  func fixesAreAnnounced(_ id: String) throws {
    let info = try #require(rule(id)?.info)
    let hasFix = info.flags.contains { example in
      MarkedPlan(example).findings(of: id).contains { $0.fix != nil }
    }
    #expect(hasFix == (info.fix != nil))
    let isApplied = info.flags.contains { example in
      MarkedPlan(example).findings(of: id).contains { ($0.fix?.safety ?? .shown) > .shown }
    }
    #expect(isApplied == info.flags.contains { $0.fixed != nil }, "an example must show the fixed text")
  }

  @Test func everyFileOfTheFolderIsOnTheList() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: "Sources/PlanLint/Rules")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    let types = allRules.map { "\(type(of: $0)).swift" }
    #expect(files.sorted() == types.sorted())
  }

  @Test func theListIsInOrder() {
    let names = allRules.map { "\(type(of: $0))" }
    #expect(names == names.sorted())
  }
}

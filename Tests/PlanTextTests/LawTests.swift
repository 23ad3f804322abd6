import Foundation
import PlanModel
import PlanTestSupport
import PlanText
import Testing

/// Texts that laws are held against, each read once as a whole.
struct LawCase: Sendable, CustomTestStringConvertible {
  let name: String
  let documents: [(bytes: [UInt8], plan: Plan)]
  var testDescription: String { name }

  init(_ name: String, _ documents: [[UInt8]]) {
    self.name = name
    self.documents = documents.map { ($0, LawCase.read($0)) }
  }

  static func read(_ bytes: [UInt8], pieceSize: Int? = nil) -> Plan {
    let files = [SourceFile(path: "plan.md", bytes: bytes)]
    guard let pieceSize else { return readPlan(files, configuration: Configuration()) }
    return readPlan(files, configuration: Configuration(), pieceSize: pieceSize)
  }

  /// Every Markdown file of the samples and fixtures.
  static let files: [LawCase] = {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let root = tests.deletingLastPathComponent()
    return ["samples", "Tests/Fixtures"].flatMap { folder -> [LawCase] in
      let base = root.appending(path: folder)
      let paths = (try? FileManager.default.subpathsOfDirectory(atPath: base.path)) ?? []
      return paths.filter { $0.hasSuffix(".md") }.sorted().map { path in
        let bytes = (try? Data(contentsOf: base.appending(path: path))).map { Array($0) } ?? []
        return LawCase("\(folder)/\(path)", [bytes])
      }
    }
  }()

  /// 2,400 random documents.
  static let random: [LawCase] = (0..<24).map { group in
    LawCase("random \(group)", (0..<100).map { NastyDocument.bytes(seed: UInt64(group * 100 + $0)) })
  }

  static let all = files + random
}

/// Laws that hold for every text. A broken one shows the text.
@Suite struct LawTests {
  /// The texts of a case for which a law does not hold.
  private func broken(_ one: LawCase, _ holds: ([UInt8], Plan) -> Bool) -> [String] {
    one.documents.filter { !holds($0.bytes, $0.plan) }
      .map { String(decoding: $0.bytes, as: UTF8.self).debugDescription }
  }

  @Test func thereAreFilesToRead() {
    #expect(LawCase.files.count > 40)
  }

  @Test("reading in pieces, or twice, gives the same plan", arguments: LawCase.all)
  func pieces(_ one: LawCase) {
    let broken = broken(one) { bytes, plan in
      let whole = plan.dump
      return LawCase.read(bytes).dump == whole
        && [1, 64, 1000].allSatisfy { LawCase.read(bytes, pieceSize: $0).dump == whole }
    }
    #expect(broken == [])
  }

  @Test("tags lie in their task, one behind the other", arguments: LawCase.all)
  func tagsAreInOrder(_ one: LawCase) {
    let broken = broken(one) { _, plan in
      plan.taskIndices.allSatisfy { task in
        let (range, tags) = (plan[task].range, plan.tags(of: task))
        let ranges = tags.map(\.range)
        return ranges.allSatisfy { range.lowerBound <= $0.lowerBound && $0.upperBound <= range.upperBound }
          && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
          && tags.allSatisfy {
            $0.range.lowerBound <= $0.value.lowerBound && $0.value.upperBound <= $0.range.upperBound
          }
      }
    }
    #expect(broken == [])
  }

  @Test("a task is where its record says", arguments: LawCase.all)
  func records(_ one: LawCase) {
    let broken = broken(one) { bytes, plan in
      let lines = LineTable(bytes)
      return plan.taskIndices.allSatisfy { index in
        let task = plan[index]
        return bytes[Int(task.box)] == UInt8(ascii: "[")
          && bytes[task.boxRange.upperBound - 1] == UInt8(ascii: "]")
          && task.start < task.box && task.box < task.textStart && task.textStart <= task.firstLineEnd
          && task.firstLineEnd <= task.end && Int(task.end) <= bytes.count
          && lines.position(of: Int(task.box)).line == Int(task.line)
          && plan.text(of: index).utf8.allSatisfy { !$0.isLineEnd }
      }
    }
    #expect(broken == [])
  }

  @Test("tasks are a tree in the order of the text", arguments: LawCase.all)
  func trees(_ one: LawCase) {
    let broken = broken(one) { _, plan in
      plan.taskIndices.allSatisfy { index in
        let task = plan[index]
        guard Int(task.subtreeEnd) > index.position, Int(task.subtreeEnd) <= plan.tasks.count,
          task.parent.isNone == (task.depth == 0), plan.tasks(of: task.project).contains(index.position)
        else { return false }
        if let before = task.predecessor.orNil {
          guard before < index, plan[before].flags.contains(.ordered) else { return false }
        }
        guard let parent = task.parent.orNil else { return true }
        return parent < index && plan.subtree(of: parent).contains(index.position)
          && plan[parent].depth + 1 == task.depth && plan[parent].subtreeEnd >= task.subtreeEnd
      }
    }
    #expect(broken == [])
  }

  @Test("projects are a tree in the order of the text", arguments: LawCase.all)
  func projects(_ one: LawCase) {
    let broken = broken(one) { bytes, plan in
      plan.projectIndices.allSatisfy { index in
        let project = plan[index]
        guard project.range.upperBound <= bytes.count, !project.name.utf8.contains(where: { $0.isLineEnd }),
          project.firstTask <= project.taskEnd, Int(project.subtreeEnd) > index.position
        else { return false }
        guard let parent = project.parent.orNil else { return true }
        let (inner, outer) = (plan.tasks(of: index), plan.tasks(of: parent))
        return plan[parent].level < project.level && plan[parent].subtreeEnd >= project.subtreeEnd
          && outer.lowerBound <= inner.lowerBound && inner.upperBound <= outer.upperBound
      }
    }
    #expect(broken == [])
  }

  @Test("remarks, logs and comments lie in the file", arguments: LawCase.all)
  func places(_ one: LawCase) {
    let broken = broken(one) { bytes, plan in
      let ranges =
        plan.remarks.map(\.range) + plan.logs.flatMap { [$0.range, $0.note] } + plan.suppressions.map(\.range)
        + plan.blocks.flatMap { [$0.opening, $0.closing, $0.command] }
      return ranges.allSatisfy { $0.lowerBound <= $0.upperBound && $0.upperBound <= bytes.count }
    }
    #expect(broken == [])
  }

  @Test("CRLF and LF say the same", arguments: LawCase.all)
  func lineEnds(_ one: LawCase) {
    let broken = broken(one) { bytes, _ in
      let unix = LawCase.read(bytes.withLineFeeds)
      let windows = LawCase.read(bytes.withLineFeeds.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
      return unix.outline == windows.outline && unix.tasks.map(\.line) == windows.tasks.map(\.line)
        && unix.remarkList == windows.remarkList
    }
    #expect(broken == [])
  }

  @Test(
    "a line behind the end changes nothing before it", arguments: LawCase.all,
    ["\n\nLater.\n", "\n\n- [ ] Later\n"])
  func appending(_ one: LawCase, _ line: String) {
    let broken = broken(one) { bytes, plan in
      let after = LawCase.read(bytes + Array(line.utf8))
      return plan.tasks.indices.allSatisfy { values($0, plan) == values($0, after) }
    }
    #expect(broken == [])
  }

  /// What a task says, whatever follows it.
  private func values(_ position: Int, _ plan: Plan) -> String {
    guard position < plan.tasks.count else { return "gone" }
    let task = TaskIndex(position)
    let tags = plan.tags(of: task).map { "\($0.key) \($0.range.range) \($0.simple) \($0.flags.rawValue)" }
    let logs = plan.logs(of: .task(task)).count
    return "\(plan.text(of: task)) \(plan[task].status) \(plan[task].parent.value) "
      + "\(plan[task].predecessor.value) \(tags) \(logs)"
  }

  @Test("what one file says is not changed by another", arguments: LawCase.random)
  func filesAreIndependent(_ one: LawCase) {
    let files = one.documents.enumerated().map { SourceFile(path: "\($0).md", bytes: $1.bytes) }
    let together = readPlan(files, configuration: Configuration())
    let plans = one.documents.map(\.plan)
    #expect(together.projects.count == plans.reduce(0) { $0 + $1.projects.count })
    #expect(together.remarks.count == plans.reduce(0) { $0 + $1.remarks.count })
    let apart = plans.flatMap { plan in plan.taskIndices.map { plan.text(of: $0) } }
    #expect(together.taskIndices.map { together.text(of: $0) } == apart)
  }
}

extension [UInt8] {
  /// With LF in place of each CRLF.
  fileprivate var withLineFeeds: [UInt8] {
    indices.compactMap { self[$0] == 0x0D && $0 + 1 < count && self[$0 + 1] == 0x0A ? nil : self[$0] }
  }
}

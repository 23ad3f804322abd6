import PlanLint
import PlanModel
import PlanText
import Testing

/// Rules about texts that no example can hold.
@Suite struct RemarkRuleTests {
  private func findings(_ bytes: [UInt8], adding remarks: [Remark] = []) -> [Finding] {
    var plan = readPlan([SourceFile(path: "plan.md", bytes: bytes)], configuration: Configuration())
    plan.remarks += remarks
    return lint(plan, today: Example.today)
  }

  @Test func invalidBytesAreMentionedOncePerFile() {
    let found = findings(Array("- [ ] cr".utf8) + [0xE8] + Array("me br".utf8) + [0xFB] + Array("l\n".utf8))
    #expect(found.map(\.rule) == ["invalid-utf8"])
    #expect(found.map(\.severity) == [.info])
    #expect(found.map(\.range) == [ByteRange(8, 9)])
  }

  @Test func aLineOfMoreThanAMegabyteIsAWarningInATask() {
    let found = findings(Array("- [ ] ".utf8) + [UInt8](repeating: 0x61, count: 1 << 20))
    #expect(found.map(\.rule) == ["line-too-long"])
    #expect(found.map(\.severity) == [.warning])
  }

  @Test func aLineOfMoreThanAMegabyteIsOnlyMentionedElsewhere() {
    let found = findings([UInt8](repeating: 0x61, count: 1 << 21))
    #expect(found.map(\.rule) == ["line-too-long"])
    #expect(found.map(\.severity) == [.info])
  }

  @Test func aFileThatCannotBeReadIsAnError() {
    let remark = Remark(
      .fileUnreadable, file: FileIndex(0), range: ByteRange(0, 0), detail: "permission denied")
    let found = findings([], adding: [remark])
    #expect(found.map(\.rule) == ["unreadable-file"])
    #expect(found.map(\.message) == ["the file cannot be read: permission denied"])
  }

  @Test func ofAPairWithTheArchiveTheOtherOneIsTold() {
    let files = [
      SourceFile(path: "a.md", bytes: Array("- [ ] Sand id:wall\n".utf8)),
      SourceFile(path: "b.md", bytes: Array("- [x] Paint id:wall\n".utf8), kind: .archive),
    ]
    for order in [files, files.reversed()] {
      let plan = readPlan(order, configuration: Configuration())
      let found = lint(plan, today: Example.today)
      #expect(found.map(\.rule) == ["duplicate-id"])
      #expect(found.map { plan[$0.file].path } == ["a.md"])
    }
  }

  @Test func theFirstOfACharacterIsLookedForOutsideTheArchive() {
    let files = [
      SourceFile(path: "a.md", bytes: Array("- [!] Sand\n".utf8), kind: .archive),
      SourceFile(path: "b.md", bytes: Array("- [!] Paint\n".utf8)),
    ]
    let found = lint(readPlan(files, configuration: Configuration()), today: Example.today)
    #expect(found.map(\.rule) == ["unknown-status"])
  }

  @Test func everyUnreadableValueIsToldOnceAndNoOtherIs() {
    let plan = MarkedPlan(
      """
      # House due:soon budget:12abc owner:2nd health:gren rate:1,5 before:a:b type:x

      - [ ] a due:x est:x spent:x left:x span:x progress:x split:x rec:x until:x times:x from:x holiday:x
      - [ ] b id:x. after:x: pri:xx cost:x paid:x rate:x billable:x onCompletion:x start:x scheduled:x
      """
    ).plan
    let unreadable = plan.tags.filter { $0.flags.contains(.unreadable) }
    let found = lint(plan, today: Example.today).filter { finding in
      finding.severity == .error && unreadable.contains { $0.range.range.contains(finding.range.lowerBound) }
    }
    #expect(unreadable.count >= 25)
    #expect(found.count == unreadable.count)
  }
}

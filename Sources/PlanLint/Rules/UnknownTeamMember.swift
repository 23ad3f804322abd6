import PlanModel

/// A team with a member who is not declared.
struct UnknownTeamMember: LintRule {
  let info = RuleInfo(
    id: "unknown-team-member", family: .people, severity: .warning,
    summary: "A team in planmd.yaml has a member who is not declared.",
    reason: "Such a member can take no work: the team is smaller than it looks.",
    flags: [
      Example(
        "misspelt", "- [ ] Paint @crew",
        configuration: "people:\n  anna: {}\n  bob: {}\n  crew: {members: [anna, ▸bobb◂]}")
    ],
    passes: [
      Example(
        "all are declared", "- [ ] Paint @crew",
        configuration: "people:\n  anna: {}\n  bob: {}\n  crew: {members: [anna, bob]}")
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let people = context.configuration.people
    guard people.contains(where: \.isTeam),
      let file = context.plan.files.firstIndex(where: { $0.kind == .configuration })
    else { return }
    var names = NearestNames()
    for person in people { names.add(person.key.utf8) }
    let bytes = context.plan.files[file].bytes
    for team in people where team.isTeam {
      for member in team.members where context.configuration.person(member) == nil {
        report.add(
          FileIndex(file), place(of: member, team: team.key, bytes),
          "team `\(team.key)` has `\(member)`, who is not declared",
          help: names.find(Array(member.utf8)).question
            ?? "declare \(member) under people:, or take the name out")
      }
    }
  }

  /// Where a member's name stands behind `members` of its team; the file's beginning where it is written
  /// otherwise.
  private func place(of member: String, team: String, _ bytes: [UInt8]) -> ByteRange {
    var offset = 0
    for word in [team, "members", member] {
      guard let found = find(Array(word.utf8), bytes, from: offset) else { return ByteRange(0, 0) }
      if word == member { return ByteRange(found) }
      offset = found.upperBound
    }
    return ByteRange(0, 0)
  }

  /// The next place where a word stands alone.
  private func find(_ word: [UInt8], _ bytes: [UInt8], from start: Int) -> Range<Int>? {
    func isPart(_ offset: Int) -> Bool {
      guard bytes.indices.contains(offset) else { return false }
      let byte = bytes[offset]
      return byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_")
    }
    var offset = start
    while offset + word.count <= bytes.count {
      if bytes[offset] == word.first, bytes[offset..<offset + word.count].elementsEqual(word),
        !isPart(offset - 1),
        !isPart(offset + word.count)
      {
        return offset..<offset + word.count
      }
      offset += 1
    }
    return nil
  }
}

import PlanModel
import PlanTestSupport
import Testing

/// Format, sections 2 and 3: what stands between `---` on line 1 and the next `---`.
@Suite struct FrontMatterTests {
  @Test func theTitleNamesTheFilesProject() {
    #expect(outline("---\ntitle: New house\n---\n- [ ] Paint\n") == "= New house\nopen Paint")
  }

  @Test func aTitleInQuotesIsReadWithoutThem() {
    #expect(outline("---\ntitle: \"House: new\"\n---\n- [ ] Paint\n") == "= House: new\nopen Paint")
  }

  @Test func withATitleTheOnlyHeadingIsAProjectOfItsOwn() {
    #expect(outline("---\ntitle: House\n---\n# Walls\n- [ ] Paint\n") == "= House\n# Walls\nopen Paint")
  }

  @Test func anEmptyTitleIsNone() {
    #expect(outline("---\ntitle:\n---\n- [ ] Paint\n") == "= plan\nopen Paint")
  }

  @Test func thePlanMappingHoldsAttributes() {
    let text = """
      ---
      title: House
      plan:
        id: house
        due: 2026-03-31
        start: 2026-Q1
        owner: "@ann"
        budget: 12000EUR
        labels: [big, old]
        client: acme
        type: area
      ---
      - [ ] Paint
      """
    let project =
      "= House (area) | id=house, due=2026-03-31, start=2026-Q1, owner=ann, budget=12000EUR, #big, #old, "
      + "client=acme, type=area"
    #expect(outline(text) == "\(project)\nopen Paint")
    #expect(remarks(text) == [])
  }

  @Test func anUnreadableValueBelowPlanIsKeptAsOne() {
    #expect(outline("---\nplan:\n  due: soon\n---\n") == "= plan | ?due=soon")
  }

  @Test func aPlanThatIsNoMappingIsRemarkedOn() {
    #expect(remarks("---\nplan: soon\n---\n") == ["frontMatterUnreadable ‹soon›"])
    #expect(remarks("---\nplan:\n---\n") == [])
  }

  @Test(
    "bare keys count where their values are readable",
    arguments: [
      ("due: 2026-03-31", "= plan | due=2026-03-31"), ("start: 2026-W03", "= plan | start=2026-W03"),
      ("owner: ann", "= plan | owner=ann"), ("budget: 80h/mo", "= plan | budget=80h/mo"),
      ("type: area", "= plan (area) | type=area"),
    ])
  func bareKeys(_ line: String, _ project: String) {
    #expect(outline("---\n\(line)\n---\n") == project)
  }

  @Test(
    "bare keys that are not for planmd say nothing",
    arguments: [
      "due: next week", "start: 7", "owner: [a, b]", "budget: much", "type: post", "id: 17", "id: house",
      "date: 2026-01-12", "est: 2d", "labels: [a]", "tags: [due]", "due: {a: b}", "due:",
    ])
  func misfitsAreSilent(_ line: String) {
    #expect(outline("---\n\(line)\n---\n") == "= plan")
    #expect(remarks("---\n\(line)\n---\n") == [])
  }

  @Test("a file that says so is no part of the plan", arguments: ["off", "false", "no", "OFF"])
  func off(_ word: String) {
    let plan = read("---\nplanmd: \(word)\n---\n# House due:soon\n- [ ] Paint due:2026-02-30\n")
    #expect(plan.tasks.isEmpty)
    #expect(plan.tags.isEmpty)
    #expect(plan.remarks.isEmpty)
  }

  @Test func onIsNotOff() {
    #expect(outline("---\nplanmd: on\n---\n- [ ] Paint\n") == "= plan\nopen Paint")
  }

  @Test(
    "what is no mapping is Markdown",
    arguments: [
      ("---\n- [ ] Paint\n---\n", "= plan\nopen Paint"),
      ("---\n# House\n---\n- [ ] Paint\n", "= House\nopen Paint"),
      ("---\ntitle: x\n- [ ] Paint\n", "= plan\nopen Paint"),
      ("---\n\n- [ ] Paint\n---\n", "= plan\nopen Paint"),
      ("\n---\ntitle: x\n---\n- [ ] Paint\n", "= plan\n## title: x | title=x"),
      ("----\ntitle: x\n---\n- [ ] Paint\n", "= plan"),
    ])
  func noMapping(_ text: String, _ expected: String) {
    #expect(outline(text).hasPrefix(expected.split(separator: "\n")[0]))
    #expect(read(text).tasks.count == 1)
  }

  @Test func aFenceHasBlanksBehindItAtMost() {
    #expect(outline("--- \ntitle: x\n---\t\n- [ ] Paint\n") == "= x\nopen Paint")
    #expect(read("---\ntitle: x\n--- y\n- [ ] Paint\n---\n").tasks.isEmpty == false)
  }

  @Test func yamlThatCannotBeReadIsRemarkedOn() {
    #expect(remarks("---\ntitle: [x\n---\n- [ ] Paint\n").map { $0.prefix(21) } == ["frontMatterUnreadable"])
    #expect(read("---\ntitle: [x\n---\n- [ ] Paint\n").tasks.count == 1)
  }

  @Test func anchorsAndAliasesAreNotRead() {
    let found = remarks("---\na: &x 1\nb: *x\n---\n- [ ] Paint\n")
    #expect(found.count == 1)
    #expect(found.allSatisfy { $0.hasPrefix("frontMatterUnreadable") })
  }

  @Test func aByteOrderMarkMayStandBefore() {
    let text = "\u{FEFF}---\ntitle: House\nplan: {due: 2026-03-31}\n---\n- [ ] Paint due:2026-01-12\n"
    #expect(outline(text) == "= House | due=2026-03-31\nopen Paint | due=2026-01-12")
  }

  @Test func linesAndPlacesCountFromTheFilesBeginning() {
    let marked = MarkedText(
      "---\ntitle: House\nplan:\n  due: ▸2026-03-31◂\n---\n\n- [ ] Paint due:▸2026-01-12◂\n")
    let plan = read(bytes: marked.bytes)
    #expect(plan.tags.map { ByteRange($0.value) } == marked.ranges)
    #expect(plan.tasks.map(\.line) == [7])
  }

  @Test func attributesOfTheHeadingJoinThoseOfTheFrontMatter() {
    let text = "---\nplan: {due: 2026-03-31}\n---\n# House due:2026-04-30 #big\n"
    #expect(outline(text) == "= House | due=2026-03-31, again due=2026-04-30, #big")
  }
}

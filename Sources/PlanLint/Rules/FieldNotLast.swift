import PlanModel

/// Something behind the fields of Obsidian's Tasks plugin, at which the plugin stops reading.
struct FieldNotLast: LintRule {
  let info = RuleInfo(
    id: "field-not-last", family: .obsidian, severity: .warning,
    summary: "Obsidian's Tasks plugin does not see a field, since something stands behind it.",
    reason: """
      The plugin reads from the end of the line backwards and stops at the first thing it does not know: \
      text, a name, or a tag of planmd's. Fields before that are text for it. Labels and the block id may \
      stand behind. Only vaults that use its signs for dates are looked at; for Dataview fields it is only \
      mentioned.
      """,
    fix: "moves what stands behind the fields in front of them",
    flags: [
      Example(
        "a tag of planmd's", "- [ ] Paint 📅 2026-03-12 ▸est:2h◂", fixed: "- [ ] Paint est:2h 📅 2026-03-12"),
      Example(
        "text", "- [ ] Send the form 📅 2026-03-12 ▸to Bob◂",
        fixed: "- [ ] Send the form to Bob 📅 2026-03-12"),
      Example(
        "between fields", "- [ ] Paint ⏳ 2026-03-10 ▸@ann◂ 📅 2026-03-12 #home",
        fixed: "- [ ] Paint @ann ⏳ 2026-03-10 📅 2026-03-12 #home"),
      Example(
        "a Dataview field", "- [ ] Sand 📅 2026-03-12\n- [ ] Paint [due:: 2026-03-12] ▸est:2h◂",
        fixed: "- [ ] Sand 📅 2026-03-12\n- [ ] Paint est:2h [due:: 2026-03-12]"),
    ],
    passes: [
      Example("fields last", "- [ ] Paint est:2h ⏳ 2026-03-10 📅 2026-03-12"),
      Example("labels and block id", "- [ ] Paint 📅 2026-03-12 #home ^paint"),
      Example("no sign of the plugin's", "- [ ] Paint due:2026-03-12 est:2h"),
      Example("no vault", "- [ ] Paint [due:: 2026-03-12] for Bob"),
      Example("the next line of a text", "- [ ] Paint 📅 2026-03-12\n  with care"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    // The flags of a task say nothing about dialects; its tags do, and most plans have no such tag.
    guard plan.tags.contains(where: { $0.form == .emoji && $0.key.valueKind == .date }) else { return }
    for task in plan.taskIndices where plan.tasks[task.position].tagCount > 0 {
      check(task, context, &report)
    }
  }

  func check(_ task: TaskIndex, _ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    let record = plan.tasks[task.position]
    let tags = plan.tags(of: task)
    guard tags.contains(where: isField), !plan[record.file].isArchive else { return }
    let bytes = plan[record.file].bytes
    let line = tags.filter { $0.flags.contains(.onFirstLine) }
    // From the end back over what the plugin knows.
    var end = Int(record.firstLineEnd)
    var position = line.count - 1
    while position >= 0, line[line.startIndex + position].range.upperBound == end,
      isKnown(line[line.startIndex + position])
    {
      end = skipBlanks(bytes, before: line[line.startIndex + position].range.lowerBound)
      position -= 1
    }
    let before = line.prefix(max(0, position + 1))
    guard let last = before.last(where: isField), last.range.upperBound <= end,
      before.contains(where: isMeant)
    else { return }
    var lower = last.range.upperBound
    while lower < end, bytes[lower].isBlank { lower += 1 }
    guard lower < end else { return }
    let lost = line.filter { isField($0) && $0.range.upperBound <= lower }
    let names = lost.prefix(3).map { quoted(bytes, $0.range.range) }.joined(separator: ", ")
    report.add(
      record.file, ByteRange(lower, end),
      "the Tasks plugin does not see \(names): \(quoted(bytes, lower..<end)) stands behind",
      help: "write the fields of the plugin last, with only labels and the block id behind them",
      fix: move(lower..<end, before: last, line, bytes), severity: last.form == .emoji ? nil : .info)
  }

  private func skipBlanks(_ bytes: [UInt8], before offset: Int) -> Int {
    var offset = offset
    while offset > 0, bytes[offset - 1].isBlank { offset -= 1 }
    return offset
  }

  /// A field that the plugin writes and reads.
  private func isField(_ tag: Tag) -> Bool {
    switch tag.form {
    case .emoji: true
    case .bracketField, .parenthesisField:
      switch tag.key {
      case .due, .start, .scheduled, .created, .done, .cancelled, .recurrence, .id, .after, .priority,
        .onCompletion:
        true
      default: false
      }
    case .keyValue, .quoted, .sign, .frontMatter: false
    }
  }

  /// Signs such as ⛔ also stand for themselves; a date or a rule behind one does not.
  private func isMeant(_ tag: Tag) -> Bool {
    isField(tag) && tag.isEffective && (tag.key.valueKind == .date || tag.key.valueKind == .recurrence)
  }

  /// Fields, labels and the block id: the plugin reads on before them.
  private func isKnown(_ tag: Tag) -> Bool {
    isField(tag) || tag.form == .sign && (tag.key == .label || tag.key == .blockID)
  }

  /// Moves text from behind the fields to before the first of those that stand together.
  private func move(_ text: Range<Int>, before last: Tag, _ line: [Tag], _ bytes: [UInt8]) -> Fix? {
    guard let position = line.firstIndex(where: { $0.start == last.start }) else { return nil }
    var first = position
    while first > 0, isKnown(line[first - 1]),
      line[first - 1].range.upperBound == skipBlanks(bytes, before: line[first].range.lowerBound)
    {
      first -= 1
    }
    // Of two tags of a key the first counts: they must not change places.
    let fields = line[first...position]
    let moved = line.filter { text.contains($0.range.lowerBound) }
    guard !moved.contains(where: { tag in !tag.key.isList && fields.contains { $0.key == tag.key } }) else {
      return nil
    }
    let start = line[first].range.lowerBound
    guard start > 0, bytes[start - 1].isBlank else { return nil }
    return Fix(
      .safe,
      [
        TextEdit(start..<start, bytes: Array(bytes[text]) + [0x20]),
        TextEdit(skipBlanks(bytes, before: text.lowerBound)..<text.upperBound, ""),
      ])
  }
}

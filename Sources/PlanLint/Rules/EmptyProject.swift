import PlanModel

/// A heading with attributes of a project and no task.
struct EmptyProject: LintRule {
  let info = RuleInfo(
    id: "empty-project", family: .structure, severity: .info,
    summary: "A project has dates or a budget, and no task.",
    reason: """
      Nothing is planned for it: it has no schedule, and no list of tasks shows it. Areas, and headings \
      without attributes, may be empty.
      """,
    flags: [
      Example("a due day", "# ▸House due:2026-05-01◂\n\nTo be planned."),
      Example("an underlined one", "▸House due:2026-05-01◂\n=====\n\nTo be planned."),
      Example("beside one with tasks", "# Home\n\n## ▸House budget:500EUR◂\n\n## Garden\n\n- [ ] Dig"),
    ],
    passes: [
      Example("with a task", "# House due:2026-05-01\n\n- [ ] Paint"),
      Example("with a task further below", "# House due:2026-05-01\n\n## Ground floor\n\n- [ ] Paint"),
      Example("a plain heading", "# House\n\nNothing here."),
      Example("an area", "# House type:area budget:500EUR/mo"),
      Example("labels and names", "# House #home @ann"),
      Example("bare front matter", "---\nowner: ann\ndue: 2026-05-01\n---\n\nA page of a handbook."),
    ])

  let interest = RuleInterest(projects: true)
  private static let attributes = KeySet(.due, .start, .budget, .owner, .health)

  func check(_ project: ProjectIndex, _ context: LintContext, _ report: inout LintReport) {
    let record = context.plan[project]
    guard record.firstTask == record.taskEnd, record.kind == .project,
      !record.keys.isDisjoint(with: EmptyProject.attributes),
      let tag = context.plan.tags(of: project).first(where: { tag in
        tag.isEffective && tag.form != .frontMatter && EmptyProject.attributes.contains(tag.key)
      })
    else { return }
    report.add(
      record.file, heading(record, context.plan),
      "the project \(context.plan.quotedName(.project(project))) has \(tag.key.name): and no task",
      help: "write a checklist item below it, or type:area if it never ends")
  }

  /// The heading's first line without its signs.
  private func heading(_ project: Project, _ plan: Plan) -> ByteRange {
    let bytes = plan[project.file].bytes
    var lower = project.range.lowerBound
    while lower < project.range.upperBound, bytes[lower] == UInt8(ascii: "#") || bytes[lower].isBlank {
      lower += 1
    }
    var upper = lower
    while upper < project.range.upperBound, !bytes[upper].isLineEnd { upper += 1 }
    return ByteRange(lower, upper)
  }
}

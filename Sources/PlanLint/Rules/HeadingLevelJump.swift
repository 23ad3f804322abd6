import PlanModel

/// A heading that leaves out a level.
struct HeadingLevelJump: LintRule {
  let info = RuleInfo(
    id: "heading-level-jump", family: .structure, severity: .info,
    summary: "A heading leaves out a level.",
    reason: """
      Headings are projects and nest by level. One that leaves out a level is read as a part of the heading \
      above, which may not be what was meant. Only the first below a heading is reported, and only with \
      tasks below it.
      """,
    flags: [
      Example("from 1 to 3", "# House\n\n### ▸Ground floor◂\n\n- [ ] Paint"),
      Example(
        "from 2 to 4",
        "# House\n\n## Hall\n\n- [ ] Sweep\n\n#### ▸Wall◂\n\n- [ ] Paint\n\n#### Floor\n\n- [ ] Sand"),
    ],
    passes: [
      Example("level by level", "# House\n\n## Hall\n\n### Wall\n\n- [ ] Paint"),
      Example("back up", "# House\n\n## Hall\n\n### Wall\n\n# Garden\n\n- [ ] Dig"),
      Example("a file that begins deeper", "### Wall\n\n- [ ] Paint"),
      Example("no tasks", "# House\n\n### Notes\n\nSome text.\n\n## Hall\n\n- [ ] Paint"),
    ])

  let interest = RuleInterest(plan: true)

  func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    var lastTold = ProjectIndex.none
    for project in plan.projects where project.level > 2 && !project.parent.isNone {
      let parent = plan[project.parent]
      guard let level = level(of: parent, plan), Int(project.level) > level + 1,
        project.firstTask < project.taskEnd,
        project.parent != lastTold, !plan[project.file].isArchive
      else { continue }
      lastTold = project.parent
      let bytes = plan[project.file].bytes
      var lower = project.range.lowerBound
      while lower < project.range.upperBound, bytes[lower] == UInt8(ascii: "#") || bytes[lower].isBlank {
        lower += 1
      }
      let above = plan.quotedName(.project(project.parent))
      report.add(
        project.file, ByteRange(lower, project.range.upperBound),
        "a heading of level \(project.level) stands below \(above), which has level \(level)",
        help: "write it with \(String(repeating: "#", count: level + 1))")
    }
  }

  /// The level as it is written; nil for a file without a heading of its own.
  private func level(of project: Project, _ plan: Plan) -> Int? {
    if project.level > 0 { return Int(project.level) }
    // A file and its only heading of level 1 are one; a title of the front matter stands on its first lines.
    let bytes = plan[project.file].bytes
    let isFrontMatter =
      project.line == 1 && bytes.starts(with: "---", at: bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0)
    return project.range.isEmpty || isFrontMatter ? nil : 1
  }
}

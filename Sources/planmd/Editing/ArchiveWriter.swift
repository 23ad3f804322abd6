import PlanModel
import PlanText
import PlanWorkspace

/// Puts finished tasks into archive files, below headings like those they had.
struct ArchiveWriter {
  private var editor: PlanEditor
  private let pattern: String
  private let today: Day
  private let plan: Plan
  /// The text of each archive file that gets something, in the order of their first task.
  private var files: [(path: String, old: [UInt8]?, text: [UInt8])] = []
  /// Tasks that go to each of them.
  private(set) var counts: [(path: String, count: Int)] = []

  init(_ edit: EditSession, pattern: String) {
    editor = edit.editor
    plan = edit.plan
    today = edit.today
    self.pattern = pattern
  }

  mutating func move(_ task: TaskIndex) throws {
    let year = (plan.finishedDay(task) ?? today).year
    let path = pattern.split(separator: "{year}", omittingEmptySubsequences: false).joined(
      separator: padded(year, 4))
    let position = file(path)
    let item = try editor.standaloneText(of: task)
    files[position].text = ArchiveText(files[position].text, plan.configuration).adding(
      item, below: headings(of: plan[task].project))
    try editor.remove(task)
    if let place = counts.firstIndex(where: { $0.path == path }) {
      counts[place].count += 1
    } else {
      counts.append((path, 1))
    }
  }

  private mutating func file(_ path: String) -> Int {
    if let known = files.firstIndex(where: { $0.path == path }) { return known }
    let old = plan.files.first { $0.path == path }?.bytes
    files.append((path, old, old ?? []))
    return files.count - 1
  }

  /// The headings a task had, outermost first, each with the tags that its tasks inherit.
  private func headings(of project: ProjectIndex) -> [ArchiveText.Heading] {
    plan.lineage(of: project).reversed().map { node in
      let file = plan[node].file
      let tags = plan.tags(of: node).filter { $0.isEffective && $0.key.isInherited }.map { tag -> String in
        let value = plan.text(of: tag, in: file)
        if tag.key == .attribute {
          return NewTag(attribute: plan.attributeKey(tag, in: file), value).text(in: .keyValue)
        }
        return NewTag(tag.key, value).text(in: .keyValue)
      }
      return ArchiveText.Heading(name: plan[node].name, tags: tags)
    }
  }

  /// Archive files are written first: nothing leaves the plan before it is in the archive.
  func finish(_ edit: inout EditSession) throws {
    for file in files {
      if let old = file.old {
        edit.leading.append(FileChange(path: file.path, old: old, new: file.text))
      } else {
        guard try edit.isFree(file.path) else {
          throw WorkspaceError("'\(file.path)' is there, but is no file of the plan", exitCode: 3)
        }
        edit.newFiles.append((file.path, file.text))
      }
    }
    edit.editor = editor
  }
}

extension TagKey {
  /// What tasks take over from a heading. Source: format, section 2, "Inheritance".
  fileprivate var isInherited: Bool {
    switch self {
    case .label, .assignee, .priority, .rate, .billable, .type, .attribute: true
    default: false
    }
  }
}

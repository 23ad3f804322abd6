import PlanModel
import PlanText
import Testing

/// Monday, 2026-03-09.
let monday = Day(2026, 3, 9)!

/// The one file of a plan after an edit of the task whose text begins so.
func edited(
  _ text: String, _ beginning: String, configuration: Configuration = Configuration(),
  _ body: (inout PlanEditor, TaskIndex) throws -> Void
) throws -> String {
  let plan = readPlan([SourceFile(path: "plan.md", bytes: Array(text.utf8))], configuration: configuration)
  let task = try #require(
    plan.taskIndices.first { plan.text(of: $0).hasPrefix(beginning) }, "no task \(beginning)")
  var editor = PlanEditor(plan, today: monday)
  try body(&editor, task)
  let texts = try editor.texts()
  return texts.first.map { String(decoding: $0.text, as: UTF8.self) } ?? text
}

/// A text after `set` of the tags, in the order given.
func setting(_ tags: NewTag..., in line: String) throws -> String {
  try edited(line, "Paint") { editor, task in
    try editor.change(task) { paragraph throws(EditProblem) in
      for tag in tags { if tag.key.isList { try paragraph.add(tag) } else { try paragraph.set(tag) } }
    }
  }
}

/// A text after its first recurring task was completed on Monday, 2026-03-09.
func completing(
  _ text: String, _ beginning: String = "Paint", withSubtasks: Bool = true,
  configuration: Configuration = Configuration()
) throws -> String {
  try edited(text, beginning, configuration: configuration) { editor, task in
    _ = try editor.complete(task, withSubtasks: withSubtasks)
  }
}

import PlanModel
import PlanText
var files: [SourceFile] = []
import Foundation
for path in CommandLine.arguments.dropFirst() {
  files.append(SourceFile(path: path, bytes: Array(FileManager.default.contents(atPath: path)!)))
}
let plan = readPlan(files, configuration: Configuration())
print(plan.tasks.count, plan.projects.count, plan.tags.count, plan.dependencies.count, plan.remarks.count, plan.logs.count)
for i in plan.taskIndices.prefix(10) { print(plan.text(of: i), plan.due(i) as Any, plan.effectiveAssignments(of: i)) }

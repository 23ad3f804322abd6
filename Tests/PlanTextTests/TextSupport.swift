import PlanModel
import PlanTestSupport
import PlanText

/// The plan of one file, `plan.md`.
func read(_ text: String, _ change: (inout Configuration) -> Void = { _ in }) -> Plan {
  read(bytes: Array(text.utf8), change)
}

func read(bytes: [UInt8], _ change: (inout Configuration) -> Void = { _ in }) -> Plan {
  var configuration = Configuration()
  change(&configuration)
  return readPlan([SourceFile(path: "plan.md", bytes: bytes)], configuration: configuration)
}

/// Several files; those below `archive/` are history.
func read(files: KeyValuePairs<String, String>, _ change: (inout Configuration) -> Void = { _ in }) -> Plan {
  var configuration = Configuration()
  change(&configuration)
  let sources = files.map { path, text in
    SourceFile(path: path, bytes: Array(text.utf8), kind: path.hasPrefix("archive/") ? .archive : .plan)
  }
  return readPlan(sources, configuration: configuration)
}

/// Projects, tasks and logs of a text, a line each.
func outline(_ text: String, _ change: (inout Configuration) -> Void = { _ in }) -> String {
  read(text, change).outline
}

/// Tasks and logs of a text, a line each.
func tasks(_ text: String, _ change: (inout Configuration) -> Void = { _ in }) -> String {
  read(text, change).taskOutline
}

/// What is remarked on in a text, with the bytes it is about.
func remarks(_ text: String, _ change: (inout Configuration) -> Void = { _ in }) -> [String] {
  read(text, change).remarkList
}

/// Declares people by their keys.
func people(_ keys: String...) -> (inout Configuration) -> Void {
  { $0.people = keys.map { Person(key: $0) } }
}

package import PlanModel

/// Why a reference names nothing, or too much.
package struct ReferenceFailure: Error, Sendable {
  package enum Problem: Hashable, Sendable {
    case unknown
    /// More than one task or project.
    case ambiguous
    /// No file of the plan has this path.
    case noSuchFile(String)
    /// Nothing begins on this line of the file.
    case nothingOnLine(Int, file: String)
    /// The line holds another text than the reference says.
    case otherText(found: String, line: Int, file: String)
    /// A project where a task is wanted, or the other way round.
    case wrongKind(isProject: Bool)
    case empty
  }

  /// A task or project, as a user can tell it from others.
  package struct Match: Hashable, Sendable {
    package let node: NodeIndex
    /// What names it alone.
    package let handle: String
    /// `website.md:12`
    package let place: String
    package let text: String
  }

  package let problem: Problem
  package let reference: String
  /// At most ten, in the plan's order.
  package let matches: [Match]
  /// How many there are in all.
  package let matchCount: Int

  /// What is wrong, with the values found.
  package var message: String { wording.message }
  /// What to write instead.
  package var help: String? { wording.help }

  /// Message, matches and help, one to a line.
  package var rendered: String {
    let width = matches.map(\.handle.count).max() ?? 0
    let placeWidth = matches.map(\.place.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var lines = [message]
    lines += matches.map { "  \(padded($0.handle, width))  \(padded($0.place, placeWidth))  \($0.text)" }
    if matchCount > matches.count { lines.append("  … and \(matchCount - matches.count) more") }
    if let help { lines.append("help: \(help)") }
    return lines.joined(separator: "\n")
  }

  private var wording: (message: String, help: String?) {
    let nearest = matches.isEmpty ? nil : "these are nearest; name one by what stands in front of it"
    switch problem {
    case .unknown:
      return (
        "no task or project is called `\(reference)`",
        nearest ?? "write an id, a handle of `planmd list`, words of the text, or file.md:12:Text"
      )
    case .ambiguous:
      return ("`\(reference)` could be any of \(matchCount)", "name one by what stands in front of it")
    case .noSuchFile(let path):
      return ("no file of the plan is called `\(path)`", "write its path from the root")
    case .nothingOnLine(let line, let file):
      return ("no task and no heading begins on line \(line) of \(file)", nearest)
    case .otherText(let found, let line, let file):
      return ("line \(line) of \(file) does not begin with that text but with `\(found)`", nearest)
    case .wrongKind(let isProject):
      return (
        isProject
          ? "`\(reference)` is a project, and a task is wanted"
          : "`\(reference)` is a task, and a project is wanted",
        nil
      )
    case .empty: return ("an empty reference names nothing", "write an id, a handle, or words of the text")
    }
  }
}

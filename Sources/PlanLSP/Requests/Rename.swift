import PlanText
import PlanModel

extension LanguageServer {
  /// textDocument/prepareRename
  func prepareRename(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    guard let (_, range) = place.snapshot.name(at: try place.offset(parameters["position"]), in: place.file)
    else { return .null }
    return ["range": place.json(range), "placeholder": .string(place.plan[place.file].text(range))]
  }

  /// textDocument/rename: an id, a person or a label, in every file of the plan.
  func rename(_ parameters: JSONValue, _ place: Place) throws(Problem) -> JSONValue {
    let snapshot = place.snapshot
    guard let (name, range) = snapshot.name(at: try place.offset(parameters["position"]), in: place.file)
    else { throw .failed("here stands no id, no name and no label") }
    guard var new = parameters["newName"]?.string else { throw .badParameters("there is no new name") }
    let old = snapshot.plan[place.file].text(range)
    if new.hasPrefix("@"), case .person = name { new.removeFirst() }
    if new.hasPrefix("#"), case .label = name { new.removeFirst() }
    if new == old { return snapshot.workspaceEdit([], client) }
    try snapshot.check(new, for: name)
    var edits: [FileIndex: [TextEdit]] = [:]
    for one in snapshot.places(of: name) {
      guard !snapshot.plan.hasConflictMarkers(one.file) else {
        throw .failed("'\(snapshot.plan[one.file].path)' has conflict markers; resolve the conflict first")
      }
      edits[one.file, default: []].append(TextEdit(one.range, new))
    }
    return snapshot.workspaceEdit(edits.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, client)
  }
}

extension PlanSnapshot {
  /// - Throws: where the plan would read the new name as something else, or something has it.
  fileprivate func check(_ new: String, for name: PlanName) throws(Problem) {
    let bytes = Array(new.utf8)
    switch name {
    case .id, .unknownID:
      guard PlanSnapshot.isID(bytes) else {
        throw .failed("'\(new)' is no id: write letters, digits, `_` and `-`, as in kick-off")
      }
      guard plan.ids.find(new, files: plan.files) == nil else {
        throw .failed("something has the id '\(new)' already")
      }
    case .person(let old):
      guard Assignment.nameEnd(bytes, at: 0, end: bytes.count) == bytes.count else {
        throw .failed("'\(new)' is no name: write a letter, then letters, digits, `_`, `.` and `-`")
      }
      let people = plan.configuration.people.map(\.key)
      guard !people.contains(new) else { throw .failed("'\(new)' is somebody else than '\(old)'") }
    case .label:
      let isLabel = readBack("#" + new, .label) == new
      guard isLabel else { throw .failed("'#\(new)' would not be read as a label") }
    }
  }

  static func isID(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    func isPlain(_ byte: UInt8) -> Bool { byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 }
    return isPlain(first) && isPlain(last)
      && bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }
}

import PlanModel
import PlanText

/// Something that has a name in a plan, and is written in more than one place.
enum PlanName: Hashable {
  /// The id or block id of a task or project.
  case id(NodeIndex, name: String)
  /// An id that nothing has.
  case unknownID(String)
  case person(String)
  /// Without `#`; case does not count.
  case label(String)
}

/// A place where a name is written.
struct NamePlace: Hashable {
  let file: FileIndex
  let range: Range<Int>
  /// Where it is given, not referred to.
  var isDefinition = false
}

extension PlanSnapshot {
  /// The name that is written at an offset, and where it begins and ends.
  func name(at offset: Int, in file: FileIndex) -> (name: PlanName, range: Range<Int>)? {
    if plan[file].kind == .configuration {
      let found = configuredPeople.first { $0.range.lowerBound <= offset && offset <= $0.range.upperBound }
      return found.map { (.person($0.key), $0.range) }
    }
    if let (node, tag) = tag(at: offset, in: file), let found = name(of: tag, node, at: offset, in: file) {
      return found
    }
    for entry in plan.logs where entry.file == file {
      if let range = entry.person?.range, range.lowerBound - 1 <= offset, offset <= range.upperBound {
        return (.person(plan[file].text(range)), range)
      }
    }
    return nil
  }

  private func name(of tag: Tag, _ node: NodeIndex, at offset: Int, in file: FileIndex) -> (
    name: PlanName, range: Range<Int>
  )? {
    switch tag.key {
    case .id, .blockID:
      guard tag.isEffective, tag.value.lowerBound <= offset else { return nil }
      return (.id(node, name: plan[file].text(tag.value)), tag.value)
    case .after, .before, .endAfter:
      let edge = plan.dependencies.first {
        $0.file == file && $0.reference.lowerBound <= offset && offset <= $0.reference.upperBound
      }
      return edge.map { (reference($0), nameRange($0)) }
    case .assignee, .owner:
      let part = PlanSnapshot.names(in: plan[file].bytes, tag).first {
        $0.lowerBound - 1 <= offset && offset <= $0.upperBound
      }
      return part.map { (.person(plan[file].text($0)), $0) }
    case .label:
      return (.label(plan[file].text(tag.value).lowercased()), tag.value)
    default: return nil
    }
  }

  /// The single names of `@ann|bob`, without `@` and without units.
  private static func names(in bytes: [UInt8], _ tag: Tag) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = tag.value.lowerBound
    while start < tag.value.upperBound {
      if bytes[start] == UInt8(ascii: "@") || bytes[start] == UInt8(ascii: "|") {
        start += 1
        continue
      }
      guard let end = Assignment.nameEnd(bytes, at: start, end: tag.value.upperBound) else { break }
      result.append(start..<end)
      start = end
      guard start < tag.value.upperBound, bytes[start] == UInt8(ascii: "|") else { break }
    }
    return result
  }

  private func reference(_ edge: Dependency) -> PlanName {
    let name = plan[edge.file].text(nameRange(edge))
    switch edge.target {
    case .task(let task): return .id(.task(task), name: name)
    case .project(let project): return .id(.project(project), name: name)
    case .unknown: return .unknownID(plan[edge.file].text(edge.reference.range))
    }
  }

  /// The name in a reference: behind `file#^` where that stands before it.
  private func nameRange(_ edge: Dependency) -> Range<Int> {
    let bytes = plan[edge.file].bytes
    let range = edge.reference.range
    guard let sign = range.first(where: { bytes.starts(with: "#^", at: $0) }) else { return range }
    return sign + 2..<range.upperBound
  }

  /// All places where a name is written, in the order of files and places.
  func places(of name: PlanName) -> [NamePlace] {
    var result: Set<NamePlace> = []
    switch name {
    case .id(let node, let wanted):
      for tag in plan.tags(of: node) where tag.isEffective && (tag.key == .id || tag.key == .blockID) {
        let file = plan.file(of: node)
        guard plan[file].text(tag.value) == wanted else { continue }
        result.insert(NamePlace(file: file, range: tag.value, isDefinition: true))
      }
      for edge in plan.dependencies where edge.targetNode == node {
        let range = nameRange(edge)
        if plan[edge.file].text(range) == wanted { result.insert(NamePlace(file: edge.file, range: range)) }
      }
    case .unknownID(let wanted):
      for edge in plan.dependencies
      where edge.target == .unknown && plan[edge.file].text(edge.reference.range) == wanted {
        result.insert(NamePlace(file: edge.file, range: edge.reference.range))
      }
    case .person(let key): result = places(ofPerson: key)
    case .label(let wanted):
      each(KeySet(.label)) { tag, file in
        if plan[file].text(tag.value).lowercased() == wanted {
          result.insert(NamePlace(file: file, range: tag.value))
        }
      }
    }
    return result.sorted { ($0.file, $0.range.lowerBound) < ($1.file, $1.range.lowerBound) }
  }

  private func places(ofPerson key: String) -> Set<NamePlace> {
    var result: Set<NamePlace> = []
    // Names that assign nobody are no effective tags, so that a task's set of keys does not tell.
    each(nil) { tag, file in
      guard tag.key == .assignee || tag.key == .owner else { return }
      let bytes = plan[file].bytes
      for range in PlanSnapshot.names(in: bytes, tag) where bytes[range].elementsEqual(key.utf8) {
        result.insert(NamePlace(file: file, range: range))
      }
    }
    for entry in plan.logs {
      if let range = entry.person?.range, plan[entry.file].text(range) == key {
        result.insert(NamePlace(file: entry.file, range: range))
      }
    }
    if let file = files["planmd.yaml"] {
      for person in configuredPeople where person.key == key {
        result.insert(NamePlace(file: file, range: person.range, isDefinition: person.isDefinition))
      }
    }
    return result
  }

  /// Every tag of the nodes that have one of the keys, with its file.
  private func each(_ keys: KeySet?, _ body: (Tag, FileIndex) -> Void) {
    for task in plan.tasks where task.tagCount > 0 {
      if let keys, task.keys.isDisjoint(with: keys) { continue }
      for position in Int(task.firstTag)..<Int(task.firstTag) + Int(task.tagCount) {
        body(plan.tags[position], task.file)
      }
    }
    for project in plan.projectIndices {
      for tag in plan.tags(of: project) where tag.form != .frontMatter { body(tag, plan[project].file) }
    }
  }

  struct ConfiguredPerson {
    let key: String
    let range: Range<Int>
    let isDefinition: Bool
  }

  /// Where `planmd.yaml` names people: keys of `people:`, members of teams, `me:`.
  var configuredPeople: [ConfiguredPerson] {
    guard let file = files["planmd.yaml"] else { return [] }
    let bytes = plan[file].bytes
    let start = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    guard let pairs = (try? YAMLValue(parsing: bytes, in: start..<bytes.count))?.mapping else { return [] }
    var result: [ConfiguredPerson] = []
    func add(_ value: YAMLValue, isDefinition: Bool) {
      if let key = value.scalar, !key.isEmpty {
        result.append(ConfiguredPerson(key: key, range: value.range.range, isDefinition: isDefinition))
      }
    }
    for (key, value) in pairs {
      if key.scalar == "me" { add(value, isDefinition: false) }
      guard key.scalar == "people" else { continue }
      for (person, settings) in value.mapping ?? [] {
        add(person, isDefinition: true)
        for (setting, members) in settings.mapping ?? [] where setting.scalar == "members" {
          for member in members.sequence ?? [] { add(member, isDefinition: false) }
        }
      }
    }
    return result
  }
}

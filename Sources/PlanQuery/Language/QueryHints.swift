package import PlanModel

extension Query {
  /// Names that the plan does not have, and words that look like misspelt terms, with what may have been
  /// meant: worth showing where a list comes out empty.
  package func hints(for plan: Plan) -> [QueryError] {
    expression.terms.flatMap { term, range in hints(term, range, plan) }
  }

  private func hints(_ term: Term, _ range: ByteRange, _ plan: Plan) -> [QueryError] {
    switch term {
    case .projects(let names):
      return names.compactMap { name in
        guard plan.projects(called: name).isEmpty, plan.ids.find(name, files: plan.files) == nil else {
          return nil
        }
        return hint(.nothingCalled(name, .project), range, name, among: plan.projectNames)
      }
    case .people(let names), .owner(let names):
      let known = plan.peopleNames
      return names.compactMap { name in
        known.contains { $0.lowercased() == name.lowercased() }
          ? nil : hint(.nothingCalled(name, .name), range, name, among: known)
      }
    case .labels(let names):
      let known = plan.labelNames
      return names.compactMap { name in
        known.contains {
          $0.lowercased() == name.lowercased() || $0.lowercased().hasPrefix(name.lowercased() + "/")
        }
          ? nil : hint(.nothingCalled(name, .label), range, name, among: known)
      }
    case .ids(let names):
      return names.compactMap { name in
        plan.ids.find(name, files: plan.files) == nil
          ? hint(.nothingCalled(name, .id), range, name, among: plan.idNames) : nil
      }
    case .attribute(let key, _):
      return plan.hasAttribute(key) ? [] : [hint(.nothingCalled(key, .key), range, key, among: TermKey.names)]
    case .text(let word):
      let known = QueryFlag.allCases.map(\.rawValue)
      let slip = Spelling.slip(of: word.lowercased(), among: known)
      let status = Status(name: word.lowercased()).map { "status:\($0.name)" }
      guard let meant = slip ?? status else { return [] }
      return [QueryError(.perhapsATerm(word), in: text, at: range, suggestion: meant)]
    case .flag, .status, .files, .date, .effort, .progress, .priority, .money, .value, .has, .lacks,
      .outsideArchive:
      return []
    }
  }

  private func hint(
    _ problem: QueryError.Problem, _ range: ByteRange, _ name: String, among known: [String]
  ) -> QueryError {
    QueryError(problem, in: text, at: range, suggestion: Spelling.nearest(to: name, among: known))
  }
}

// MARK: - What a plan has names for

extension Plan {
  /// Titles of projects in the plan's order, then stems of files, each once.
  var projectNames: [String] { (projects.map(\.name) + files.map(\.stem)).unique }

  /// Declared people, then names that stand in the plan.
  var peopleNames: [String] {
    let written = tagTexts { $0.key == .assignee || $0.key == .owner }
    let names = written.flatMap {
      $0.split(separator: "|").map { $0.first == "@" ? String($0.dropFirst()) : String($0) }
    }
    return (configuration.people.map(\.key) + names).unique
  }

  var labelNames: [String] { tagTexts { $0.key == .label && $0.isEffective } }

  var idNames: [String] {
    ids.entries.filter { tag(.id, of: $0.node)?.value == $0.range.range }.map {
      self[$0.file].text($0.range.range)
    }
  }

  /// The values of tags, each once, in the plan's order.
  private func tagTexts(_ isWanted: (Tag) -> Bool) -> [String] {
    var texts: [String] = []
    for index in projectIndices {
      for tag in tags(of: index) where isWanted(tag) { texts.append(text(of: tag, in: self[index].file)) }
    }
    for index in taskIndices where self[index].tagCount > 0 {
      for tag in tags(of: index) where isWanted(tag) { texts.append(text(of: tag, in: self[index].file)) }
    }
    return texts.unique
  }
}

extension [String] {
  /// Each once, in order.
  var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

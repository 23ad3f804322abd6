import PlanModel
import PlanReport
import PlanSchedule
import PlanWorkspace

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An earlier `schedule -f json`, which a new schedule should differ from as little as it can.
enum StableSchedule {
  private struct File: Decodable {
    struct One: Decodable {
      struct Assigned: Decodable { let who: String }

      let file: String
      let id: String?
      let text: String
      let start: String
      let assigned: [Assigned]
    }

    let tasks: [One]
  }

  static func read(_ path: String, _ world: World) throws -> [StableTask] {
    guard let bytes = try? Workspace.read(world.absolute(path)) else {
      throw WorkspaceError("--stable-from: '\(path)' cannot be read")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)) else {
      throw WorkspaceError(
        "--stable-from: '\(path)' is not a schedule", help: "make it with planmd schedule -f json")
    }
    return file.tasks.compactMap { one in
      guard let date = try? DateValue(parsing: String(one.start.prefix(10))) else { return nil }
      return StableTask(
        file: one.file, id: one.id, text: one.text, start: date.first, who: one.assigned.map(\.who))
    }
  }
}

/// What a search found, in a line for the person who ran it.
enum SearchWords {
  static func line(_ search: Schedule.Search) -> String {
    let (first, last) = (search.firstPass, search.objective)
    let parts = [
      ("lateness", first.lateness, last.lateness), ("length", first.length, last.length),
      ("moved", first.moved, last.moved),
      ("finishes", first.sum, last.sum),
    ].filter { $0.1 != 0 || $0.2 != 0 }.map {
      $0.1 == $0.2 ? "\($0.0) \($0.2)" : "\($0.0) \($0.1) -> \($0.2)"
    }
    let bound =
      search.bound.map {
        $0 == last.length && last.lateness == 0 ? ", which nothing beats" : ", at least \($0)"
      } ?? ""
    // A timed search does not know beforehand how many it will be.
    let population = search.population.flatMap {
      $0 == EvenSearch.population(for: search.schedules) ? nil : " --population \($0)"
    }
    return
      "\(search.schedules) schedules (--max-schedules \(search.schedules) --seed \(search.seed)\(population ?? "") repeats them): \(parts.joined(separator: ", "))\(bound)\n"
  }
}

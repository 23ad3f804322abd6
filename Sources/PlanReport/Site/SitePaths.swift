import PlanModel

/// Where each page of a site lies, relative to the site's folder. Names are ASCII, so that they are their own addresses.
struct SitePaths: Sendable {
  private let projects: [ProjectIndex: String]
  private let people: [String: String]

  init(_ plan: Plan, projects: [ProjectIndex], people: [String]) {
    var used: Set<String> = ["index"]
    func free(_ wanted: String, _ other: String) -> String {
      let base = wanted.isEmpty ? other : wanted
      var (name, number) = (base, 2)
      while !used.insert(name).inserted {
        name = "\(base)-\(number)"
        number += 1
      }
      return name
    }
    var ofProjects: [ProjectIndex: String] = [:]
    for project in projects {
      let name = plan.id(of: .project(project)) ?? plan[project].name
      ofProjects[project] = "projects/\(free(SitePaths.slug(name), "project")).html"
    }
    used = ["index"]
    var ofPeople: [String: String] = [:]
    for person in people { ofPeople[person] = "people/\(free(SitePaths.slug(person), "person")).html" }
    (self.projects, self.people) = (ofProjects, ofPeople)
  }

  func project(_ project: ProjectIndex) -> String? { projects[project] }
  func person(_ name: String) -> String? { people[name] }
  static func week(_ first: Day) -> String { "weeks/\(SitePaths.name(first)).html" }

  /// `2026-W10`
  static func name(_ week: Day) -> String { DateValue(first: week, precision: .week, minute: 0).description }

  /// Lower-case ASCII letters and digits, everything else as one hyphen.
  static func slug(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
      }
      if result.utf8.count >= 60 { break }
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result
  }
}

/// Days as pages write them.
enum PageDates {
  /// `Fri 13 Mar 2026`; what is no day stays as it is.
  static func long(_ text: String) -> String { day(text).map(long) ?? text }
  /// `13 Mar`
  static func short(_ text: String) -> String { day(text).map(short) ?? text }

  private static func day(_ text: String) -> Day? {
    guard text.utf8.count >= 10, let date = try? DateValue(parsing: String(text.prefix(10))), !date.isPeriod
    else { return nil }
    return date.first
  }

  /// `13 Mar 2026`
  static func plain(_ day: Day) -> String { "\(short(day)) \(day.year)" }

  static func long(_ day: Day) -> String { "\(day.weekday.title) \(short(day)) \(day.year)" }

  static func short(_ day: Day) -> String { "\(day.dayOfMonth) \(TimeGrid.months[day.month - 1])" }
}

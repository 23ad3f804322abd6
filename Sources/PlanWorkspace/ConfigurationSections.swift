import PlanModel
import PlanText

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// One function for each key of the configuration.

extension ConfigurationReader {
  mutating func readCalendar(_ value: YAMLValue) {
    mapping(
      value, "calendar",
      [
        "workdays": { reader, value in
          if let mask = reader.weekdays(value) { reader.set { $0.calendar.workdayMask = mask } }
        },
        "hours": { reader, value in
          if let hours = reader.hours(value) { reader.set { $0.calendar.hours = hours } }
        },
        "days-per-week": { reader, value in
          if let days = reader.number(value, 1...7, "days-per-week") {
            reader.set { $0.calendar.daysPerWeek = days }
          }
        },
        "week-starts": { reader, value in
          guard let day = value.scalar.flatMap({ Weekday(name: $0) }) else {
            return reader.refuse(value, "'\(value.scalar ?? "…")' is not a weekday", "write mon or sun")
          }
          reader.set { $0.calendar.weekStart = day }
        },
        "time-zone": { reader, value in
          let zone = reader.text(value)
          reader.set { $0.calendar.timeZone = zone }
        },
        "holidays": { reader, value in
          let spans = reader.spans(value)
          reader.set { configuration in spans.forEach { configuration.calendar.add($0) } }
        },
        "holiday-files": { reader, value in
          for item in value.sequence ?? [value] {
            guard let bytes = reader.contents(item) else { continue }
            let holidays = CalendarFile.holidays(bytes)
            if holidays.isEmpty {
              reader.refuse(item, "'\(item.scalar ?? "")' has no all-day events", "name an iCalendar file")
            }
            reader.set { configuration in holidays.forEach { configuration.calendar.add($0) } }
          }
        },
      ])
  }

  mutating func readPeople(_ value: YAMLValue) {
    guard let pairs = value.mapping else {
      return refuse(value, "people: is not a mapping", "write a line `name: {…}` for each person")
    }
    var people: [Person] = []
    for (key, value) in pairs {
      let name = key.scalar ?? ""
      let bytes = Array(name.utf8)
      guard Assignment.nameEnd(bytes, at: 0, end: bytes.count) == bytes.count, !bytes.isEmpty else {
        refuse(
          key, "'\(name)' cannot be a name",
          "begin with a letter; letters, digits, `_`, `.` and `-` may follow")
        continue
      }
      people.append(person(name, value))
    }
    people.sort { $0.key < $1.key }
    set { $0.people = people }
  }

  private mutating func person(_ key: String, _ value: YAMLValue) -> Person {
    var person = Person(key: key)
    guard !value.isNull else { return person }
    mapping(
      value, "people.\(key)",
      [
        "name": { person.name = $0.text($1) },
        "capacity": { person.capacity = $0.capacity($1) },
        "cost": { person.cost = $0.money($1) },
        "rate": { person.rate = $0.money($1) },
        "workdays": { person.workdayMask = $0.weekdays($1) },
        "hours": { person.hours = $0.hours($1) },
        "leave": { person.leave = $0.spans($1) },
        "skills": { person.skills = $0.texts($1) },
        "units": { person.units = $0.number($1, 1...9999, "units") ?? 1 },
        "members": { reader, value in
          person.members = (value.sequence ?? [value]).compactMap { reader.name($0) }
        },
      ])
    return person
  }

  private mutating func capacity(_ value: YAMLValue) -> [Person.Capacity] {
    guard let items = value.sequence else {
      return effort(value).map { [Person.Capacity(from: nil, minutesPerWeek: $0.minutes)] } ?? []
    }
    var result: [Person.Capacity] = []
    for item in items {
      var (from, week): (Day?, Effort?)
      mapping(item, "capacity", ["from": { from = $0.day($1) }, "week": { week = $0.effort($1) }])
      if let week { result.append(Person.Capacity(from: from, minutesPerWeek: week.minutes)) }
    }
    return result.sorted { ($0.from ?? .min) < ($1.from ?? .min) }
  }

  mutating func readMoney(_ value: YAMLValue) {
    mapping(
      value, "money",
      [
        "currency": { reader, value in
          if let currency = reader.currency(value) { reader.set { $0.currency = currency } }
        },
        "exchange": { reader, value in
          for (key, rate) in value.mapping ?? [] {
            guard let currency = reader.currency(key), let worth = reader.money(rate) else { continue }
            reader.set { $0.exchange[currency] = worth }
          }
        },
        "budget-basis": { reader, value in
          guard let basis = Configuration.BudgetBasis(rawValue: value.scalar ?? "") else {
            return reader.refuse(
              value, "'\(value.scalar ?? "…")' is no basis of budgets", "write rate or cost")
          }
          reader.set { $0.budgetBasis = basis }
        },
      ])
  }

  private mutating func currency(_ value: YAMLValue) -> Currency? {
    if let currency = value.scalar.flatMap({ Currency(code: $0) }) { return currency }
    refuse(value, "'\(value.scalar ?? "…")' is not a currency", "write its ISO 4217 code, such as EUR")
    return nil
  }

  mutating func readBudget(_ value: YAMLValue) {
    mapping(
      value, "budget",
      [
        "warn": { reader, value in
          let levels = (value.sequence ?? [value]).compactMap { item -> Int? in
            let text = item.scalar ?? ""
            if text.hasSuffix("%"), let level = Int(text.dropLast()), (1...1000).contains(level) {
              return level
            }
            reader.refuse(item, "'\(text)' is not a percentage", "write it as 80%")
            return nil
          }
          reader.set { $0.budgetWarnings = levels.sorted() }
        }
      ])
  }

  mutating func readForecast(_ value: YAMLValue) {
    mapping(
      value, "forecast",
      [
        "spread": { reader, value in
          if let spread = reader.fraction(value, 0...3, "spread") {
            reader.set { $0.forecastSpread = spread }
          }
        },
        "correlation": { reader, value in
          if let part = reader.fraction(value, 0...1, "correlation") {
            reader.set { $0.forecastCorrelation = part }
          }
        },
      ])
  }

  mutating func readHooks(_ value: YAMLValue) {
    mapping(
      value, "hooks",
      [
        "check-blocks": { reader, value in
          if let flag = reader.flag(value, "check-blocks") { reader.set { $0.checksBlocks = flag } }
        },
        "report": { reader, value in
          let path = reader.text(value)
          reader.set { $0.hookReport = path }
        },
        "site": { reader, value in
          let path = reader.text(value)
          reader.set { $0.hookSite = path }
        },
      ])
  }

  mutating func readPriority(_ value: YAMLValue) {
    mapping(
      value, "priority",
      [
        "parentheses": { reader, value in
          let letters = Array((value.scalar ?? "").utf8)
          guard letters.count == 3, letters[0] == UInt8(ascii: "A"), letters[1] == UInt8(ascii: "-"),
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letters[2])
          else {
            return reader.refuse(value, "'\(value.scalar ?? "…")' is no range of letters", "write A-C or A-Z")
          }
          reader.set { $0.lastParenthesesPriority = letters[2] }
        }
      ])
  }

  mutating func readDefaults(_ value: YAMLValue) {
    mapping(
      value, "defaults",
      [
        "estimate": { reader, value in
          let effort = reader.effort(value)
          reader.set { $0.defaultEstimate = effort }
        }
      ])
  }

  mutating func readTasks(_ value: YAMLValue) {
    mapping(
      value, "tasks",
      [
        "only": { reader, value in
          guard let text = reader.text(value) else { return }
          let label = text.hasPrefix("#") ? String(text.dropFirst()) : text
          guard !label.isEmpty else {
            return reader.refuse(value, "there is no label", "write it as \"#task\", with quotes")
          }
          reader.set { $0.onlyLabel = label }
        }
      ])
  }

  mutating func readLists(_ value: YAMLValue) {
    mapping(
      value, "lists",
      [
        "ordered": { reader, value in
          switch value.scalar {
          case "sequence": reader.set { $0.orderedListsAreSequences = true }
          case "plain": reader.set { $0.orderedListsAreSequences = false }
          default:
            reader.refuse(value, "'\(value.scalar ?? "…")' is no kind of list", "write sequence or plain")
          }
        }
      ])
  }

  mutating func readLint(_ value: YAMLValue) {
    mapping(
      value, "lint",
      [
        "fail-on": { reader, value in
          guard let severity = Severity(name: value.scalar ?? "") else {
            return reader.refuse(
              value, "'\(value.scalar ?? "…")' is no severity", "write error, warning or info")
          }
          reader.set { $0.failOn = severity }
        },
        "rules": { reader, value in
          for (key, setting) in value.mapping ?? [] { reader.readRule(key, setting) }
        },
      ])
  }

  private mutating func readRule(_ key: YAMLValue, _ value: YAMLValue) {
    var setting = Configuration.RuleSetting()
    func severity(_ reader: inout ConfigurationReader, _ value: YAMLValue) {
      let text = value.scalar?.lowercased() ?? ""
      if ["off", "false", "no"].contains(text) {
        setting.isOff = true
      } else if let severity = Severity(name: text) {
        setting.severity = severity
      } else if !["on", "true", "yes"].contains(text) {
        reader.refuse(value, "'\(text)' is no severity", "write error, warning, info or off")
      }
    }
    if let pairs = value.mapping {
      for (name, item) in pairs {
        if name.scalar == "severity" {
          severity(&self, item)
        } else if let number = number(item, 0...100_000, name.scalar ?? "") {
          setting.options[name.scalar ?? ""] = number
          setting.optionPlaces[name.scalar ?? ""] = name.range
        }
      }
    } else {
      severity(&self, value)
    }
    setting.place = key.range
    set { $0.rules[key.scalar ?? ""] = setting }
  }

  mutating func readReports(_ value: YAMLValue) {
    guard let pairs = value.mapping else {
      return refuse(value, "reports: is not a mapping", "write `name: {command: list, where: …}`")
    }
    for (key, value) in pairs {
      var report = Configuration.NamedReport()
      mapping(
        value, "reports.\(key.scalar ?? "")",
        [
          "command": { report.command = $0.text($1) ?? "list" },
          "where": { report.query = $0.text($1) ?? "" },
          "by": { report.by = $0.text($1) }, "sort": { report.sort = $0.text($1) },
          "columns": { report.columns = $0.texts($1) },
        ])
      set { $0.reports[key.scalar ?? ""] = report }
    }
  }
}

// MARK: - Statuses

extension ConfigurationReader {
  mutating func readStatuses(_ value: YAMLValue) {
    guard let pairs = value.mapping else {
      return refuse(value, "statuses: is not a mapping", "write `\"!\": open`")
    }
    for (key, value) in pairs where key.scalar == "preset" {
      switch value.scalar {
      case "obsidian": readVaultStatuses(value)
      case "xit":
        set {
          $0.statuses["@"] = .started
          $0.statuses["~"] = .cancelled
        }
      default: refuse(value, "'\(value.scalar ?? "…")' is no preset", "write obsidian or xit")
      }
    }
    for (key, value) in pairs where key.scalar != "preset" {
      guard let text = key.scalar, text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first
      else {
        refuse(key, "'\(key.scalar ?? "…")' is not one character", "write the box's character in quotes")
        continue
      }
      guard let status = value.scalar.flatMap({ Status(name: $0) }) else {
        let names = Status.allCases.map(\.name).joined(separator: ", ")
        refuse(value, "'\(value.scalar ?? "…")' is no status", "write one of \(names)")
        continue
      }
      set { $0.statuses[scalar] = status }
    }
  }

  /// The settings of Obsidian's Tasks plugin, as it stores them in the vault.
  private struct TasksSettings: Decodable {
    struct Statuses: Decodable {
      let coreStatuses: [One]?
      let customStatuses: [One]?
    }

    struct One: Decodable {
      let symbol: String
      let type: String?
    }

    let statusSettings: Statuses?
  }

  private mutating func readVaultStatuses(_ value: YAMLValue) {
    let path = ".obsidian/plugins/obsidian-tasks-plugin/data.json"
    guard let bytes = vaultFile(path),
      let settings = try? JSONDecoder().decode(TasksSettings.self, from: Data(bytes))
    else {
      return refuse(
        value, "the vault's Tasks settings cannot be read", "check \(path), or declare the statuses here")
    }
    let all = (settings.statusSettings?.coreStatuses ?? []) + (settings.statusSettings?.customStatuses ?? [])
    for one in all where one.symbol.unicodeScalars.count == 1 {
      guard let scalar = one.symbol.unicodeScalars.first else { continue }
      switch one.type {
      case "DONE": set { $0.statuses[scalar] = .done }
      case "IN_PROGRESS": set { $0.statuses[scalar] = .started }
      case "ON_HOLD": set { $0.statuses[scalar] = .held }
      case "CANCELLED": set { $0.statuses[scalar] = .cancelled }
      default: set { $0.statuses[scalar] = .open }
      }
    }
  }
}

package import PlanModel
package import PlanText

/// Reads `planmd.yaml`. What it cannot use becomes a remark; the rest counts. Source: format, section 5.
package struct ConfigurationReader {
  package private(set) var configuration = Configuration()
  package private(set) var remarks: [Remark] = []
  private let file: FileIndex
  /// Reads a file beside the configuration: calendars, and the vault's own settings.
  private let readFile: (String) -> [UInt8]?

  package init(_ bytes: [UInt8], file: FileIndex, readFile: @escaping (String) -> [UInt8]? = { _ in nil }) {
    self.file = file
    self.readFile = readFile
    do {
      let start = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
      let root = try YAMLValue(parsing: bytes, in: start..<bytes.count)
      guard !root.isNull else { return }
      guard let pairs = root.mapping else {
        refuse(
          root, "the configuration is not a mapping", "write keys such as `people:` at the beginning of lines"
        )
        return
      }
      read(pairs)
    } catch {
      remarks.append(Remark(.configurationUnreadable, file: file, range: error.range, detail: error.message))
    }
  }

  private mutating func read(_ pairs: [(key: YAMLValue, value: YAMLValue)]) {
    // The calendar says what a day is, and the currency what a number is worth: both come first.
    each(pairs, "", ["calendar": { $0.readCalendar($1) }], isQuiet: true)
    each(
      pairs, "",
      [
        "calendar": { _, _ in }, "people": { $0.readPeople($1) }, "me": { $0.configuration.me = $0.name($1) },
        "money": { $0.readMoney($1) }, "budget": { $0.readBudget($1) }, "forecast": { $0.readForecast($1) },
        "hooks": { $0.readHooks($1) }, "priority": { $0.readPriority($1) },
        "defaults": { $0.readDefaults($1) },
        "tasks": { $0.readTasks($1) }, "statuses": { $0.readStatuses($1) }, "lists": { $0.readLists($1) },
        "exclude": { $0.configuration.exclude = $0.texts($1) },
        "archive": { $0.configuration.archive = $0.text($1) },
        "inbox": { $0.configuration.inbox = $0.text($1) ?? $0.configuration.inbox },
        "templates": { $0.configuration.templates = $0.text($1) ?? $0.configuration.templates },
        "lint": { $0.readLint($1) }, "reports": { $0.readReports($1) },
      ])
    checkNames(pairs)
  }

  // MARK: Tools

  typealias Reading = (inout ConfigurationReader, YAMLValue) -> Void

  /// Hands each value to the reading of its key; a key without one is a finding.
  mutating func each(
    _ pairs: [(key: YAMLValue, value: YAMLValue)], _ path: String, _ readings: [String: Reading],
    isQuiet: Bool = false
  ) {
    for (key, value) in pairs {
      let name = key.scalar ?? ""
      if let reading = readings[name] {
        if !value.isNull { reading(&self, value) }
      } else if !isQuiet {
        let nearest = Spelling.nearest(to: name, among: readings.keys.sorted())
        remarks.append(
          Remark(
            .configurationUnknownKey, file: file, range: key.range,
            detail: path.isEmpty ? name : path + "." + name,
            replacement: nearest))
      }
    }
  }

  mutating func mapping(_ value: YAMLValue, _ path: String, _ readings: [String: Reading]) {
    guard let pairs = value.mapping else {
      refuse(
        value, "\(path): is not a mapping",
        "write keys below it, such as `\(readings.keys.sorted().first ?? "key")`")
      return
    }
    each(pairs, path, readings)
  }

  mutating func refuse(_ value: YAMLValue, _ message: String, _ help: String) {
    remarks.append(
      Remark(.configurationBadValue, file: file, range: value.range, detail: message, replacement: help))
  }

  mutating func text(_ value: YAMLValue) -> String? {
    guard let text = value.scalar else {
      refuse(value, "a list or mapping stands where a text is wanted", "write one value")
      return nil
    }
    return text
  }

  mutating func texts(_ value: YAMLValue) -> [String] {
    (value.sequence ?? [value]).compactMap { text($0) }
  }

  /// A name, with or without `@`.
  mutating func name(_ value: YAMLValue) -> String? {
    text(value).map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
  }

  mutating func number(_ value: YAMLValue, _ range: ClosedRange<Int>, _ what: String) -> Int? {
    if let number = value.scalar.flatMap({ Int($0) }), range.contains(number) { return number }
    refuse(
      value,
      "\(what) '\(value.scalar ?? "…")' is not a number from \(range.lowerBound) to \(range.upperBound)",
      "write a whole number")
    return nil
  }

  mutating func fraction(_ value: YAMLValue, _ range: ClosedRange<Double>, _ what: String) -> Double? {
    if let number = value.scalar.flatMap({ Double($0) }), range.contains(number) { return number }
    refuse(
      value,
      "\(what) '\(value.scalar ?? "…")' is not a number from \(range.lowerBound) to \(range.upperBound)",
      "write it as 0.5")
    return nil
  }

  mutating func flag(_ value: YAMLValue, _ what: String) -> Bool? {
    switch value.scalar?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      refuse(value, "\(what) '\(value.scalar ?? "…")' is neither true nor false", "write true or false")
      return nil
    }
  }

  mutating func day(_ value: YAMLValue) -> Day? {
    let text = value.scalar ?? ""
    if let date = try? DateValue(parsing: text), date.precision == .day { return date.first }
    refuse(value, "'\(text)' is not a day", "write it as 2026-12-25")
    return nil
  }

  mutating func money(_ value: YAMLValue) -> Money? {
    guard let text = text(value) else { return nil }
    do {
      return try Money(parsing: text)
    } catch {
      refuse(value, "'\(text)' is not an amount of money", "write a number and a currency, such as 45EUR")
      return nil
    }
  }

  mutating func effort(_ value: YAMLValue) -> Effort? {
    guard let text = text(value) else { return nil }
    do {
      return try Effort(parsing: text, units: configuration.units)
    } catch {
      refuse(value, "'\(text)' is not an effort", "write a number and a unit, such as 32h or 4d")
      return nil
    }
  }

  /// Days as `[mon, tue]`, bit 0 for Monday.
  mutating func weekdays(_ value: YAMLValue) -> UInt8? {
    var mask: UInt8 = 0
    for item in value.sequence ?? [value] {
      guard let weekday = item.scalar.flatMap({ Weekday(name: $0) }) else {
        refuse(item, "'\(item.scalar ?? "…")' is not a weekday", "write mon, tue, wed, thu, fri, sat or sun")
        continue
      }
      mask |= 1 << weekday.rawValue
    }
    return mask == 0 ? nil : mask
  }

  /// `9:00-13:00,14:00-18:00` as sorted minutes.
  mutating func hours(_ value: YAMLValue) -> [WorkCalendar.Hours]? {
    guard let text = text(value) else { return nil }
    var result: [WorkCalendar.Hours] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").map { ConfigurationReader.minutes($0.trimmingBlanks) }
      guard ends.count == 2, let from = ends[0], let to = ends[1], from < to,
        from >= result.last?.upperBound ?? 0
      else {
        refuse(value, "'\(text)' is not a list of hours that rise", "write it as \"9:00-13:00,14:00-18:00\"")
        return nil
      }
      result.append(from..<to)
    }
    if result.isEmpty { refuse(value, "there are no hours", "write it as \"9:00-17:00\"") }
    return result.isEmpty ? nil : result
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let hour = Int(parts[0]), (0...24).contains(hour) else { return nil }
    guard parts.count == 2 else { return hour * 60 }
    guard parts[1].utf8.count == 2, let minute = Int(parts[1]), (0..<60).contains(minute),
      hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
  }

  /// Days and spans of days: `2026-12-25` or `{from: …, to: …, name: …}`.
  mutating func spans(_ value: YAMLValue) -> [WorkCalendar.Holiday] {
    (value.sequence ?? [value]).compactMap { item in
      guard let pairs = item.mapping else {
        return day(item).map { WorkCalendar.Holiday(first: $0, last: $0, name: nil) }
      }
      var (first, last, name): (Day?, Day?, String?)
      each(
        pairs, "holidays",
        [
          "from": { first = $0.day($1) }, "to": { last = $0.day($1) }, "name": { name = $0.text($1) },
          "on": { first = $0.day($1) },
        ])
      guard let first else { return nil }
      guard last ?? first >= first else {
        refuse(item, "the span ends on \(last ?? first), before it begins", "swap from and to")
        return nil
      }
      return WorkCalendar.Holiday(first: first, last: last ?? first, name: name)
    }
  }

  /// Reads a file of the folder; one that cannot be read is a finding.
  mutating func contents(_ value: YAMLValue) -> [UInt8]? {
    guard let path = text(value) else { return nil }
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      refuse(value, "'\(path)' leads out of the plan's folder", "name a file below it")
      return nil
    }
    guard let bytes = readFile(path) else {
      refuse(value, "'\(path)' cannot be read", "name a file below the plan's folder")
      return nil
    }
    return bytes
  }

  mutating func set(_ change: (inout Configuration) -> Void) { change(&configuration) }

  /// The vault's settings, for `statuses: {preset: obsidian}`.
  func vaultFile(_ path: String) -> [UInt8]? { readFile(path) }

  private mutating func checkNames(_ pairs: [(key: YAMLValue, value: YAMLValue)]) {
    guard let me = configuration.me, !configuration.people.isEmpty, configuration.person(me) == nil,
      let value = pairs.first(where: { $0.key.scalar == "me" })?.value
    else { return }
    let nearest = Spelling.nearest(to: me, among: configuration.people.map(\.key))
    refuse(
      value, "'\(me)' is not declared under people",
      nearest.map { "did you mean \($0)?" } ?? "declare it there")
  }
}

extension Substring {
  var trimmingBlanks: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

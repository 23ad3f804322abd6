package import PlanModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Everything outside the program that a command may look at or speak to. Tests make their own.
package struct World: Sendable {
  package var environment: [String: String]
  /// Absolute.
  package var directory: String
  /// Seconds since 1970-01-01 UTC.
  package var clock: @Sendable () -> Int
  package var output: Output
  package var errors: Output
  /// The line that a person types in answer to a question; nil where nobody is there to be asked.
  package var answer: @Sendable () -> String?
  /// What has arrived on standard input since it was asked last, at least a byte; nil at its end.
  package var read: @Sendable () -> [UInt8]? = { nil }

  package init(
    environment: [String: String], directory: String, clock: @escaping @Sendable () -> Int, output: Output,
    errors: Output, answer: @escaping @Sendable () -> String? = { nil }
  ) {
    self.environment = environment
    self.directory = directory
    self.clock = clock
    self.output = output
    self.errors = errors
    self.answer = answer
  }

  /// Where this program lies, absolute.
  package var program: String {
    FileAccess.realPath("/proc/self/exe") ?? absolute(CommandLine.arguments.first ?? "planmd")
  }

  /// Asks the person at the terminal; nil where there is none.
  package func ask(_ question: String) -> String? {
    guard isatty(0) == 1, errors.isTerminal else { return answer() }
    errors.write(question)
    try? errors.flush()
    return answer()
  }

  /// The real one.
  package static func real() -> World {
    var buffer = [CChar](repeating: 0, count: 4096)
    let directory = getcwd(&buffer, buffer.count) == nil ? "/" : String(cString: buffer)
    var world = World(
      environment: realEnvironment(), directory: directory, clock: { Int(time(nil)) },
      output: Output(descriptor: 1),
      errors: Output(descriptor: 2), answer: { isatty(0) == 1 ? readLine() : nil })
    world.read = {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        #if canImport(Glibc)
          let count = Glibc.read(0, &bytes, bytes.count)
        #elseif canImport(Musl)
          let count = Musl.read(0, &bytes, bytes.count)
        #else
          let count = Darwin.read(0, &bytes, bytes.count)
        #endif
        if count < 0, errno == EINTR { continue }
        return count > 0 ? Array(bytes[..<count]) : nil
      }
    }
    return world
  }

  private static func realEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    for name in [
      "COLUMNS", "NO_COLOR", "TERM", "HOME", "PLANMD_TODAY", "TZ", "TZDIR", "PAGER", "CI",
      "XDG_CACHE_HOME",
    ] {
      if let value = getenv(name) { result[name] = String(cString: value) }
    }
    return result
  }

  package var inputIsTerminal: Bool { isatty(0) == 1 }

  /// Seconds since now, by a clock that nothing sets.
  package func stopwatch() -> @Sendable () -> Double {
    @Sendable func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    return { now() - start }
  }

  /// Columns of the terminal that takes the output; nil where it is none.
  package var terminalWidth: Int? {
    guard output.isTerminal else { return nil }
    if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// An absolute path, with `.` and `..` taken out by their letters.
  package func absolute(_ path: String) -> String {
    let full = path.hasPrefix("/") ? path : directory + "/" + path
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

/// What cannot be done, in words for stderr; the exit code is 2 unless stated.
package struct WorkspaceError: Error, Sendable {
  package let message: String
  package let help: String?
  package let exitCode: Int32

  package init(_ message: String, help: String? = nil, exitCode: Int32 = 2) {
    self.message = message
    self.help = help
    self.exitCode = exitCode
  }
}

// MARK: - Today

extension World {
  /// The day that counts as today: `--today`, else `PLANMD_TODAY`, else the clock in the local zone.
  package func today(option: String?) throws(WorkspaceError) -> Day {
    for (text, source) in [(option, "--today"), (environment["PLANMD_TODAY"], "PLANMD_TODAY")] {
      guard let text, !text.isEmpty else { continue }
      guard let date = try? DateValue(parsing: text), date.precision == .day else {
        throw WorkspaceError("\(source): '\(text)' is not a day", help: "write it as 2026-03-31")
      }
      return date.first
    }
    try checkTimeZone()
    var seconds = time_t(clock())
    var local = tm()
    guard localtime_r(&seconds, &local) != nil,
      let day = Day(Int(local.tm_year) + 1900, Int(local.tm_mon) + 1, Int(local.tm_mday))
    else { throw WorkspaceError("the clock cannot be read", help: "give the day with --today") }
    return day
  }

  /// Minutes after midnight of the clock in the local zone.
  package func minuteOfDay() throws(WorkspaceError) -> Int {
    try checkTimeZone()
    var seconds = time_t(clock())
    var local = tm()
    guard localtime_r(&seconds, &local) != nil else { throw WorkspaceError("the clock cannot be read") }
    return Int(local.tm_hour) * 60 + Int(local.tm_min)
  }

  /// The C library reads an unknown zone as UTC without a word.
  private func checkTimeZone() throws(WorkspaceError) {
    guard var zone = environment["TZ"], !zone.isEmpty else { return }
    if zone.hasPrefix(":") { zone.removeFirst() }
    let folder = environment["TZDIR"] ?? "/usr/share/zoneinfo"
    let path = zone.hasPrefix("/") ? zone : folder + "/" + zone
    if access(path, R_OK) == 0 { return }
    // POSIX zones such as `CET-1CEST` need no file.
    let letters = zone.prefix { $0.isASCII && $0.isLetter }
    let isPOSIX =
      letters.count >= 3 && zone.dropFirst(letters.count).first.map { "+-0123456789".contains($0) } ?? false
    guard isPOSIX || zone.hasPrefix("<") || zone == "UTC" || access(folder, R_OK) != 0 else {
      throw WorkspaceError(
        "TZ: there is no time zone '\(zone)'", help: "write it as Europe/Berlin, or give the day with --today"
      )
    }
  }
}

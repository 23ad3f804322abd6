import PlanModel
import Testing

/// Format, section 7: names, ends and lags as they are written.
@Suite struct ReferenceScanTests {
  private func list(_ text: String) throws(ReferenceError) -> [String] {
    let bytes = Array(text.utf8)
    return try ReferenceScan.list(bytes, in: 0..<bytes.count, units: EffortUnits()).map { item in
      let name = String(decoding: bytes[item.name], as: UTF8.self)
      let end = item.end.map { ".\($0.name)" } ?? ""
      let lag = item.lag.minutes == 0 ? "" : " \(item.lag.minutes)\(item.lag.isElapsed ? "e" : "")"
      return name + end + lag
    }
  }

  @Test(
    "each form",
    arguments: [
      ("p", ["p"]), ("p+2d", ["p 960"]), ("p.start+1w", ["p.start 2400"]), ("p.end", ["p.end"]),
      ("p.end-2d", ["p.end -960"]),
      ("p.start-30min", ["p.start -30"]), ("p-2d", ["p-2d"]), ("p-2d+1h", ["p-2d 60"]),
      ("p+2ed", ["p 2880e"]), ("p+1ew", ["p 10080e"]),
      ("p.end-2eh", ["p.end -120e"]), ("p+1d2h", ["p 600"]), ("p+1ed2eh", ["p 1560e"]), ("a,b", ["a", "b"]),
      (" a , b+1h ", ["a", "b 60"]),
      ("file#^b", ["file#^b"]), ("p.begin", ["p.begin"]), ("p.starter", ["p.starter"]), ("start", ["start"]),
      ("é.end", ["é.end"]), ("p+0d", ["p"]),
      ("a.b.end", ["a.b.end"]),
    ])
  func forms(_ text: String, _ expected: [String]) throws {
    #expect(try list(text) == expected)
  }

  @Test(
    "what is no reference says where",
    arguments: [
      ("", ReferenceError.empty(ByteRange(0, 0))), (" ", .empty(ByteRange(1, 1))),
      ("a,,b", .empty(ByteRange(2, 2))), ("a,", .empty(ByteRange(2, 2))),
      ("p+2m", .bareMinutes(ByteRange(2, 4))), ("p+2h30m", .bareMinutes(ByteRange(2, 7))),
      ("p.end-2M", .bareMinutes(ByteRange(6, 8))),
      ("p+", .lag(.empty, ByteRange(2, 2))), ("p+2", .lag(.missingUnit(ByteRange(0, 1)), ByteRange(2, 3))),
      ("p+2x", .lag(.unknownUnit(ByteRange(1, 2)), ByteRange(2, 4))),
      ("p+99999999w", .lag(.tooLarge, ByteRange(2, 11))),
      ("+2d", .badName(ByteRange(0, 3))), ("a b", .badName(ByteRange(0, 3))),
      ("x,a:b", .badName(ByteRange(2, 5))),
    ])
  func errors(_ text: String, _ expected: ReferenceError) {
    #expect(throws: expected) { try list(text) }
  }

  @Test func daysOfALagAreThoseOfTheCalendarAndElapsedOnesAreWhole() throws {
    let bytes = Array("a+1d,b+1ed".utf8)
    let units = EffortUnits(minutesPerDay: 360, minutesPerWeek: 1080)
    let lags = try ReferenceScan.list(bytes, in: 0..<bytes.count, units: units).map(\.lag)
    #expect(lags.map(\.minutes) == [360, 1440])
    #expect(lags.map(\.isElapsed) == [false, true])
  }
}

/// Format, section 3, "Names", as they are scanned.
@Suite struct AssignmentScanTests {
  @Test(
    "a name and its units",
    arguments: [
      ("@ann", "@ann", ["ann"], 1000), ("@ann.lee x", "@ann.lee", ["ann.lee"], 1000),
      ("@ann.", "@ann", ["ann"], 1000), ("@a1_b-c", "@a1_b-c", ["a1_b-c"], 1000),
      ("@Zoë", "@Zoë", ["Zoë"], 1000), ("@ann|bob", "@ann|bob", ["ann", "bob"], 1000),
      ("@ann|@bob", "@ann|@bob", ["ann", "bob"], 1000),
      ("@crew(2)", "@crew(2)", ["crew"], 2000), ("@ann(50%)", "@ann(50%)", ["ann"], 500),
      ("@a|b(5%)", "@a|b(5%)", ["a", "b"], 50), ("@a(0)", "@a(0)", ["a"], 1000),
    ])
  func names(_ text: String, _ range: String, _ names: [String], _ thousandths: Int) throws {
    let bytes = Array(text.utf8)
    let found = try #require(Assignment.scan(bytes, at: 0, end: bytes.count))
    #expect(String(decoding: bytes[found.range], as: UTF8.self) == range)
    let assignment = Assignment(parsing: bytes, names: found.names, end: found.range.upperBound)
    #expect(assignment.anyOf == names)
    #expect(assignment.thousandths == thousandths)
    #expect(assignment.name == names[0])
  }

  @Test(
    "what is text",
    arguments: [
      "@", "@1", "@-a", "@_a", "@ann/b", "@ann@b", "@ann's", "@ann’s", "@ann()", "@ann(x)", "@ann(2",
      "@ann(12345)", "@ann|", "@ann|1", "@ann(2)(3)", "@ann(2)/b",
    ])
  func text(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(Assignment.scan(bytes, at: 0, end: bytes.count) == nil)
  }
}

@Suite struct NameTableTests {
  private let files = [
    SourceFile(path: "a.md", bytes: Array("wall Wall wall walls".utf8)),
    SourceFile(path: "b.md", bytes: Array("wall".utf8)),
  ]

  private func table() -> NameTable {
    var table = NameTable()
    for (number, range) in [0..<4, 5..<9, 10..<14, 15..<20].enumerated() {
      table.insert(id: range, of: .task(TaskIndex(number)), in: FileIndex(0), files: files)
    }
    return table
  }

  @Test func theFirstOfEqualNamesIsFound() {
    #expect(table().find("wall", files: files)?.node == .task(TaskIndex(0)))
    #expect(table().find("Wall", files: files)?.node == .task(TaskIndex(1)))
    #expect(table().find("walls", files: files)?.node == .task(TaskIndex(3)))
    #expect(table().find("wal", files: files) == nil)
    #expect(table().find("", files: files) == nil)
    #expect(table().duplicates.map { [$0.first, $0.again] } == [[0, 2]])
  }

  @Test func blockIdsOfFilesLiveApart() {
    var table = table()
    table.insert(id: 0..<4, of: .task(TaskIndex(9)), in: FileIndex(1), files: files, isBlockID: true)
    #expect(table.find("wall", files: files)?.node == .task(TaskIndex(0)))
    #expect(table.find(files[1].bytes, 0..<4, space: 2, files: files)?.node == .task(TaskIndex(9)))
    #expect(table.find(files[1].bytes, 0..<4, space: 1, files: files) == nil)
    #expect(table.duplicates.count == 1)
  }

  @Test func anEmptyTableFindsNothing() {
    #expect(NameTable().find("wall", files: files) == nil)
  }

  @Test func itGrows() {
    let text = (0..<3000).map { "n\($0)" }
    let file = [SourceFile(path: "a.md", bytes: Array(text.joined(separator: " ").utf8))]
    var (table, offset) = (NameTable(), 0)
    for (number, name) in text.enumerated() {
      table.insert(
        id: offset..<offset + name.utf8.count, of: .task(TaskIndex(number)), in: FileIndex(0), files: file)
      offset += name.utf8.count + 1
    }
    let wrong = text.enumerated().filter { table.find($1, files: file)?.node != .task(TaskIndex($0)) }
    #expect(wrong.map(\.element) == [])
    #expect(table.duplicates.isEmpty)
  }
}

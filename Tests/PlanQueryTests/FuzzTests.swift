import PlanModel
import Testing

@testable import PlanQuery

/// A small generator whose numbers depend on the seed alone (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

@Suite struct FuzzTests {
  private static let pieces = [
    "due", "est", "pri", "status", "project", "label", "has", "no", "id", "file", "cost", "progress", "rate",
    "client",
    ":", ":", ":", "<=", ">", "=", "!=", "..", ",", "|", "@", "#", "-", "(", ")", "\"", "\\", "\\\"", " ",
    " ", " ", "or",
    "and", "not", "fri", "+3d", "2026-01-09", "2026-W03", "-9999y", "9999-12-31", "0001-01-01", "2d", "50%",
    "A", "C",
    "none", "me", "ann", "open", "all", "archived", "blocking", "1EUR", "café", "e\u{301}", "日本", "\u{1F600}",
    "\0", "\t",
    "*", "**/", "?", "999999999999999999999", "t", "^", "%", "~", "/", "//",
  ]

  @Test(arguments: 0..<10)
  func noStringTraps(_ seed: Int) throws {
    var random = SeededRandom(seed)
    let plan = plan(sample)
    var resolver = ReferenceResolver(plan)
    for round in 0..<1000 {
      let text = (0..<random.below(12)).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
      let count = text.utf8.count
      do throws(QueryError) {
        let query = try Query(parsing: text, in: QueryContext(today: today, configuration: configuration()))
        _ = try query.evaluate(plan, critical: [])
        _ = query.hints(for: plan).map(\.rendered)
      } catch {
        #expect(!error.rendered.isEmpty)
        #expect(error.range.upperBound <= count, "\(text)")
      }
      _ = try? SortOrder(parsing: text, for: plan).sorted(Array(plan.taskIndices), in: plan)
      _ = try? GroupingKey(parsing: text, for: plan).groups(of: Array(plan.taskIndices), in: plan)
      guard round % 10 == 0 else { continue }
      do throws(ReferenceFailure) {
        _ = try resolver.resolve(text)
      } catch {
        #expect(!error.rendered.isEmpty)
      }
    }
  }

  @Test(arguments: 0..<5)
  func noBytesTrap(_ seed: Int) {
    var random = SeededRandom(seed)
    let plan = plan(sample)
    for _ in 0..<1000 {
      let bytes = (0..<random.below(20)).map { _ in UInt8(random.below(256)) }
      let text = String(decoding: bytes, as: UTF8.self)
      _ = try? query(text).evaluate(plan)
      _ = failure(text)?.rendered
    }
  }
}

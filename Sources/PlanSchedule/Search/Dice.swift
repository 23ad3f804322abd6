/// A small, fast generator with a seed (S. Vigna, "splitmix64", 2015): the same numbers everywhere.
struct Dice: Sendable {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0..<limit.
  @inline(__always)
  mutating func below(_ limit: Int) -> Int {
    Int((UInt64(truncatingIfNeeded: limit) &* (next() >> 32)) >> 32)
  }

  /// 0..<1.
  mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
}

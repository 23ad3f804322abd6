import PlanModel

/// The day that counts as today in every run.
let today = Day(2026, 3, 9)!

/// The bytes that libFuzzer hands over.
func input(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  Array(UnsafeBufferPointer(start: start, count: count))
}

/// Ends the run: libFuzzer keeps the input.
func demand(_ condition: Bool, _ fact: @autoclosure () -> String) {
  if !condition { fatalError("broken: \(fact())") }
}

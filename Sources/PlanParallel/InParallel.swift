public import Dispatch

/// How much of the machine the work of a thread may take.
public enum Cores {
  /// True for work beside which somebody types: it stays on its own thread.
  @TaskLocal public static var leavesOthersFree = false
}

/// Runs `body` for 0..<count, on all cores if that is worth it; results in order.
@inlinable
public func inParallel<Result: Sendable>(_ count: Int, isWorthIt: Bool, _ body: @Sendable (Int) -> Result)
  -> [Result]
{
  guard isWorthIt, count > 1, !Cores.leavesOthersFree else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Each number writes its own element, once.
    nonisolated(unsafe) let elements = buffer.baseAddress
    DispatchQueue.concurrentPerform(iterations: count) { number in
      (elements! + number).initialize(to: body(number))
    }
    initialized = count
  }
}

import Dispatch

/// One thread for all commands of the tests, which run one after the other on it.
private let commands = DispatchQueue(label: "commands")

/// Runs what blocks its thread, such as a command that waits for git, outside of Swift's pool of threads: that pool
/// has one for each core, and tests that block all of them wait for ever.
package func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    commands.async { continuation.resume(with: Result { try body() }) }
  }
}

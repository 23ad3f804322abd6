import Dispatch
import Synchronization

/// Where threads leave what one of them waits for.
package final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let arrived = DispatchSemaphore(value: 0)

  package init() {}

  package func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    arrived.signal()
  }

  /// The next message, in the order in which they were left.
  ///
  /// - Parameter milliseconds: How long it is waited for; nil: for ever.
  /// - Returns: nil where none has arrived by then.
  package func take(within milliseconds: Int? = nil) -> Message? {
    let deadline = milliseconds.map { DispatchTime.now() + .milliseconds($0) } ?? .distantFuture
    guard arrived.wait(timeout: deadline) == .success else { return nil }
    return messages.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A stream that is written once per command: `print` loses errors, this does not.
///
/// A class, since it is one place that many write to. A closed pipe is quiet: what is written after it is dropped.
package final class Output: @unchecked Sendable {
  // Commands write from one thread.
  private var buffer: [UInt8] = []
  private let descriptor: Int32?
  private var isClosed = false
  private var failure: Int32?

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Keeps what is written, for tests.
  package init() { descriptor = nil }

  package var isTerminal: Bool { descriptor.map { isatty($0) == 1 } ?? false }

  package func write(_ text: String) { write(Array(text.utf8)) }

  package func write(_ bytes: [UInt8]) {
    buffer += bytes
    if descriptor != nil, buffer.count > 1 << 16 { drain() }
  }

  /// Everything written so far, where nothing takes it.
  package var captured: String { String(decoding: buffer, as: UTF8.self) }

  private func drain() {
    guard let descriptor else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    guard !isClosed, failure == nil else { return }
    switch writeAll(buffer, to: descriptor) {
    case nil: break
    case EPIPE: isClosed = true
    case let fault?: failure = fault
    }
  }

  /// Writes what is left.
  ///
  /// - Throws: ``WorkspaceError`` if the stream does not take it, unless it is a closed pipe.
  package func flush() throws(WorkspaceError) {
    guard descriptor != nil else { return }
    drain()
    if let failure {
      throw WorkspaceError("the output cannot be written: \(String(cString: strerror(failure)))")
    }
  }
}

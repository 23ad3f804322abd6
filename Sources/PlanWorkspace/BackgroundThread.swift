import PlanParallel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private final class BackgroundWork: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A thread for work beside which somebody types: it has a core at most, and that only while nobody else wants it.
package enum BackgroundThread {
  /// How far below others it stands (nice(2)).
  static let niceness: Int32 = 10
  /// Plans may nest deeper than a small stack holds.
  private static let stackSize = 16 << 20

  package static func run(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(BackgroundWork(body)).toOpaque()
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { attributes.deallocate() }
    var fault = pthread_attr_init(attributes)
    if fault == 0 {
      pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
      pthread_attr_setstacksize(attributes, stackSize)
      #if canImport(Darwin)
        pthread_attr_set_qos_class_np(attributes, QOS_CLASS_UTILITY, 0)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      fault = pthread_create(&thread, attributes, start, work)
      pthread_attr_destroy(attributes)
    }
    // Without a thread it is done here: late is better than never.
    if fault != 0 { _ = start(work) }
  }
}

/// What the thread begins with. A function by itself: Swift 6.3.1 crashes on a closure in its place.
private func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let work = Unmanaged<BackgroundWork>.fromOpaque(argument).takeRetainedValue()
  #if canImport(Glibc)
    // On Linux this is about the calling thread alone.
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, BackgroundThread.niceness)
  #endif
  Cores.$leavesOthersFree.withValue(true) { work.body() }
  return nil
}

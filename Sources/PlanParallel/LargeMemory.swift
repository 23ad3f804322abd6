#if canImport(Glibc)
  import Glibc
#endif

/// What tells the system how to serve the memory of very large plans. Nothing depends on it but time and memory.
public enum LargeMemory {
  /// Asks for large pages below a buffer that is about to be filled: a page fault for each 4 KB of a plan of a million
  /// tasks costs more than reading its tags.
  public static func prepare(_ buffer: UnsafeMutableRawBufferPointer) {
    #if canImport(Glibc)
      let page = 4096
      guard let start = buffer.baseAddress, buffer.count >= 4 << 20 else { return }
      let first = (Int(bitPattern: start) + page - 1) / page * page
      let end = (Int(bitPattern: start) + buffer.count) / page * page
      _ = madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
    #endif
  }
}

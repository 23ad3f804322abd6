import Dispatch
import Subprocess
import SystemPackage

/// Runs git, whose own rules say what is ignored.
package struct Git: Sendable {
  let folder: String
  /// In a hook git says by variables which index and repository it is about; everywhere else they speak of another one.
  var keepsVariables = false

  struct Answer: Sendable {
    let exitCode: Int32
    let output: [UInt8]

    /// What git said, without the line end.
    var line: String {
      let text = String(decoding: output, as: UTF8.self)
      return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
  }

  /// Runs git in the folder and waits for it; nil where there is no git.
  func run(_ arguments: [String], input: [UInt8] = []) -> Answer? {
    let box = Box()
    let done = DispatchSemaphore(value: 0)
    let (folder, keepsVariables) = (folder, keepsVariables)
    // On threads of its own: the caller may sit on one of the few that Swift runs tasks on, and blocks it.
    _Concurrency.Task.detached(executorPreference: QueueExecutor.shared) {
      box.answer = try? await Git.run(arguments, input, in: folder, keepsVariables)
      done.signal()
    }
    done.wait()
    return box.answer
  }

  /// Carries the answer from the task to the waiting thread; the semaphore orders both.
  private final class Box: @unchecked Sendable { var answer: Answer? }

  private static func run(
    _ arguments: [String], _ input: [UInt8], in folder: String, _ keepsVariables: Bool
  ) async throws -> Answer {
    let variables = [
      "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
    ]
    let cleared = keepsVariables ? [] : variables
    let environment = Environment.inherit.updating(
      Dictionary(uniqueKeysWithValues: cleared.map { (Environment.Key(stringLiteral: $0), String?.none) }))
    let result = try await Subprocess.run(
      .name("git"), arguments: Arguments(arguments), environment: environment,
      workingDirectory: FilePath(folder),
      input: .array(input), output: .bytes(limit: 1 << 28))
    guard case .exited(let code) = result.terminationStatus else { return Answer(exitCode: -1, output: []) }
    return Answer(exitCode: Int32(code), output: result.standardOutput)
  }

  /// The paths among `paths` (relative to the folder) that git ignores.
  func ignored(_ paths: [String]) -> Set<String> {
    guard !paths.isEmpty else { return [] }
    let input = paths.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
    guard let answer = run(["check-ignore", "-z", "--stdin"], input: input), answer.exitCode == 0 else {
      return []
    }
    return Set(answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }
}

/// Runs tasks on a dispatch queue, whose threads are as many as are needed.
private final class QueueExecutor: TaskExecutor {
  static let shared = QueueExecutor()
  private let queue = DispatchQueue(label: "planmd.git", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// What has been spent: tags and log entries add up. Source: format, section 4.
extension Plan {
  /// Minutes of `spent:` and of the task's own log entries; nil where nothing is written.
  public func spentMinutes(of task: TaskIndex) -> Int? {
    let tagged = effort(.spent, of: task)?.minutes
    guard self[task].flags.contains(.hasLog) else { return tagged }
    let logged = logs(of: .task(task)).compactMap(\.minutes)
    guard tagged != nil || !logged.isEmpty else { return nil }
    return max(0, (tagged ?? 0) + logged.reduce(0, +))
  }
}

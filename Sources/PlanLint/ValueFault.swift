import PlanModel

/// Why the value of a tag cannot be read: which bytes, what is wrong with them, and what to write.
struct ValueFault {
  /// One rule each.
  enum Kind {
    case impossibleDate, dateInWords, date, effort, money, currency, recurrence, reference, other

    /// True if values of a kind can be wrong in this way.
    func concerns(_ kind: TagKey.ValueKind) -> Bool {
      switch self {
      case .impossibleDate, .dateInWords, .date: kind == .date
      case .effort: kind == .effort || kind == .estimate || kind == .budget
      case .money, .currency: kind == .money || kind == .budget
      case .recurrence: kind == .recurrence
      case .reference: kind == .references
      case .other:
        switch kind {
        case .percent, .count, .name, .names, .identifier, .priority, .word: true
        case .date, .effort, .estimate, .money, .budget, .recurrence, .references, .text: false
        }
      }
    }
  }

  let kind: Kind
  let range: Range<Int>
  let message: String
  let help: String
  var fix: Fix?

  init(_ kind: Kind, _ range: Range<Int>, _ message: String, help: String, fix: Fix? = nil) {
    self.kind = kind
    self.range = range
    self.message = message
    self.help = help
    self.fix = fix
  }
}

/// A value that is looked at for its fault: its bytes, its key, and what it is read with.
struct TagValue {
  let bytes: [UInt8]
  let range: Range<Int>
  let key: TagKey
  let form: Tag.Form
  let context: LintContext
  /// True for the value that a fix would write: it is only asked whether it can be read, and offers no fix itself.
  var isTrial = false

  /// What is wrong, or nil for a value that can be read, and for one that nobody meant as one.
  var fault: ValueFault? {
    switch key.valueKind {
    case .date: dateFault
    case .effort, .estimate: effortFault
    case .money: moneyFault
    case .budget: budgetFault
    case .recurrence: recurrenceFault
    case .references: referenceFault
    case .percent: percentFault
    case .count: countFault
    case .identifier: identifierFault
    case .name, .names: nameFault
    case .priority: priorityFault
    case .word: wordFault
    case .text: nil
    }
  }

  /// A part of the value as messages show it.
  func shown(_ range: Range<Int>) -> String { quoted(bytes, range) }

  var shown: String { shown(range) }

  /// A fix that may change what the plan means, if the value can be read with it.
  func fix(_ part: Range<Int>, _ replacement: String) -> Fix? {
    guard !isTrial else { return nil }
    let value =
      Array(bytes[range.lowerBound..<part.lowerBound]) + Array(replacement.utf8)
      + Array(bytes[part.upperBound..<range.upperBound])
    let changed = TagValue(
      bytes: [UInt8(ascii: "@")] + value, range: 1..<value.count + 1, key: key, form: form, context: context,
      isTrial: true)
    return changed.fault == nil ? Fix(.unsafe, [TextEdit(part, replacement)]) : nil
  }
}

/// A part of a file in backticks, cut where it is long.
func quoted(_ bytes: [UInt8], _ range: Range<Int>) -> String {
  let text = String(decoding: bytes[range.prefix(160)], as: UTF8.self)
  return text.count > 40 ? "`\(text.prefix(39))…`" : "`\(text)`"
}

/// A rule about one kind of unreadable values, on tasks and projects alike.
protocol ValueRule: LintRule {
  var kind: ValueFault.Kind { get }
}

extension ValueRule {
  package var interest: RuleInterest { RuleInterest(plan: true) }

  package func checkPlan(_ context: LintContext, _ report: inout LintReport) {
    let plan = context.plan
    for misfit in context.facts.misfits where misfit.tag.flags.contains(.unreadable) {
      let (tag, file) = (misfit.tag, plan.file(of: misfit.node))
      guard kind.concerns(tag.key.valueKind), !plan[file].isArchive else { continue }
      let value = TagValue(
        bytes: plan[file].bytes, range: tag.value, key: tag.key, form: tag.form, context: context)
      guard let fault = value.fault, fault.kind == kind else { continue }
      report.add(file, ByteRange(fault.range), fault.message, help: fault.help, fix: fault.fix)
    }
  }
}

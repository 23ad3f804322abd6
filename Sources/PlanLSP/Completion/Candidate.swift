import PlanModel

/// Something that may be written at a place.
struct Candidate {
  /// The protocol's numbers.
  enum Kind: Int {
    case person = 6
    case key = 10
    case unit = 11
    case value = 12
    case word = 13
    case status = 14
    case template = 15
    case reference = 18
    case label = 20
    case day = 23
  }

  let label: String
  /// What is put in.
  let text: String
  /// What the letters that were typed are compared with.
  let filter: String
  let kind: Kind
  var detail = ""
  var documentation: String?
  /// What changes elsewhere in the text along with it.
  var otherEdits: [TextEdit] = []

  init(
    _ label: String, text: String? = nil, filter: String? = nil, _ kind: Kind, _ detail: String = ""
  ) {
    self.label = label
    self.text = text ?? label
    self.filter = filter ?? label
    self.kind = kind
    self.detail = detail
  }
}

/// The candidates at a place, and what they replace.
struct Candidates {
  let range: Range<Int>
  var candidates: [Candidate]
  /// Another letter may bring candidates that are not among these.
  var isIncomplete = false
}

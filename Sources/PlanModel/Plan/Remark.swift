/// What reading a file noticed and a rule will say: a place, a kind, and a detail where the kind needs one.
public struct Remark: Sendable {
  public enum Kind: UInt8, CaseIterable, Sendable {
    // Boxes and tags
    case emptyBox, nbspInBox, almostATag, tagOnlySetextHeading
    // Regions
    case unclosedBlock, nestedBlock, strayBlockEnd, unknownBlockCommand, unclosedComment
    // Front matter and configuration
    case frontMatterUnreadable, configurationUnreadable, configurationUnknownKey, configurationBadValue
    // Text
    case invalidUTF8, controlCharacter, bidiControl, conflictMarker
    // Caps
    case lineTooLong, nestingTooDeep
    // Files
    case fileUnreadable
    // Log entries
    case logUnreadable
    // Suppression comments
    case malformedSuppression
  }

  public let kind: Kind
  public var file: FileIndex
  public var range: ByteRange
  /// Names and values for the message; what the kind's rule expects.
  public let detail: String
  /// What to write instead, for kinds that know it.
  public let replacement: String?

  public init(
    _ kind: Kind, file: FileIndex, range: ByteRange, detail: String = "", replacement: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.range = range
    self.detail = detail
    self.replacement = replacement
  }
}

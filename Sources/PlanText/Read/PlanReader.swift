package import PlanModel
import PlanParallel

/// Reads files into a plan. Never fails on content: what cannot be understood becomes a remark.
///
/// - Parameter pieceSize: Bytes of a file that are read at a time, at least; tests show that it changes nothing.
package func readPlan(_ files: [SourceFile], configuration: Configuration, pieceSize: Int = Cuts.target)
  -> Plan
{
  let options = ReadingOptions(configuration)
  let documents = readDocuments(
    files, at: Array(files.indices), options: options, pieceSize: pieceSize)
  return assemble(files, documents, configuration: configuration)
}

/// Puts what was read of each file together into one plan.
func assemble(_ files: [SourceFile], _ documents: consuming [Document], configuration: Configuration) -> Plan
{
  var plan = Plan(configuration: configuration)
  plan.files = files
  var layout = PlanLayout()
  for position in documents.indices {
    var assembler = FileAssembler(FileIndex(position), plan, layout)
    assembler.append(&documents[position], to: &plan, &layout)
  }
  layout.fill(&plan)
  link(&plan)
  return plan
}

/// One file, read but not yet part of a plan.
struct Document: Sendable {
  var frontMatter: FrontMatter?
  /// False for the configuration and for files that say `planmd: off`.
  var isPlan = true
  var pieces: [Piece] = []
}

/// Reads the files at some positions, pieces side by side on all cores where there is enough to read.
func readDocuments(
  _ files: [SourceFile], at positions: [Int], options: ReadingOptions, pieceSize: Int
) -> [Document] {
  let documents = inParallel(positions.count, isWorthIt: positions.count > 16) { [positions] number in
    let position = positions[number]
    guard files[position].kind != .configuration else { return Document(isPlan: false) }
    let frontMatter = readFrontMatter(files[position], index: FileIndex(position), options: options)
    return Document(frontMatter: frontMatter, isPlan: frontMatter?.isOff != true)
  }
  var units: [(document: Int, range: Range<Int>)] = []
  for (number, document) in documents.enumerated() where document.isPlan {
    let position = positions[number]
    let start = document.frontMatter?.bodyStart ?? 0
    let bytes = files[position].bytes
    for range in Cuts.find(bytes, start..<bytes.count, target: pieceSize) {
      units.append((number, range))
    }
  }
  let bytes = units.reduce(0) { $0 + $1.range.count }
  let pieces = inParallel(units.count, isWorthIt: bytes > 128 * 1024) { [units, positions] number in
    let unit = units[number]
    let position = positions[unit.document]
    return readPiece(files[position].bytes, unit.range, file: FileIndex(position), options: options)
  }
  var result = documents
  for (unit, piece) in zip(units, pieces) { result[unit.document].pieces.append(piece) }
  for (number, position) in positions.enumerated() {
    joinOpenPieces(&result[number], files[position].bytes, FileIndex(position), options)
  }
  return result
}

/// Reads pieces again, together with what follows them, where a fence or an HTML block reached over the cut.
///
/// - Returns: How many bytes were read for it.
@discardableResult
func joinOpenPieces(
  _ document: inout Document, _ bytes: [UInt8], _ file: FileIndex, _ options: ReadingOptions
) -> Int {
  guard document.pieces.dropLast().contains(where: { !$0.endsClosed }) else { return 0 }
  var read = 0
  var joined: [Piece] = []
  var position = 0
  while position < document.pieces.count {
    var piece = document.pieces[position]
    position += 1
    // Twice as many each time, so that a fence which is never closed costs no more than reading the file twice.
    var more = 1
    while !piece.endsClosed, position < document.pieces.count {
      position = min(position + more, document.pieces.count)
      more *= 2
      let range = piece.range.lowerBound..<document.pieces[position - 1].range.upperBound
      piece = readPiece(bytes, range, file: file, options: options)
      read += range.count
    }
    joined.append(piece)
  }
  document.pieces = joined
  return read
}

package import PlanModel
import PlanParallel

/// Reads files into a plan. Never fails on content: what cannot be understood becomes a remark.
///
/// - Parameter pieceSize: Bytes of a file that are read at a time, at least; tests show that it changes nothing.
package func readPlan(_ files: [SourceFile], configuration: Configuration, pieceSize: Int = Cuts.target)
  -> Plan
{
  let options = ReadingOptions(configuration)
  var plan = Plan(configuration: configuration)
  plan.files = files
  var documents = readDocuments(files, options: options, pieceSize: pieceSize)
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

/// Reads all files, pieces side by side on all cores where there is enough to read.
private func readDocuments(_ files: [SourceFile], options: ReadingOptions, pieceSize: Int) -> [Document] {
  let documents = inParallel(files.count, isWorthIt: files.count > 16) { position in
    guard files[position].kind != .configuration else { return Document(isPlan: false) }
    let frontMatter = readFrontMatter(files[position], index: FileIndex(position), options: options)
    return Document(frontMatter: frontMatter, isPlan: frontMatter?.isOff != true)
  }
  var units: [(file: Int, range: Range<Int>, isFirst: Bool)] = []
  for (position, document) in documents.enumerated() where document.isPlan {
    let start = document.frontMatter?.bodyStart ?? 0
    for (number, range) in Cuts.find(files[position].bytes, from: start, target: pieceSize).enumerated() {
      units.append((position, range, number == 0 && start == 0))
    }
  }
  let bytes = units.reduce(0) { $0 + $1.range.count }
  let pieces = inParallel(units.count, isWorthIt: bytes > 128 * 1024) { [units] number in
    let unit = units[number]
    return readPiece(
      files[unit.file].bytes, unit.range, file: FileIndex(unit.file), isStartOfFile: unit.isFirst,
      options: options)
  }
  var result = documents
  for (unit, piece) in zip(units, pieces) { result[unit.file].pieces.append(piece) }
  for position in result.indices {
    joinOpenPieces(&result[position], files[position].bytes, FileIndex(position), options)
  }
  return result
}

/// Reads pieces again, together with what follows them, where a fence or an HTML block reached over the cut.
private func joinOpenPieces(
  _ document: inout Document, _ bytes: [UInt8], _ file: FileIndex, _ options: ReadingOptions
) {
  guard document.pieces.dropLast().contains(where: { !$0.endsClosed }) else { return }
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
      piece = readPiece(bytes, range, file: file, isStartOfFile: range.lowerBound == 0, options: options)
    }
    joined.append(piece)
  }
  document.pieces = joined
}

import Mustache

/// An object of a page's data, as templates see it: values below are ``PageText``, ``PageNumber``, ``PageMarkup``, `Bool`,
/// ``PageList`` and further objects.
typealias PageObject = [String: Any]

/// Text of a plan. What HTML would read as markup leaves the template engine as noncharacters of Unicode and becomes
/// character references only in the finished page (``PageText/resolved(_:)``): so a template cannot make it live, not even
/// with three braces, and a combining mark behind a quotation mark cannot hide it from the engine's own escaping.
struct PageText: MustacheCustomRenderable, MustacheTransformable, MustacheParent {
  let text: String

  init(_ text: String) { self.text = text }

  // U+FDD0…U+FDEF are for internal use only (Unicode 16, section 23.7).
  private static let stand: [Unicode.Scalar: Unicode.Scalar] = Dictionary(
    uniqueKeysWithValues: zip("&<>\"'".unicodeScalars, (0xFDD0...).lazy.map { Unicode.Scalar($0)! }))
  private static let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]

  var renderText: String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let other = PageText.stand[scalar] {
        result.append(other)
      } else {
        result.append(isAllowedInMarkup(scalar) && !(0xFDD0...0xFDEF ~= scalar.value) ? scalar : "\u{FFFD}")
      }
    }
    return String(result)
  }

  var isNull: Bool { text.isEmpty }

  func child(named: String) -> Any? { nil }

  /// `{{day(due)}}`: `2026-03-13` as `Fri 13 Mar 2026`, `{{slug(status)}}`: a word for class names.
  func transform(_ name: String) -> Any? {
    switch name {
    case "day": return PageText(PageDates.long(text))
    case "shortday": return PageText(PageDates.short(text))
    case "slug": return PageText(SitePaths.slug(text))
    default: return nil
    }
  }

  /// A rendered page with its character references.
  static func resolved(_ page: String) -> [UInt8] {
    let bytes = Array(page.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    var index = 0
    while index < bytes.count {
      // U+FDD0…U+FDD4 are EF B7 90 to EF B7 94.
      if bytes[index] == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xB7,
        0x90...0x94 ~= bytes[index + 2]
      {
        result += references[Int(bytes[index + 2] - 0x90)].utf8
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}

/// Markup that planmd made itself: charts and tables, with everything of the plan escaped already.
struct PageMarkup: MustacheCustomRenderable, MustacheParent {
  let renderText: String

  init(_ markup: String) { renderText = markup }

  var isNull: Bool { renderText.isEmpty }

  func child(named: String) -> Any? { nil }
}

/// A number; a section with zero is left out.
struct PageNumber: MustacheCustomRenderable, MustacheTransformable, MustacheParent {
  /// As JSON writes it.
  let renderText: String

  init(_ text: String) { renderText = text }
  init(_ number: Int) { renderText = String(number) }

  private var integer: Int { Int(renderText.prefix { $0 != "." }) ?? 0 }

  var isNull: Bool { renderText == "0" }

  static func hours(_ minutes: Int) -> String {
    StatusWords.hours(abs(minutes) < 600 ? minutes : (minutes + (minutes < 0 ? -30 : 30)) / 60 * 60)
  }

  func child(named: String) -> Any? { nil }

  /// `{{hours(logged)}}`: minutes as `7h30min`, from ten hours on without the minutes; `{{whole(percent)}}`: without
  /// what is behind the point;
  /// `{{plural(open)}}`: `s` unless it is one.
  func transform(_ name: String) -> Any? {
    switch name {
    case "hours": PageText(PageNumber.hours(integer))
    case "whole": PageNumber(integer)
    case "plural": PageText(renderText == "1" ? "" : "s")
    default: nil
    }
  }
}

/// A list; an empty one leaves its section out.
struct PageList: MustacheSequence, MustacheTransformable {
  let items: [Any]

  init(_ items: [Any]) { self.items = items }

  func makeIterator() -> IndexingIterator<[Any]> { items.makeIterator() }

  /// How many items `top` gives.
  private static let limit = 20

  /// `{{#top(overdue)}}`: the first twenty; `{{more(overdue)}}`: how many are behind them; `count`, `any`.
  func transform(_ name: String) -> Any? {
    switch name {
    case "top": PageList(Array(items.prefix(PageList.limit)))
    case "more": PageNumber(Swift.max(0, items.count - PageList.limit))
    case "count": PageNumber(items.count)
    case "any": !items.isEmpty
    case "reversed": PageList(items.reversed())
    default: nil
    }
  }
}

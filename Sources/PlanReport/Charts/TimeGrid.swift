package import PlanModel

/// A scale of days from left to right, with months and weeks, for every chart along time.
struct TimeGrid {
  let first: Day
  let last: Day
  let left: Double
  let dayWidth: Double

  /// Where the last day ends.
  var right: Double { x(last + 1) }

  /// Longer charts have months only.
  private var isLong: Bool { last - first > 400 }

  func x(_ day: Day) -> Double { left + Double(day - first) * dayWidth }

  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Lines for months and weeks from the scale at the top to `bottom`.
  func lines(to bottom: Double) -> String {
    var result = ""
    var (day, free) = (first, left)
    while day <= last {
      let isMonth = day.dayOfMonth == 1 || day == first
      let isWeek = !isLong && day.weekday == .monday
      if isMonth || isWeek {
        let x = x(day)
        result += "<path class=\"grid\" d=\"M\(px(x)) \(isMonth ? 8 : 28)V\(px(bottom))\"/>\n"
        let hasYear = day == first || day.month == 1 || dayWidth * 28 >= 62
        let text = hasYear ? "\(TimeGrid.months[day.month - 1]) \(day.year)" : TimeGrid.months[day.month - 1]
        let width = hasYear ? 60.0 : 28
        if isMonth, x >= free, x + width < right + 20 {
          result += "<text class=\"strong\" x=\"\(px(x + 4))\" y=\"20\">\(text)</text>\n"
          free = x + width + 6
        }
        if isWeek, dayWidth * 7 >= 16 {
          result += "<text class=\"soft\" x=\"\(px(x + 3))\" y=\"38\">\(day.dayOfMonth)</text>\n"
        }
      }
      day = day + 1
    }
    return result
  }

  func today(_ today: Day, from top: Double, to bottom: Double) -> String {
    guard first <= today, today <= last else { return "" }
    return "<path class=\"today\" d=\"M\(px(x(today))) \(px(top))V\(px(bottom))\"/>\n"
  }
}

/// A length in an SVG image, to a tenth.
func px(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0
    ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}

/// An SVG image with a title and a description, for a page that has the style of charts.
func chart(_ id: String, title: String, description: String, width: Double, height: Double, _ body: String)
  -> String
{
  """
  <svg viewBox="0 0 \(px(width)) \(px(height))" width="\(px(width))" height="\(px(height))" role="img" aria-labelledby="\(id)-title \(id)-desc" class="plot">
  <title id="\(id)-title">\(escapedMarkup(title))</title>
  <desc id="\(id)-desc">\(escapedMarkup(description))</desc>
  \(body)</svg>

  """
}

/// What the colours of a chart mean, in a row, and where the next word may stand.
func legend(_ kinds: [(kind: String, name: String)], x: Double, y: Double) -> (markup: String, x: Double) {
  var (markup, x) = ("", x)
  for (kind, name) in kinds {
    markup +=
      "<rect class=\"\(kind)\" x=\"\(px(x))\" y=\"\(px(y))\" width=\"12\" height=\"12\"/><text x=\"\(px(x + 18))\" y=\"\(px(y + 10))\">\(name)</text>"
    x += Double(name.count) * 6.6 + 44
  }
  return (markup, x)
}

/// A name as it fits into a width of an image, with an ellipsis where it does not.
func fitted(_ name: String, _ width: Double, perLetter: Double = 6.4) -> String {
  let limit = max(1, Int(width / perLetter))
  return name.count > limit ? String(name.prefix(max(1, limit - 1))) + "…" : name
}

/// The style of charts, for images that stand alone: the same that pages have.
enum ChartStyle {
  static let element: String = {
    let page = String(decoding: PackageResources.page_css, as: UTF8.self)
    func between(_ start: String, _ end: String) -> Substring {
      guard let first = page.firstRange(of: start), let last = page.firstRange(of: end) else { return "" }
      return page[first.upperBound..<last.lowerBound]
    }
    let colours = between("/* colours */", "/* colours end */")
    return "<style>\(colours)\(between("/* charts */", "/* charts end */"))</style>\n"
  }()
}

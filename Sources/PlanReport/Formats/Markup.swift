/// Text as it may stand in HTML and SVG, between tags and in quoted attributes.
package func escapedMarkup(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(isAllowedInMarkup(scalar) ? scalar : "\u{FFFD}")
    }
  }
  return result
}

/// False for what XML does not allow, and for bidirectional overrides, which would turn what follows round.
func isAllowedInMarkup(_ scalar: Unicode.Scalar) -> Bool {
  !(scalar.value < 0x20 && scalar.value != 0x0A && scalar.value != 0x09 || scalar.value == 0xFFFE
    || scalar.value == 0xFFFF || TerminalText.isUnsafe(scalar))
}

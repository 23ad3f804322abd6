import Mustache

/// The templates of a site: those that planmd has, each of which a file of the same name may take the place of.
package struct SiteTemplates: Sendable {
  private let library: MustacheLibrary
  private let style: String
  private let script: String
  /// The Content Security Policy that allows exactly this style and script.
  private let policy: String

  /// What can be overridden, by file name.
  package static let builtIn: [String: [UInt8]] = [
    "heat.mustache": PackageResources.heat_mustache,
    "layout.mustache": PackageResources.layout_mustache,
    "note.mustache": PackageResources.note_mustache,
    "people.mustache": PackageResources.people_mustache,
    "person.mustache": PackageResources.person_mustache,
    "portfolio.mustache": PackageResources.portfolio_mustache,
    "project.mustache": PackageResources.project_mustache,
    "project-row.mustache": PackageResources.project_row_mustache,
    "project-table.mustache": PackageResources.project_table_mustache,
    "schedule-rows.mustache": PackageResources.schedule_rows_mustache,
    "task.mustache": PackageResources.task_mustache,
    "week.mustache": PackageResources.week_mustache,
    "weeks.mustache": PackageResources.weeks_mustache,
    "page.css": PackageResources.page_css,
    "page.js": PackageResources.page_js,
  ]

  package struct Problem: Error {
    package let file: String
    package let message: String
  }

  /// - Parameter overrides: Files by their names.
  package init(overrides: [String: [UInt8]] = [:]) throws(Problem) {
    var library = MustacheLibrary()
    func text(_ name: String) -> String {
      String(decoding: overrides[name] ?? SiteTemplates.builtIn[name] ?? [], as: UTF8.self)
    }
    for name in overrides.keys.sorted()
    where SiteTemplates.builtIn[name] == nil && !name.hasSuffix(".mustache") {
      throw Problem(file: name, message: "there is no template of this name")
    }
    let names = Set(SiteTemplates.builtIn.keys).union(overrides.keys).filter { $0.hasSuffix(".mustache") }
    for name in names.sorted() {
      do {
        try library.register(text(name), named: String(name.dropLast(".mustache".utf8.count)))
      } catch let error as MustacheTemplate.ParserError {
        throw Problem(
          file: name,
          message: "line \(error.context.lineNumber), column \(error.context.columnNumber): \(error.error)")
      } catch {
        throw Problem(file: name, message: "\(error)")
      }
    }
    self.library = library
    let (style, script) = (text("page.css"), text("page.js"))
    for (name, text, end) in [("page.css", style, "</style"), ("page.js", script, "</script")]
    where text.lowercased().contains(end) {
      throw Problem(file: name, message: "'\(end)' would end it in the middle of a page")
    }
    (self.style, self.script) = (style, script)
    policy = SiteTemplates.policy(style: style, script: script)
  }

  /// Style and script by their hashes, nothing else (W3C, Content Security Policy Level 3).
  static func policy(style: String, script: String?) -> String {
    let style = "style-src 'sha256-\(SHA256(style.utf8).base64)'"
    let script = script.map { "; script-src 'sha256-\(SHA256($0.utf8).base64)'" } ?? ""
    return "default-src 'none'; \(style)\(script); form-action 'none'; base-uri 'none'"
  }

  func page(_ template: String, _ data: PageObject) -> [UInt8] {
    var data = data
    data["style"] = PageMarkup(style)
    data["script"] = PageMarkup(script)
    data["policy"] = PageMarkup(policy)
    return PageText.resolved(library.render(data, withTemplate: template) ?? "")
  }
}

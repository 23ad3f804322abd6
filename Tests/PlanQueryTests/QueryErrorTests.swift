import PlanModel
import PlanQuery
import Testing

@Suite struct QueryErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rendered: String
    var query: String { String(rendered.split(separator: "\n")[1].dropFirst(2)) }
    var testDescription: String { query }
  }

  /// Message, query, carets, help: the query is the second line.
  static let cases = [
    """
    unknown status `opne`
      status:opne @ann
             ^^^^
    help: did you mean `open`? statuses are open, started, waiting, held, done, cancelled, and `unfinished` \
    for the first four
    """,
    """
    unknown status `todo`
      status:done,todo
                  ^^^^
    help: did you mean `open`? statuses are open, started, waiting, held, done, cancelled, and `unfinished` \
    for the first four
    """,
    """
    `tomorow` is not a date, which `due` wants
      brief due:..tomorow
                  ^^^^^^^
    help: did you mean `tomorrow`? write a date such as `fri`, `+3d`, `2026-01-12` or `2026-W03`, or a range \
    such as `..fri`
    """,
    """
    `2026-02-30` does not exist in the calendar
      due:2026-02-30
          ^^^^^^^^^^
    """,
    """
    `31.3.2026` is a date in another notation
      due<=31.3.2026
           ^^^^^^^^^
    help: did you mean `2026-03-31`?
    """,
    """
    `2026` is not a date, which `done` wants
      done:2026
           ^^^^
    help: did you mean `2026-01-01..2026-12-31`? write a date such as `fri`, `+3d`, `2026-01-12` or \
    `2026-W03`, or a range such as `..fri`
    """,
    """
    this range ends (fri is 2026-01-09) before it begins (mon is 2026-01-12)
      due:mon..fri
          ^^^^^^^^
    help: write the earlier end first, `..` between
    """,
    """
    `due:` has no value
      due: fri
          ^
    help: write a date such as `fri`, `+3d`, `2026-01-12` or `2026-W03`, or a range such as `..fri` right \
    behind it
    """,
    """
    `due:` has no value
      due:..
          ^^
    help: write a date such as `fri`, `+3d`, `2026-01-12` or `2026-W03`, or a range such as `..fri` right \
    behind it
    """,
    """
    `est:` has no value
      est:2d,,3d
             ^
    help: write an effort such as `2h30m` or `1.5d`, or a range such as `2d..` right behind it
    """,
    """
    `2` has no unit
      est:2..
          ^
    help: write `2h`, `2d` or `2min`
    """,
    """
    `2x` is not an effort, which `left` wants
      left>2x
           ^^
    help: write an effort such as `2h30m` or `1.5d`, or a range such as `2d..`
    """,
    """
    `120%` is not a percentage, which `progress` wants
      progress:120%
               ^^^^
    help: write a percentage such as `50%`, or a range such as `50%..`
    """,
    """
    `high` is not a priority, which `pri` wants
      pri:high
          ^^^^
    help: write a letter from `A` to `Z`, `none`, or a range such as `..C`
    """,
    """
    `100` has no currency
      cost:..100
             ^^^
    help: write an amount such as `1200EUR`, or a range such as `..1200EUR`
    """,
    """
    EUR and USD do not compare
      cost:1EUR..2USD
           ^^^^^^^^^^
    help: use one currency in a range
    """,
    """
    `label` has no order to compare by
      label<web
           ^
    help: write `label:…`
    """,
    """
    there is no `!=`
      status!=done
            ^^
    help: write `not status:…`
    """,
    """
    `<=` stands alone
      due <= fri
          ^^
    help: write key, sign and value without blanks, such as `due<=fri`
    """,
    """
    no task and no project has the key `deu`
      deu<=fri
      ^^^
    help: did you mean `due<=`?
    """,
    """
    a quote is opened and not closed
      project:"My site
              ^
    help: close it with `"`
    """,
    """
    an empty phrase is in every text
      a "" b
        ^^
    help: write words between the quotes
    """,
    """
    a parenthesis is opened and not closed
      (a or (b)
      ^
    help: close it with `)`
    """,
    """
    this parenthesis closes nothing
      a) or b
       ^
    help: take it out, or quote it to search for it
    """,
    """
    nothing stands in these parentheses
      a ()
        ^^
    help: write terms in them, such as `(due:fri or @ann)`
    """,
    """
    a term is missing beside `or`
      a or
          ^
    help: to search for the word, write `"or"`
    """,
    """
    a term is missing beside `or`
      or a
      ^^
    help: to search for the word, write `"or"`
    """,
    """
    a term is missing beside `not`
      (a not)
            ^
    help: to search for the word, write `"not"`
    """,
    """
    `@` has no value
      a @
         ^
    help: write a name such as `ann` right behind it
    """,
    """
    `オ` is not a date, which `due` wants
      日本 due:オ
               ^^
    help: write a date such as `fri`, `+3d`, `2026-01-12` or `2026-W03`, or a range such as `..fri`
    """,
  ].map(Case.init)

  @Test(arguments: cases)
  func anErrorPointsAtThePlaceAndSaysWhatToWrite(_ c: Case) {
    #expect(failure(c.query)?.rendered == c.rendered)
  }

  @Test func meIsAnErrorWhereNobodyIsConfigured() {
    do throws(QueryError) {
      _ = try Query(parsing: "all @me", in: QueryContext(today: today))
      Issue.record("@me was taken")
    } catch {
      #expect(
        error.rendered == """
          `@me` is nobody: the configuration does not say who you are
            all @me
                ^^^
          help: write `me: NAME` in planmd.yaml
          """)
    }
  }

  @Test func aTermThatNeedsAScheduleSaysSo() throws {
    do throws(QueryError) {
      _ = try Query(parsing: "@ann critical", in: QueryContext(today: today)).matcher(for: plan("- [ ] a"))
      Issue.record("critical was taken")
    } catch {
      #expect(
        error.rendered == """
          `critical` is known only where a schedule is computed
            @ann critical
                 ^^^^^^^^
          help: run `planmd schedule --where critical`
          """)
    }
  }

  @Test(arguments: [
    ("stauts:open", 0..<6, "status:"), ("labl:web", 0..<4, "label:"), ("tag:web", 0..<3, "label:"),
    ("a -piority:x", 3..<10, "priority:"), ("has:dew no:statr", 8..<16, "start:"),
  ])
  func aSlipOfAKnownKeyIsAnErrorWhereThePlanHasNoSuchKey(
    _ text: String, _ range: Range<Int>, _ nearest: String
  ) throws {
    do throws(QueryError) {
      _ = try Query(parsing: text, in: QueryContext(today: today)).evaluate(plan("- [ ] a"))
      Issue.record("\(text) was taken")
    } catch {
      #expect(error.range.range == range)
      #expect(error.suggestion == nearest)
    }
  }

  @Test func anOwnKeyNearAKnownOneIsItself() throws {
    #expect(try found("tag:x", in: plan("- [ ] a tag:x\n- [ ] b")) == ["a"])
    #expect(try found("client:x", in: plan("- [ ] a")) == [])
  }

  @Test(arguments: [
    ("project:websit", "no project is called `websit`", "Website"),
    ("@anne", "no name is called `anne`", "ann"),
    ("label:wbe", "no label is called `wbe`", "web"), ("id:breif", "no id is called `breif`", "brief"),
    ("clients:x", "no key is called `clients`", nil),
    ("ovedue", "`ovedue` is searched for as text", "overdue"),
    ("done", "`done` is searched for as text", "status:done"),
  ])
  func whatThePlanHasNoNameForIsHintedAt(_ text: String, _ message: String, _ nearest: String?) throws {
    let hints = try query(text).hints(for: plan(sample))
    #expect(hints.map(\.message) == [message])
    #expect(hints.map(\.suggestion) == [nearest])
  }

  @Test(arguments: ["project:website @ann,bob label:web id:brief client:acme sitemap overdue", ""])
  func whatThePlanKnowsNeedsNoHint(_ text: String) throws {
    #expect(try query(text).hints(for: plan(sample)).isEmpty)
  }

  @Test func nothingInAQuerySteersTheTerminal() {
    #expect(failure("\u{1B}[31m status:x")?.rendered.contains("\u{1B}") == false)
    #expect(failure("a\tstatus:x")?.rendered.contains("  a status:x\n           ^") == true)
  }

  @Test func nestingHasABound() {
    #expect(failure(String(repeating: "(", count: 100_000))?.problem == .tooDeep)
    #expect(failure(String(repeating: "not ", count: 100_000) + "a")?.problem == .tooDeep)
    #expect(failure(String(repeating: "-", count: 100_000) + "a") == nil)
    #expect(failure(String(repeating: "a or ", count: 20_000) + "a") == nil)
  }
}

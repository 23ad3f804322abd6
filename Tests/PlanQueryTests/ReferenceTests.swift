import PlanModel
import PlanQuery
import Testing

@Suite struct ReferenceTests {
  static let files = plan([
    "clients/acme.md": "# Acme\n\n- [ ] Draft\n- [ ] Draft\n\n## Invoices\n\n- [ ] Send the invoice\n",
    "home.md": """
    # Home id:home

    - [x] Paint the fence
    - [ ] Paint the fence and the gate
    - [x] Call Zoë
    - [ ] Order paint id:order
    - [ ] Café chairs,
      three of them ^chairs
    - [x] Water plants
    - [ ] Water plants

    ## Garden

    - [ ] Mow
    - [ ] 7 bulbs

    ## Shed

    ### Garden
    """,
    "other.md": "- [ ] Garden\n- [ ] Home\n",
  ])

  private func path(of node: NodeIndex) -> String { Self.files[Self.files.file(of: node)].path }

  private func resolve(_ text: String, as kind: ReferenceResolver.Kind = .any) -> Result<
    String, ReferenceFailure
  > {
    var resolver = ReferenceResolver(Self.files)
    do throws(ReferenceFailure) {
      let node = try resolver.resolve(text, as: kind)
      let sign = if case .project = node { "# " } else { "" }
      return .success(
        "\(path(of: node)):\(Self.files.line(of: node)) \(sign)\(Self.files.name(of: node))"
      )
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: [
    ("order", "home.md:6 Order paint"),
    ("home", "home.md:1 # Home"),
    (" ^chairs ", "home.md:7 Café chairs, three of them"),
    ("home#^chairs", "home.md:7 Café chairs, three of them"),
    ("home.md:6", "home.md:6 Order paint"),
    ("home.md:6:Ord", "home.md:6 Order paint"),
    ("./home.md:6:7", "home.md:6 Order paint"),
    ("home.md:7:cafe\u{301}", "home.md:7 Café chairs, three of them"),
    ("home.md:8", "home.md:7 Café chairs, three of them"),
    ("home.md:15:7 b", "home.md:15 7 bulbs"),
    ("home.md:12", "home.md:12 # Garden"),
    ("acme.md:4:Draft", "clients/acme.md:4 Draft"),
    ("clients/acme:4", "clients/acme.md:4 Draft"),
    // A whole text beats words of one, even if it is finished.
    ("paint the fence", "home.md:3 Paint the fence"),
    ("gate fence", "home.md:4 Paint the fence and the gate"),
    ("zoë", "home.md:5 Call Zoë"),
    ("CHAIRS cafÉ", "home.md:7 Café chairs, three of them"),
    ("water plants", "home.md:10 Water plants"),
    ("invoice", "clients/acme.md:8 Send the invoice"),
    ("Invoices", "clients/acme.md:6 # Invoices"),
    ("acme/invoices", "clients/acme.md:6 # Invoices"),
    ("clients/acme", "clients/acme.md:1 # Acme"),
  ])
  func aReferenceNamesOneThing(_ text: String, _ place: String) {
    #expect((try? resolve(text).get()) == place)
  }

  @Test func theKindDecidesBetweenATaskAndAProject() {
    #expect((try? resolve("Garden", as: .task).get()) == "other.md:1 Garden")
    #expect((try? resolve("home/Garden", as: .project).get()) == "home.md:12 # Garden")
  }

  private func message(_ text: String, as kind: ReferenceResolver.Kind = .any) -> String {
    switch resolve(text, as: kind) {
    case .success(let place): "found \(place)"
    case .failure(let error): error.rendered
    }
  }

  @Test func moreThanOneMatchIsAnErrorThatListsThem() {
    #expect(
      message("draft") == """
        `draft` could be any of 2
          wgkms  clients/acme.md:3  Draft
          dmkkn  clients/acme.md:4  Draft
        help: name one by what stands in front of it
        """)
    #expect(message("garden").hasPrefix("`garden` could be any of 3\n"))
  }

  @Test func nothingIsAnErrorWithWhatIsNearest() {
    #expect(
      message("oder") == """
        no task or project is called `oder`
          order  home.md:6  Order paint
        help: these are nearest; name one by what stands in front of it
        """)
    #expect(message("teh invoyce").contains("Send the invoice"))
    #expect(
      message("zzzz") == """
        no task or project is called `zzzz`
        help: write an id, a handle of `planmd list`, words of the text, or file.md:12:Text
        """)
    #expect(message("Invoices", as: .task) == "`Invoices` is a project, and a task is wanted")
    #expect(message("order", as: .project) == "`order` is a task, and a project is wanted")
    #expect(message(" ").hasPrefix("an empty reference names nothing"))
  }

  @Test func aPlaceThatMovedIsRefusedAndShownWhereItIs() {
    #expect(
      message("home.md:3:Order") == """
        line 3 of home.md does not begin with that text but with `Paint the fence`
          order  home.md:6  Order paint
        help: these are nearest; name one by what stands in front of it
        """)
    #expect(message("home.md:2") == "no task and no heading begins on line 2 of home.md")
    #expect(message("home.md:999999999:Mow").contains("  home.md:14  Mow"))
    #expect(message("nowhere.md:1").hasPrefix("no file of the plan is called `nowhere.md`"))
  }

  @Test func aHandleNamesItsTask() {
    let table = HandleTable(Self.files)
    for task in Self.files.taskIndices {
      let found = resolve(table.handle(of: task))
      #expect((try? found.get())?.contains(":\(Self.files.line(of: .task(task))) ") == true)
    }
  }

  @Test func tenMatchesAreListedAndTheOthersCounted() {
    var resolver = ReferenceResolver(plan((0..<25).map { "- [ ] wash car \($0)\n" }.joined()))
    do throws(ReferenceFailure) {
      _ = try resolver.resolve("wash car")
      Issue.record("one of 25 was taken")
    } catch {
      #expect(error.matches.count == 10)
      #expect(error.rendered.contains("  … and 15 more\n"))
    }
  }
}

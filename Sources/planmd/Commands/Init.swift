import ArgumentParser
import PlanModel
import PlanText
import PlanWorkspace

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a plan in this folder.",
    discussion: """
      Writes planmd.yaml, which marks the folder as a plan's root, with the settings that most people change as \
      comments; and a first plan.md where the folder holds no Markdown yet.
      """)

  @OptionGroup var options: EditOptions

  func run() throws {
    // This folder and no other: a plan around it is not the one that is meant.
    var options = options
    if options.common.root == nil { options.common.root = Runtime.world.directory }
    var edit = try EditSession(options)
    guard try edit.isFree("planmd.yaml") else {
      throw WorkspaceError("this folder is a plan already: it has a planmd.yaml")
    }
    edit.newFiles.append(("planmd.yaml", Array(Init.configurationText.utf8)))
    edit.say("new: planmd.yaml")
    if edit.plan.files.allSatisfy({ $0.kind == .configuration }), try edit.isFree("plan.md") {
      edit.newFiles.append(("plan.md", Array(Init.plan(edit.today).utf8)))
      edit.say("new: plan.md")
    }
    edit.say("next: planmd list, planmd lint, planmd add \"Write the first task due:fri\"")
    try edit.finish(title: "init")
  }

  private static let configurationText = """
    # Settings of this plan. Everything has a default; take the # away where yours differs.

    # calendar:
    #   workdays: [mon, tue, wed, thu, fri]
    #   hours: "9:00-17:00"
    #   holidays: [2026-12-25, 2026-12-26]

    # people:
    #   ann: {name: Ann Lee, capacity: 32h, rate: 90EUR}
    #   bob: {}
    # me: ann

    # money: {currency: EUR}
    # archive: archive/{year}.md
    # inbox: inbox.md

    """

  private static func plan(_ today: Day) -> String {
    """
    # My plan

    ## First project

    - [ ] Write down what is to be done est:1h due:\(today + 7)
    - [ ] Do it est:2d id:do-it
    - [ ] Tell people about it est:30min after:do-it

    ## Upkeep

    type:area

    - [ ] Look through this plan est:30min rec:"every week on mon" due:\(today + (7 - Int(today.weekday.rawValue)))

    """
  }
}

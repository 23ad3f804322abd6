import PlanModel

extension BudgetStatement {
  /// The lines down to a depth.
  func outer(_ depth: Int) -> BudgetStatement {
    BudgetStatement(book: book, lines: lines.filter { $0.depth <= depth }, total: total)
  }

  /// The lines of a project and all below it.
  func narrowed(to project: ProjectIndex) -> BudgetStatement {
    let subtree = project.position..<Int(plan[project].subtreeEnd)
    let tasks = plan.tasks(of: project)
    let kept = lines.filter { line in
      switch line.node {
      case .task(let task): tasks.contains(task.position)
      case .project(let other): subtree.contains(other.position)
      }
    }
    return BudgetStatement(book: book, lines: kept, total: book.ofProjects[project.position])
  }
}

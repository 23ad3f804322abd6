import PlanModel

/// Which units the merged text has, and in which order: ours, with what theirs added, removed and moved.
struct MergeOrder {
  struct Node {
    /// The unit in each version.
    var base: Int?
    var ours: Int?
    var theirs: Int?
    /// A conflict: only one side has it here.
    var side = Side.both
    /// What the other side has of it, at another place.
    var counterpart: Int?
    var reason = ""
    var next: Int?
    var previous: Int?
  }

  enum Side { case both, ours, theirs }

  let base: MergeText
  let ours: MergeText
  let theirs: MergeText
  let toOurs: UnitMatching
  let toTheirs: UnitMatching
  private(set) var nodes: [Node] = []
  /// For units that both added: which of theirs it is.
  private(set) var twin: [Int: Int] = [:]

  private var nodeOfOurs: [Int?]
  private var nodeOfTheirs: [Int?]
  private let options: ReadingOptions
  /// Nodes that stand where theirs has them.
  private var relinked: Set<Int> = []
  /// Of these, those that went with something around them.
  private var along: Set<Int> = []
  /// Before the first.
  private let head = 0

  init(_ base: MergeText, _ ours: MergeText, _ theirs: MergeText, options: ReadingOptions) {
    self.options = options
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
    toOurs = UnitMatching(base, ours)
    toTheirs = UnitMatching(base, theirs)
    nodeOfOurs = [Int?](repeating: nil, count: ours.units.count)
    nodeOfTheirs = [Int?](repeating: nil, count: theirs.units.count)
    nodes = [Node()]
  }

  /// The nodes in the order of the text.
  var sequence: [Int] {
    var result: [Int] = []
    var position = nodes[head].next
    while let node = position {
      result.append(node)
      position = nodes[node].next
    }
    return result
  }

  mutating func build() {
    twin = MergeTwins(ours: ours, toOurs, theirs: theirs, toTheirs, options: options).pairs
    takeOurs()
    addTheirs()
    takeAlong()
    giveBack()
    // What hangs on something that only one side has is that side's as well.
    for unit in ours.units.indices {
      guard let node = nodeOfOurs[unit], nodes[node].theirs == nil, let around = parent(ofOurs: unit),
        nodes[around].side == .ours
      else { continue }
      nodes[node].side = .ours
    }
  }

  func parent(ofOurs unit: Int) -> Int? { ours.units[unit].parent.flatMap { nodeOfOurs[$0] } }
  func parent(ofTheirs unit: Int) -> Int? { theirs.units[unit].parent.flatMap { nodeOfTheirs[$0] } }

  // MARK: What was changed

  /// True if a unit says something else than in the base, or belongs elsewhere.
  private func isChanged(_ unit: Int, _ text: MergeText, _ matching: UnitMatching) -> Bool {
    guard let old = matching.oldOf[unit] else { return true }
    return base.flatText(old) != text.flatText(unit) || isReparented(unit, text, matching)
  }

  private func isReparented(_ unit: Int, _ text: MergeText, _ matching: UnitMatching) -> Bool {
    guard let old = matching.oldOf[unit] else { return true }
    return base.units[old].parent.flatMap { matching.newOf[$0] } != text.units[unit].parent
  }

  /// Units that were changed, or in which something was.
  private func touched(_ text: MergeText, _ matching: UnitMatching) -> [Bool] {
    var result = [Bool](repeating: false, count: text.units.count)
    for unit in text.units.indices where isChanged(unit, text, matching) {
      var position: Int? = unit
      while let one = position, !result[one] {
        result[one] = true
        position = text.units[one].parent
      }
    }
    return result
  }

  // MARK: Ours

  private mutating func takeOurs() {
    let touched = touched(ours, toOurs)
    var last = head
    for unit in ours.units.indices {
      var node = Node(ours: unit)
      if let old = toOurs.oldOf[unit] {
        node.base = old
        node.theirs = toTheirs.newOf[old]
        if node.theirs == nil {
          guard touched[unit] else { continue }
          (node.side, node.reason) = (.ours, "removed by theirs, changed by ours")
        }
      } else {
        node.theirs = twin[unit]
      }
      last = insert(node, after: last)
      nodeOfOurs[unit] = last
      if let other = node.theirs { nodeOfTheirs[other] = last }
    }
  }

  private mutating func insert(_ node: Node, after position: Int) -> Int {
    let new = nodes.count
    nodes.append(node)
    link(new, after: position)
    return new
  }

  private mutating func link(_ node: Int, after position: Int) {
    let next = nodes[position].next
    nodes[node].previous = position
    nodes[node].next = next
    nodes[position].next = node
    if let next { nodes[next].previous = node }
  }

  private mutating func unlink(_ node: Int) {
    let (previous, next) = (nodes[node].previous ?? head, nodes[node].next)
    nodes[previous].next = next
    if let next { nodes[next].previous = previous }
  }

  // MARK: Theirs

  private mutating func addTheirs() {
    let touched = touched(theirs, toTheirs)
    let (movedByOurs, movedByTheirs) = (toOurs.moved, toTheirs.moved)
    for unit in theirs.units.indices {
      let around = parent(ofTheirs: unit)
      let isInTheirs = around.map { nodes[$0].side == .theirs } ?? false
      if let node = nodeOfTheirs[unit] {
        guard let own = nodes[node].ours else { continue }
        let isInOurs = parent(ofOurs: own).map { nodes[$0].side == .ours } ?? false
        let isReparented = (isReparented(own, ours, toOurs), isReparented(unit, theirs, toTheirs))
        let isElsewhere = isReparented.0 && isReparented.1 && parent(ofOurs: own) != around
        if nodes[node].base != nil, isElsewhere {
          split(node, unit, "moved by both, to different places")
        } else if isInOurs, isInTheirs {
          split(node, unit, "")
        } else if !isInTheirs {
          // Who put it into something else counts more than who changed an order.
          // What lies in something that went elsewhere goes with it.
          let follows = around.map { relinked.contains($0) } ?? false
          let isMoved =
            isReparented.1 || !isReparented.0 && (follows || movedByTheirs[unit] && !movedByOurs[own])
          if isInOurs || nodes[node].base != nil && isMoved {
            unlink(node)
            link(node, after: place(for: unit))
            relinked.insert(node)
          }
        }
      } else {
        var node = Node(theirs: unit)
        node.side = isInTheirs ? .theirs : .both
        if let old = toTheirs.oldOf[unit] {
          guard touched[unit] else { continue }
          node.base = old
          (node.side, node.reason) = (.theirs, "removed by ours, changed by theirs")
        }
        nodeOfTheirs[unit] = insert(node, after: place(for: unit))
      }
    }
  }

  /// Ours stays where ours has it, theirs comes where theirs has it.
  private mutating func split(_ node: Int, _ unit: Int, _ reason: String) {
    nodes[node].theirs = nil
    (nodes[node].side, nodes[node].reason, nodes[node].counterpart) = (.ours, reason, unit)
    var other = Node(base: nodes[node].base, theirs: unit, counterpart: nodes[node].ours)
    (other.side, other.reason) = (.theirs, reason)
    nodeOfTheirs[unit] = insert(other, after: place(for: unit))
  }

  /// True for a node that does not stand where theirs has it.
  private func isStray(_ node: Int) -> Bool {
    guard let own = nodes[node].ours, let other = nodes[node].theirs else { return false }
    return parent(ofOurs: own) != parent(ofTheirs: other)
  }

  /// What ours has in something that theirs moved, and theirs has not there, goes with it.
  private mutating func takeAlong() {
    for unit in ours.units.indices {
      guard let node = nodeOfOurs[unit], !relinked.contains(node), let parent = ours.units[unit].parent,
        let around = nodeOfOurs[parent], relinked.contains(around)
      else { continue }
      var before = unit - 1
      while before > parent, !(nodeOfOurs[before].map { isPlaced($0, inside: around) } ?? false) {
        before -= 1
      }
      unlink(node)
      var position = nodeOfOurs[before] ?? around
      while let next = nodes[position].next, rank(next) > ours.units[unit].rank, nodes[next].ours == nil {
        position = next
      }
      link(node, after: position)
      relinked.insert(node)
      along.insert(node)
    }
  }

  /// What a heading or item that came in between has taken into itself goes back to the end of what is around it.
  private mutating func giveBack() {
    var open: [Int] = []
    for node in sequence {
      while let last = open.last, rank(last) >= rank(node) { open.removeLast() }
      defer { open.append(node) }
      guard let around = around(node), open.last != around, nodes[around].next != nil else { continue }
      // Where it stands now it lies in something else.
      var position = around
      while let next = nodes[position].next, rank(next) > rank(around),
        rank(node) < MergeText.sectionRank || rank(next) >= MergeText.sectionRank
      {
        position = next
      }
      guard !isPlaced(around, inside: node), position != node, nodes[node].previous != position else {
        continue
      }
      var inner = nodes[node].next
      unlink(node)
      link(node, after: position)
      // With all that is below it.
      var last = node
      while let next = inner, rank(next) > rank(node) {
        inner = nodes[next].next
        unlink(next)
        link(next, after: last)
        last = next
      }
    }
  }

  /// What is around a node where it stands.
  private func around(_ node: Int) -> Int? {
    let stands = nodes[node]
    guard let own = stands.ours, stands.theirs == nil || !relinked.contains(node) || along.contains(node)
    else {
      return stands.theirs.flatMap { parent(ofTheirs: $0) }
    }
    return parent(ofOurs: own)
  }

  private func rank(_ node: Int) -> Int {
    let stands = nodes[node]
    if let other = stands.theirs, stands.ours == nil || relinked.contains(node) && !along.contains(node) {
      return theirs.units[other].rank
    }
    return ours.units[stands.ours!].rank
  }

  /// True for a node that stands in another one, or is it.
  private func isPlaced(_ node: Int, inside other: Int?) -> Bool {
    guard let other else { return true }
    var position: Int? = node
    while let one = position {
      if one == other { return true }
      position = around(one)
    }
    return false
  }

  /// Behind what stands before a unit in theirs, and behind what ours added there.
  private func place(for unit: Int) -> Int {
    let around = theirs.units[unit].parent
    let (outer, start, own) = (around.flatMap { nodeOfTheirs[$0] }, around ?? -1, nodeOfTheirs[unit])
    var (position, before) = (head, unit - 1)
    // Out of what is around it nothing goes.
    while before >= max(0, start) {
      if let node = nodeOfTheirs[before], isPlaced(node, inside: outer),
        own.map({ !isPlaced(node, inside: $0) }) ?? true
      {
        position = node
        break
      }
      before -= 1
    }
    let rank = theirs.units[unit].rank
    while let next = nodes[position].next {
      let isOurs = nodes[next].theirs == nil || isStray(next)
      let other = self.rank(next)
      // It must not take into itself what belongs to something before it.
      let isTheirOwn = isInside(next, unit)
      guard !isTheirOwn, other > rank || isOurs && nodes[next].ours != nil && other >= rank else { break }
      position = next
    }
    return position
  }

  /// True if theirs has a node inside a unit.
  private func isInside(_ node: Int, _ unit: Int) -> Bool {
    var position = nodes[node].theirs
    while let one = position {
      if one == unit { return true }
      position = one < unit ? nil : theirs.units[one].parent
    }
    return false
  }
}

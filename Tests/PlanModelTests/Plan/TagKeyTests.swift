import PlanModel
import Testing

/// Format, section 3: the keys and their spellings.
@Suite struct TagKeyTests {
  @Test(
    "every spelling is found by its bytes, whatever its case",
    arguments: TagKey.spellings.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 })
  func spellings(_ spelling: String, _ key: TagKey) {
    for text in [spelling, spelling.uppercased(), spelling.prefix(1).uppercased() + spelling.dropFirst()] {
      let bytes = Array(":\(text)x".utf8)
      #expect(TagKey.find(bytes, 1..<bytes.count - 1) == key)
      #expect(TagKey(spelling: text) == key)
      #expect(TagKey.find(bytes, 1..<bytes.count) == TagKey.spellings[spelling + "x"])
    }
  }

  @Test(
    "words that are no keys",
    arguments: [
      "", "d", "du", "client", "note", "duedate", "after-end", "blockedby", "averyverylongkey", "düe",
    ])
  func ownKeys(_ word: String) {
    let bytes = Array(word.utf8)
    #expect(TagKey.find(bytes, 0..<bytes.count) == nil)
    #expect(TagKey(spelling: word) == nil)
  }

  @Test("a key's own name means that key", arguments: TagKey.allCases)
  func names(_ key: TagKey) {
    guard key.name.count > 1, key != .attribute else { return }
    #expect(TagKey(spelling: key.name) == key)
  }

  @Test func setsHoldKeys() {
    var set = KeySet(.due, .attribute)
    #expect(set.contains(.due) && set.contains(.attribute) && !set.contains(.start))
    #expect(set.isDisjoint(with: KeySet(.start, .type)))
    #expect(!set.isDisjoint(with: KeySet(.attribute)))
    set.insert(.start)
    set.formUnion(KeySet(.type))
    #expect(TagKey.allCases.filter { set.contains($0) } == [.due, .start, .type, .attribute])
    #expect(KeySet.none.isEmpty)
  }

  @Test func wordsAreGivenForWordKeysOnly() {
    #expect(TagKey.allCases.filter { !$0.words.isEmpty } == TagKey.allCases.filter { $0.valueKind == .word })
  }
}
